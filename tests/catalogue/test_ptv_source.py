import gzip
import json
import lzma
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest

from app.catalogue.ptv_source import BrokenRecord, RawRecord, read_catalogue_file
from app.errors import CatalogueFileError
from tests.catalogue.ptv_records import DATA, ptv_channel, ptv_service

FIRST = ptv_service(id="00000001-0000-4000-8000-000000000000")
SECOND = ptv_channel(id="00000002-0000-4000-9000-000000000000")
LINES = f"{json.dumps(FIRST)}\n{json.dumps(SECOND)}\n"

BOTH_FORMS = {
    "array": json.dumps([FIRST, SECOND]),
    "indented array": json.dumps([FIRST, SECOND], indent=2),
    "array with an object a line": f"[\n{json.dumps(FIRST)},\n{json.dumps(SECOND)}\n]",
    "map": json.dumps({FIRST["id"]: FIRST, SECOND["id"]: SECOND}),
    "indented map": json.dumps({FIRST["id"]: FIRST, SECOND["id"]: SECOND}, indent=4),
    "page of the API": json.dumps({"pageNumber": 1, "itemList": [FIRST, SECOND]}),
    "JSON Lines": LINES,
    "JSON Lines with blank lines": f"\n{json.dumps(FIRST)}\n\n{json.dumps(SECOND)}",
    "byte order mark": "\ufeff" + LINES,
}

COMPRESSIONS: dict[str, Callable[[bytes], bytes]] = {
    "plain": bytes,
    "gzip": gzip.compress,
    "xz": lzma.compress,
}


def values(path: Path) -> list[object]:
    return [record.value for record in read_catalogue_file(path) if isinstance(record, RawRecord)]


@pytest.mark.parametrize("compress", COMPRESSIONS.values(), ids=COMPRESSIONS.keys())
@pytest.mark.parametrize("content", BOTH_FORMS.values(), ids=BOTH_FORMS.keys())
def test_every_form_and_compression_gives_the_same_records(
    tmp_path: Path, content: str, compress: Callable[[bytes], bytes]
) -> None:
    path = tmp_path / "catalogue.json"
    path.write_bytes(compress(content.encode()))
    assert values(path) == [FIRST, SECOND]


@pytest.mark.parametrize("indent", [None, 2])
def test_single_object_is_one_record(tmp_path: Path, indent: int | None) -> None:
    path = tmp_path / "one.json"
    path.write_text(json.dumps(FIRST, indent=indent))
    assert list(read_catalogue_file(path)) == [RawRecord(1, str(path), FIRST)]


def test_object_written_by_hand_over_many_lines_is_one_record() -> None:
    path = DATA / "service.json"
    assert list(read_catalogue_file(path)) == [RawRecord(1, str(path), ptv_service())]


def test_map_gives_its_key_to_a_record_without_id(tmp_path: Path) -> None:
    path = tmp_path / "map.json"
    path.write_text(json.dumps({"a-key": {"serviceNames": []}, "b-key": None}))
    assert values(path) == [{"id": "a-key", "serviceNames": []}, None]


@pytest.mark.parametrize("content", ["[]", "{}", '{"itemList": []}'])
def test_empty_collection_has_no_records(tmp_path: Path, content: str) -> None:
    path = tmp_path / "none.json"
    path.write_text(content)
    assert values(path) == []


@pytest.mark.parametrize("file_name", ["lines.jsonl", "lines.json"])
def test_broken_lines_are_reported_and_the_others_read(tmp_path: Path, file_name: str) -> None:
    path = tmp_path / file_name
    lines = [json.dumps(ptv_service()) for _ in range(9)]
    lines[0::3] = ['{"id": "half a rec', "not json at all", '{"id": 1}}']
    path.write_text("\n".join(lines))
    records = list(read_catalogue_file(path))
    assert [record.position for record in records if isinstance(record, BrokenRecord)] == [1, 4, 7]
    assert [record.position for record in records if isinstance(record, RawRecord)] == [
        *(2, 3, 5, 6, 8, 9)
    ]
    assert "half a rec" not in repr(records[0])


@pytest.mark.parametrize("line", ["[" * 100_000, '{"number": ' + "9" * 5_000 + "}"])
def test_unreadable_line_is_broken_not_fatal(tmp_path: Path, line: str) -> None:
    path = tmp_path / "deep.jsonl"
    path.write_text(f"{line}\n{json.dumps(FIRST)}\n")
    broken, whole = read_catalogue_file(path)
    assert isinstance(broken, BrokenRecord)
    assert whole == RawRecord(2, str(path), FIRST)


UNUSABLE_FILES = {
    "empty": (b"", "the file is empty"),
    "blank": (b" \n\n ", "the file is empty"),
    "empty archive": (gzip.compress(b""), "the file is empty"),
    "broken document": (b'[\n{"id": 1},\n{"id": }\n]', "line 3 is not JSON"),
    "one broken line": (b'{"id": "x", "serviceNames": [', "line 1 is not JSON"),
    "not JSON": (b"id;name\n1;a\n", "line 1 is not JSON"),
    "a number": (b"42", "holds neither PTV records nor"),
    "an unknown object": (b'{"hello": "world"}', "holds neither PTV records nor"),
    "too deep": (b"[" * 100_000, "too deep"),
    "Latin-1": ('[{"name": "Ääni"}]'.encode("latin-1"), "line 1 is not UTF-8"),
    "UTF-16": (LINES.encode("utf-16"), "line 1 is not UTF-8"),
    "Latin-1 on the second line": (
        LINES.encode() + '{"name": "Ääni"}'.encode("latin-1"),
        "line 3 is not UTF-8",
    ),
    "truncated gzip": (gzip.compress(LINES.encode())[:-20], "ends too early"),
    "truncated xz": (lzma.compress(LINES.encode())[:-20], "ends too early"),
    "damaged gzip": (b"\x1f\x8b" + b"\x00" * 40, "damaged"),
    "damaged xz": (b"\xfd7zXZ\x00" + b"\x01" * 40, "damaged"),
}


@pytest.mark.parametrize(("content", "problem"), UNUSABLE_FILES.values(), ids=UNUSABLE_FILES.keys())
def test_unusable_file_is_named_with_its_problem(
    tmp_path: Path, content: bytes, problem: str
) -> None:
    path = tmp_path / "catalogue.json"
    path.write_bytes(content)
    with pytest.raises(CatalogueFileError) as raised:
        list(read_catalogue_file(path))
    assert str(path) in raised.value.detail
    assert problem in raised.value.detail
    assert "\n" not in raised.value.detail


def test_missing_file_and_folder_are_named(tmp_path: Path) -> None:
    with pytest.raises(CatalogueFileError, match=r"missing\.json: there is no such file"):
        list(read_catalogue_file(tmp_path / "missing.json"))
    with pytest.raises(CatalogueFileError, match="this is a folder"):
        list(read_catalogue_file(tmp_path))


def test_json_lines_are_streamed(tmp_path: Path) -> None:
    path = tmp_path / "many.jsonl.gz"
    line = json.dumps({"serviceNames": [], "filler": "x" * 10_000}).encode() + b"\n"
    path.write_bytes(gzip.compress(line * 2_000, compresslevel=1))
    tracemalloc.start()
    try:
        count = sum(1 for _ in read_catalogue_file(path))
        _, peak_bytes = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert count == 2_000
    assert peak_bytes < 2_000_000
