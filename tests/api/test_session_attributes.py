import re
from base64 import b64encode
from collections.abc import Callable, Iterator
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.api.session_attributes import AttributeValues
from app.domain.clients import Role
from app.domain.session_attributes import SessionAttribute
from app.main import create_app
from app.settings import Settings
from app.usecases.api_clients import ApiClients
from tests.api.asking import TEXT_SEARCH, assert_problem, assert_refused
from tests.api.sample_records import channel_records
from tests.api.transferring import (
    ATTRIBUTES,
    LIFETIME,
    SECOND_PAGE,
    SESSION_ATTRIBUTES,
    Transfers,
    body,
    open_transfers,
    token_of,
)
from tests.builders import channel_id, service_id

UNKNOWN_TOKEN = "A" * 43
LINK = (
    "http://127.0.0.1:8000/service-recommender/v1/redirect"
    f"?service_id={service_id(1)}&service_channel_id={{}}&link_id={{}}&recommendation_id=1"
    "&auroraai_access_token={}"
)


@pytest.fixture(scope="module")
def transfers(
    sample_settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Transfers]:
    with open_transfers(sample_settings, tmp_path_factory.mktemp("transfers")) as opened:
        yield opened


class TestTransfer:
    def test_answer_is_the_page_with_the_token_merged_into_its_query(
        self, transfers: Transfers
    ) -> None:
        response = transfers.post()
        token = token_of(response)
        assert response.text == (
            f"https://www.example.org/asiointi?lang=fi&auroraai_access_token={token}#alku"
        )

    def test_only_pages_on_the_web_count(self, transfers: Transfers) -> None:
        response = transfers.post(service_channel_id=channel_id(2))
        assert response.text == f"{SECOND_PAGE}?auroraai_access_token={token_of(response)}"

    def test_token_has_256_random_bits_and_is_new_each_time(self, transfers: Transfers) -> None:
        tokens = [transfers.token() for _ in range(20)]
        assert len(set(tokens)) == 20
        assert all(re.fullmatch("[A-Za-z0-9_-]{43}", token) for token in tokens)

    def test_channel_of_no_service_receives_attributes(self, transfers: Transfers) -> None:
        assert transfers.read(transfers.token(service_channel_id=channel_id(6))).json()

    def test_service_without_recommendation_is_accepted(self, transfers: Transfers) -> None:
        response = transfers.post(service_id=service_id(2))
        assert response.text.startswith("https://www.example.org/asiointi?")

    def test_ids_are_taken_in_any_case(self, transfers: Transfers) -> None:
        response = transfers.post(
            service_channel_id=channel_id(1).upper(),
            service_id=service_id(1).upper(),
            auroraai_recommendation_id=1,
        )
        assert response.text == LINK.format(channel_id(1), 0, token_of(response))

    @pytest.mark.parametrize(("number", "link_id"), [(1, 0), (2, 1)])
    def test_answer_with_recommendation_is_its_link_to_the_page(
        self, transfers: Transfers, number: int, link_id: int
    ) -> None:
        response = transfers.post(
            service_channel_id=channel_id(number),
            auroraai_recommendation_id=1,
            service_id=service_id(1),
        )
        assert response.text == LINK.format(channel_id(number), link_id, token_of(response))

    def test_link_leads_to_the_page_with_a_token_that_opens_the_attributes(
        self, transfers: Transfers
    ) -> None:
        response = transfers.post(auroraai_recommendation_id=1, service_id=service_id(1))
        location = transfers.api.get(response.text).headers["location"]
        token = token_of(response)
        assert location == (
            f"https://www.example.org/asiointi?lang=fi&auroraai_access_token={token}#alku"
        )
        assert transfers.read(token).json() == ATTRIBUTES


