"""The needs seen over a small index, without a model."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Never

import numpy as np
import pytest

from app.domain.packages import SeenLifeEvent
from app.domain.query import Query
from app.embedding.hashing import HashingEncoder
from app.index.accented_words import AccentedWords
from app.index.snapshot import Snapshot
from app.index.snapshot_files import read_snapshot
from app.need_signs import load_urgent_signs
from app.ranking.courtesies import ASKS_THE_WAY
from app.ranking.needs import MOST_CLAUSES, Reading
from app.ranking.urgency import SignPhrases
from app.storage.database import Database
from app.usecases.request_encoder import RequestEncoder
from app.usecases.see_needs import SeeNeeds, SmallTalk
from tests.builders import make_kind, make_service
from tests.usecases.small_index import make_build_index, store

SCHOOL = make_kind(
    "school-social-worker",
    name={"fi": "Koulukuraattori"},
    summary={},
    utterances={"fi": ("poika lintsaa koulusta", "tytär ei käy tunneilla")},
    keywords={},
)
DEBT = make_kind()
ENCODER = RequestEncoder(HashingEncoder)


@pytest.fixture
def snapshot(database: Database, tmp_path: Path) -> Snapshot:
    """Debt counselling and a school social worker."""
    store(database, [make_service(1)])
    make_build_index(database, tmp_path / "index", kinds=(DEBT, SCHOOL)).rebuild()
    return read_snapshot(tmp_path / "index")


def make_see_needs(*events: SeenLifeEvent) -> SeeNeeds:
    signs = load_urgent_signs()
    return SeeNeeds(
        small_talk=SmallTalk(("kiitos avusta", "hyvää päivää")),
        signs=signs,
        sign_phrases=SignPhrases(signs),
        life_events=lambda _query, _snapshot, _readings: events,
    )


def make_event(**changes: object) -> SeenLifeEvent:
    event = SeenLifeEvent(
        life_event_id="debts", codes=("KE9",), name={"fi": "Velkaantuminen"}, confidence=0.8
    )
    return replace(event, **changes)


def test_needs_quote_the_clauses_that_tell_of_them(snapshot: Snapshot) -> None:
    text = "Hyvää päivää! En pysty maksamaan laskujani. Poika lintsaa koulusta."
    seen = make_see_needs()(Query(text=text), snapshot, ENCODER)
    assert {each.need.kind_ids: each.need.clause for each in seen.needs} == {
        ("debt-counselling",): "En pysty maksamaan laskujani.",
        ("school-social-worker",): "Poika lintsaa koulusta.",
    }
    assert not seen.is_urgent


def test_danger_is_seen_where_the_phrasebook_knows_nothing_of_it(snapshot: Snapshot) -> None:
    seen = make_see_needs()(Query(text="mies löi mua"), snapshot, ENCODER)
    assert [each.need.urgency for each in seen.needs] == ["urgent"]
    assert seen.is_urgent


def test_danger_late_in_a_long_text_is_quoted_from_there(snapshot: Snapshot) -> None:
    text = "tämä on lause jossa ei ole mitään. " * 100 + "Mies löi mua."
    seen = make_see_needs()(Query(text=text), snapshot, ENCODER)
    assert seen.needs[0].need.clause == "Mies löi mua."


def test_life_events_are_looked_for_in_what_was_read_and_in_the_whole(snapshot: Snapshot) -> None:
    read: list[Reading] = []

    def life_events(_query: Query, _snapshot: Snapshot, readings: Sequence[Reading]) -> list[Never]:
        read[:] = readings
        return []

    see_needs = replace(make_see_needs(), life_events=life_events)
    see_needs(
        Query(text="En pysty maksamaan laskujani. Poika lintsaa koulusta."), snapshot, ENCODER
    )
    assert [each.clause.text for each in read] == [
        "En pysty maksamaan laskujani.",
        "Poika lintsaa koulusta.",
        "En pysty maksamaan laskujani. Poika lintsaa koulusta.",
    ]
    see_needs(Query(text="Poika lintsaa koulusta."), snapshot, ENCODER)
    assert [each.clause.text for each in read] == ["Poika lintsaa koulusta."]
    see_needs(Query(text="Poika lintsaa koulusta. " * (MOST_CLAUSES + 10)), snapshot, ENCODER)
    assert len(read) == MOST_CLAUSES + 1


def test_kinds_of_a_life_event_are_needs_unless_the_text_covers_them(snapshot: Snapshot) -> None:
    event = make_event(
        kind_ids=("debt-counselling", "unknown-kind"), next_kind_ids=("school-social-worker",)
    )
    alone = make_see_needs(event)(Query(life_event_codes=("KE9",)), snapshot, ENCODER)
    assert [(each.need.source, each.need.kind_ids) for each in alone.needs] == [
        ("life_event", ("debt-counselling",))
    ]
    assert [(each.need.urgency, each.need.kind_ids) for each in alone.next_needs] == [
        ("later", ("school-social-worker",))
    ]
    told = make_see_needs(event)(Query(text="En pysty maksamaan laskujani."), snapshot, ENCODER)
    assert [each.need.source for each in told.needs] == ["text"]


def test_what_helps_in_danger_at_once_is_no_need_of_an_event(
    database: Database, tmp_path: Path
) -> None:
    kinds = (DEBT, make_kind("emergency-social-services", name={"fi": "Sosiaalipäivystys"}))
    store(database, [make_service(1)])
    make_build_index(database, tmp_path / "index", kinds=kinds).rebuild()
    event = make_event(
        kind_ids=("emergency-social-services",),
        next_kind_ids=("emergency-social-services",),
        confidence=1.0,
    )
    over = read_snapshot(tmp_path / "index")
    seen = make_see_needs(event)(Query(text="mies löi mua"), over, ENCODER)
    assert [each.need.urgency for each in seen.needs] == ["urgent"]
    assert seen.next_needs == ()
    assert make_see_needs(event)(Query(), over, ENCODER).needs[0].need.kind_ids == (
        "emergency-social-services",
    )


def test_clause_is_quoted_without_its_conjunction_and_comma(snapshot: Snapshot) -> None:
    text = "Hyvää päivää! Poika lintsaa koulusta, ja en pysty maksamaan laskujani,"
    seen = make_see_needs()(Query(text=text), snapshot, ENCODER)
    assert {each.need.clause for each in seen.needs} == {
        "Poika lintsaa koulusta",
        "en pysty maksamaan laskujani",
    }


def test_clauses_that_tell_of_it_only_together_are_quoted_together(
    database: Database, tmp_path: Path
) -> None:
    permit = make_kind(
        "permit",
        name={"fi": "Oleskelulupa"},
        summary={},
        utterances={"fi": ("vaimoni asuu vielä Turkissa, kuinka hän pääsee luokseni Suomeen",)},
        keywords={},
    )
    store(database, [make_service(1)])
    make_build_index(database, tmp_path / "index", kinds=(DEBT, permit)).rebuild()
    text = "Hei taas. Vaimoni asuu vielä Turkissa, kuinka hän pääsee luokseni Suomeen?"
    seen = make_see_needs()(Query(text=text), read_snapshot(tmp_path / "index"), ENCODER)
    assert [(each.need.kind_ids, each.need.clause) for each in seen.needs] == [
        (("permit",), "Vaimoni asuu vielä Turkissa, kuinka hän pääsee luokseni Suomeen?")
    ]


def test_event_without_kinds_is_met_by_the_kind_its_name_finds(snapshot: Snapshot) -> None:
    seen = make_see_needs(make_event(name={"fi": "velat"}))(Query(), snapshot, ENCODER)
    assert [each.need.kind_ids for each in seen.needs] == [("debt-counselling",)]


def test_meters_alone_are_not_encoded(snapshot: Snapshot) -> None:
    def no_model() -> HashingEncoder:
        raise AssertionError("nothing is to be encoded")

    query = Query(meter_means={"finance": 1.0})
    assert make_see_needs()(query, snapshot, RequestEncoder(no_model)).needs == ()


def test_small_talk_does_not_depend_on_who_asks_first() -> None:
    words = AccentedWords({"hoyry": "höyry"})
    first = RequestEncoder(HashingEncoder, accented_words=words)
    vectors = SmallTalk(("hei", "hoyry")).vectors(first)
    assert np.array_equal(vectors, HashingEncoder().encode_queries(["hei", "hoyry", ASKS_THE_WAY]))


def test_small_talk_of_a_failing_model_is_all_of_the_one_in_its_place() -> None:
    def failing() -> HashingEncoder:
        raise RuntimeError

    fallback = HashingEncoder(64)
    vectors = SmallTalk(("hei",)).vectors(RequestEncoder(failing, fallback))
    assert np.array_equal(vectors, fallback.encode_queries(["hei", ASKS_THE_WAY]))


def test_small_talk_is_encoded_once_for_an_encoder() -> None:
    small_talk = SmallTalk(("hei", "kiitos"))
    first = small_talk.vectors(RequestEncoder(HashingEncoder))
    assert first.shape == (3, HashingEncoder().dimension)
    assert small_talk.vectors(RequestEncoder(HashingEncoder)) is first
