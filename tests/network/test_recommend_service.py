import pytest

from tests.network.bodies import changed
from tests.network.catalogue import (
    COLLECTION,
    IN_HELSINKI,
    IN_OULU,
    IN_TURKU,
    NATIONAL,
    OULU,
)
from tests.network.network import RECOMMEND_SERVICE, Network, ids, refused_at

TEXT = "vuokra on rästissä ja pelkään häätöä"
OWN_ONLY = {"service_collections": [COLLECTION]}


@pytest.mark.parametrize(
    "situation",
    [
        {"life_situation_meters": {"finance": [2]}},
        {"life_situation": TEXT},
        {"life_events": ["KE8"]},
        {"life_situation_meters": {"finance": [2]}, "life_situation": TEXT, "life_events": ["KE8"]},
    ],
)
def test_situation_is_told_by_meters_text_or_life_events(
    network: Network, situation: dict[str, object]
) -> None:
    assert len(network.recommend(**situation)) == 5


@pytest.mark.parametrize("body", [{}, {"limit": 5}, {"age": 30, "municipality_code": OULU}])
def test_request_without_a_situation_is_refused(network: Network, body: dict[str, object]) -> None:
    assert refused_at(network.post(RECOMMEND_SERVICE, body)) <= {"", "/life_situation_meters"}


@pytest.mark.parametrize("limit", [1, 7, 50])
def test_answer_has_at_most_limit_services(network: Network, limit: int) -> None:
    assert len(network.recommend(life_situation=TEXT, limit=limit)) == limit


def test_life_situation_takes_1_to_4096_characters(network: Network) -> None:
    for text in ("a", "ä" * 4096):
        network.recommend(life_situation=text)
    for text in ("", "a" * 4097):
        response = network.post(RECOMMEND_SERVICE, {"life_situation": text})
        assert refused_at(response) == {"/life_situation"}


@pytest.mark.parametrize("events", [["KE999"], ["KE8", ""], ["ke8"]])
def test_unknown_life_event_is_refused(network: Network, events: list[str]) -> None:
    response = network.post(RECOMMEND_SERVICE, {"life_events": events})
    assert refused_at(response) == {f"/life_events/{len(events) - 1}"}


@pytest.mark.parametrize("events", [[], "KE8", None, [8], [None]])
def test_life_events_are_a_list_of_codes(network: Network, events: object) -> None:
    response = network.post(RECOMMEND_SERVICE, changed(RECOMMEND_SERVICE, life_events=events))
    assert all(pointer.startswith("/life_events") for pointer in refused_at(response))


@pytest.mark.parametrize(
    ("language", "name"), [("fi", "Koetinkivi"), ("sv", "Probersten"), ("en", "Koetinkivi")]
)
def test_language_is_that_of_the_answer(network: Network, language: str, name: str) -> None:
    services = network.recommend(
        life_situation="Koetinkivi", language=language, service_filters=OWN_ONLY, limit=50
    )
    assert {each["service_id"]: each["service_name"] for each in services}[NATIONAL] == name


@pytest.mark.parametrize("language", ["de", "FI", ""])
def test_language_of_an_answer_is_one_of_three(network: Network, language: str) -> None:
    body = changed(RECOMMEND_SERVICE, language=language)
    assert refused_at(network.post(RECOMMEND_SERVICE, body)) == {"/language"}


def test_explain_adds_an_explanation_and_changes_nothing_else(network: Network) -> None:
    plain = network.recommend(life_situation=TEXT)
    explained = network.recommend(life_situation=TEXT, explain=True)
    assert all("explanation" not in service for service in plain)
    assert all(service.pop("explanation") for service in explained)
    assert ids(explained) == ids(plain)


def test_rerank_is_off_unless_asked_for(network: Network) -> None:
    plain = network.recommend(life_situation=TEXT)
    assert ids(plain) == ids(network.recommend(life_situation=TEXT, rerank=False))


def test_rerank_is_accepted_and_keeps_the_number_of_services(network: Network) -> None:
    plain = network.recommend(life_situation=TEXT)
    reranked = network.recommend(life_situation=TEXT, rerank=True)
    assert len(reranked) == len(plain)
    assert [service["rank"] for service in reranked] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("age", [1, 18, 200])
def test_age_is_accepted(network: Network, age: int) -> None:
    assert network.recommend(life_situation=TEXT, age=age)


@pytest.mark.parametrize("age", [0, 201, -1])
def test_age_outside_1_to_200_is_refused(network: Network, age: int) -> None:
    body = changed(RECOMMEND_SERVICE, age=age)
    assert refused_at(network.post(RECOMMEND_SERVICE, body)) == {"/age"}


def test_municipality_code_joins_the_area_filter(network: Network) -> None:
    found = set(
        ids(
            network.recommend(
                life_situation=TEXT,
                municipality_code=OULU,
                service_filters={**OWN_ONLY, "municipality_codes": ["853"]},
                limit=50,
            )
        )
    )
    assert {IN_OULU, IN_TURKU} <= found
    assert IN_HELSINKI not in found


@pytest.mark.parametrize("code", ["999", "", "91", "564 "])
def test_unknown_municipality_code_is_refused(network: Network, code: str) -> None:
    body = changed(RECOMMEND_SERVICE, municipality_code=code)
    assert refused_at(network.post(RECOMMEND_SERVICE, body)) == {"/municipality_code"}


def test_fields_of_text_search_are_unknown_here(network: Network) -> None:
    body = changed(RECOMMEND_SERVICE, search_text="vuokra")
    assert refused_at(network.post(RECOMMEND_SERVICE, body)) == {""}
