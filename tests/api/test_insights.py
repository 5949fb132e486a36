import csv
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from app.domain.clients import Role
from app.domain.insights import KeptSigns, Situation
from app.domain.meters import METERS
from app.main import create_app
from app.settings import Settings
from app.storage.database import Database
from app.usecases.api_clients import ApiClients
from app.usecases.insights import Insights
from app.usecases.take_pictures import TakePictures
from tests.api.asking import assert_problem, assert_refused
from tests.builders import make_kind
from tests.past import SetClock
from tests.situations import CLIENT, put_situations

INSIGHTS = "/insights"
MARKER = "Mxqzv7Kaisa"
KINDS = (
    make_kind("rent", service_class_code="P1.1", name={"fi": "=Vuokra", "sv": "Hyra"}),
    make_kind("debt", service_class_code="P15.3"),
)
RENT = Situation(
    signs=KeptSigns(
        county_code="19",
        kind_ids=("rent",),
        missing_kind_ids=frozenset({"rent"}),
        life_events=("KE8",),
        low_meters=("finance",),
    ),
    client_id=CLIENT.client_id,
    score=1,
    is_followed=True,
    has_helpful_service=True,
)
DEBT = Situation(signs=KeptSigns(kind_ids=("debt",)), score=-1, has_unhelpful_service=True)
PERIODS = {"2026-08": [DEBT] * 4, "2026-09": [RENT] * 12 + [DEBT] * 7, "2026-10": [RENT] * 5}

Parameters = dict[str, str]


@pytest.fixture(scope="module")
def town_insights(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Insights]:
    """Insights over PERIODS, seen on 8 November."""
    clock = SetClock()
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('town') / 'town.db'}", clock=clock)
    database.upgrade()
    for month, situations in PERIODS.items():
        clock.moment = datetime.fromisoformat(f"{month}-15T12:00:00+00:00")
        put_situations(database, situations)
    clock.moment = datetime(2026, 11, 8, tzinfo=UTC)
    take_pictures = TakePictures(database=database, shipped_kinds=lambda: KINDS, now=clock)
    yield Insights(
        open_stores=database.open_stores,
        take_pictures=take_pictures,
        shipped_kinds=lambda: KINDS,
        shipped_life_events=tuple,
    )
    database.close()


@pytest.fixture(scope="module")
def town_api(sample_settings: Settings, town_insights: Insights) -> Iterator[TestClient]:
    """The service as `serve --dev` runs it, with insights of the town."""
    with TestClient(create_app(sample_settings, is_dev=True)) as client:
        client.app_state["container"] = replace(
            client.app_state["container"], insights=town_insights
        )
        yield client


def ask(api: TestClient, **parameters: str) -> dict[str, Any]:
    response = get(api, parameters)
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "application/json"
    assert response.headers["cache-control"] == "no-store"
    answer: dict[str, Any] = response.json()
    return answer


def get(api: TestClient, parameters: Parameters, accept: str | None = None) -> Response:
    headers = {"Accept": accept} if accept else {}
    return api.get(INSIGHTS, params=parameters, headers=headers)


def table(response: Response) -> list[dict[str, str]]:
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(StringIO(response.text)))


