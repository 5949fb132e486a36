"""`rerank` of both matching endpoints: the order learns from scores and followed links, for each client apart."""

from base64 import b64encode
from collections.abc import Callable
from typing import Any, Literal

import pytest
from fastapi.testclient import TestClient

from app.usecases.api_clients import ApiClients
from tests.api.asking import MAX_LIMIT, METERS, PREFIX, RECOMMEND_SERVICE, TEXT, TEXT_SEARCH, ids

FEEDBACK = f"{PREFIX}/recommendation_feedback"
SITUATIONS = {
    TEXT_SEARCH: {"search_text": TEXT},
    RECOMMEND_SERVICE: {"life_situation_meters": METERS},
}

Answer = dict[str, Any]


class Caller:
    """A calling system with credentials of its own, and what its users do with answers."""

    def __init__(self, api: TestClient, authorization: str) -> None:
        self.api = api
        self.headers = {"Authorization": authorization}

    def ask(self, path: str, **fields: object) -> Answer:
        body = {**SITUATIONS[path], **fields}
        response = self.api.post(path, json=body, headers=self.headers)
        assert response.status_code == 200, response.text
        answer: Answer = response.json()
        return answer

    def order(self, path: str, *, rerank: bool = True, **fields: object) -> list[str]:
        return ids(self.ask(path, rerank=rerank, **fields)["recommended_services"])

    def vote(self, answer: Answer, position: int, score: Literal[-1, 1]) -> None:
        scored = answer["recommended_services"][position]["service_id"]
        body = {
            "auroraai_recommendation_id": answer["auroraai_recommendation_id"],
            "service_feedbacks": [{"service_id": scored, "feedback_score": score}],
        }
        assert self.api.post(FEEDBACK, json=body, headers=self.headers).status_code == 200

    def follow(self, answer: Answer, position: int) -> None:
        """Follow the first link of a service; every browser may, without credentials."""
        link = next(
            page
            for channel in answer["recommended_services"][position]["service_channels"]
            for page in channel["web_pages"]
        )
        assert self.api.get(link, follow_redirects=False).status_code == 302


@pytest.fixture
def new_caller(secured_api: TestClient, api_clients: ApiClients) -> Callable[[], Caller]:
    def register() -> Caller:
        issued = api_clients.add_client("Neuvontabotti", "Oulun kaupunki")
        pair = f"{issued.client.client_id}:{issued.client_secret}"
        return Caller(secured_api, "Basic " + b64encode(pair.encode()).decode())

    return register


@pytest.fixture
def caller(new_caller: Callable[[], Caller]) -> Caller:
    return new_caller()


def swapped(order: list[str], position: int) -> list[str]:
    """The order with the service at position lifted by one place."""
    return [
        *order[: position - 1],
        order[position],
        order[position - 1],
        *order[position + 1 :],
    ]


both_endpoints = pytest.mark.parametrize("path", SITUATIONS)


@both_endpoints
def test_rerank_before_any_response_is_the_order_by_match(caller: Caller, path: str) -> None:
    assert caller.order(path, limit=MAX_LIMIT) == caller.order(path, rerank=False, limit=MAX_LIMIT)


@both_endpoints
@pytest.mark.parametrize("position", [1, 4])
def test_rerank_first_good_vote_lifts_the_service(caller: Caller, path: str, position: int) -> None:
    answer = caller.ask(path)
    by_match = ids(answer["recommended_services"])
    caller.vote(answer, position, 1)
    assert caller.order(path) == swapped(by_match, position)
    assert caller.order(path, rerank=False) == by_match


@both_endpoints
def test_rerank_first_bad_vote_lowers_the_service(caller: Caller, path: str) -> None:
    answer = caller.ask(path)
    caller.vote(answer, 0, -1)
    assert caller.order(path) == swapped(ids(answer["recommended_services"]), 1)


@both_endpoints
def test_rerank_first_followed_link_lifts_the_service(caller: Caller, path: str) -> None:
    answer = caller.ask(path)
    services = answer["recommended_services"]
    position = next(
        position
        for position, service in enumerate(services)
        if position and any(channel["web_pages"] for channel in service["service_channels"])
    )
    caller.follow(answer, position)
    assert caller.order(path) == swapped(ids(services), position)


