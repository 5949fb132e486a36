from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from fastapi.testclient import TestClient
from httpx import Response
from sqlalchemy import create_engine, text

from app.api.page_address import with_parameters
from app.domain.catalogue import WebPage
from app.domain.results import RankedService
from app.main import create_app
from app.settings import Settings
from app.storage.database import Database
from app.usecases.redirect import Redirect
from tests.api.asking import MAX_LIMIT, PREFIX, TEXT, assert_problem, assert_refused, recommend
from tests.api.sample_records import channel_records
from tests.builders import channel_id, make_channel, make_service, service_id

REDIRECT = f"{PREFIX}/redirect"
SESSION = "istunto ä/1&b=2#c?d+e%41\u2028"
TOKEN = "q3Zr1-TtPm_Y0dXyqkN8fJ2w=="
MARKER = "Mxqzv7Kaisa"
ADDRESSES = (
    "https://www.example.org/asiointi",
    "https://www.example.org/asiointi?lang=fi&session_id=old#alku",
    "https://www.example.org/hae?q=päivähoito",
    "https://työ.example.org/",
)
PARAMETERS = ("service_id", "service_channel_id", "link_id", "recommendation_id")

Visits = Callable[[], list[dict[str, Any]]]


@pytest.fixture(scope="module")
def pages_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the database of `pages` lies."""
    return tmp_path_factory.mktemp("pages")


@pytest.fixture(scope="module")
def pages(pages_folder: Path) -> Iterator[Database]:
    """Service 1 with channel 1, whose pages are ADDRESSES, recommended as recommendation 1."""
    database = Database(f"sqlite:///{pages_folder / 'revontuli.db'}")
    database.upgrade()
    web_pages = tuple(WebPage(language="fi", url=address) for address in ADDRESSES)
    with database.open_stores() as stores:
        stores.catalogue.upsert_services([make_service(1, channel_ids=(channel_id(1),))])
        stores.catalogue.upsert_channels([make_channel(1, web_pages=web_pages), make_channel(2)])
        ranked = RankedService(service_id=service_id(1), similarity_score=0.5, rank=1)
        recommendation_id = stores.recommendations.add(
            client=None, path="text_search", language="fi", request={}, services=[ranked]
        )
    assert recommendation_id == 1
    yield database
    database.close()


@pytest.fixture(scope="module")
def link_api(sample_settings: Settings, pages: Database) -> Iterator[TestClient]:
    """The service, asking for credentials, with redirects over `pages`; redirects are not followed."""
    settings = sample_settings.model_copy(update={"require_auth": True})
    with TestClient(create_app(settings), follow_redirects=False) as client:
        client.app_state["container"] = replace(
            client.app_state["container"], redirect=Redirect(open_stores=pages.open_stores)
        )
        yield client


@pytest.fixture
def visits(pages_folder: Path, pages: Database) -> Iterator[Visits]:
    """Reads every column of the links followed in `pages`, the oldest first."""
    engine = create_engine(f"sqlite:///{pages_folder / 'revontuli.db'}")

    def read() -> list[dict[str, Any]]:
        with engine.connect() as connection:
            rows = connection.execute(text("SELECT * FROM followed_links ORDER BY id")).mappings()
            return [dict(row) for row in rows]

    yield read
    engine.dispose()


def query(**changes: object) -> dict[str, object]:
    """The parameters of the link to the first page; a parameter changed to None is left out."""
    link = {
        "service_id": service_id(1),
        "service_channel_id": channel_id(1),
        "link_id": 0,
        "recommendation_id": 1,
        **changes,
    }
    return {name: value for name, value in link.items() if value is not None}


def follow(link_api: TestClient, **changes: object) -> Response:
    return link_api.get(f"{REDIRECT}?{urlencode(query(**changes))}")


def target(response: Response) -> str:
    """Where the answer leads."""
    assert response.status_code == 302, response.text
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["referrer-policy"] == "no-referrer"
    assert response.content == b""
    return response.headers["location"]


def test_redirect_leads_to_the_page_without_credentials(link_api: TestClient) -> None:
    assert target(follow(link_api)) == ADDRESSES[0]
    response = link_api.get(REDIRECT, params=query(), headers={"Authorization": "Basic !!!"})
    assert target(response) == ADDRESSES[0]


def test_redirect_link_id_is_the_position_of_the_page(link_api: TestClient) -> None:
    assert target(follow(link_api, link_id=1)) == ADDRESSES[1]


@pytest.mark.parametrize(
    ("link_id", "location"),
    [
        (2, "https://www.example.org/hae?q=p%C3%A4iv%C3%A4hoito"),
        (3, "https://ty%C3%B6.example.org/"),
    ],
)
def test_redirect_location_is_ascii(link_api: TestClient, link_id: int, location: str) -> None:
    assert target(follow(link_api, link_id=link_id)) == location


def test_redirect_passes_session_and_token_on_and_nothing_else(link_api: TestClient) -> None:
    response = follow(
        link_api, session_id=SESSION, auroraai_access_token=TOKEN, utm_source="botti", other="x"
    )
    split = urlsplit(target(response))
    assert f"{split.scheme}://{split.netloc}{split.path}" == ADDRESSES[0]
    assert parse_qsl(split.query, strict_parsing=True) == [
        ("session_id", SESSION),
        ("auroraai_access_token", TOKEN),
    ]
    assert split.fragment == ""


def test_redirect_merges_into_the_query_of_the_page_before_its_fragment(
    link_api: TestClient,
) -> None:
    response = follow(link_api, link_id=1, session_id="a b&c", auroraai_access_token="t+/=")
    assert target(response) == (
        "https://www.example.org/asiointi"
        "?lang=fi&session_id=a%20b%26c&auroraai_access_token=t%2B%2F%3D#alku"
    )


@pytest.mark.parametrize(
    "hostile",
    [
        "\r\nSet-Cookie: a=b",
        "\x00",
        "#@evil.example",
        "&session_id=2",
        "javascript:alert(1)",
        "%0d%0a",
    ],
)
def test_redirect_hostile_session_stays_one_parameter(link_api: TestClient, hostile: str) -> None:
    response = follow(link_api, session_id=hostile)
    split = urlsplit(target(response))
    assert split.netloc == "www.example.org"
    assert parse_qsl(split.query, strict_parsing=True) == [("session_id", hostile)]
    assert "set-cookie" not in response.headers


def test_redirect_ids_are_taken_in_any_case(link_api: TestClient) -> None:
    upper = {"service_id": service_id(1).upper(), "service_channel_id": channel_id(1).upper()}
    assert target(follow(link_api, **upper)) == ADDRESSES[0]


def test_redirect_unknown_parameters_are_ignored_even_when_repeated(link_api: TestClient) -> None:
    link = urlencode([*query().items(), ("page", "1"), ("page", "2"), ("", ""), ("Link_id", "7")])
    assert target(link_api.get(f"{REDIRECT}?{link}")) == ADDRESSES[0]


def test_redirect_longest_session_and_token_are_passed_on(link_api: TestClient) -> None:
    response = follow(link_api, session_id="ä" * 255, auroraai_access_token="t" * 512)
    assert dict(parse_qsl(urlsplit(target(response)).query)) == {
        "session_id": "ä" * 255,
        "auroraai_access_token": "t" * 512,
    }


@pytest.mark.parametrize(
    ("name", "value"),
    [("session_id", "x" * 256), ("session_id", "ä" * 256), ("auroraai_access_token", "x" * 513)],
)
def test_redirect_over_long_value_is_refused(link_api: TestClient, name: str, value: str) -> None:
    assert_refused(follow(link_api, **{name: value}), f"/{name}")


@pytest.mark.parametrize("name", PARAMETERS)
def test_redirect_missing_parameter_is_refused(link_api: TestClient, name: str) -> None:
    assert_refused(follow(link_api, **{name: None}), f"/{name}")


def test_redirect_without_parameters_points_at_each(link_api: TestClient) -> None:
    assert_refused(link_api.get(REDIRECT), *(f"/{name}" for name in PARAMETERS))


@pytest.mark.parametrize("name", [*PARAMETERS, "session_id", "auroraai_access_token"])
@pytest.mark.parametrize("second", ["", "same"])
def test_redirect_repeated_parameter_is_refused(
    link_api: TestClient, name: str, second: str
) -> None:
    link = query(session_id="s", auroraai_access_token="t")
    again = second and str(link[name])
    response = link_api.get(f"{REDIRECT}?{urlencode([(name, again), *link.items()])}")
    assert_refused(response, f"/{name}")


@pytest.mark.parametrize("name", ["service_id", "service_channel_id"])
@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "1",
        "velka",
        "3668d250cd8045c4abcc9b2d3a2b3e42",
        "{3668d250-cd80-45c4-abcc-9b2d3a2b3e42}",
        "3668d250-cd80-45c4-abcc-9b2d3a2b3e42\n",
        "3668d250-cd80-15c4-abcc-9b2d3a2b3e42",
        "3668d250-cd80-45c4-7bcc-9b2d3a2b3e42",
    ],
)
def test_redirect_id_other_than_a_uuid4_is_refused(
    link_api: TestClient, name: str, wrong: str
) -> None:
    assert_refused(follow(link_api, **{name: wrong}), f"/{name}")


@pytest.mark.parametrize("name", ["link_id", "recommendation_id"])
@pytest.mark.parametrize(
    "wrong", ["", "x", "1.0", "1e0", "+1", " 1", "1 ", "1_0", "0x1", "true", "١", "--1", "1\n"]
)
def test_redirect_number_of_another_form_is_refused(
    link_api: TestClient, name: str, wrong: str
) -> None:
    assert_refused(follow(link_api, **{name: wrong}), f"/{name}")


@pytest.mark.parametrize("link_id", [-1, 31, 10**30])
def test_redirect_link_id_beyond_its_range_is_refused(link_api: TestClient, link_id: int) -> None:
    assert_refused(follow(link_api, link_id=link_id), "/link_id")


def test_redirect_points_at_every_wrong_parameter_whatever_the_content_type(
    link_api: TestClient,
) -> None:
    response = link_api.get(
        REDIRECT, params=query(service_id="x", link_id="y"), headers={"Content-Type": "text/html"}
    )
    assert_refused(response, "/service_id", "/link_id")


@pytest.mark.parametrize(
    "changes",
    [
        {"recommendation_id": 2},
        {"recommendation_id": 0},
        {"recommendation_id": -1},
        {"recommendation_id": 2**63},
        {"recommendation_id": 10**40},
        {"service_id": service_id(2)},
        {"service_channel_id": channel_id(2)},
        {"service_channel_id": channel_id(3)},
        {"link_id": len(ADDRESSES)},
        {"link_id": 30},
    ],
)
def test_redirect_to_what_does_not_belong_together_is_not_found(
    link_api: TestClient, visits: Visits, changes: dict[str, object]
) -> None:
    before = visits()
    response = follow(link_api, **changes)
    assert assert_problem(response, 404)["code"] == "not-found"
    assert "location" not in response.headers
    assert visits() == before


def test_redirect_recommendation_id_of_thousands_of_digits_is_no_fault_of_ours(
    link_api: TestClient,
) -> None:
    for digits, status in ((4_000, 404), (5_000, 400)):
        assert_problem(follow(link_api, recommendation_id="9" * digits), status)


def test_redirect_is_counted_each_time_and_refusals_are_not(
    link_api: TestClient, visits: Visits
) -> None:
    before = len(visits())
    follow(link_api)
    follow(link_api, link_id=1)
    follow(link_api, link_id=31)
    assert [visit["link_id"] for visit in visits()[before:]] == [0, 1]


def test_redirect_stores_neither_session_nor_token(
    link_api: TestClient, visits: Visits, pages_folder: Path
) -> None:
    before = len(visits())
    target(follow(link_api, session_id=MARKER, auroraai_access_token=MARKER, other=MARKER))
    (visit,) = visits()[before:]
    assert visit.pop("id")
    assert visit.pop("followed_at")
    assert visit == {
        "recommendation_id": 1,
        "service_id": service_id(1),
        "channel_id": channel_id(1),
        "link_id": 0,
        "client_id": None,
    }
    files = [file for file in pages_folder.rglob("*") if file.is_file()]
    assert any(service_id(1).encode() in file.read_bytes() for file in files)
    assert not [file for file in files if MARKER.encode() in file.read_bytes()]


def test_redirect_errors_and_logs_repeat_nothing_that_was_sent(
    link_api: TestClient, service_log: Callable[[], str]
) -> None:
    personal = {"session_id": MARKER, "auroraai_access_token": MARKER, MARKER: MARKER}
    target(follow(link_api, **personal))
    for changes in (
        {"link_id": MARKER},
        {"service_id": MARKER},
        {"session_id": MARKER * 30},
        {"recommendation_id": 76_543_210_987_654},
    ):
        response = follow(link_api, **{**personal, **changes})
        assert response.status_code in (400, 404)
        assert MARKER not in response.text
        assert "76543210987654" not in response.text
    log = service_log()
    assert "/redirect" in log
    for sent in (MARKER, "76543210987654", service_id(1), "session_id"):
        assert sent not in log


def test_redirect_without_a_database_is_unavailable(
    sample_settings: Settings, tmp_path: Path
) -> None:
    missing = Database(f"sqlite:///{tmp_path / 'missing' / 'revontuli.db'}")
    with TestClient(create_app(sample_settings)) as client:
        client.app_state["container"] = replace(
            client.app_state["container"], redirect=Redirect(open_stores=missing.open_stores)
        )
        response = client.get(REDIRECT, params=query())
    assert assert_problem(response, 503)["code"] == "database-unavailable"
    assert int(response.headers["retry-after"]) > 0


def test_redirect_by_another_method_is_refused(link_api: TestClient) -> None:
    for method in ("POST", "PUT", "DELETE"):
        response = link_api.request(method, REDIRECT, params=query())
        assert response.status_code == 405
        assert response.headers["allow"] == "GET"


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_redirect_every_link_of_an_answer_leads_to_its_page_in_the_catalogue(
    api: TestClient, language: str
) -> None:
    services = recommend(
        api, life_situation=TEXT, language=language, limit=MAX_LIMIT, session_id=SESSION
    )
    followed = 0
    for service in services:
        for channel in service["service_channels"]:
            record = channel_records()[channel["service_channel_id"]]
            known = {page["url"] for page in record["webPages"]}
            known |= {page["value"] for page in record.get("channelUrls") or ()}
            is_electronic = channel["service_channel_type"] == "EChannel"
            for link in channel["web_pages"]:
                location = target(api.get(link, follow_redirects=False))
                passed_on = {"session_id": SESSION} if is_electronic else {}
                assert location in {with_parameters(address, passed_on) for address in known}
                followed += 1
    assert followed > 20


def test_redirect_documents_every_parameter_and_answer(api: TestClient) -> None:
    operation = api.get("/openapi.json").json()["paths"][REDIRECT]["get"]
    assert set(operation["responses"]) == {"302", "400", "404", "429", "503"}
    assert "security" not in operation
    headers = operation["responses"]["302"]["headers"]
    assert headers["Location"]["example"]
    schemas = {}
    for parameter in operation["parameters"]:
        schemas[parameter["name"]] = parameter["schema"]
        assert parameter["in"] == "query"
        assert parameter["required"] is (parameter["name"] in PARAMETERS)
        assert parameter["description"]
        assert parameter["schema"]["examples"]
    assert list(schemas) == [*PARAMETERS, "session_id", "auroraai_access_token"]
    assert (schemas["link_id"]["minimum"], schemas["link_id"]["maximum"]) == (0, 30)
    assert schemas["session_id"]["maxLength"] == 255
    assert schemas["auroraai_access_token"]["maxLength"] == 512
