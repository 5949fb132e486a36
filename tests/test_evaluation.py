import json
import math
from pathlib import Path

import pytest

from app.api import service_filters
from app.domain.query import Query, ServiceFilters
from app.errors import CatalogueFileError
from app.evaluation import (
    JudgedQuery,
    evaluate,
    ndcg,
    read_judged_queries,
    recall,
    reciprocal_rank,
)
from tests.builders import make_code_lists

CODE_LISTS = make_code_lists()
GRADES = {"exact": 3, "useful": 2, "marginal": 1, "useless": 0}


def read_filters(value: object) -> ServiceFilters:
    return service_filters.read_filters(value, CODE_LISTS)


def make_judged(
    query_id: str = "q1", language: str = "fi", form: str = "narrative", **grades: int
) -> JudgedQuery:
    query = Query(text=query_id, language=language)  # type: ignore[arg-type]
    return JudgedQuery(query_id=query_id, form=form, query=query, grades=grades or {"a": 3})


def make_line(**changes: object) -> str:
    entry = {
        "qid": "d001",
        "lang": "sv",
        "form": "keyword",
        "query": "skuldrådgivning",
        "filters": {"municipality_codes": ["564"]},
        "life_situation_meters": {"finance": [2, 3], "health": []},
        "judgements": {"a": 3, "b": 0},
    }
    return json.dumps({**entry, **changes})


def test_ndcg_equals_the_figure_worked_out_by_hand() -> None:
    # Gains 7, 3, 1; found useful (rank 1), unjudged (rank 2), exact (rank 3).
    found = 3 / math.log2(2) + 0 / math.log2(3) + 7 / math.log2(4)
    ideal = 7 / math.log2(2) + 3 / math.log2(3) + 1 / math.log2(4)
    assert ndcg(["useful", "unjudged", "exact"], GRADES) == pytest.approx(found / ideal, abs=1e-12)
    assert ndcg(["useful", "unjudged", "exact"], GRADES) == pytest.approx(0.692020, abs=1e-6)


def test_ndcg_of_the_best_order_is_one_and_of_nothing_zero() -> None:
    assert ndcg(["exact", "useful", "marginal"], GRADES) == 1.0
    assert ndcg([], GRADES) == 0.0
    assert ndcg(["useless"], {"useless": 0}) == 0.0


def test_ndcg_looks_at_the_first_ten_only() -> None:
    ten_others = [f"other{number}" for number in range(10)]
    assert ndcg([*ten_others, "exact"], GRADES) == 0.0
    assert ndcg([*ten_others[:9], "exact"], {"exact": 3}) == pytest.approx(1 / math.log2(11))


def test_recall_counts_marginal_services_and_divides_by_all_relevant() -> None:
    assert recall(["marginal", "useless", "exact"], GRADES) == pytest.approx(2 / 3)
    many = {f"s{number:02d}": 1 for number in range(20)}
    assert recall(sorted(many), many) == 0.5


def test_reciprocal_rank_is_of_the_first_relevant_service() -> None:
    assert reciprocal_rank(["useless", "unjudged", "marginal", "exact"], GRADES) == pytest.approx(
        1 / 3
    )
    assert reciprocal_rank(["useless"], GRADES) == 0.0


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
    }


def test_evaluation_table_has_a_line_a_group_with_three_decimals() -> None:
    table = evaluate([make_judged(a=3)], lambda _: ["b", "a"]).as_table()
    assert table.splitlines() == [
        "           queries  ndcg_at_10  recall_at_10  mrr",
        "all              1       0.631         1.000  0.500",
        "fi               1       0.631         1.000  0.500",
        "narrative        1       0.631         1.000  0.500",
    ]


def test_evaluate_asks_each_query_once_for_ten_services(tmp_path: Path) -> None:
    path = tmp_path / "judged.jsonl"
    path.write_text(make_line() + "\n\n" + make_line(qid="d002") + "\n", encoding="utf-8")
    asked: list[Query] = []

    def find(query: Query) -> list[str]:
        asked.append(query)
        return []

    evaluate(read_judged_queries(path, read_filters), find)
    assert (
        asked
        == [
            Query(
                text="skuldrådgivning",
                meter_means={"finance": 2.5},
                filters=ServiceFilters(municipality_codes=frozenset({"564"})),
                limit=10,
                language="sv",
            )
        ]
        * 2
    )


@pytest.mark.parametrize("form", ["all", "fi", "sv", "en"])
def test_judged_query_whose_form_would_hide_another_group_is_refused(form: str) -> None:
    with pytest.raises(ValueError, match="form"):
        make_judged(form=form)


def test_evaluate_without_queries_is_refused() -> None:
    with pytest.raises(ValueError, match="no queries"):
        evaluate([], lambda _: [])


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "Invalid JSON"),
        (make_line(lang="de"), "lang"),
        (make_line(judgements={"a": 4}), "judgements.a"),
        (make_line(judgements={"a": 0}), "no service has a grade above 0"),
        (make_line(form="all"), "form: "),
        (make_line(form="fi"), "form: "),
        (make_line(filters={"moon": True}), "filters: moon: "),
        (make_line(filters={"municipality_codes": ["999"]}), "Not a known municipality code"),
        (make_line(life_situation_meters={"luck": [3]}), "not a 3X10D meter"),
        (make_line(life_situation_meters={"health": [11]}), "life_situation_meters.health.0"),
        (make_line(surprise=1), "surprise"),
    ],
)
def test_read_judged_queries_names_the_bad_line_and_why(
    tmp_path: Path, line: str, reason: str
) -> None:
    path = tmp_path / "judged.jsonl"
    path.write_text(make_line() + "\n" + line + "\n", encoding="utf-8")
    with pytest.raises(CatalogueFileError) as raised:
        read_judged_queries(path, read_filters)
    assert f"{path}: line 2: " in raised.value.detail
    assert reason in raised.value.detail
    assert "skuldrådgivning" not in raised.value.detail


def test_read_judged_queries_of_an_unusable_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CatalogueFileError, match="cannot be read"):
        read_judged_queries(tmp_path / "missing.jsonl", read_filters)
    (tmp_path / "empty.jsonl").touch()
    with pytest.raises(CatalogueFileError, match="no queries"):
        read_judged_queries(tmp_path / "empty.jsonl", read_filters)
