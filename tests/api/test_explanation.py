from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import create_engine

from app.api.explanation import explanation_body
from app.domain.language import Language
from app.domain.results import Explanation, MetFilter
from app.settings import Settings
from app.storage.tables import metadata
from tests.api.asking import RECOMMEND_SERVICE, TEXT_SEARCH

MARKER = "kissankello"


def explained(api: TestClient, path: str, **body: object) -> list[dict[str, Any]]:
    response = api.post(path, json={"explain": True, "limit": 10, **body})
    assert response.status_code == 200
    services: list[dict[str, Any]] = response.json()["recommended_services"]
    assert services
    return services


def test_answer_explains_nothing_unless_asked(api: TestClient) -> None:
    answer = api.post(TEXT_SEARCH, json={"search_text": "velka"}).json()
    assert all("explanation" not in service for service in answer["recommended_services"])


def test_explanation_changes_neither_order_nor_scores(api: TestClient) -> None:
    body = {"search_text": "en saa velkoja maksettua"}
    plain = api.post(TEXT_SEARCH, json=body).json()["recommended_services"]
    with_reasons = api.post(TEXT_SEARCH, json={**body, "explain": True}).json()
    for service in with_reasons["recommended_services"]:
        del service["explanation"]

    def comparable(services: list[dict[str, Any]]) -> list[tuple[object, ...]]:
        return [(each["service_id"], each["similarity_score"], each["rank"]) for each in services]

    assert comparable(with_reasons["recommended_services"]) == comparable(plain)


def test_shares_add_up_and_name_the_evidence_of_the_request(api: TestClient) -> None:
    """Words may show life events of their own."""
    meters = {"finance": [1], "housing": [2]}
    by_text = explained(api, TEXT_SEARCH, search_text="vuokra on rästissä")
    by_meters = explained(api, RECOMMEND_SERVICE, life_situation_meters=meters)
    by_all = explained(
        api,
        RECOMMEND_SERVICE,
        life_situation="vuokra on rästissä",
        life_situation_meters=meters,
        life_events=["KE9"],
    )
    for services, evidence in (
        (by_text, {"direct", "spoken", "bridge"}),
        (by_meters, {"meters"}),
        (by_all, {"direct", "spoken", "bridge", "meters", "life_events"}),
    ):
        for service in services:
            shares = service["explanation"]["shares"]
            told = {"life_events"} if "direct" in evidence else set()
            assert evidence <= set(shares) <= evidence | told
            assert sum(shares.values()) == pytest.approx(1.0)


def test_kind_comes_with_a_phrase_and_a_sentence_that_names_it(api: TestClient) -> None:
    services = explained(api, TEXT_SEARCH, search_text="vuokra on rästissä ja pelkään häätöä")
    with_kind = [each["explanation"] for each in services if each["explanation"]["kind"]]
    assert with_kind
    for explanation in with_kind:
        assert explanation["kind"] in explanation["sentence"]
        assert explanation["phrase"]


@pytest.mark.parametrize(
    ("language", "words"),
    [("fi", "raha-asiat"), ("sv", "ekonomi"), ("en", "money matters")],
)
def test_meters_that_a_service_helps_with_are_named_in_the_answers_language(
    api: TestClient, language: str, words: str
) -> None:
    services = explained(
        api, RECOMMEND_SERVICE, life_situation_meters={"finance": [0]}, language=language
    )
    helping = [each["explanation"] for each in services if each["explanation"]["meters"]]
    assert helping
    for explanation in helping:
        assert explanation["meters"] == ["finance"]
        assert words in explanation["sentence"]


def test_of_what_the_person_wrote_only_the_clause_is_repeated(api: TestClient) -> None:
    text = f"{MARKER} kukkii pihalla. En saa velkoja maksettua."
    for service in explained(api, TEXT_SEARCH, search_text=text):
        explanation = service["explanation"]
        clause = explanation.pop("clause")
        assert clause in ("", f"{MARKER} kukkii pihalla.", "En saa velkoja maksettua.")
        explanation.pop("sentence")
        assert MARKER not in str(service)


def test_clause_is_neither_stored_nor_logged(
    api: TestClient, sample_settings: Settings, service_log: Callable[[], str]
) -> None:
    services = explained(api, TEXT_SEARCH, search_text=f"{MARKER} ei jaksa maksaa velkoja")
    assert any(MARKER in service["explanation"]["clause"] for service in services)
    assert MARKER not in service_log()
    assert MARKER not in everything_stored(sample_settings)


def everything_stored(settings: Settings) -> str:
    engine = create_engine(settings.resolved_database_url)
    with engine.connect() as connection:
        rows = [connection.execute(table.select()).all() for table in metadata.tables.values()]
    engine.dispose()
    return str(rows)


def test_identifiers_are_redacted_from_the_clause_and_the_sentence(api: TestClient) -> None:
    text = "En saa velkoja maksettua 131052-308T"
    services = explained(api, TEXT_SEARCH, search_text=text)
    assert any("[hetu]" in service["explanation"]["clause"] for service in services)
    assert "131052-308T" not in str(services)


