"""POST service_packages over the sample catalogue, with the encoder that compares spelling only."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from urllib.parse import urlsplit

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.settings import Settings
from app.usecases.api_clients import ApiClients
from tests.api.asking import PREFIX, Answer, Answers, assert_refused, post_json_text
from tests.api.filtering import MARIEHAMN, OULU

PACKAGES = "/service_packages"
VEHICLES = "http://uri.suomi.fi/codelist/ptv/ptvserclass2/code/P16.1"
VIOLENCE = "Vuokra on rästissä, ja mies löi taas eilen. Poika ei käy koulussa."
URGENT_TEXTS = [
    VIOLENCE,
    "min man slår mig",
    "I don't want to live any more",
    "en jaksa enää elää",
    "lapsi ei hengitä",
    "jag har ingenstans att sova i natt",
    "our house is on fire",
]


def package(api: TestClient, **fields: object) -> Answer:
    response = api.post(PACKAGES, json=fields)
    assert response.status_code == 200, response.text
    answer: Answer = response.json()
    return answer


def services(answer: Answer) -> Answers:
    return [
        service
        for need in (*answer["needs"], *answer["next_needs"])
        for service in need["services"]
    ]


def ids(answer: Answer) -> list[str]:
    return [service["service_id"] for service in services(answer)]


def test_needs_quote_the_text_and_danger_stands_first(api: TestClient) -> None:
    answer = package(api, life_situation=VIOLENCE)
    first = answer["needs"][0]
    assert (answer["urgent"], answer["emergency_number"]) == (True, "112")
    assert (first["rank"], first["source"], first["urgency"]) == (1, "text", "urgent")
    assert first["kind"] == "shelter-for-domestic-violence"
    assert first["clause"] == "mies löi taas eilen."
    assert (first["meter"], first["life_event"]) == ("", "")
    assert [need["rank"] for need in answer["needs"]] == list(range(1, len(answer["needs"]) + 1))
    assert all(need["clause"] in VIOLENCE for need in answer["needs"])


@pytest.mark.parametrize("text", URGENT_TEXTS)
def test_danger_puts_the_emergency_number_on_top(api: TestClient, text: str) -> None:
    answer = package(api, life_situation=text, limit=3)
    assert answer["urgent"]
    assert answer["needs"][0]["urgency"] == "urgent"
    assert "112" in answer["needs"][0]["services"][0]["service_name"]


@pytest.mark.parametrize(
    "text",
    [
        "Mies löi eilen. En jaksa enää elää.",
        "Min man slog mig igår. Jag vill inte leva längre.",
        "My husband hit me. I want to die. I have nowhere to sleep tonight.",
    ],
)
@pytest.mark.parametrize("limit", [1, 2, 5, 50])
def test_of_several_dangers_the_first_shows_the_emergency_number_on_top(
    api: TestClient, text: str, limit: int
) -> None:
    needs = package(api, life_situation=text, limit=limit)["needs"]
    assert [need["urgency"] for need in needs[:2]] == ["urgent", "urgent"]
    assert "112" in needs[0]["services"][0]["service_name"]
    assert needs[1]["services"]


def test_violence_shows_a_shelter_and_crisis_help_beside_112(api: TestClient) -> None:
    first, second, third = package(api, life_situation=VIOLENCE, limit=3)["needs"][0]["services"]
    assert "112" in first["service_name"]
    assert "Turvako" in second["service_name"]
    assert "Kriisi" in third["service_name"]


@pytest.mark.parametrize(
    "filters",
    [
        {"municipality_codes": [OULU], "include_national_services": False},
        {"funding_type": ["MarketFunded"]},
        {"municipality_codes": [OULU], "target_groups": ["KR2"]},
    ],
)
def test_filters_do_not_hide_nationwide_help_in_danger(
    api: TestClient, filters: dict[str, object]
) -> None:
    answer = package(api, life_situation="mies löi taas", service_filters=filters)
    assert "112" in answer["needs"][0]["services"][0]["service_name"]


def test_help_in_danger_on_aland_is_what_serves_aland(api: TestClient) -> None:
    filters = {"municipality_codes": [MARIEHAMN]}
    answer = package(api, life_situation="min man slår mig", service_filters=filters)
    assert answer["urgent"]
    assert {each["area_type"] for each in answer["needs"][0]["services"]} <= {
        "Nationwide",
        "LimitedType",
    }


def test_filters_hold_for_other_needs(api: TestClient) -> None:
    filters = {"municipality_codes": [OULU], "include_national_services": False}
    answer = package(api, life_situation="vuokra on rästissä", service_filters=filters)
    assert services(answer)
    assert {each["area_type"] for each in services(answer)} == {"LimitedType"}


def test_figure_of_speech_is_not_urgent(api: TestClient) -> None:
    answer = package(api, life_situation="kuolen nauruun, mistä saan kirjastokortin")
    assert (answer["urgent"], answer["emergency_number"]) == (False, "")
    assert "urgent" not in {need["urgency"] for need in answer["needs"]}


@pytest.mark.parametrize("limit", [1, 2, 7])
def test_no_service_stands_twice_and_no_need_has_more_than_limit(
    api: TestClient, limit: int
) -> None:
    answer = package(
        api,
        life_situation=VIOLENCE,
        life_situation_meters={"finance": [1], "friends": [3], "health": [2]},
        life_events=["KE7", "KE8"],
        limit=limit,
    )
    assert len(answer["needs"]) >= 4
    assert len(ids(answer)) == len(set(ids(answer)))
    for need in answer["needs"]:
        assert [each["rank"] for each in need["services"]] == list(
            range(1, len(need["services"]) + 1)
        )
        assert len(need["services"]) <= limit


def test_low_meter_is_a_need_and_a_middling_one_is_not(api: TestClient) -> None:
    answer = package(api, life_situation_meters={"finance": [1, 2], "housing": [4], "friends": [3]})
    assert [(need["source"], need["meter"], need["urgency"]) for need in answer["needs"]] == [
        ("meter", "finance", "soon"),
        ("meter", "friends", "later"),
    ]
    assert [need["name"] for need in answer["needs"]] == ["raha-asiat", "ystävät"]
    assert {(need["kind"], need["clause"]) for need in answer["needs"]} == {("", "")}


def test_named_life_event_is_a_need_of_its_own(api: TestClient) -> None:
    answer = package(api, life_events=["KE7"], language="en")
    assert answer["life_events"] == [
        {
            "life_event": "divorce",
            "codes": ["KE7"],
            "name": "Divorce or separation",
            "confidence": 1.0,
        }
    ]
    assert answer["next_needs"]
    need = answer["needs"][0]
    assert (need["source"], need["life_event"]) == ("life_event", "divorce")
    assert need["services"]


def test_need_without_a_good_service_stands_there_with_none_and_counts_as_missing(
    api: TestClient, sample_settings: Settings
) -> None:
    """Nothing among what remains has to do with the rent."""
    filters = {"service_classes": [VEHICLES]}
    answer = package(api, life_situation="vuokra on rästissä", service_filters=filters)
    need = answer["needs"][0]
    assert (need["clause"], need["name"]) == ("vuokra on rästissä", "Asumisneuvonta")
    assert need["services"] == []
    with closing(sqlite3.connect(sample_settings.data_dir / "revontuli.db")) as database:
        (signs,) = database.execute(
            "select signs from recommendations where id = ?",
            [answer["auroraai_recommendation_id"]],
        ).fetchone()
    assert json.loads(signs)["missing_kind_ids"] == [need["kind"]]


def test_services_of_danger_are_all_of_its_kinds(api: TestClient) -> None:
    needs = package(api, life_situation="mies löi taas, passi hukassa", limit=50)["needs"]
    names = [service["service_name"] for service in needs[0]["services"]]
    assert names
    assert not [name for name in names if "passi" in name.lower()]


def test_services_have_what_other_endpoints_show_and_their_provider(api: TestClient) -> None:
    service = package(api, life_situation=VIOLENCE)["needs"][0]["services"][0]
    other = api.post(f"{PREFIX}/text_search", json={"search_text": "hätänumero"}).json()
    assert service.keys() == other["recommended_services"][0].keys() | {"provider_type"}
    assert service["provider_type"] == "state"


def test_small_talk_and_meters_without_preference_hold_no_need(api: TestClient) -> None:
    assert package(api, life_situation="kiitos avusta")["needs"] == []
    assert package(api, life_situation="?! 123 …")["urgent"] is False
    assert package(api, life_situation_meters={"finance": []})["needs"] == []


def test_feedback_and_links_work_on_a_package(api: TestClient) -> None:
    answer = package(api, life_situation=VIOLENCE)
    feedback = {
        "auroraai_recommendation_id": answer["auroraai_recommendation_id"],
        "service_feedbacks": [{"service_id": ids(answer)[-1], "feedback_score": 1}],
    }
    assert api.post(f"{PREFIX}/recommendation_feedback", json=feedback).status_code == 200
    link = next(
        page
        for service in services(answer)
        for channel in service["service_channels"]
        for page in channel["web_pages"]
    )
    parts = urlsplit(link)
    followed = api.get(f"{parts.path}?{parts.query}", follow_redirects=False)
    assert followed.status_code == 302


def test_link_followed_in_one_need_passes_over_no_service_of_another(
    secured_api: TestClient, api_clients: ApiClients, sample_settings: Settings
) -> None:
    issued = api_clients.add_client("Linkkibotti", "Oulun kaupunki")
    secured_api.auth = (issued.client.client_id, issued.client_secret)
    answer = package(secured_api, life_situation_meters={"finance": [1], "friends": [3]})
    secured_api.auth = None
    assert len(answer["needs"]) > 1
    *_, last = (
        page
        for service in services(answer)
        for channel in service["service_channels"]
        for page in channel["web_pages"]
    )
    assert secured_api.get(last, follow_redirects=False).status_code == 302
    with closing(sqlite3.connect(sample_settings.data_dir / "revontuli.db")) as database:
        asked = (issued.client.client_id,)
        links = "SELECT count(*) FROM followed_links WHERE client_id = ?"
        counted = "SELECT count(*) FROM service_responses WHERE client_id = ?"
        assert database.execute(links, asked).fetchone() == (1,)
        assert database.execute(counted, asked).fetchone() == (0,)


def test_explanation_says_of_each_service_why_it_is_there(api: TestClient) -> None:
    answer = package(
        api,
        life_situation=VIOLENCE,
        life_situation_meters={"finance": [1]},
        life_events=["KE7"],
        explain=True,
    )
    assert services(answer)
    assert {need["source"] for need in answer["needs"]} == {"text", "life_event", "meter"}
    names = {event["life_event"]: event["name"] for event in answer["life_events"]}
    for need in (*answer["needs"], *answer["next_needs"]):
        reasons = [service["explanation"] for service in need["services"]]
        if need["life_event"]:
            name = names[need["life_event"]]
            assert all(each["told_life_event"] == name for each in reasons)
            assert all(name in each["sentence"] for each in reasons)
        if need["meter"]:
            assert all(need["meter"] in each["meters"] for each in reasons)
        if need["clause"]:
            assert {each["clause"] for each in reasons} == {need["clause"]}
    assert answer["generated_by"]["automated"] is True


def test_rerank_keeps_the_services_and_help_in_danger_on_top(api: TestClient) -> None:
    body: dict[str, object] = {
        "life_situation": VIOLENCE,
        "life_situation_meters": {"friends": [0]},
    }
    wide = package(api, **body, limit=4)
    for need in wide["needs"]:
        *_, last = need["services"]
        for _ in range(3):
            scored = {
                "auroraai_recommendation_id": wide["auroraai_recommendation_id"],
                "service_feedbacks": [{"service_id": last["service_id"], "feedback_score": 1}],
            }
            assert api.post(f"{PREFIX}/recommendation_feedback", json=scored).status_code == 200
    for limit in (1, 2, 4):
        plain = ids_by_need(package(api, **body, limit=limit))
        reranked = ids_by_need(package(api, **body, limit=limit, rerank=True))
        assert [set(each) for each in reranked] == [set(each) for each in plain]
        assert reranked[0] == plain[0]
    assert reranked != plain


def ids_by_need(answer: Answer) -> list[list[str]]:
    """Of the needs in their order, each one's services in theirs."""
    return [[each["service_id"] for each in need["services"]] for need in answer["needs"]]


