import math

import pytest

from app.evaluation.measures import ndcg, recall, reciprocal_rank

GRADES = {"exact": 3, "useful": 2, "marginal": 1, "useless": 0}


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