def test_sentences_stand_in_the_services_own_text(api: TestClient) -> None:
    services = explained(api, TEXT_SEARCH, search_text="vuokra on rästissä", limit=50)
    told = 0
    for service in services:
        for sentence in service["explanation"]["description_sentences"]:
            if sentence["language"] == "fi":
                told += 1
                texts = service["service_description"], service["service_description_summary"]
                assert sentence["text"] in " ".join(texts)
    assert told


def test_codes_of_life_events_and_filters_are_those_of_the_request(api: TestClient) -> None:
    services = explained(
        api,
        RECOMMEND_SERVICE,
        life_situation="vuokra on rästissä",
        life_events=["KE8"],
        service_filters={"municipality_codes": ["837"], "target_groups": ["KR1"]},
    )
    area_of = {"LimitedType": {"filter": "area", "codes": ["837"]}}
    for service in services:
        explanation = service["explanation"]
        assert explanation["life_events"] in ([], ["KE8"])
        nationwide = {"filter": "nationwide", "codes": []}
        assert explanation["filters"] == [
            area_of.get(service["area_type"], nationwide),
            {"filter": "target_groups", "codes": ["KR1"]},
        ]
    assert {service["area_type"] for service in services} >= {"LimitedType"}
    assert any(service["explanation"]["life_events"] for service in services)


def test_levels_are_given_for_the_named_meters(api: TestClient) -> None:
    services = explained(
        api, RECOMMEND_SERVICE, life_situation_meters={"finance": [2, 4], "health": [9]}
    )
    named = [service["explanation"] for service in services if service["explanation"]["meters"]]
    assert named
    for explanation in named:
        assert list(explanation["meter_levels"]) == explanation["meters"]
        assert explanation["meter_levels"].get("finance", "low") == "low"
        assert explanation["meter_levels"].get("health", "high") == "high"


SENTENCES = [
    (
        Explanation(shares={"direct": 1.0}, clause="Mies löi taas, ", kind={"fi": "Turvakoti"}),
        "fi",
        "”Mies löi taas” muistuttaa tilanteita, joissa auttaa Turvakoti.",
    ),
    (
        Explanation(shares={"direct": 1.0}, clause="hyran är obetald", kind={"sv": "Boendehjälp"}),
        "sv",
        "”hyran är obetald” liknar situationer där följande hjälper: Boendehjälp.",
    ),
    (
        Explanation(
            shares={"direct": 1.0},
            clause="I cannot pay the rent.",
            filters=(MetFilter("nationwide"),),
            meters={"housing": "low", "finance": "low"},
        ),
        "en",
        "The description of the service resembles “I cannot pay the rent”; the service is available nationwide and "
        "may help with housing and money matters.",
    ),
    (
        Explanation(
            shares={"direct": 1.0},
            kind={"fi": "Turvakoti"},
            filters=(MetFilter("area", ("564",)),),
            life_event_codes=("KE8",),
            meters={"family": "low"},
        ),
        "fi",
        "Kerrottu muistuttaa tilanteita, joissa auttaa Turvakoti; palvelu on tarjolla valitulla alueella, sopii "
        "valittuun elämäntilanteeseen ja voi auttaa näissä: perhe.",
    ),
    (
        Explanation(shares={"direct": 1.0}),
        "sv",
        "Beskrivningen av tjänsten liknar det som berättas.",
    ),
    (
        Explanation(shares={"meters": 1.0}, meters={"finance": "low"}),
        "sv",
        "Tjänsten kan hjälpa med följande: ekonomi.",
    ),
    (Explanation(shares={"meters": 1.0}), "fi", "Palvelu voi auttaa monessa tilanteessa."),
    (
        Explanation(shares={"direct": 1.0}, kind={"fi": "Turvakoti"}, has_words=False),
        "fi",
        "Palvelu voi auttaa monessa tilanteessa.",
    ),
]


@pytest.mark.parametrize(("explanation", "language", "sentence"), SENTENCES)
def test_sentence_reads_naturally_whatever_is_named(
    explanation: Explanation, language: Language, sentence: str
) -> None:
    assert explanation_body(explanation, language).sentence == sentence


def test_long_clause_is_shortened_in_the_sentence_at_the_end_of_a_word() -> None:
    clause = "vuokra ja laskut " * 30
    body = explanation_body(Explanation(shares={"direct": 1.0}, clause=clause), "fi")
    assert body.clause == clause
    assert len(body.sentence) < 130
    assert "laskut…”" in body.sentence or "vuokra…”" in body.sentence or "ja…”" in body.sentence


def test_clause_of_one_endless_word_is_shortened_too() -> None:
    body = explanation_body(Explanation(shares={"direct": 1.0}, clause="a" * 4096), "en")
    assert len(body.sentence) < 150


@pytest.mark.parametrize("value", [1, "true", None])
def test_explain_must_be_a_boolean(api: TestClient, value: object) -> None:
    response = api.post(TEXT_SEARCH, json={"search_text": "velka", "explain": value})
    assert response.status_code == 400
    assert [each["pointer"] for each in response.json()["errors"]] == ["/explain"]
