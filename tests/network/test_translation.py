import pytest

from tests.api.sample_records import service_records
from tests.builders import service_id
from tests.network.bodies import TRANSLATION_BODIES
from tests.network.catalogue import IN_OULU
from tests.network.network import (
    TRANSLATE_SERVICE,
    TRANSLATE_TEXT,
    Json,
    Network,
    problem,
    refused_at,
)


def translated_service(network: Network, record_id: str, language: str) -> Json:
    body = {"target_language": language, "service_id": record_id}
    response = network.post(TRANSLATE_SERVICE, body)
    assert response.status_code == 200, response.text
    answer = response.json()
    assert set(answer) == {"target_language", "service"}
    assert answer["target_language"] == language
    assert answer["service"]["service_id"] == record_id
    service: Json = answer["service"]
    return service


@pytest.mark.parametrize("path", TRANSLATION_BODIES)
def test_translation_without_a_translator_is_not_found(network: Network, path: str) -> None:
    problem(network.post(path, TRANSLATION_BODIES[path]), 404)


def test_search_text_is_translated_into_finnish(translating: Network) -> None:
    response = translating.post(TRANSLATE_TEXT, TRANSLATION_BODIES[TRANSLATE_TEXT])
    assert response.status_code == 200, response.text
    assert response.json() == {"target_language": "fi", "search_text": "fi: hyran är obetald"}


def test_service_in_a_language_of_the_catalogue_is_not_translated_by_machine(
    translating: Network,
) -> None:
    record = service_records()[0]
    service = translated_service(translating, record["id"], "sv")
    swedish = {each["value"] for each in record["serviceNames"] if each["language"] == "sv"}
    assert service["machine_translated"] is False
    assert {service["service_name"]} == swedish


def test_service_in_another_language_is_translated_by_machine(translating: Network) -> None:
    service = translated_service(translating, IN_OULU, "sv")
    assert service["machine_translated"] is True
    assert service["service_name"] == "sv: Oulun neuvonta"


def test_translation_of_an_unknown_service_is_not_found(translating: Network) -> None:
    body = {"target_language": "sv", "service_id": service_id(4711)}
    problem(translating.post(TRANSLATE_SERVICE, body), 404)


@pytest.mark.parametrize(
    ("path", "field"),
    [(path, field) for path, body in TRANSLATION_BODIES.items() for field in body],
)
@pytest.mark.parametrize("value", ["", 5, None, [], "x" * 1025])
def test_translation_of_a_wrong_value_is_refused(
    translating: Network, path: str, field: str, value: object
) -> None:
    body = {**TRANSLATION_BODIES[path], field: value}
    assert refused_at(translating.post(path, body)) == {f"/{field}"}


@pytest.mark.parametrize("path", TRANSLATION_BODIES)
def test_translation_with_an_unknown_field_is_refused(translating: Network, path: str) -> None:
    body = {**TRANSLATION_BODIES[path], "unheard_of": 1}
    assert refused_at(translating.post(path, body)) == {""}


@pytest.mark.parametrize("path", TRANSLATION_BODIES)
def test_translation_requires_both_fields(translating: Network, path: str) -> None:
    fields = {f"/{field}" for field in TRANSLATION_BODIES[path]}
    assert refused_at(translating.post(path, {})) == fields
