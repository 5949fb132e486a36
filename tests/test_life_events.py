import json
import re
from pathlib import Path

import pytest

from app.catalogue.codelist_files import load_code_lists
from app.domain.life_events import LifeEvent
from app.errors import CatalogueFileError
from app.life_events import (
    LifeEventText,
    check_references,
    entry_line,
    life_event_texts,
    load_life_events,
    merge,
    parse_entry,
    read_entries,
    with_kinds_of,
)
from app.phrasebook import load_phrasebook
from tests.builders import make_life_event
from tests.usecases.catalogue_files import write_lines

FULL_ENTRY = {
    "life_event": "moving",
    "codes": ["KE4", "KE4.2"],
    "name": {"fi": "Muutto", "sv": "Flytt"},
    "utterances": {"fi": ["pakut on pakattu", " pakut on pakattu ", "uusi osoite"]},
    "kinds": ["notification-of-move", "change-of-health-centre", "notification-of-move"],
    "next_kinds": ["library-card-and-loans"],
}
FULL = LifeEvent(
    life_event_id="moving",
    ptv_codes=("KE4", "KE4.2"),
    name={"fi": "Muutto", "sv": "Flytt"},
    utterances={"fi": ("pakut on pakattu", "uusi osoite")},
    kind_ids=("notification-of-move", "change-of-health-centre"),
    next_kind_ids=("library-card-and-loans",),
)


class TestShippedLifeEvents:
    def test_every_one_is_complete_in_every_language(self) -> None:
        events = load_life_events()
        assert len(events) >= 45
        for event in events:
            assert set(event.name) == {"fi", "sv", "en"}, event.life_event_id
            counts = [len(event.utterances[language]) for language in ("fi", "sv", "en")]
            assert counts[0] >= 16, event.life_event_id
            assert min(counts[1:]) >= 10, event.life_event_id
            assert 5 <= len(event.kind_ids) <= 12, event.life_event_id
            assert 3 <= len(event.next_kind_ids) <= 10, event.life_event_id

    def test_names_only_kinds_and_codes_that_there_are_and_every_code(self) -> None:
        events = load_life_events()
        codes = load_code_lists().life_events
        check_references(events, {kind.kind_id for kind in load_phrasebook()}, codes)
        assert {code for event in events for code in event.ptv_codes} == set(codes)

    def test_says_nothing_twice(self) -> None:
        told = [
            text.casefold()
            for event in load_life_events()
            for texts in (*event.utterances.values(), tuple(event.name.values()))
            for text in texts
        ]
        repeated = {text for text in told if told.count(text) > 1}
        assert repeated <= {"adoption"}  # the same word in Swedish and English


def test_parse_entry_reads_every_field_without_repeats() -> None:
    assert parse_entry(json.dumps(FULL_ENTRY)) == FULL


def test_parse_entry_may_leave_out_everything_but_its_id() -> None:
    assert parse_entry('{"life_event": "moving"}') == LifeEvent(life_event_id="moving")


@pytest.mark.parametrize("event", [FULL, LifeEvent(life_event_id="moving")])
def test_entry_written_as_a_line_is_read_back(event: LifeEvent) -> None:
    assert parse_entry(entry_line(event)) == event


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"life_event": "Moving House"}, "life_event"),
        ({"codes": ["P1"]}, "codes.0"),
        ({"codes": "KE4"}, "codes"),
        ({"name": {"de": "Umzug"}}, "name.de.[key]"),
        ({"name": {"fi": "  "}}, "name.fi"),
        ({"utterances": {"fi": "salainen sana"}}, "utterances.fi"),
        ({"utterances": {"fi": ["salainen sana", 5]}}, "utterances.fi.1"),
        ({"kinds": ["Kind"]}, "kinds.0"),
        ({"kind": ["a"]}, "kind"),
    ],
)
def test_bad_entry_is_refused_by_its_place_without_its_texts(
    tmp_path: Path, change: dict[str, object], place: str
) -> None:
    file = write_lines(tmp_path / "own.jsonl", [FULL_ENTRY, {**FULL_ENTRY, **change}])
    with pytest.raises(CatalogueFileError, match=rf"line 2: {re.escape(place)}: ") as refusal:
        read_entries(file)
    assert "salainen sana" not in refusal.value.detail


