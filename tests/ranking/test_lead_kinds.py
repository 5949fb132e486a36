import pytest

from app.ranking.lead_kinds import (
    LEAST_LEAD_BELIEF,
    LEAST_OFFERED_WEIGHT,
    NEARLY_AS_BELIEVED,
    WEAK_SCORE,
    is_missing,
    lead_kinds,
    naming_kind,
)


def test_kinds_believed_in_too_little_do_not_lead() -> None:
    above = LEAST_LEAD_BELIEF + 0.001
    assert lead_kinds([(7, above), (2, LEAST_LEAD_BELIEF)]) == [(7, above)]
    assert lead_kinds([(7, LEAST_LEAD_BELIEF)]) == []
    assert lead_kinds([]) == []


def test_at_most_three_kinds_can_lead_the_most_believed_first() -> None:
    assert len(lead_kinds([(4, 0.26), (1, 0.26), (9, 0.26), (0, 0.22)])) == 3
    assert lead_kinds([(kind, 0.25) for kind in range(4)]) == []
    assert lead_kinds([(4, 0.4), (1, 0.3)]) == [(4, 0.4), (1, 0.3)]


@pytest.mark.parametrize(
    ("best_score", "best_weight", "expected"),
    [
        (WEAK_SCORE, LEAST_OFFERED_WEIGHT, False),
        (WEAK_SCORE - 0.001, 1.0, True),
        (1.0, LEAST_OFFERED_WEIGHT - 0.001, True),
    ],
)
def test_kind_is_missing_when_the_best_service_is_weak_or_of_another_kind(
    best_score: float, best_weight: float, expected: bool
) -> None:
    assert is_missing(best_score, best_weight) is expected


@pytest.mark.parametrize(
    ("belief", "weights", "expected"),
    [
        (0.5, {4: LEAST_OFFERED_WEIGHT, 1: 0.9}, 4),
        (0.5, {1: LEAST_OFFERED_WEIGHT}, 1),
        (0.5 * NEARLY_AS_BELIEVED, {1: 0.9}, 1),
        (0.5 * NEARLY_AS_BELIEVED - 0.001, {1: 0.9}, 4),
        (0.5, {1: LEAST_OFFERED_WEIGHT - 0.001}, 4),
        (0.5, {}, 4),
        (0.5, {7: 1.0}, 4),
    ],
    ids=[
        "service is of it",
        "service is of another",
        "believed in just enough",
        "believed in too little",
        "service is hardly of another",
        "service is of none",
        "service is of one that no word shows",
    ],
)
def test_need_is_named_by_its_first_service_where_the_words_leave_it_open(
    belief: float, weights: dict[int, float], expected: int
) -> None:
    assert naming_kind(4, [(4, 0.5), (1, belief)], weights) == expected


def test_need_of_several_clauses_may_be_named_by_a_kind_believed_in_by_half() -> None:
    """The kind that one of them shows best may be none that all of them together show."""
    assert naming_kind(4, [(1, NEARLY_AS_BELIEVED)], {1: 1.0}) == 1
    assert naming_kind(4, [(1, NEARLY_AS_BELIEVED - 0.001)], {1: 1.0}) == 4
