from pathlib import Path

import pytest
from pydantic import BaseModel, ConfigDict

from app.errors import CatalogueFileError
from app.json_lines import files_checksum, read_json_lines, read_once_each


class Word(BaseModel):
    model_config = ConfigDict(strict=True)

    text: str


def word(line: str) -> str:
    text = Word.model_validate_json(line).text
    if text == "refused":
        raise ValueError("the word is refused")
    return text


def write(path: Path, content: str) -> Path:
    path.write_text(content, encoding="utf-8")
    return path


def test_json_lines_are_read_in_order_without_blank_ones_and_byte_order_mark(
    tmp_path: Path,
) -> None:
    content = '\ufeff\n{"text": "a"}\r\n \n{"text": "b\u2028c"}'
    assert read_json_lines(write(tmp_path / "words.jsonl", content), word) == ("a", "b\u2028c")


def test_json_lines_bad_lines_are_all_named_with_their_reason(tmp_path: Path) -> None:
    content = '{"text": "a"}\n{\n\n{"text": 5}\n{"text": "refused"}\n'
    path = write(tmp_path / "words.jsonl", content)
    with pytest.raises(CatalogueFileError) as raised:
        read_json_lines(path, word)
    first, second, third = raised.value.detail.splitlines()
    assert first.startswith(f"{path}: line 2: Invalid JSON: ")
    assert second == f"{path}: line 4: text: Must be a string"
    assert third == f"{path}: line 5: the word is refused"


def test_json_lines_counts_the_problems_it_does_not_list(tmp_path: Path) -> None:
    with pytest.raises(CatalogueFileError) as raised:
        read_json_lines(write(tmp_path / "words.jsonl", "{\n" * 25), word)
    assert len(raised.value.detail.splitlines()) == 21
    assert raised.value.detail.endswith("and 5 more")


def test_json_lines_unreadable_file_is_named_with_the_reason(tmp_path: Path) -> None:
    (tmp_path / "latin.jsonl").write_bytes('{"text": "ä"}'.encode("latin-1"))
    reasons = {
        tmp_path / "missing.jsonl": "No such file or directory",
        tmp_path: "Is a directory",
        tmp_path / "latin.jsonl": "cannot be read as UTF-8 text",
    }
    for path, reason in reasons.items():
        with pytest.raises(CatalogueFileError) as raised:
            read_json_lines(path, word)
        assert raised.value.detail == f"{path}: {reason}"


def test_read_once_each_reads_files_by_name_and_refuses_ids_that_stand_twice(
    tmp_path: Path,
) -> None:
    with pytest.raises(CatalogueFileError, match="no entries found"):
        read_once_each(tmp_path, str, str)
    (tmp_path / "b.jsonl").write_text("second\nthird\n")
    (tmp_path / "a.jsonl").write_text("first\n")
    (tmp_path / "notes.txt").write_text("first\n")
    assert read_once_each(tmp_path, str, str) == ["first", "second", "third"]
    (tmp_path / "c.jsonl").write_text("third\n")
    with pytest.raises(CatalogueFileError, match=r"these stand twice: third$"):
        read_once_each(tmp_path, str, str)


def test_files_checksum_changes_with_any_file_and_its_name_alone(tmp_path: Path) -> None:
    def written(name: str, **contents: str) -> str:
        folder = tmp_path / name
        folder.mkdir()
        for stem, content in contents.items():
            write(folder / f"{stem}.jsonl", content)
        write(folder / "README.md", name)
        return files_checksum(folder)

    before = written("before", a="1\n", b="2\n")
    assert written("same", b="2\n", a="1\n") == before
    others = [
        written("changed", a="1\n", b="3\n"),
        written("renamed", a="1\n", c="2\n"),
        written("swapped", a="2\n", b="1\n"),
        written("moved line", a="1\n2\n", b=""),
        written("one less", a="1\n"),
    ]
    assert len({before, *others}) == 6


def test_files_checksum_names_the_file_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "words.jsonl").mkdir()
    with pytest.raises(CatalogueFileError, match=r"words\.jsonl: Is a directory"):
        files_checksum(tmp_path)
