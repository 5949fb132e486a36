"""What is told beside a danger, over hand-made directions."""

import numpy as np

from app.ranking.beside_danger import kinds_of_dangers, without_dangers
from app.ranking.clauses import in_sentences
from app.ranking.kind_relations import KindRelations, build_kind_relations
from app.ranking.needs import FoundNeed, found_needs, urgent_needs
from app.ranking.urgency import SignPhrases
from tests.ranking.test_needs import DEBT, KINDS, POSITIONS, RENT, SCHOOL, SHELTER, VIOLENCE, read
from tests.ranking.test_urgency import make_sign

UNRELATED = build_kind_relations(list(POSITIONS), [{}] * len(POSITIONS))
SIGN = make_sign("löi", "en uskalla", sign="violence")


def needs_beside(
    text: str, *kinds: int, score: float = 0.7, relations: KindRelations = UNRELATED
) -> list[FoundNeed]:
    """What is left of the needs of a text in which hitting, and not daring to, tell of violence."""
    readings = read(text, *kinds, score=score)
    told = SignPhrases([SIGN]).told_in(text)
    dangers = urgent_needs(told, readings, POSITIONS)
    of_dangers = kinds_of_dangers(dangers, POSITIONS, relations)
    sentences = in_sentences(text)
    return without_dangers(found_needs(text, readings, KINDS), dangers, of_dangers, told, sentences)


def kinds_beside(
    text: str, *kinds: int, score: float = 0.7, relations: KindRelations = UNRELATED
) -> list[int]:
    return [need.kinds[0] for need in needs_beside(text, *kinds, score=score, relations=relations)]


def test_clause_of_the_danger_and_needs_of_its_kinds_are_no_needs_of_their_own() -> None:
    text = "Vuokra on rästissä. Mies löi taas. Poika lintsaa koulusta."
    assert kinds_beside(text, RENT, DEBT, SHELTER) == [RENT]


def test_every_clause_that_tells_of_the_danger_is_left_out() -> None:
    text = "Mies löi taas. Vuokra on rästissä. Siksi en uskalla kotiin."
    assert kinds_beside(text, SHELTER, RENT, SCHOOL) == [RENT]


def test_unsure_clause_in_the_sentence_of_the_danger_only_elaborates_it() -> None:
    text = "Mies löi taas, vuokra jäi taas kerran häneltä maksamatta. Poika ei käy enää koulussa."
    assert kinds_beside(text, SHELTER, RENT, SCHOOL, score=0.6) == [SCHOOL]
    assert kinds_beside(text, SHELTER, RENT, SCHOOL, score=0.7) == [RENT, SCHOOL]


def test_kind_closely_related_to_the_danger_is_no_need_of_its_own() -> None:
    text = "Vuokra on rästissä. Mies löi taas. Poika lintsaa koulusta."
    related = build_kind_relations(
        list(POSITIONS),
        [{"debt": 0.6, "school": 0.3} if kind == "shelter" else {} for kind in POSITIONS],
    )
    assert kinds_beside(text, DEBT, SHELTER, SCHOOL, relations=related) == [SCHOOL]


def test_kinds_of_dangers_are_those_that_help_and_those_that_show_it() -> None:
    readings = read("mies löi", SCHOOL)
    sign = make_sign("löi")
    dangers = urgent_needs(SignPhrases([sign]).told_in("mies löi"), readings, POSITIONS)
    assert kinds_of_dangers(dangers, POSITIONS, UNRELATED) == {SHELTER}
    assert kinds_of_dangers([], POSITIONS, UNRELATED) == set()
    assert VIOLENCE.kind_id == sign.kind_id


def test_without_danger_every_need_stays() -> None:
    text = "Vuokra on rästissä. Poika lintsaa koulusta."
    assert kinds_beside(text, RENT, SCHOOL, score=0.62) == [RENT, SCHOOL]
    assert np.allclose(needs_beside(text, RENT, SCHOOL)[0].vector, KINDS[RENT])