def test_insights_tell_everything_in_rounded_figures(town_api: TestClient) -> None:
    kind = {"kind": "rent", "name": "=Vuokra", "service_class": "P1.1"}
    answer = ask(town_api)
    low_meters = answer.pop("low_meters")
    assert tuple(each["meter"] for each in low_meters) == METERS
    assert [each for each in low_meters if each["situations"]] == [
        {"meter": "finance", "name": "raha-asiat", "situations": 15}
    ]
    assert answer == {
        "smallest_group": 5,
        "situations": 20,
        "months": [
            {"month": "2026-09", "situations": 15},
            {"month": "2026-10", "situations": 5},
        ],
        "areas": [
            {"wellbeing_service_county_code": "", "name": "", "situations": 5},
            {
                "wellbeing_service_county_code": "19",
                "name": "Pohjois-Pohjanmaan hyvinvointialue",
                "situations": 15,
            },
        ],
        "clients": [
            {"client_id": "", "name": "", "organisation": "", "situations": 5},
            {
                "client_id": CLIENT.client_id,
                "name": "Neuvontabotti",
                "organisation": "Oulun kaupunki",
                "situations": 15,
            },
        ],
        "service_classes": [
            {"service_class": "P1.1", "name": "Vuokra-asuminen", "situations": 15},
            {"service_class": "P15.3", "name": "Lainat ja luottotiedot", "situations": 5},
        ],
        "kinds": [
            {**kind, "situations": 15},
            {"kind": "debt", "name": "Velkaneuvonta", "service_class": "P15.3", "situations": 5},
        ],
        "missing_kinds": [{**kind, "situations": 15}],
        "life_events": [{"life_event": "KE8", "name": "Työttömäksi jääminen", "situations": 15}],
        "outcomes": {
            "followed_link": 15,
            "helpful": 15,
            "unhelpful": 5,
            "helpful_service": 15,
            "unhelpful_service": 5,
        },
    }


def test_names_are_in_the_language_asked_for(town_api: TestClient) -> None:
    answer = ask(town_api, language="sv")
    assert answer["kinds"][0]["name"] == "Hyra"
    assert answer["areas"][1]["name"] == "Norra Österbottens välfärdsområde"
    assert answer["service_classes"][0]["name"] == "Hyresboende"
    assert answer["low_meters"][6]["name"] == "ekonomi"
    assert ask(town_api, language="en")["life_events"][0]["name"] == "Losing a job"


@pytest.mark.parametrize(
    ("parameters", "situations", "months"),
    [
        ({"from": "2026-10"}, 5, 1),
        ({"to": "2026-08"}, 0, 0),
        ({"from": "2026-09", "to": "2026-09"}, 15, 1),
        ({"from": "2027-01"}, 0, 0),
        ({"wellbeing_service_county_code": "19"}, 15, 2),
        ({"wellbeing_service_county_code": "none"}, 5, 2),
        ({"wellbeing_service_county_code": "17"}, 0, 2),
        ({"client_id": "none"}, 5, 2),
        ({"client_id": CLIENT.client_id, "from": "2026-10"}, 5, 1),
        ({"client_id": CLIENT.client_id, "wellbeing_service_county_code": "none"}, 0, 2),
    ],
)
def test_parameters_choose_a_part_of_the_picture(
    town_api: TestClient, parameters: Parameters, situations: int, months: int
) -> None:
    answer = ask(town_api, **parameters)
    assert answer["situations"] == situations
    assert len(answer["months"]) == months
    rows = table(get(town_api, {**parameters, "format": "csv"}))
    counts = [int(row["situations"]) for row in rows if row["measure"] == "situations"]
    assert sum(counts) == situations


def test_csv_has_a_row_for_each_figure_of_a_cell(town_api: TestClient) -> None:
    rows = table(get(town_api, {"format": "csv", "from": "2026-10", "language": "sv"}))
    cell = {
        "month": "2026-10",
        "wellbeing_service_county_code": "19",
        "wellbeing_service_county": "Norra Österbottens välfärdsområde",
        "client_id": CLIENT.client_id,
        "client": "Neuvontabotti",
    }
    assert all(cell.items() <= row.items() for row in rows)
    figures = {(row["measure"], row["code"], row["name"], row["service_class"]) for row in rows}
    assert len(figures) == len(rows) == 9
    assert ("kind", "rent", "Hyra", "P1.1") in figures
    assert ("life_event", "KE8", "Att bli arbetslös", "") in figures
    assert ("low_meter", "finance", "ekonomi", "") in figures


def test_csv_holds_no_formula(town_api: TestClient) -> None:
    rows = table(get(town_api, {"format": "csv"}))
    names = {row["name"] for row in rows if row["code"] == "rent"}
    assert names == {"'=Vuokra"}