def test_rerank_uses_what_was_learned_through_the_other_endpoint(caller: Caller) -> None:
    by_text = caller.order(TEXT_SEARCH)
    answer = caller.ask(RECOMMEND_SERVICE, life_situation=TEXT, limit=MAX_LIMIT)
    caller.vote(answer, ids(answer["recommended_services"]).index(by_text[3]), 1)
    assert caller.order(TEXT_SEARCH) == swapped(by_text, 3)


def test_rerank_leaves_the_order_of_another_client_as_it_was(
    caller: Caller, new_caller: Callable[[], Caller]
) -> None:
    other = new_caller()
    answer = caller.ask(TEXT_SEARCH)
    by_match = ids(answer["recommended_services"])
    caller.vote(answer, 4, 1)
    assert other.order(TEXT_SEARCH) == by_match != caller.order(TEXT_SEARCH)


def test_rerank_counts_the_same_vote_once_and_a_changed_one_as_changed(caller: Caller) -> None:
    answer = caller.ask(TEXT_SEARCH)
    by_match = ids(answer["recommended_services"])
    for _ in range(20):
        caller.vote(answer, 4, 1)
    assert caller.order(TEXT_SEARCH) == swapped(by_match, 4)
    caller.vote(answer, 4, -1)
    assert caller.order(TEXT_SEARCH) == by_match


def test_rerank_counts_a_link_once_however_often_it_is_followed(caller: Caller) -> None:
    answer = caller.ask(TEXT_SEARCH)
    by_match = ids(answer["recommended_services"])
    for _ in range(20):
        caller.follow(answer, 2)
    assert caller.order(TEXT_SEARCH) == swapped(by_match, 2)


@both_endpoints
@pytest.mark.parametrize("limit", [1, 3, MAX_LIMIT])
def test_rerank_neither_adds_nor_loses_a_service(caller: Caller, path: str, limit: int) -> None:
    for _ in range(6):
        answer = caller.ask(path, limit=20, rerank=True)
        for position in range(10):
            caller.vote(answer, position, -1)
        for position in range(15, 20):
            caller.vote(answer, position, 1)
    by_match = caller.ask(path, limit=limit)["recommended_services"]
    reranked = caller.ask(path, limit=limit, rerank=True)["recommended_services"]
    assert sorted(ids(reranked)) == sorted(ids(by_match))
    assert [each["rank"] for each in reranked] == list(range(1, len(by_match) + 1))
    scores = {each["service_id"]: each["similarity_score"] for each in by_match}
    assert {each["service_id"]: each["similarity_score"] for each in reranked} == scores
    assert limit < MAX_LIMIT or ids(reranked) != ids(by_match)
    assert caller.order(path, limit=limit) == ids(reranked)


def test_rerank_keeps_each_explanation_with_its_service(caller: Caller) -> None:
    answer = caller.ask(TEXT_SEARCH, explain=True)
    caller.vote(answer, 4, 1)
    reranked = caller.ask(TEXT_SEARCH, explain=True, rerank=True)
    assert reranked["recommended_services"] != answer["recommended_services"]
    reasons = [
        {each["service_id"]: each["explanation"] for each in every["recommended_services"]}
        for every in (answer, reranked)
    ]
    assert reasons[0] == reasons[1]


@both_endpoints
def test_rerank_of_nothing_found_is_nothing(caller: Caller, path: str) -> None:
    nowhere = {
        "service_classes": ["http://uri.suomi.fi/codelist/ptv/ptvserclass2/code/P1"],
        "target_groups": ["KR3"],
        "funding_type": ["MarketFunded"],
    }
    assert caller.order(path, service_filters=nowhere) == []


def test_reranked_answer_can_itself_be_scored_at_its_own_ranks(caller: Caller) -> None:
    answer = caller.ask(TEXT_SEARCH)
    caller.vote(answer, 4, 1)
    reranked = caller.ask(TEXT_SEARCH, rerank=True)
    caller.follow(reranked, 1)
    caller.vote(reranked, 4, -1)
    assert sorted(caller.order(TEXT_SEARCH)) == sorted(ids(answer["recommended_services"]))