class TestRead:
    @pytest.mark.parametrize(
        "attributes",
        [
            ATTRIBUTES,
            {"age": 0},
            {"age": 200},
            {"municipality_code": "091"},
            {"life_situation_meters": {"family": []}},
            {"life_situation_meters": {"finance": [0] * 100, "self_esteem": [10]}},
        ],
        ids=str,
    )
    def test_attributes_are_read_exactly_as_they_were_sent(
        self, transfers: Transfers, attributes: dict[str, Any]
    ) -> None:
        response = transfers.read(transfers.token(session_attributes=attributes))
        assert response.status_code == 200
        assert response.headers["content-type"] == "application/json"
        assert response.json() == attributes

    def test_attributes_are_read_as_often_as_asked_until_they_expire(
        self, transfers: Transfers
    ) -> None:
        token = transfers.token()
        start = transfers.clock[0]
        for moment in (start, start, start + LIFETIME - timedelta(seconds=1)):
            transfers.clock[0] = moment
            assert transfers.read(token).status_code == 200
        transfers.clock[0] = start + LIFETIME
        assert assert_problem(transfers.read(token), 404)["code"] == "not-found"

    def test_each_token_opens_its_own_attributes(self, transfers: Transfers) -> None:
        tokens = {age: transfers.token(session_attributes={"age": age}) for age in (1, 2, 3)}
        for age, token in tokens.items():
            assert transfers.read(token).json() == {"age": age}

    def test_unknown_token_is_not_found(self, transfers: Transfers) -> None:
        token = transfers.token()
        swapped = ("B" if token[0] == "A" else "A") + token[1:]
        for unknown in (UNKNOWN_TOKEN, swapped, token[::-1]):
            assert_problem(transfers.read(unknown), 404)

    @pytest.mark.parametrize(
        "query",
        [
            "",
            "?access_token=",
            "?access_token",
            f"?access_token={UNKNOWN_TOKEN[1:]}",
            f"?access_token={UNKNOWN_TOKEN}A",
            f"?access_token={UNKNOWN_TOKEN[1:]}%2B",
            f"?access_token={UNKNOWN_TOKEN[1:]}=",
            f"?access_token={UNKNOWN_TOKEN}%0A",
            f"?access_token={UNKNOWN_TOKEN[1:]}%00",
            f"?access_token={UNKNOWN_TOKEN[1:]}%D9%A1",
            "?access_token=%ff%fe",
            f"?access_token={'A' * 10_000}",
            f"?auroraai_access_token={UNKNOWN_TOKEN}",
            f"?access_token={UNKNOWN_TOKEN}&access_token={UNKNOWN_TOKEN}",
            f"?access_token=&access_token={UNKNOWN_TOKEN}",
        ],
    )
    def test_missing_ill_formed_or_repeated_token_is_refused(
        self, transfers: Transfers, query: str
    ) -> None:
        assert_refused(transfers.api.get(SESSION_ATTRIBUTES + query), "/access_token")

    def test_other_parameters_are_ignored(self, transfers: Transfers) -> None:
        parameters = {"access_token": transfers.token(), "lang": "fi"}
        response = transfers.api.get(SESSION_ATTRIBUTES, params=parameters)
        assert response.json() == ATTRIBUTES


class TestSupport:
    @pytest.mark.parametrize(
        ("supported", "read"),
        [
            (["age"], {"age": 34}),
            (["municipality_code", "age"], {"age": 34, "municipality_code": "564"}),
            (list(SessionAttribute), ATTRIBUTES),
            ([], {}),
        ],
        ids=str,
    )
    def test_registered_channel_gets_what_it_is_registered_for(
        self, transfers: Transfers, supported: list[Any], read: dict[str, Any]
    ) -> None:
        with transfers.database.open_stores() as stores:
            stores.channel_support.put(channel_id(6), supported)
        assert transfers.read(transfers.token(service_channel_id=channel_id(6))).json() == read
        assert transfers.read(transfers.token()).json() == ATTRIBUTES

    def test_later_registration_leaves_what_was_handed_over(self, transfers: Transfers) -> None:
        token = transfers.token(service_channel_id=channel_id(2))
        with transfers.database.open_stores() as stores:
            stores.channel_support.put(channel_id(2), [])
        assert transfers.read(token).json() == ATTRIBUTES


