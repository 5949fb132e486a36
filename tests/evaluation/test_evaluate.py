import math

import pytest

from app.domain.query import Query, ServiceFilters
from app.evaluation.evaluate import evaluate
from app.evaluation.judged_queries import JudgedQuery
from tests.evaluation.judged import make_judged


def test_evaluate_averages_over_all_then_languages_then_forms() -> None:
    judged = [
        make_judged("q1", "fi", "narrative", a=3),
        make_judged("q2", "fi", "keyword", a=3),
        make_judged("q3", "sv", "narrative", a=3),
    ]
    answers = {"q1": ["a"], "q2": ["b", "a"], "q3": ["b"]}
    evaluation = evaluate(judged, lambda query: answers[query.text])
    second = 1 / math.log2(3)
    assert evaluation.as_json() == {
        "all": {
            "queries": 3,
            "ndcg_at_10": pytest.approx((1 + second) / 3),
            "recall_at_10": pytest.approx(2 / 3),
            "mrr": pytest.approx(0.5),
        },
        "fi": {
            "queries": 2,
            "ndcg_at_10": pytest.approx((1 + second) / 2),
            "recall_at_10": 1.0,
            "mrr": 0.75,
        },
        "sv": {"queries": 1, "ndcg_at_10": 0.0, "recall_at_10": 0.0, "mrr": 0.0},
        "narrative": {"queries": 2, "ndcg_at_10": 0.5, "recall_at_10": 0.5, "mrr": 0.5},
        "keyword": {
            "queries": 1,
            "ndcg_at_10": pytest.approx(second),
            "recall_at_10": 1.0,
            "mrr": 0.5,
        },
        "without filters": evaluation.as_json()["all"],
    }


def test_evaluate_tells_queries_with_filters_and_with_meters_apart() -> None:
    in_oulu = ServiceFilters(municipality_codes=frozenset({"564"}))
    with_meters = JudgedQuery(
        query_id="q3",
        form="narrative",
        query=Query(text="q3", meter_means={"finance": 2.0}),
        grades={"a": 3},
    )
    judged = [make_judged("q1", filters=in_oulu), make_judged("q2"), with_meters]
    answers = {"q1": ["a"], "q2": [], "q3": ["a"]}
    groups = evaluate(judged, lambda query: answers[query.text]).as_json()
    assert list(groups) == [
        "all",
        "fi",
        "narrative",
        "with filters",
        "without filters",
        "with meters",
    ]
    assert [groups[name]["queries"] for name in list(groups)[3:]] == [1, 2, 1]
    assert [groups[name]["mrr"] for name in list(groups)[3:]] == [1.0, 0.5, 1.0]


def test_evaluation_table_has_a_line_a_group_with_three_decimals() -> None:
    table = evaluate([make_judged(a=3)], lambda _: ["b", "a"]).as_table()
    assert table.splitlines() == [
        "                 queries  ndcg_at_10  recall_at_10  mrr",
        "all                    1       0.631         1.000  0.500",
        "fi                     1       0.631         1.000  0.500",
        "narrative              1       0.631         1.000  0.500",
        "without filters        1       0.631         1.000  0.500",
    ]


def test_worst_answers_come_first_and_tell_what_they_missed() -> None:
    judged = [make_judged("q1", a=3), make_judged("q2", a=1, b=3, c=0, d=3), make_judged("q3", a=2)]
    answers = {"q1": ["a"], "q2": ["a"], "q3": []}
    worst = evaluate(judged, lambda query: answers[query.text]).worst(2)
    assert [answer.judged.query_id for answer in worst] == ["q3", "q2"]
    assert worst[1].found_ids == ("a",)
    assert worst[1].missed_ids == ("b", "d")


def test_evaluate_without_queries_is_refused() -> None:
    with pytest.raises(ValueError, match="no queries"):
        evaluate([], lambda _: [])
