"""What is read in a text of several clauses, over the hashing encoder and small_index."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from app.embedding.hashing import HashingEncoder
from app.index.snapshot import Snapshot
from app.index.snapshot_files import read_snapshot
from app.ranking.needs import MOST_CLAUSES
from app.storage.database import Database
from app.usecases.find_services import Matching
from app.usecases.text_reading import (
    COUNTS_FROM,
    read_text,
    told_life_events,
    told_needs,
    without_clause,
)
from tests.builders import make_kind, make_life_event, make_query, make_service, service_id
from tests.usecases.small_index import make_build_index, make_find_services, store

LUNCH = make_kind(
    "meals-on-wheels",
    service_class_code="P4.1",
    name={"fi": "Ateriapalvelu"},
    summary={"fi": "Lämmin lounas kotiin."},
    utterances={"fi": ("äiti ei jaksa enää keittää",)},
    keywords={},
)
DEBT_SERVICE = service_id(1)
SERVICES = [
    make_service(1),
    *(
        make_service(number, name={"fi": "Ateriapalvelu"}, summary={"fi": "Lämmin lounas kotiin."})
        for number in range(2, 6)
    ),
]
BILLS, COOKING = "en pysty maksamaan laskujani", "äiti ei jaksa enää keittää"


@pytest.fixture
def snapshot(database: Database, tmp_path: Path) -> Snapshot:
    store(database, SERVICES)
    build = make_build_index(
        database, tmp_path, (make_kind(), LUNCH), life_events=(make_life_event(),)
    )
    build.rebuild()
    return read_snapshot(tmp_path)


def test_text_of_one_clause_is_read_once(snapshot: Snapshot) -> None:
    encoder = HashingEncoder()
    reading = read_text(BILLS, snapshot, encoder)
    assert not reading.clauses
    assert not told_needs(BILLS, reading, snapshot)
    assert np.array_equal(reading.vector, encoder.encode_queries([BILLS])[0])
    assert reading.confidences.shape == (1, 1)


def test_each_clause_tells_of_its_own_need(snapshot: Snapshot) -> None:
    text = f"{BILLS}, {COOKING}"
    reading = read_text(text, snapshot, HashingEncoder())
    needs = told_needs(text, reading, snapshot)
    assert {snapshot.kind_ids[each.kinds[0]] for each in needs} == {
        "debt-counselling",
        "meals-on-wheels",
    }


def test_life_event_counts_as_it_shows_best(snapshot: Snapshot) -> None:
    alone = told_life_events(read_text("vippejä on liikaa", snapshot, HashingEncoder()).confidences)
    beside = read_text(f"vippejä on liikaa, {COOKING}", snapshot, HashingEncoder()).confidences
    assert told_life_events(beside) == pytest.approx(alone)
    assert told_life_events(np.array([[COUNTS_FROM - 0.01], [0.0]])) == {}
    assert told_life_events(np.array([[0.0], [COUNTS_FROM]])) == {0: COUNTS_FROM}


def test_what_is_left_without_a_clause_is_what_the_rest_tells_alone(snapshot: Snapshot) -> None:
    encoder = HashingEncoder()
    reading = read_text(f"{COOKING}, vippejä on liikaa", snapshot, encoder)
    rest = encoder.encode_queries([COOKING])[0]
    left = without_clause(reading, reading.clauses[1].clause, rest, snapshot)
    assert [each.clause for each in left.clauses] == [reading.clauses[0].clause]
    assert told_life_events(left.confidences) == {}
    nothing = without_clause(left, left.clauses[0].clause, np.zeros_like(rest), snapshot)
    assert (list(nothing.kind_hits), nothing.clauses) == ([], [])


def test_of_very_many_clauses_some_are_read(snapshot: Snapshot) -> None:
    text = ", ".join(f"sitten {number} mietin" for number in range(2 * MOST_CLAUSES))
    assert len(read_text(text, snapshot, HashingEncoder()).clauses) == MOST_CLAUSES


@pytest.mark.parametrize(("coverage", "helped"), [(0.0, 1), (1.0, 2)])
def test_list_that_covers_needs_helps_with_each_before_one_again(
    tmp_path: Path, snapshot: Snapshot, coverage: float, helped: int
) -> None:
    find_services = replace(make_find_services(tmp_path), matching=Matching(coverage=coverage))
    found = find_services(make_query(f"{COOKING}, {BILLS}", limit=2)).services
    assert len({each.service_id == DEBT_SERVICE for each in found}) == helped
    scores = [each.similarity_score for each in found]
    assert scores == sorted(scores, reverse=True)