class TestCrossOrigin:
    def test_every_answer_may_be_read_from_any_origin_and_kept_nowhere(
        self, transfers: Transfers
    ) -> None:
        responses = {
            200: transfers.read(transfers.token()),
            400: transfers.read("x"),
            404: transfers.read(UNKNOWN_TOKEN),
            405: transfers.api.delete(SESSION_ATTRIBUTES),
        }
        for status, response in responses.items():
            assert response.status_code == status
            assert response.headers["access-control-allow-origin"] == "*"
            assert response.headers["cache-control"] == "no-store"
            assert response.headers["referrer-policy"] == "no-referrer"
            assert "access-control-allow-credentials" not in response.headers

    @pytest.mark.parametrize(
        "headers",
        [
            {},
            {
                "Origin": "https://www.example.org",
                "Access-Control-Request-Method": "POST",
                "Access-Control-Request-Headers": "content-type",
            },
        ],
    )
    def test_options_tell_what_a_script_may_do(
        self, transfers: Transfers, headers: dict[str, str]
    ) -> None:
        response = transfers.api.options(SESSION_ATTRIBUTES, headers=headers)
        assert response.status_code == 200
        assert response.content == b""
        assert response.headers["access-control-allow-origin"] == "*"
        assert response.headers["access-control-allow-methods"] == "GET, POST, OPTIONS"
        assert response.headers["access-control-allow-headers"] == "Content-Type"

    def test_other_paths_are_not_opened(self, transfers: Transfers) -> None:
        for path in ("/health/live", TEXT_SEARCH, f"{SESSION_ATTRIBUTES}/", "/openapi.json"):
            response = transfers.api.get(path, headers={"Origin": "https://www.example.org"})
            assert "access-control-allow-origin" not in response.headers


class TestAccess:
    def header(self, api_clients: ApiClients, *roles: Role) -> dict[str, str]:
        issued = api_clients.add_client("Neuvontabotti", "Oulun kaupunki", roles)
        pair = f"{issued.client.client_id}:{issued.client_secret}"
        return {"Authorization": "Basic " + b64encode(pair.encode()).decode()}

    def test_client_with_the_role_hands_over_and_anyone_with_the_token_reads(
        self, secured_api: TestClient, api_clients: ApiClients
    ) -> None:
        sample = next(record for record in channel_records().values() if record["webPages"])
        headers = self.header(api_clients, "recommend")
        response = secured_api.post(
            SESSION_ATTRIBUTES, json=body(service_channel_id=sample["id"]), headers=headers
        )
        parameters = {"access_token": token_of(response)}
        assert secured_api.get(SESSION_ATTRIBUTES, params=parameters).json() == ATTRIBUTES

    @pytest.mark.parametrize("content", [{}, body(), body(service_channel_id=channel_id(99))])
    def test_missing_credentials_are_challenged_before_anything_else(
        self, secured_api: TestClient, content: dict[str, object]
    ) -> None:
        response = secured_api.post(SESSION_ATTRIBUTES, json=content)
        assert assert_problem(response, 401)["code"] == "not-authenticated"
        assert response.headers["www-authenticate"].startswith("Basic ")

    @pytest.mark.parametrize("role", ["feedback", "admin"])
    def test_client_without_the_role_is_not_allowed(
        self, secured_api: TestClient, api_clients: ApiClients, role: Role
    ) -> None:
        headers = self.header(api_clients, role)
        response = secured_api.post(SESSION_ATTRIBUTES, json=body(), headers=headers)
        assert_problem(response, 403)

    def test_reading_and_options_ask_for_no_credentials(self, secured_api: TestClient) -> None:
        parameters = {"access_token": UNKNOWN_TOKEN}
        for headers in ({}, {"Authorization": "Basic !!!"}):
            read = secured_api.get(SESSION_ATTRIBUTES, params=parameters, headers=headers)
            assert_problem(read, 404)
            assert secured_api.options(SESSION_ATTRIBUTES, headers=headers).status_code == 200