@pytest.mark.parametrize(
    ("text", "clause"),
    [
        ("mies löi taas hetu 131052-308T", "mies löi taas hetu [hetu]"),
        ("mies löi taas tilini FI21 1234 5600 0007 85", "mies löi taas tilini [iban]"),
        ("mies löi taas soita 040 1234567", "mies löi taas soita [phone]"),
        ("mies löi taas Hämeentie 5 B 12, 00500 Helsinki", "mies löi taas [address]"),
        ("mies löi taas soita 040 - 123 4567", ""),
    ],
)
def test_identifiers_in_a_clause_are_redacted(api: TestClient, text: str, clause: str) -> None:
    """A telephone number that goes on after the clause leaves nothing to quote."""
    assert package(api, life_situation=text)["needs"][0]["clause"] == clause


@pytest.mark.parametrize(
    ("text", "halves"),
    [
        ("mies löi taas soita 040 - 123 4567", ("040", "4567")),
        ("min nummer 044-123 - 4567 min man slår mig", ("044", "4567")),
    ],
)
def test_explanation_quotes_no_half_of_a_telephone_number(
    api: TestClient, text: str, halves: tuple[str, str]
) -> None:
    answer = package(api, life_situation=text, explain=True)
    reasons = [each["explanation"] for need in answer["needs"] for each in need["services"]]
    assert reasons
    for need in answer["needs"]:
        assert {each["explanation"]["clause"] for each in need["services"]} <= {need["clause"]}
    said = " ".join(f"{each['clause']} {each['sentence']}" for each in reasons)
    assert not [half for half in halves if half in said]


