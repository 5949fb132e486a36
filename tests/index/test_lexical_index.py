from pathlib import Path

import numpy as np
import pytest

from app.errors import SnapshotError
from app.index.lexical_index import LexicalIndex, words_in

TEXTS = (
    "olen työtön ja rahat loppu",
    "työttömyysturva",
    "jag är arbetslös",
    "I lost my job",
    "päiväkotipaikka lapselle",
    "lapsen päivähoito",
    "lapsen koulu",
)


@pytest.fixture(scope="module", params=["built", "loaded"])
def index(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> LexicalIndex:
    built = LexicalIndex.build(TEXTS)
    if request.param == "built":
        return built
    folder = tmp_path_factory.mktemp("index") / "words"
    built.save(folder)
    return LexicalIndex.load(folder, len(TEXTS))


def found(index: LexicalIndex, text: str, limit: int = 10) -> list[str]:
    """The texts found, best first."""
    near = index.nearest(text, limit)
    return [TEXTS[position] for position in near.positions[np.argsort(-near.scores)]]


@pytest.mark.parametrize("text", TEXTS)
def test_text_finds_itself_first(index: LexicalIndex, text: str) -> None:
    assert found(index, text)[0] == text


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("työtöntä", "olen työtön ja rahat loppu"),
        ("TYÖTÖN!", "olen työtön ja rahat loppu"),
        ("tyoton", "olen työtön ja rahat loppu"),
        ("arbetslöshet", "jag är arbetslös"),
        ("arbetslos", "jag är arbetslös"),
        ("the jobs", "I lost my job"),
        ("päiväkoti", "päiväkotipaikka lapselle"),
        ("paivahoitoon", "lapsen päivähoito"),
    ],
)
def test_inflected_compound_and_plain_words_are_found(
    index: LexicalIndex, text: str, wanted: str
) -> None:
    assert wanted in found(index, text)[:2]


def test_rare_word_counts_more_than_a_common_one(index: LexicalIndex) -> None:
    assert found(index, "lapsen koulu")[:2] == ["lapsen koulu", "lapsen päivähoito"]
    assert found(index, "koulu lapsen lapsen")[0] == "lapsen koulu"


def test_limit_keeps_the_best(index: LexicalIndex) -> None:
    everything = found(index, "olen työtön, jag är arbetslös, lapsen koulu")
    for limit in (1, 2, 3):
        assert (
            found(index, "olen työtön, jag är arbetslös, lapsen koulu", limit) == everything[:limit]
        )


def test_scores_are_cosines(index: LexicalIndex) -> None:
    for text in (*TEXTS, "lapsen työttömyys", "job job job"):
        scores = index.nearest(text, 10).scores
        assert scores.dtype == np.float32
        assert (scores > 0).all()
        assert (scores <= 1 + 1e-6).all()


@pytest.mark.parametrize(
    "text", ["", " ", "?!", "👩‍👧", "Привет", "مرحبا", "\u0301", "_", "\ud800"]
)
def test_text_without_a_known_word_finds_nothing(index: LexicalIndex, text: str) -> None:
    assert found(index, text) == []


def test_index_of_no_words_finds_nothing(tmp_path: Path) -> None:
    for texts in ((), ("", "!")):
        built = LexicalIndex.build(texts)
        folder = tmp_path / str(len(texts))
        built.save(folder)
        for index in (built, LexicalIndex.load(folder, len(texts))):
            assert len(index.nearest("lapsen koulu", 3).positions) == 0


def test_only_text_of_an_index_is_found() -> None:
    near = LexicalIndex.build(["koulu"]).nearest("koulussa", 3)
    assert near.positions.tolist() == [0]


def test_words_are_plain_letters_and_digits() -> None:
    assert words_in("Työtön! A_b Åbo-X1 straße ﬁ") == [
        "tyoton",
        "a",
        "b",
        "abo",
        "x1",
        "strasse",
        "fi",
    ]


@pytest.mark.parametrize(
    "name", ["runs.npy", "words_of_runs_indptr.npy", "texts_of_words_shares.npy"]
)
def test_damaged_file_is_a_snapshot_error(tmp_path: Path, name: str) -> None:
    LexicalIndex.build(TEXTS).save(tmp_path / "words")
    (tmp_path / "words" / name).write_bytes(b"")
    with pytest.raises(SnapshotError, match="words of the index"):
        LexicalIndex.load(tmp_path / "words", len(TEXTS))
