"""Which clauses tell of a need, and which of the same one, over hand-made directions."""

from dataclasses import replace

import numpy as np
import pytest

from app.domain.results import Hit
from app.domain.urgent_signs import UrgentSign
from app.ranking.clauses import Clause, split_clauses
from app.ranking.needs import (
    MOST_CLAUSES,
    FoundNeed,
    Reading,
    Vectors,
    found_needs,
    is_covered,
    nearest_clauses,
    recognised_signs,
    tells_as_whole,
    urgent_needs,
)
from app.ranking.urgency import ToldSign

KINDS = np.eye(4, dtype=np.float32)
"""Four kinds that have nothing in common."""

RENT, SHELTER, SCHOOL, DEBT = range(4)
POSITIONS = {"rent": RENT, "shelter": SHELTER, "school": SCHOOL, "debt": DEBT}
TEXT = "Vuokra on rästissä. Mies löi taas. Poika lintsaa koulusta."
VIOLENCE = UrgentSign(
    sign="violence",
    kind_id="shelter",
    service_kind_ids=(("shelter",),),
    recognised_by=("shelter",),
    phrases=(),
    harmless=(),
)


def read(text: str, *kinds: int, score: float = 0.7, small_talk: float = 0.0) -> list[Reading]:
    """Each clause of the text finds the kind of its place."""
    return [
        reading(clause, kind, score, small_talk)
        for clause, kind in zip(split_clauses(text), kinds, strict=True)
    ]


def reading(clause: Clause, kind: int, score: float = 0.7, small_talk: float = 0.0) -> Reading:
    return Reading(
        clause=clause, vector=KINDS[kind], kind_hits=[Hit(kind, score, 0)], small_talk=small_talk
    )


def clauses(needs: list[FoundNeed]) -> list[str]:
    return [need.clause.text for need in needs]


def test_each_clause_that_finds_a_kind_of_its_own_is_a_need() -> None:
    needs = found_needs(TEXT, read(TEXT, RENT, SHELTER, SCHOOL), KINDS)
    assert clauses(needs) == ["Vuokra on rästissä.", "Mies löi taas.", "Poika lintsaa koulusta."]
    assert [need.kinds for need in needs] == [(RENT,), (SHELTER,), (SCHOOL,)]


def test_best_need_stands_first() -> None:
    first, second, third = split_clauses(TEXT)
    readings = [reading(first, RENT, 0.65), reading(second, SHELTER, 0.9), reading(third, SCHOOL)]
    assert [need.kinds[0] for need in found_needs(TEXT, readings, KINDS)] == [SHELTER, SCHOOL, RENT]


def test_neighbouring_clauses_of_one_kind_are_quoted_together() -> None:
    needs = found_needs(TEXT, read(TEXT, RENT, RENT, SCHOOL), KINDS)
    assert clauses(needs) == ["Vuokra on rästissä. Mies löi taas.", "Poika lintsaa koulusta."]


def test_scattered_clauses_of_one_kind_quote_the_one_that_shows_it_best() -> None:
    first, second, third = split_clauses(TEXT)
    readings = [
        reading(first, RENT, 0.65),
        reading(second, SHELTER, 0.62),
        reading(third, RENT, 0.8),
    ]
    assert clauses(found_needs(TEXT, readings, KINDS)) == [
        "Poika lintsaa koulusta.",
        "Mies löi taas.",
    ]


def test_kinds_of_nearly_the_same_wording_are_one_need() -> None:
    near = KINDS.copy()
    near[DEBT] = (KINDS[RENT] + KINDS[DEBT]) / np.sqrt(np.float32(2.0))
    needs = found_needs(TEXT, read(TEXT, RENT, DEBT, SCHOOL), near)
    assert [need.kinds for need in needs] == [(RENT, DEBT), (SCHOOL,)]
    assert np.linalg.norm(needs[0].vector) == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("score", "small_talk"), [(0.4, 0.0), (0.7, 0.66), (0.7, 0.9)], ids=["weak", "near", "talk"]
)
def test_clause_that_says_little_or_is_small_talk_tells_of_no_need(
    score: float, small_talk: float
) -> None:
    first, second, third = split_clauses(TEXT)
    readings = [
        reading(first, RENT),
        reading(second, SHELTER, score, small_talk),
        reading(third, SCHOOL),
    ]
    assert [need.kinds[0] for need in found_needs(TEXT, readings, KINDS)] == [RENT, SCHOOL]


def test_text_of_one_clause_needs_less() -> None:
    alone = read("vuokra rästissä", RENT, score=0.4)
    assert clauses(found_needs("vuokra rästissä", alone, KINDS)) == ["vuokra rästissä"]
    assert found_needs("vuokra rästissä", read("vuokra rästissä", RENT, score=0.2), KINDS) == []
    talk = read("kiitos avusta", RENT, score=0.4, small_talk=0.9)
    assert found_needs("kiitos avusta", talk, KINDS) == []


