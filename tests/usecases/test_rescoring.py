"""What a score falls to is what the changed question would have scored, had it been asked."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from app.domain.phrasebook import Kind
from app.domain.query import Query
from app.storage.database import Database
from app.usecases.evidence import Evidence, score_by_meters
from app.usecases.find_services import FindServices, evidence_of_text
from app.usecases.life_event_evidence import given_life_events
from app.usecases.rescoring import Rescoring
from app.usecases.text_reading import read_text, told_life_events
from tests.builders import make_kind, make_life_event, make_query, make_service
from tests.usecases.small_index import make_build_index, make_find_services, profile, store

SERVICES = (
    make_service(1, summary={"fi": "Neuvoja, kun laskut jäävät maksamatta."}),
    make_service(2, name={"fi": "Asumisneuvonta"}, summary={"fi": "Apua vuokran rästiin."}),
    make_service(
        3,
        name={"fi": "Ateriapalvelu"},
        summary={"fi": "Lounas kotiin."},
        life_event_codes=("KE8",),
    ),
)
PROFILES = {
    SERVICES[0].service_id: profile(finance=1, resilience=0.5),
    SERVICES[1].service_id: profile(finance=0.5, housing=1),
}
KINDS = (
    make_kind(utterances={"fi": ("en pysty maksamaan laskujani", "velkoja on liikaa")}),
    make_kind(
        "housing-advice",
        name={"fi": "Asumisneuvonta"},
        utterances={"fi": ("vuokra on rästissä", "pelkään häätöä")},
        keywords={},
    ),
)
EVENTS = (make_life_event(), make_life_event("dunning", ptv_codes=(), kind_ids=("housing-advice",)))
TEXT = "vuokra on rästissä, vippejä on liikaa"
MEANS = {"finance": 1.0, "housing": 2.0, "health": 3.0}
ASKED = make_query(TEXT, meter_means=MEANS, life_event_codes=("KE8",))


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('rescored') / 'catalogue.db'}")
    database.upgrade()
    store(database, SERVICES, PROFILES)
    yield database
    database.close()


def found_over(database: Database, directory: Path, kinds: tuple[Kind, ...]) -> FindServices:
    make_build_index(database, directory, kinds, life_events=EVENTS).rebuild()
    return make_find_services(directory)


@pytest.fixture(scope="module")
def find(catalogue: Database, tmp_path_factory: pytest.TempPathFactory) -> FindServices:
    return found_over(catalogue, tmp_path_factory.mktemp("index"), KINDS)


def evidence_of(find: FindServices, query: Query, without_event: int | None = None) -> Evidence:
    """What ranks all services for a query of words, one life event left out or none."""
    snapshot = find.snapshot()
    reading = read_text(query.text, snapshot, find.encoder())
    events = {
        **told_life_events(reading.confidences),
        **given_life_events(snapshot, query.life_event_codes),
    }
    events = {event: surely for event, surely in events.items() if event != without_event}
    return evidence_of_text(
        snapshot, query, reading.vector, None, reading.kind_hits, reading=reading, events=events
    )


def rescoring(find: FindServices, query: Query) -> Rescoring:
    """Of all services, shown in another order than they have in the index."""
    evidence = evidence_of(find, query)
    assert len(evidence.candidates) == len(SERVICES)
    return Rescoring(
        snapshot=find.snapshot(),
        query=query,
        evidence=evidence,
        positions=evidence.candidates[::-1],
    )


def expected_fall(
    find: FindServices, query: Query, changed: Query, changed_find: FindServices | None = None
) -> NDArray[np.float64]:
    """By asking both questions."""
    before, after = evidence_of(find, query), evidence_of(changed_find or find, changed)
    fall: NDArray[np.float64] = np.maximum(before.fused_scores, 0) - np.maximum(
        after.fused_scores, 0
    )
    return fall[::-1]


@pytest.mark.parametrize("left_out", [{"finance"}, {"finance", "housing"}, set(MEANS)])
def test_meters_left_out_count_as_never_given(find: FindServices, left_out: set[str]) -> None:
    kept = {meter: mean for meter, mean in MEANS.items() if meter not in left_out}
    falls = rescoring(find, ASKED).fall_without_meters(frozenset(left_out))
    expected = expected_fall(find, ASKED, replace(ASKED, meter_means=kept))
    assert falls == pytest.approx(expected, abs=2e-5)
    assert falls.any()


def test_meter_on_which_the_person_fares_well_counts_as_its_best_value(
    find: FindServices,
) -> None:
    falls = rescoring(find, ASKED).fall_with_meter_well("housing")
    well = replace(ASKED, meter_means={**MEANS, "housing": 10.0})
    assert falls == pytest.approx(expected_fall(find, ASKED, well), abs=2e-5)
    assert falls.any()


def test_service_that_meters_alone_would_not_find_falls_without_end(find: FindServices) -> None:
    """The second one helps with housing and a little with finance, the third with nothing."""
    query = Query(meter_means=MEANS)
    snapshot = find.snapshot()
    positions = np.arange(2, dtype=np.int64)
    scores = score_by_meters(snapshot, query, positions)
    evidence = replace(evidence_of(find, ASKED), fused_scores=scores, vector=None)
    asked = Rescoring(
        snapshot=snapshot,
        query=query,
        evidence=replace(evidence, candidates=positions),
        positions=positions,
    )
    assert np.isposinf(asked.fall_without_meters(frozenset({"finance", "housing"}))).all()
    assert np.isfinite(asked.fall_without_meters(frozenset({"finance"}))).tolist() == [False, True]


@pytest.mark.parametrize("codes", [("KE8",), ("KE9",), ("KE8", "KE9")])
def test_given_life_events_left_out_count_as_never_given(
    find: FindServices, codes: tuple[str, ...]
) -> None:
    """The words tell of KE9 too, which then counts as surely as they do."""
    query = replace(ASKED, life_event_codes=codes)
    falls = rescoring(find, query).fall_without_life_events()
    expected = expected_fall(find, query, replace(query, life_event_codes=()))
    assert falls == pytest.approx(expected, abs=2e-5)
    assert falls.max() > 0.0


def test_told_life_event_left_out_counts_as_not_told(find: FindServices) -> None:
    query = make_query(TEXT)
    asked = rescoring(find, query)
    assert len(asked.evidence.events) == 2
    for event in asked.evidence.events:
        before, after = asked.evidence, evidence_of(find, query, without_event=event)
        fall = np.maximum(before.fused_scores, 0.0) - np.maximum(after.fused_scores, 0.0)
        falls = asked.fall_without_life_event(event)
        assert falls == pytest.approx(fall[::-1], abs=2e-5)
        assert falls.any()


@pytest.mark.parametrize("phrase", ["vuokra on rästissä", "pelkään häätöä"])
def test_phrase_left_out_counts_as_never_written(
    catalogue: Database, find: FindServices, tmp_path: Path, phrase: str
) -> None:
    """Nearly so: a phrasebook without it maps kinds to services and life events a little otherwise."""
    query = make_query(phrase)
    asked = rescoring(find, query)
    (hit,) = (
        each
        for each in asked.evidence.kind_hits
        if asked.snapshot.phrases[each.vector_position].text == phrase
    )
    others = tuple(each for each in KINDS[1].utterances["fi"] if each != phrase)
    without = found_over(
        catalogue, tmp_path, (KINDS[0], replace(KINDS[1], utterances={"fi": others}))
    )
    falls = asked.fall_without_phrase(hit)
    assert falls == pytest.approx(expected_fall(find, query, query, without), abs=0.02)
    assert falls[1] > 0.2


def test_life_event_that_only_other_words_show_counts(find: FindServices) -> None:
    """As when a clause is left out that hid it."""
    query = make_query(TEXT)
    shown = rescoring(find, query)
    reading = shown.evidence.reading
    assert reading is not None
    hidden = evidence_of_text(
        shown.snapshot, query, reading.vector, None, reading.kind_hits, reading=reading
    )
    falls = replace(shown, evidence=hidden).fall_with_reading(reading)
    fall = np.maximum(hidden.fused_scores, 0.0) - np.maximum(shown.evidence.fused_scores, 0.0)
    assert falls == pytest.approx(fall[::-1], abs=2e-5)
    assert falls.any()


def test_words_that_are_read_as_they_were_change_nothing(find: FindServices) -> None:
    asked = rescoring(find, ASKED)
    reading = read_text(ASKED.text, asked.snapshot, find.encoder())
    assert not asked.fall_with_reading(reading).any()
