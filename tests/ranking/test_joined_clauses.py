"""Which clauses are read together, and when that says more."""

from app.domain.results import Hit
from app.ranking.clauses import Clause, split_clauses
from app.ranking.joined_clauses import MOST_RUNS, joined_where_surer, runs_to_try
from app.ranking.needs import Reading
from tests.ranking.test_needs import KINDS, RENT, SCHOOL, read, reading

TEXT = "Vaimo on vielä Turkissa, tytär on siellä myös, miten he pääsevät tänne. Poika lintsaa koulusta."


def runs_of(text: str, *scores: float) -> list[str]:
    readings = [
        reading(clause, RENT, score)
        for clause, score in zip(split_clauses(text), scores, strict=True)
    ]
    return [run.text for run in runs_to_try(text, readings)]


def run_of(text: str, kind: int, score: float) -> Reading:
    start = TEXT.index(text)
    return reading(Clause(start, start + len(text), text), kind, score)


def texts(readings: list[Reading]) -> list[str]:
    return [each.clause.text for each in readings]


def test_neighbours_of_a_sentence_are_tried_together() -> None:
    assert runs_of(TEXT, 0.5, 0.5, 0.5, 0.5) == [
        "Vaimo on vielä Turkissa, tytär on siellä myös,",
        "Vaimo on vielä Turkissa, tytär on siellä myös, miten he pääsevät tänne.",
        "tytär on siellä myös, miten he pääsevät tänne.",
    ]


def test_clause_that_is_sure_of_its_kind_is_left_alone() -> None:
    assert runs_of(TEXT, 0.5, 0.8, 0.5, 0.5) == []
    assert runs_of(TEXT, 0.8, 0.5, 0.5, 0.5) == ["tytär on siellä myös, miten he pääsevät tänne."]


def test_clauses_with_one_between_them_that_was_not_read_are_no_neighbours() -> None:
    readings = read(TEXT, RENT, RENT, RENT, SCHOOL, score=0.5)
    first, second, _, other_sentence = readings
    assert runs_to_try(TEXT, [second, other_sentence]) == []
    assert runs_to_try(TEXT, [first, readings[2]]) == []
    assert [run.text for run in runs_to_try(TEXT, [first, second, other_sentence])] == [
        "Vaimo on vielä Turkissa, tytär on siellä myös,"
    ]


def test_runs_of_a_long_sentence_are_bounded() -> None:
    text = ", ".join(["se on näin"] * 24)
    assert len(runs_of(text, *[0.5] * 24)) == MOST_RUNS


def test_run_that_is_surer_than_each_of_its_clauses_takes_their_place() -> None:
    readings = read(TEXT, RENT, RENT, RENT, SCHOOL, score=0.5)
    run = run_of("Vaimo on vielä Turkissa, tytär on siellä myös,", SCHOOL, 0.6)
    joined = joined_where_surer(readings, [run])
    assert texts(joined) == [run.clause.text, "miten he pääsevät tänne.", "Poika lintsaa koulusta."]
    assert joined_where_surer(readings, [run_of(run.clause.text, SCHOOL, 0.1)]) == readings


def test_of_runs_that_share_a_clause_the_surest_stands() -> None:
    readings = read(TEXT, RENT, RENT, RENT, SCHOOL, score=0.5)
    weaker = run_of("Vaimo on vielä Turkissa, tytär on siellä myös,", RENT, 0.55)
    surer = run_of("tytär on siellä myös, miten he pääsevät tänne.", RENT, 0.62)
    assert texts(joined_where_surer(readings, [weaker, surer])) == [
        "Vaimo on vielä Turkissa,",
        surer.clause.text,
        "Poika lintsaa koulusta.",
    ]


def test_clause_without_any_kind_may_be_joined() -> None:
    nothing = Reading(
        clause=split_clauses(TEXT)[0], vector=KINDS[RENT], kind_hits=[], small_talk=0.0
    )
    others = read(TEXT, RENT, RENT, RENT, SCHOOL, score=0.5)[1:]
    run = run_of("Vaimo on vielä Turkissa, tytär on siellä myös,", SCHOOL, 0.6)
    assert run.kind_hits == [Hit(SCHOOL, 0.6, 0)]
    assert joined_where_surer([nothing, *others], [run])[0] is run