def test_long_clause_needs_a_lower_score_than_a_short_one() -> None:
    text = "Sillat jäätyvät. Vuokra jäi tässä kuussa kokonaan maksamatta kun palkka ei tullut."
    needs = found_needs(text, read(text, SHELTER, RENT, score=0.5), KINDS)
    assert [need.kinds for need in needs] == [(RENT,)]


@pytest.mark.parametrize(("score", "tells"), [(0.3, False), (0.6, True)])
def test_text_as_a_whole_tells_of_a_need_only_surely_enough(score: float, tells: bool) -> None:
    whole = reading(Clause(0, len(TEXT), TEXT), RENT, score)
    assert tells_as_whole(whole) is tells


def test_nothing_is_found_in_nothing() -> None:
    assert found_needs("", [], KINDS) == []
    nothing = Reading(clause=Clause(0, 1, "x"), vector=KINDS[0], kind_hits=[], small_talk=0.0)
    assert found_needs("x", [nothing], KINDS) == []


def test_told_danger_quotes_its_clause_and_names_what_helps_at_once() -> None:
    readings = read(TEXT, RENT, DEBT, SHELTER)
    start = TEXT.index("löi")
    sign = replace(VIOLENCE, service_kind_ids=(("debt", "unknown"), ("shelter",)))
    dangers = urgent_needs([ToldSign(sign, start, start + 3)], readings, POSITIONS)
    assert [(need.clause.text, need.kinds) for need in dangers] == [
        ("Mies löi taas.", (SHELTER, DEBT))
    ]


def test_of_two_dangers_in_the_same_words_the_first_counts_and_each_once() -> None:
    readings = read(TEXT, RENT, SHELTER, SCHOOL)
    told = [ToldSign(VIOLENCE, 20, 30), ToldSign(VIOLENCE, 40, 44)]
    assert len(urgent_needs(told, readings, POSITIONS)) == 1


def test_danger_is_recognised_by_kinds_believed_in_strongly_enough() -> None:
    told = recognised_signs(read(TEXT, RENT, SHELTER, SCHOOL), [VIOLENCE], POSITIONS)
    assert [TEXT[each.start : each.end] for each in told] == ["Mies löi taas."]
    assert (
        recognised_signs(read(TEXT, RENT, SHELTER, SCHOOL, score=0.45), [VIOLENCE], POSITIONS) == []
    )


def test_greeting_is_no_danger_whatever_it_resembles() -> None:
    greeting = read(TEXT, RENT, SHELTER, SCHOOL, score=0.6, small_talk=0.85)
    assert recognised_signs(greeting, [VIOLENCE], POSITIONS) == []
    in_doubt = read(TEXT, RENT, SHELTER, SCHOOL, score=0.6, small_talk=0.7)
    assert recognised_signs(in_doubt, [VIOLENCE], POSITIONS)


@pytest.mark.parametrize(("other", "score", "is_seen"), [(0.1, 0.5, True), (0.49, 0.5, False)])
def test_danger_that_shares_belief_with_another_kind_needs_a_higher_score(
    other: float, score: float, is_seen: bool
) -> None:
    clause = split_clauses("Mies löi taas.")[0]
    hits = [Hit(SHELTER, score, 0), Hit(SCHOOL, other, 0)]
    shared = Reading(clause=clause, vector=KINDS[0], kind_hits=hits, small_talk=0.0)
    assert bool(recognised_signs([shared], [VIOLENCE], POSITIONS)) is is_seen


def test_kind_is_covered_by_a_need_of_it() -> None:
    needs = found_needs(TEXT, read(TEXT, RENT, SHELTER, SCHOOL), KINDS)
    assert is_covered(RENT, needs, KINDS)
    assert not is_covered(DEBT, needs, KINDS)


def test_kind_that_helps_in_a_danger_is_covered_and_one_near_it_is_not() -> None:
    near = KINDS.copy()
    near[SCHOOL] = (KINDS[DEBT] + KINDS[SCHOOL]) / np.sqrt(np.float32(2.0))
    sign = replace(VIOLENCE, service_kind_ids=(("shelter",), ("debt",)))
    dangers = urgent_needs([ToldSign(sign, 0, 4)], read("Mies löi.", SHELTER), POSITIONS)
    assert is_covered(DEBT, dangers, near)
    assert not is_covered(SCHOOL, dangers, near)


def test_of_many_clauses_the_nearest_to_any_kind_are_read_in_order() -> None:
    vectors: Vectors = np.zeros((MOST_CLAUSES + 2, 4), dtype=np.float32)
    vectors[:, 0] = 0.5
    vectors[3, 0] = vectors[7, 0] = 0.1
    rows = nearest_clauses(vectors, KINDS)
    assert rows == sorted(set(range(MOST_CLAUSES + 2)) - {3, 7})
    assert nearest_clauses(vectors[:5], KINDS) == [0, 1, 2, 3, 4]
