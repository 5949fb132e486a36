"""With the shipped model over HTTP: what a text tells of life events, of danger and of needs."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from app.main import create_app
from app.settings import Settings
from tests.api.asking import Answer

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def shipped_api(shipped_settings: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(shipped_settings), base_url="http://127.0.0.1:8000") as client:
        yield client


def package(api: TestClient, text: str, **fields: object) -> Answer:
    response = api.post("/service_packages", json={"life_situation": text, **fields})
    assert response.status_code == 200, response.text
    answer: Answer = response.json()
    return answer


@pytest.mark.parametrize(
    ("text", "event", "codes", "name"),
    [
        ("Muutimme erilleen ja haemme avioeroa.", "divorce", ["KE7"], "Divorce"),
        ("Jag blev arbetslös när fabriken stängde.", "job-loss", ["KE8"], "Losing a job"),
        ("My husband hits me and the kids.", "violence-in-family", [], "Violence in the family"),
    ],
)
def test_life_event_told_in_words_is_named_with_how_sure_it_is_and_what_comes_next(
    shipped_api: TestClient, text: str, event: str, codes: list[str], name: str
) -> None:
    answer = package(shipped_api, text, language="en")
    recognised = {each["life_event"]: each for each in answer["life_events"]}
    assert event in recognised
    assert recognised[event]["name"].startswith(name)
    assert recognised[event]["codes"] == codes
    assert 0.6 <= recognised[event]["confidence"] < 1.0
    following = [need for need in answer["next_needs"] if need["life_event"] == event]
    assert following
    assert {(need["source"], need["urgency"]) for need in following} == {("life_event", "later")}
    assert any(need["services"] for need in following)


@pytest.mark.parametrize("text", ["Kiitos ja hyvää kesää!", "hei", "Heippa"])
def test_small_talk_tells_of_no_life_event(shipped_api: TestClient, text: str) -> None:
    answer = package(shipped_api, text)
    assert (answer["needs"], answer["life_events"], answer["next_needs"]) == ([], [], [])


def test_clause_that_only_elaborates_a_danger_is_no_need_of_its_own(
    shipped_api: TestClient,
) -> None:
    filters = {"municipality_codes": ["564"]}
    text = "mies löi taas eilen, en uskalla mennä kotiin"
    answer = package(shipped_api, text, service_filters=filters)
    assert [(need["urgency"], need["clause"]) for need in answer["needs"]] == [
        ("urgent", "mies löi taas eilen")
    ]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("töis kiusataan enkä haluu enää mennä sinne", ["workplace-bullying-and-strain"]),
        ("näen harhoja ja äänet puhuu mulle", ["psychiatric-emergency-and-involuntary-care"]),
        ("sonen kommer inte ur sitt rum, sitter bara vid datorn", ["outreach-youth-work"]),
        (
            "my dad has dementia and I am exhausted looking after him",
            ["geriatric-memory-clinic", "informal-carer-leave-and-wellbeing"],
        ),
        ("hei, tarvitsen apua", []),
        ("hello can somebody help me", []),
    ],
)
def test_plain_words_lead_to_the_kind_a_case_worker_would_name(
    shipped_api: TestClient, text: str, kinds: list[str]
) -> None:
    answer = package(shipped_api, text)
    assert [need["kind"] for need in answer["needs"] if need["source"] == "text"] == kinds


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("I found my father unconscious", "Hätänumero 112"),
        ("mun kaveri sano et se aikoo tappaa itsensä", "riisipuhelin"),
        ("min kompis säger att han ska ta livet av sig", "riisipuhelin"),
        ("my friend says she will kill herself", "riisipuhelin"),
        ("my husband took my passport", "Turvako"),
        ("pappa dog igår", "Sururyhmät"),
    ],
)
def test_text_search_sees_what_happened_to_somebody_else(
    shipped_api: TestClient, text: str, name: str
) -> None:
    body = {"search_text": text, "limit": 1}
    response = shipped_api.post("/service-recommender/v1/text_search", json=body)
    assert response.status_code == 200, response.text
    assert name in response.json()["recommended_services"][0]["service_name"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("joku raiskasi mut eilen", "sexual-violence-support-centre"),
        ("pomo vei mun passin enkä pääse pois täältä", "human-trafficking-assistance"),
    ],
)
def test_rape_and_trafficking_lead_to_help_of_their_own(
    shipped_api: TestClient, text: str, kind: str
) -> None:
    answer = package(shipped_api, text)
    first = answer["needs"][0]
    assert (answer["urgent"], first["urgency"], first["kind"]) == (True, "urgent", kind)
    assert "112" in first["services"][0]["service_name"]
