import json
from pathlib import Path

import pytest

from app.errors import CatalogueFileError
from app.evaluation.comparison import (
    compare,
    comparison_table,
    paired_bootstrap,
    read_run,
    write_run,
)
from app.evaluation.evaluate import Evaluation, evaluate
from tests.evaluation.judged import make_judged


def found_by(answers: dict[str, list[str]]) -> Evaluation:
    """An evaluation in which each named query finds the given services; "a" is the right one."""
    judged = [make_judged(query_id, a=3) for query_id in answers]
    return evaluate(judged, lambda query: answers[query.text])


def test_paired_bootstrap_interval_is_that_of_the_normal_distribution() -> None:
    # 400 pairs, mean 0.5, standard deviation 0.5: standard error 0.025, so 0.5 ± 0.049.
    difference = paired_bootstrap([0.0, 1.0] * 200)
    assert difference.mean == 0.5
    assert difference.low == pytest.approx(0.451, abs=0.004)
    assert difference.high == pytest.approx(0.549, abs=0.004)
    assert difference.pair_count == 400


def test_paired_bootstrap_of_equal_pairs_is_certain_and_of_none_refused() -> None:
    difference = paired_bootstrap([0.25] * 3)
    assert (difference.low, difference.mean, difference.high) == (0.25, 0.25, 0.25)
    with pytest.raises(ValueError, match="nothing to compare"):
        paired_bootstrap([])


def test_paired_bootstrap_gives_the_same_interval_every_time() -> None:
    differences = [0.1, -0.2, 0.4, 0.0, 0.3]
    assert paired_bootstrap(differences) == paired_bootstrap(differences)


def test_run_that_was_kept_is_compared_query_by_query(tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    write_run(path, found_by({"q1": ["a"], "q2": [], "only then": ["a"]}))
    risen = compare(found_by({"q1": ["a"], "q2": ["a"], "only now": []}), read_run(path))
    assert risen["all"].pair_count == 2
    assert risen["all"].mean == 0.5
    assert list(risen) == ["all", "fi", "narrative", "without filters"]
    assert comparison_table(risen).splitlines()[:2] == [
        "                 queries  nDCG@10 risen by  95 % interval",
        "all                    2            +0.500  +0.000 to +1.000",
    ]


def test_kept_run_holds_ids_and_figures_only(tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    write_run(path, found_by({"q1": ["a"]}))
    assert json.loads(path.read_text(encoding="utf-8")) == {"ndcg_at_10": {"q1": 1.0}}


def test_runs_without_a_common_query_are_not_compared() -> None:
    with pytest.raises(CatalogueFileError, match="no query in common"):
        compare(found_by({"q1": ["a"]}), {"q2": 1.0})


@pytest.mark.parametrize("content", ["{", "[]", '{"ndcg_at_10": {"q1": 2.0}}', '{"q1": 1.0}'])
def test_file_that_is_no_kept_run_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "run.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(CatalogueFileError, match="not a kept run"):
        read_run(path)


def test_run_that_cannot_be_read_or_written_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CatalogueFileError, match="cannot be read"):
        read_run(tmp_path / "missing.json")
    with pytest.raises(CatalogueFileError, match="cannot be written"):
        write_run(tmp_path / "missing" / "run.json", found_by({"q1": ["a"]}))