def test_nothing_of_the_text_is_stored_or_logged(
    api: TestClient, sample_settings: Settings, service_log: Callable[[], str]
) -> None:
    secret = "Qvartzelius löi minua Kuusikujalla"
    answer = package(api, life_situation=f"vuokra rästissä, {secret}")
    assert answer["urgent"]
    with closing(sqlite3.connect(sample_settings.data_dir / "revontuli.db")) as database:
        stored = "\n".join(database.iterdump())
    assert "service_packages" in stored
    for word in ("Qvartzelius", "Kuusikujalla"):
        assert word not in stored
        assert word not in service_log()


def test_body_is_that_of_recommend_service(api: TestClient) -> None:
    assert_refused(api.post(PACKAGES, json={}), "")
    assert_refused(api.post(PACKAGES, json={"life_situation": "a", "limit": 51}), "/limit")
    assert_refused(api.post(PACKAGES, json={"life_events": ["KE99"]}), "/life_events/0")
    assert_refused(api.post(PACKAGES, json={"life_situation": "a", "search_text": "b"}), "")
    surrogate = post_json_text(api, PACKAGES, '{"life_situation": "\\ud800"}')
    assert surrogate.status_code == 400


@pytest.mark.parametrize("text", ["\x00 löi", "löi\x00 mua", "a" * 4096, "löi mua, " * 450])
def test_odd_texts_are_answered(api: TestClient, text: str) -> None:
    assert len(package(api, life_situation=text[:4096])["needs"]) <= 10


@settings(
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    text=st.text(st.sampled_from("aeikloäösmt ,.\n!?-"), min_size=1, max_size=120).filter(
        str.strip
    ),
    limit=st.integers(1, 5),
)
def test_any_text_gives_clauses_of_it_and_each_service_once(
    api: TestClient, text: str, limit: int
) -> None:
    answer = package(api, life_situation=text, limit=limit)
    assert all(need["clause"] in text for need in answer["needs"])
    assert len(ids(answer)) == len(set(ids(answer)))


def test_client_with_the_asking_role_is_asked_for(
    secured_api: TestClient, api_clients: ApiClients
) -> None:
    body = {"life_situation": "vuokra rästissä"}
    assert secured_api.post(PACKAGES, json=body).status_code == 401
    asking = api_clients.add_client("Pakettibotti", "Oulun kaupunki", ["recommend"])
    scoring = api_clients.add_client("Arviobotti", "Oulun kaupunki", ["feedback"])
    for issued, status in ((asking, 200), (scoring, 403)):
        auth = (issued.client.client_id, issued.client_secret)
        assert secured_api.post(PACKAGES, json=body, auth=auth).status_code == status
