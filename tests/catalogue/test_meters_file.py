from pathlib import Path

import pytest

from app.catalogue.meters_file import RowProblem, read_meters_file
from app.domain.meters import METERS
from app.errors import CatalogueFileError
from tests.builders import service_id
from tests.catalogue.ptv_records import SHARED_PTV, needs_shared_ptv

HEADER = ",".join(["service_id", *METERS])
ONES = ",".join("1" * 10)


@pytest.fixture
def meters_path(tmp_path: Path) -> Path:
    return tmp_path / "meters.csv"


def test_meters_are_read_in_any_column_order(meters_path: Path) -> None:
    header = ",".join(["note", *reversed(METERS), "service_id"])
    meters_path.write_text(f"\ufeff{header}\nx,1,0.5,0,0,0,0,0,0,0,.25, {service_id(7).upper()} \n")
    profiles = read_meters_file(meters_path).profiles
    assert list(profiles) == [service_id(7)]
    assert profiles[service_id(7)] == dict.fromkeys(METERS, 0.0) | {
        "working_studying": 0.25,
        "resilience": 0.5,
        "life_satisfaction": 1.0,
    }


def test_meters_of_a_finnish_spreadsheet_are_read(meters_path: Path) -> None:
    values = ";".join(["0,5", *"000000000"])
    meters_path.write_text(f"{HEADER.replace(',', ';')}\r\n{service_id(1)};{values}\r\n")
    assert read_meters_file(meters_path).profiles[service_id(1)]["working_studying"] == 0.5


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (f"not-a-uuid,{ONES}", "service_id is not a UUID"),
        (f",{ONES}", "service_id is not a UUID"),
        (f"{service_id(1)},{ONES}", "service_id has appeared before"),
        (f"{service_id(2)},2,0,0,0,0,0,0,0,0,0", "working_studying is not a number"),
        (f"{service_id(2)},1.01,0,0,0,0,0,0,0,0,0", "working_studying is not a number"),
        (f"{service_id(2)},-1,0,0,0,0,0,0,0,0,0", "working_studying is not a number"),
        (f"{service_id(2)},0,nan,0,0,0,0,0,0,0,0", "family is not a number"),
        (f"{service_id(2)},0,,0,0,0,0,0,0,0,0", "family is not a number"),
        (f"{service_id(2)},0,0,yes,0,0,0,0,0,0,0", "friends is not a number"),
        (f"{service_id(2)},0,0", "friends is not a number"),
    ],
)
def test_meters_bad_row_is_reported_and_the_rest_read(
    meters_path: Path, row: str, reason: str
) -> None:
    meters_path.write_text(f"{HEADER}\n{service_id(1)},{ONES}\n{row}\n{service_id(3)},{ONES}\n")
    meters = read_meters_file(meters_path)
    assert list(meters.profiles) == [service_id(1), service_id(3)]
    (problem,) = meters.problems
    assert isinstance(problem, RowProblem)
    assert problem.line == 3
    assert problem.reason.startswith(reason)


def test_meters_blank_lines_are_skipped_and_still_counted(meters_path: Path) -> None:
    bad = f"{service_id(2)},2,0,0,0,0,0,0,0,0,0"
    content = f"\ufeff\r\n \r\n\r\n{HEADER}\r\n\r\n{service_id(1)},{ONES}\r\n{bad}\r\n"
    meters_path.write_bytes(content.encode())
    meters = read_meters_file(meters_path)
    assert list(meters.profiles) == [service_id(1)]
    assert [problem.line for problem in meters.problems] == [7]


SEPARATORS = ("\u2028", "\x0b", "\x0c", "\x85")


@pytest.mark.parametrize(
    "note",
    [
        *(f"first{separator}second" for separator in SEPARATORS),
        *(f'"first{separator}second"' for separator in (*SEPARATORS, "\n", "\r\n")),
    ],
)
def test_meters_note_with_a_line_separator_stays_one_field(meters_path: Path, note: str) -> None:
    rows = [f"{HEADER},note", *(f"{service_id(number)},{ONES},{note}" for number in (1, 2))]
    meters_path.write_bytes("\n".join(rows).encode())
    meters = read_meters_file(meters_path)
    assert list(meters.profiles) == [service_id(1), service_id(2)]
    assert not meters.problems


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "the file is empty"),
        (b"\n \n", "the file is empty"),
        (b"service_id,family\n", "the header lacks working_studying, friends"),
        ("palvelu,ystävät\n".encode("latin-1"), "not UTF-8"),
        (f'{HEADER}\n"unclosed,{ONES}'.encode(), "is not CSV"),
    ],
)
def test_meters_unusable_file_is_named_with_its_problem(
    meters_path: Path, content: bytes, problem: str
) -> None:
    meters_path.write_bytes(content)
    with pytest.raises(CatalogueFileError) as raised:
        read_meters_file(meters_path)
    assert str(meters_path) in raised.value.detail
    assert problem in raised.value.detail


def test_meters_missing_file_is_named(meters_path: Path) -> None:
    with pytest.raises(CatalogueFileError, match=r"meters\.csv: there is no such file"):
        read_meters_file(meters_path)


@needs_shared_ptv
def test_meters_of_the_real_experts_are_all_read() -> None:
    meters = read_meters_file(SHARED_PTV / "meters.csv")
    assert len(meters.profiles) == 358
    assert not meters.problems
