import pytest

from app.ranking.lead_kinds import (
    LEAST_LEAD_BELIEF,
    LEAST_OFFERED_WEIGHT,
    WEAK_SCORE,
    is_missing,
    lead_kinds,
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