def test_load_refuses_an_event_that_stands_twice_or_lacks_kinds_and_an_empty_folder(
    tmp_path: Path,
) -> None:
    with pytest.raises(CatalogueFileError, match="no entries found"):
        load_life_events(tmp_path)
    write_lines(tmp_path / "a.jsonl", [FULL_ENTRY])
    assert load_life_events(tmp_path) == (FULL,)
    twice = write_lines(tmp_path / "b.jsonl", [FULL_ENTRY])
    with pytest.raises(CatalogueFileError, match="stand twice: moving"):
        load_life_events(tmp_path)
    twice.unlink()
    write_lines(tmp_path / "c.jsonl", [{"life_event": "no-kinds", "name": {"fi": "Nimi"}}])
    with pytest.raises(CatalogueFileError, match="'no-kinds' is not there yet"):
        load_life_events(tmp_path)


def test_later_entry_adds_utterances_and_replaces_what_it_gives() -> None:
    addition = LifeEvent(
        life_event_id="moving",
        name={"sv": "Flyttning"},
        utterances={"fi": ("uusi osoite", "avaimet saatu"), "en": ("new keys",)},
        kind_ids=("municipal-rental-home",),
    )
    other = make_life_event()
    assert merge([FULL, other], [addition]) == (
        LifeEvent(
            life_event_id="moving",
            ptv_codes=FULL.ptv_codes,
            name={"fi": "Muutto", "sv": "Flyttning"},
            utterances={
                "fi": ("pakut on pakattu", "uusi osoite", "avaimet saatu"),
                "en": ("new keys",),
            },
            kind_ids=("municipal-rental-home",),
            next_kind_ids=FULL.next_kind_ids,
        ),
        other,
    )


def test_new_event_goes_last_and_needs_name_and_kinds() -> None:
    new = make_life_event("own-event")
    assert merge([FULL], [new]) == (FULL, new)
    for lacking in (
        make_life_event("own-event", name={}),
        make_life_event("own-event", kind_ids=()),
    ):
        with pytest.raises(CatalogueFileError, match="'own-event'"):
            merge([FULL], [lacking])


def test_unknown_kinds_and_codes_are_named() -> None:
    event = make_life_event(next_kind_ids=("unheard-of",))
    check_references([event], {"debt-counselling", "unheard-of"}, {"KE9"})
    with pytest.raises(CatalogueFileError, match="'debts': no kinds of the phrasebook: unheard-of"):
        check_references([event], {"debt-counselling"}, {"KE9"})
    with pytest.raises(CatalogueFileError, match="'debts': no codes of PTV's list: KE9"):
        check_references([event], {"debt-counselling", "unheard-of"}, {"KE8"})


def test_event_keeps_the_kinds_that_there_are_in_their_order() -> None:
    event = make_life_event(kind_ids=("c", "a", "b"), next_kind_ids=("b", "d"))
    kept = with_kinds_of(event, {"b", "c"})
    assert (kept.kind_ids, kept.next_kind_ids) == (("c", "b"), ("b",))


def test_texts_point_back_to_their_event_and_tell_names_apart() -> None:
    texts = life_event_texts([make_life_event(), FULL])
    assert texts[0] == LifeEventText(0, is_name=False, text="vippejä on liikaa")
    assert [each.text for each in texts if each.is_name] == [
        "Velkaantuminen",
        "Skuldsättning",
        "Burdened by debt",
        "Muutto",
        "Flytt",
    ]
    assert [each.life_event_position for each in texts] == [0] * 5 + [1] * 4
