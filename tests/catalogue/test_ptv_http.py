from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from app import __version__
from app.catalogue.ptv_http import ATTEMPTS, LONGEST_PAUSE_SECONDS, Get, open_ptv
from app.errors import CatalogueSourceError
from tests.catalogue.ptv_server import (
    FakePtv,
    Fault,
    cut_off,
    hang_up,
    not_json,
    serving_ptv,
    status,
)
from tests.server.processes import free_port

PAGE = {"status": "Published", "page": "1"}
EMPTY_PAGE = {"pageNumber": 1, "pageSize": 2, "pageCount": 0, "itemList": None}


@pytest.fixture
def ptv() -> Iterator[FakePtv]:
    with serving_ptv() as served:
        yield served


@pytest.fixture
def pauses() -> list[float]:
    """Seconds that were waited between attempts, none of them for real."""
    return []


@pytest.fixture
def get(ptv: FakePtv, pauses: list[float]) -> Iterator[Get]:
    with open_ptv(f"{ptv.base_url}/", sleep=pauses.append) as opened:
        yield opened


def test_get_answers_json_and_says_who_asks(get: Get, ptv: FakePtv, pauses: list[float]) -> None:
    assert get("Service", PAGE) == EMPTY_PAGE
    assert ptv.asked == ["Service?status=Published&page=1"]
    assert ptv.user_agents == {f"revontuli/{__version__}"}
    assert pauses == []


def test_get_what_ptv_does_not_have_is_none(get: Get, pauses: list[float]) -> None:
    assert get("Service/list", {"guids": "0739289c-cc26-4097-b029-fa9c58c8d4e9"}) is None
    assert pauses == []


@pytest.mark.parametrize(
    "fault",
    [status(500), status(502), status(503), status(504), status(429), not_json, cut_off, hang_up],
)
def test_get_tries_again_after_a_fault(
    get: Get, ptv: FakePtv, pauses: list[float], fault: Fault
) -> None:
    ptv.faults = [fault, fault]
    assert get("Service", PAGE) == EMPTY_PAGE
    assert len(ptv.asked) == 3
    assert 0.5 <= pauses[0] <= 1.5
    assert 1 <= pauses[1] <= 3


def test_get_gives_up_in_the_end_and_names_the_address(
    get: Get, ptv: FakePtv, pauses: list[float]
) -> None:
    ptv.faults = [status(503)] * 20
    with pytest.raises(CatalogueSourceError, match=r"/api/v11/Service answers 503, 6 times"):
        get("Service", PAGE)
    assert len(ptv.asked) == ATTEMPTS
    assert len(pauses) == ATTEMPTS - 1


@pytest.mark.parametrize("code", [301, 400, 401, 403])
def test_get_does_not_repeat_what_ptv_refuses(get: Get, ptv: FakePtv, code: int) -> None:
    ptv.faults = [status(code, Location="/elsewhere")]
    with pytest.raises(CatalogueSourceError, match=f"answers {code}$"):
        get("Service", PAGE)
    assert len(ptv.asked) == 1


@pytest.mark.parametrize(
    ("retry_after", "least", "most"),
    [
        (lambda: "7", 7, 7),
        (lambda: format_datetime(datetime.now(UTC) + timedelta(seconds=40), usegmt=True), 5, 40),
        (lambda: format_datetime(datetime.now(UTC) - timedelta(days=1), usegmt=True), 0, 0),
        (lambda: "100000", LONGEST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS),
        (lambda: "soon", 0.5, 1.5),
        (lambda: "-5", 0.5, 1.5),
    ],
)
def test_get_waits_as_long_as_retry_after_says(
    get: Get,
    ptv: FakePtv,
    pauses: list[float],
    retry_after: Callable[[], str],
    least: float,
    most: float,
) -> None:
    ptv.faults = [status(429, Retry_After=retry_after())]
    assert get("Service", PAGE) == EMPTY_PAGE
    (pause,) = pauses
    assert least <= pause <= most


def test_get_nobody_listens_is_tried_again_and_then_told(pauses: list[float]) -> None:
    url = f"http://127.0.0.1:{free_port()}"
    with (
        open_ptv(url, sleep=pauses.append) as get,
        pytest.raises(CatalogueSourceError, match="ConnectError"),
    ):
        get("Service", PAGE)
    assert len(pauses) == ATTEMPTS - 1
