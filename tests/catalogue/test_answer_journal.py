from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.catalogue.answer_journal import JOURNAL_FILE, MAX_AGE, AnswerJournal, open_journal
from app.catalogue.ptv_http import Get
from app.errors import CatalogueSourceError

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
HALF_CHARACTER = "\ud800"


class Source:
    """Answers with a running number and what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, path: str, parameters: Mapping[str, str]) -> object:
        self.asked.append(f"{path} {dict(parameters)}")
        return None if path == "Nothing" else [len(self.asked), f"å {HALF_CHARACTER}\n\t"]


@contextmanager
def journal(
    folder: Path, request: str = "everything", now: datetime = NOW
) -> Iterator[AnswerJournal]:
    with open_journal(folder / "data", request, now) as opened:
        yield opened


def ask(opened: AnswerJournal, source: Get, *paths: str) -> list[object]:
    get = opened.remembering(source)
    return [get(path, {"page": "1"}) for path in paths]


def test_journal_answers_again_without_asking(tmp_path: Path) -> None:
    source = Source()
    with journal(tmp_path) as opened:
        first = ask(opened, source, "Service", "Nothing", "Service")
    with journal(tmp_path) as opened:
        assert ask(opened, source, "Service", "Nothing") == first[:2]
        assert ask(opened, source, "Channel") == [[3, f"å {HALF_CHARACTER}\n\t"]]
    assert len(source.asked) == 3


def test_journal_tells_parameters_apart(tmp_path: Path) -> None:
    source = Source()
    with journal(tmp_path) as opened:
        get = opened.remembering(source)
        assert get("Service", {"page": "1"}) != get("Service", {"page": "2"})


def test_journal_drops_a_torn_line_and_goes_on_behind_it(tmp_path: Path) -> None:
    source = Source()
    with journal(tmp_path) as opened:
        ask(opened, source, "Service", "Channel")
    path = tmp_path / "data" / JOURNAL_FILE
    path.write_bytes(path.read_bytes()[:-5])
    for _ in range(2):
        with journal(tmp_path) as opened:
            assert [answer[0] for answer in ask(opened, source, "Service", "Channel")] == [1, 3]  # type: ignore[index]


def test_journal_asks_again_where_the_disk_spoiled_an_answer(tmp_path: Path) -> None:
    source = Source()
    with journal(tmp_path) as opened:
        ask(opened, source, "Service")
    path = tmp_path / "data" / JOURNAL_FILE
    path.write_bytes(path.read_bytes().replace(b"\t[1, ", b"\t\0\0\0\0"))
    with journal(tmp_path) as opened:
        ask(opened, source, "Service", "Service")
    assert len(source.asked) == 2


@pytest.mark.parametrize(
    ("request_line", "now"),
    [("another", NOW), ("everything", NOW + MAX_AGE)],
    ids=["another request", "too old"],
)
def test_journal_of_something_else_is_thrown_away(
    tmp_path: Path, request_line: str, now: datetime
) -> None:
    source = Source()
    with journal(tmp_path) as opened:
        ask(opened, source, "Service")
    with journal(tmp_path, request_line, now) as opened:
        ask(opened, source, "Service")
    assert len(source.asked) == 2


@pytest.mark.parametrize("content", [b"", b"everything", b"everything\tyesterday\n", b"\xff\xfe\n"])
def test_journal_begins_anew_over_a_file_that_is_none(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / JOURNAL_FILE).write_bytes(content)
    source = Source()
    for _ in range(2):
        with journal(tmp_path, now=NOW + timedelta(hours=1)) as opened:
            ask(opened, source, "Service")
    assert len(source.asked) == 1


def test_journal_discarded_leaves_nothing_to_go_on_with(tmp_path: Path) -> None:
    source = Source()
    with journal(tmp_path) as opened:
        ask(opened, source, "Service")
        opened.discard()
    assert not (tmp_path / "data" / JOURNAL_FILE).exists()


def test_journal_is_for_one_process_at_a_time(tmp_path: Path) -> None:
    with (
        journal(tmp_path),
        pytest.raises(CatalogueSourceError, match="Another process"),
        journal(tmp_path),
    ):
        pass


def test_journal_where_no_folder_can_be_is_refused_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    with pytest.raises(CatalogueSourceError, match=r"cannot be kept \(.+\)$"), journal(tmp_path):
        pass
