"""What is known to go wrong elsewhere (docs/reference-faults.md), where no other file of this folder tests it."""

from math import isfinite

import pytest

from tests.network.bodies import BODIES, TRANSLATION_BODIES, changed
from tests.network.catalogue import COLLECTION, E_CHANNEL, NATIONAL
from tests.network.network import (
    FEEDBACK,
    METERS,
    RECOMMEND_SERVICE,
    REDIRECT,
    TEXT_SEARCH,
    Network,
    pages,
    problem,
    query_of,
)

IDENTITY_CODE = "131052-308T"
OWN_ONLY = {"service_collections": [COLLECTION]}


@pytest.mark.parametrize("number", [2**63 - 1, 2**63, 2**64, -(2**63) - 1, 10**400])
def test_id_beyond_64_bits_is_not_found(network: Network, number: int) -> None:
    problem(network.post(FEEDBACK, {"auroraai_recommendation_id": number}), 404)
    link = {"service_id": NATIONAL, "service_channel_id": E_CHANNEL, "link_id": 0}
    problem(network.get(REDIRECT, **link, recommendation_id=number), 404)


@pytest.mark.parametrize(
    ("path", "field"),
    [
        *((path, None) for path in BODIES),
        *((path, field) for path, body in BODIES.items() for field in body),
        *((TEXT_SEARCH, field) for field in ("limit", "rerank", "service_filters", "language")),
        *((RECOMMEND_SERVICE, field) for field in ("session_id", "age", "municipality_code")),
        (FEEDBACK, "service_feedbacks"),
    ],
)
def test_null_anywhere_is_refused(network: Network, path: str, field: str | None) -> None:
    body = changed(path, **{field: None}) if field else None
    problem(network.post(path, body), 400)


def test_person_who_fares_best_gets_finite_scores(network: Network) -> None:
    services = network.recommend(life_situation_meters={meter: [10] for meter in METERS}, limit=50)
    assert services
    assert all(isfinite(service["similarity_score"]) for service in services)


@pytest.mark.parametrize(
    "session", ["a&recommendation_id=7", "a#b", "a b+c", "%26x=1", "ä\u2028😀", "'\"><script>"]
)
def test_session_id_cannot_add_to_a_link(network: Network, session: str) -> None:
    services = network.recommend(
        life_situation="Koetinkivi", session_id=session, service_filters=OWN_ONLY, limit=50
    )
    service = next(each for each in services if each["service_id"] == NATIONAL)
    link = pages(service, E_CHANNEL)[0]
    assert link.isascii()
    assert query_of(link)["session_id"] == session
    location = network.follow(link).headers["location"]
    assert query_of(location)["session_id"] == session


def test_identity_code_is_in_no_log_and_no_answer(network: Network) -> None:
    text = f"Olen Kaisa, {IDENTITY_CODE}, ja velat painavat"
    answers = [
        network.post(TEXT_SEARCH, {"search_text": text, "explain": True}),
        network.post(RECOMMEND_SERVICE, {"life_situation": text, "session_id": IDENTITY_CODE}),
        network.post(RECOMMEND_SERVICE, {"life_situation": [text]}),
        network.post(TEXT_SEARCH, {"search_text": text, IDENTITY_CODE: text}),
        network.get(REDIRECT, session_id=IDENTITY_CODE, service_id=IDENTITY_CODE),
        network.http.get(f"/{IDENTITY_CODE}", headers={"User-Agent": IDENTITY_CODE}),
        network.http.post(
            TEXT_SEARCH, json={}, headers={"Authorization": f"Basic {IDENTITY_CODE}"}
        ),
        *(network.post(path, {**body, "x": text}) for path, body in TRANSLATION_BODIES.items()),
    ]
    assert [answer.status_code for answer in answers[:7]] == [200, 200, 400, 400, 400, 404, 401]
    for answer in answers[2:]:
        assert IDENTITY_CODE not in answer.text
    assert IDENTITY_CODE not in answers[0].text
    assert TEXT_SEARCH in network.server.log()
    for person in (IDENTITY_CODE, "Kaisa", "velat painavat"):
        assert person not in network.server.log()