@pytest.mark.parametrize(
    ("accept", "format_", "is_csv"),
    [
        ("text/csv", None, True),
        ("text/csv, application/json;q=0.5", None, True),
        ("application/json, text/csv;q=0.5", None, False),
        ("*/*", None, False),
        ("text/html", None, False),
        ("text/csv", "json", False),
        ("application/json", "csv", True),
    ],
)
def test_format_follows_accept_unless_named(
    town_api: TestClient, accept: str, format_: str | None, is_csv: bool
) -> None:
    response = get(town_api, {"format": format_} if format_ else {}, accept)
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/csv") is is_csv
    assert response.headers["vary"] == "Accept"


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        (
            "from",
            ["", "2026", "2026-13", "2026-00", "2026-9", "2026-09-01", "٢٠٢٦-٠٩", "2026-09\n"],
        ),
        ("to", ["", "x", "2026-09 ", " 2026-09"]),
        ("wellbeing_service_county_code", ["", "99", "19 ", "19\x00", "None"]),
        ("client_id", ["", "x", "\x00", CLIENT.client_id.upper(), "𝟬" * 16]),
        ("language", ["", "de", "FI"]),
        ("format", ["", "xml", "CSV"]),
    ],
)
def test_ill_formed_or_unknown_value_is_refused(
    town_api: TestClient, name: str, wrong: list[str]
) -> None:
    for value in wrong:
        response = get(town_api, {name: value})
        assert_refused(response, f"/{name}")
        if len(value.strip()) > 3:
            assert value.strip() not in response.text


def test_end_before_beginning_is_refused(town_api: TestClient) -> None:
    assert_refused(get(town_api, {"from": "2026-09", "to": "2026-08"}), "/to")


@pytest.mark.parametrize("name", ["from", "to", "client_id", "language", "format"])
def test_repeated_parameter_is_refused(town_api: TestClient, name: str) -> None:
    value = {"language": "fi", "format": "json", "client_id": "none"}.get(name, "2026-09")
    response = town_api.get(f"{INSIGHTS}?{name}={value}&{name}={value}")
    assert_refused(response, f"/{name}")


def test_unknown_parameter_is_refused_and_nothing_is_repeated(town_api: TestClient) -> None:
    response = get(town_api, {MARKER: MARKER, "from": MARKER, "client_id": MARKER})
    assert_problem(response, 400)
    assert MARKER not in response.text


@pytest.mark.parametrize("service", ["secured_api", "api"])
def test_insights_are_for_administrators(
    request: pytest.FixtureRequest, service: str, api_clients: ApiClients
) -> None:
    """Also in the shared service, which asks nobody else for credentials."""
    asked: TestClient = request.getfixturevalue(service)

    def answer(*roles: Role) -> Response:
        issued = api_clients.add_client("Tilannekuva", "Oulu", roles)
        return asked.get(INSIGHTS, auth=(issued.client.client_id, issued.client_secret))

    assert answer("admin").status_code == 200
    assert_problem(answer("recommend", "feedback"), 403)
    without = asked.get(f"{INSIGHTS}?from=x")
    assert_problem(without, 401)
    assert without.headers["www-authenticate"].startswith("Basic ")


def test_insights_without_a_database_are_unavailable(
    sample_settings: Settings, town_insights: Insights, tmp_path: Path
) -> None:
    missing = Database(f"sqlite:///{tmp_path / 'missing' / 'revontuli.db'}")
    with TestClient(create_app(sample_settings, is_dev=True)) as client:
        client.app_state["container"] = replace(
            client.app_state["container"],
            insights=replace(town_insights, open_stores=missing.open_stores),
        )
        assert_problem(client.get(INSIGHTS), 503)


def test_present_month_is_not_shown(api: TestClient, api_clients: ApiClients) -> None:
    api.post("/service-recommender/v1/text_search", json={"search_text": MARKER})
    reader = api_clients.add_client("Tilannekuva", "Oulu", ["admin"])
    response = api.get(INSIGHTS, auth=(reader.client.client_id, reader.client_secret))
    assert response.json()["situations"] == 0
    assert MARKER not in response.text