class TestPrivacy:
    def test_disk_holds_the_hash_of_the_token_and_no_attribute(self, transfers: Transfers) -> None:
        earlier = len(transfers.stored())
        token = transfers.token(session_attributes={"life_situation_meters": {"resilience": [7]}})
        rows = transfers.stored()
        assert len(rows) == earlier + 1
        assert sha256(token.encode()).hexdigest() in {row["token_hash"] for row in rows}
        assert set(rows[0]) == {"token_hash", "sealed", "expires_at"}
        content = b"".join(file.read_bytes() for file in transfers.folder.iterdir())
        assert service_id(1).encode() in content
        for secret in (token, '"resilience"'):
            assert secret.encode() not in content

    def test_log_holds_neither_token_nor_attribute(
        self, transfers: Transfers, service_log: Callable[[], str]
    ) -> None:
        response = transfers.post(auroraai_recommendation_id=1, service_id=service_id(1))
        token = token_of(response)
        transfers.api.get(response.text)
        transfers.read(token)
        transfers.read(f"{token}{token}")
        log = service_log()
        assert log.count("/session_attributes") == 3
        for secret in (token, "access_token", "'564'", channel_id(1)):
            assert secret not in log

    def test_attributes_that_somebody_changed_are_not_found_and_logged(
        self, transfers: Transfers, service_log: Callable[[], str]
    ) -> None:
        token, other = transfers.token(), transfers.token()
        with transfers.database.open_stores() as stores:
            hashes = [sha256(each.encode()).hexdigest() for each in (token, other)]
            sealed = stores.attributes.get(hashes[1])
            assert sealed is not None
            moved = sha256(UNKNOWN_TOKEN.encode()).hexdigest()
            stores.attributes.add(moved, sealed, lifetime=LIFETIME)
        assert_problem(transfers.read(UNKNOWN_TOKEN), 404)
        assert "session_attributes_do_not_open" in service_log()
        assert transfers.read(other).json() == ATTRIBUTES


def test_installation_makes_its_key_and_keeps_attributes_over_a_restart(
    sample_settings: Settings, api: TestClient
) -> None:
    sample = next(record for record in channel_records().values() if record["webPages"])
    token = token_of(api.post(SESSION_ATTRIBUTES, json=body(service_channel_id=sample["id"])))
    key_file: Path = sample_settings.data_dir / "attribute.key"
    assert len(key_file.read_text(encoding="ascii")) == 44
    with TestClient(create_app(sample_settings)) as restarted:
        response = restarted.get(SESSION_ATTRIBUTES, params={"access_token": token})
    assert response.json() == ATTRIBUTES


def test_document_names_every_answer(api: TestClient) -> None:
    document = api.get("/openapi.json").json()
    operations = document["paths"][SESSION_ATTRIBUTES]
    assert set(operations["post"]["responses"]) == {
        "200", "400", "401", "403", "404", "408", "413", "415", "429", "503",
    }  # fmt: skip
    assert set(operations["get"]["responses"]) == {"200", "400", "404", "429", "503"}
    assert set(operations["options"]["responses"]) == {"200", "429", "503"}
    assert "security" in operations["post"]
    assert "security" not in operations["get"]
    (parameter,) = operations["get"]["parameters"]
    assert parameter["required"]
    assert parameter["schema"]["pattern"]


def test_attributes_on_the_wire_are_those_that_a_channel_can_be_registered_for() -> None:
    assert list(AttributeValues.model_fields) == list(SessionAttribute)
