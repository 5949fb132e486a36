from app.ranking.lead_kinds import LEAST_LEAD_BELIEF, lead_kinds


def test_kinds_believed_in_too_little_do_not_lead() -> None:
    below = LEAST_LEAD_BELIEF - 0.001
    assert lead_kinds([(7, LEAST_LEAD_BELIEF), (2, below)]) == [7]
    assert lead_kinds([(7, below)]) == []
    assert lead_kinds([]) == []


def test_at_most_three_kinds_lead_the_most_believed_first() -> None:
    assert lead_kinds([(4, 0.25), (1, 0.25), (9, 0.25), (0, 0.25)]) == [4, 1, 9]
