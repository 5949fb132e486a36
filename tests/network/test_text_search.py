import pytest

from tests.network.bodies import changed
from tests.network.catalogue import COLLECTION, ENGLISH_TOO, NATIONAL
from tests.network.network import TEXT_SEARCH, Network, ids, refused_at

LANGUAGES = ("en", "de", "fr", "et", "da", "no", "uk", "ru", "fi", "sv")
OWN_ONLY = {"service_collections": [COLLECTION]}


def test_search_text_alone_is_a_request_and_five_is_the_default_limit(network: Network) -> None:
    assert len(network.search("en saa unta")) == 5


def test_search_text_takes_1_to_1024_characters(network: Network) -> None:
    for text in ("a", "ä" * 1024, "😀" * 1024):
        assert network.search(text)
    for text in ("", "a" * 1025):
        response = network.post(TEXT_SEARCH, {"search_text": text})
        assert refused_at(response) == {"/search_text"}


def test_search_text_is_required(network: Network) -> None:
    assert refused_at(network.post(TEXT_SEARCH, {"limit": 5})) == {"/search_text"}


@pytest.mark.parametrize("limit", [1, 7, 50])
def test_search_has_at_most_limit_services(network: Network, limit: int) -> None:
    assert len(network.search("työttömyys", limit=limit)) == limit


@pytest.mark.parametrize("language", LANGUAGES)
def test_query_may_be_in_any_of_ten_languages(network: Network, language: str) -> None:
    assert network.search("bostad", language=language)


@pytest.mark.parametrize("language", ["es", "EN", "", "fi-FI"])
def test_query_in_another_language_is_refused(network: Network, language: str) -> None:
    body = changed(TEXT_SEARCH, language=language)
    assert refused_at(network.post(TEXT_SEARCH, body)) == {"/language"}


def test_service_is_found_by_its_name(network: Network) -> None:
    assert ids(network.search("Koetinkivi"))[0] == NATIONAL
    assert ids(network.search("Multilingual advice", language="en", service_filters=OWN_ONLY))[
        0
    ] == (ENGLISH_TOO)


def test_search_explains_when_asked(network: Network) -> None:
    assert all("explanation" not in service for service in network.search("vuokra"))
    assert all(service["explanation"] for service in network.search("vuokra", explain=True))


def test_explanation_quotes_the_persons_own_clause_redacted(network: Network) -> None:
    text = "Vuokra on rästissä, tunnukseni on 131052-308T"
    clauses = [
        service["explanation"]["clause"] for service in network.search(text, explain=True, limit=50)
    ]
    assert set(clauses) <= {"", "Vuokra on rästissä", "tunnukseni on [hetu]"}
    assert any(clauses)


def test_search_takes_rerank_and_filters(network: Network) -> None:
    services = network.search("neuvonta", rerank=True, service_filters=OWN_ONLY, limit=50)
    assert len(services) == 9
    assert sorted(service["rank"] for service in services) == list(range(1, 10))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("municipality_code", "564"),
        ("session_id", "abc"),
        ("age", 30),
        ("life_situation_meters", {"finance": [1]}),
        ("life_situation", "vuokra"),
    ],
)
def test_fields_of_recommend_service_are_unknown_here(
    network: Network, field: str, value: object
) -> None:
    assert refused_at(network.post(TEXT_SEARCH, changed(TEXT_SEARCH, **{field: value}))) == {""}
