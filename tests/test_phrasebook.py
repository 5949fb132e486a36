import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.phrasebook import Kind
from app.errors import CatalogueFileError
from app.phrasebook import (
    Phrase,
    entry_line,
    load_phrasebook,
    merge,
    parse_entry,
    phrases,
    read_entries,
)
from tests.builders import make_kind

FULL_LINE = json.dumps(
    {
        "kind": "debt-counselling",
        "class": "P2.3",
        "name": {"fi": "Velkaneuvonta", "sv": "Skuldrådgivning"},
        "summary": {"fi": "Neuvontaa velallisille."},
        "utterances": {"fi": ["en pysty maksamaan", " en pysty maksamaan ", "laskut kasaantuu"]},
        "keywords": {"sv": ["skulder"]},
    }
)


def write(directory: Path, *lines: str, name: str = "own.jsonl") -> Path:
    path = directory / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_shipped_phrasebook_is_complete_in_every_language() -> None:
    kinds = load_phrasebook()
    assert len(kinds) >= 887
    for kind in kinds:
        for texts in (kind.name, kind.summary, kind.utterances, kind.keywords):
            assert set(texts) == {"fi", "sv", "en"}, kind.kind_id
    assert len({kind.kind_id for kind in kinds}) == len(kinds)


def test_parse_entry_reads_every_field_without_repeats() -> None:
    assert parse_entry(FULL_LINE) == Kind(
        kind_id="debt-counselling",
        service_class_code="P2.3",
        name={"fi": "Velkaneuvonta", "sv": "Skuldrådgivning"},
        summary={"fi": "Neuvontaa velallisille."},
        utterances={"fi": ("en pysty maksamaan", "laskut kasaantuu")},
        keywords={"sv": ("skulder",)},
    )


def test_parse_entry_may_leave_out_everything_but_its_kind() -> None:
    entry = parse_entry('{"kind": "debt-counselling", "keywords": {"fi": ["ulosottomies"]}}')
    assert entry == Kind(
        kind_id="debt-counselling",
        service_class_code="",
        name={},
        keywords={"fi": ("ulosottomies",)},
    )


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "Invalid JSON"),
        ("[]", "object"),
        ("{}", "kind: "),
        ('{"kind": "Debt counselling"}', "kind: "),
        ('{"kind": "a", "class": "debts"}', "class: "),
        ('{"kind": "a", "name": "Velka"}', "name: "),
        ('{"kind": "a", "name": {"de": "Schulden"}}', "name.de"),
        ('{"kind": "a", "summary": {"fi": " "}}', "summary.fi: "),
        ('{"kind": "a", "utterances": {"fi": "apua"}}', "utterances.fi: "),
        ('{"kind": "a", "keywords": {"fi": ["velka", 5]}}', "keywords.fi.1: "),
        ('{"kind": "a", "colour": "red"}', "colour: "),
        ('{"kind": "a", "utterances": {"fi": ["' + "a" * 1025 + '"]}}', "utterances.fi.0: "),
    ],
)
def test_parse_entry_refuses_with_the_place_and_reason(line: str, reason: str) -> None:
    with pytest.raises(ValueError, match=re.escape(reason)):
        parse_entry(line)


def test_read_entries_reports_every_bad_line_and_takes_none(tmp_path: Path) -> None:
    path = write(tmp_path, FULL_LINE, "{", "", '{"kind": "a", "name": {"fi": 5}}')
    with pytest.raises(CatalogueFileError) as raised:
        read_entries(path)
    first, second = raised.value.detail.splitlines()
    assert first.startswith(f"{path}: line 2: Invalid JSON")
    assert second.startswith(f"{path}: line 4: name.fi: ")


def test_read_entries_of_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CatalogueFileError, match=r"missing\.jsonl"):
        read_entries(tmp_path / "missing.jsonl")


def test_load_phrasebook_refuses_a_kind_that_stands_twice(tmp_path: Path) -> None:
    write(tmp_path, FULL_LINE, name="first.jsonl")
    write(tmp_path, FULL_LINE, name="second.jsonl")
    with pytest.raises(CatalogueFileError, match="debt-counselling"):
        load_phrasebook(tmp_path)


def test_load_phrasebook_refuses_an_incomplete_kind_or_an_empty_folder(tmp_path: Path) -> None:
    with pytest.raises(CatalogueFileError, match="no entries found"):
        load_phrasebook(tmp_path)
    write(tmp_path, '{"kind": "a", "name": {"fi": "A"}}')
    with pytest.raises(CatalogueFileError, match="name and class"):
        load_phrasebook(tmp_path)


def test_merge_adds_phrases_to_a_known_kind_in_stable_order() -> None:
    entry = parse_entry(
        json.dumps(
            {
                "kind": "debt-counselling",
                "keywords": {"fi": ["ulosotto", "velat"], "sv": ["utsökning"]},
                "utterances": {"fi": ["perintätoimisto soittelee"]},
            }
        )
    )
    (merged,) = merge([make_kind()], [entry])
    assert merged == replace(
        make_kind(),
        keywords={
            "fi": ("velat", "ulosotto"),
            "sv": ("skulder", "utsökning"),
            "en": ("debts",),
        },
        utterances={
            **make_kind().utterances,
            "fi": ("en pysty maksamaan laskujani", "perintätoimisto soittelee"),
        },
    )


@pytest.mark.parametrize(
    "kind",
    [
        make_kind(
            related={"shelter": 0.6},
            service_weights={"3668d250-cd80-45c4-abcc-9b2d3a2b3e42": 0.0},
        ),
        Kind(kind_id="debt-counselling", service_class_code="", name={}),
    ],
    ids=["whole", "empty"],
)
def test_entry_written_as_a_line_is_read_back(kind: Kind) -> None:
    line = entry_line(kind)
    assert parse_entry(line) == kind
    assert "\n" not in line


def test_merge_joins_the_weights_of_services_and_the_later_one_stays() -> None:
    first, second = "3668d250-cd80-45c4-abcc-9b2d3a2b3e42", "961f1a02-0eb7-4b5d-9721-6b9f2d14ec6f"
    entries = [
        parse_entry(json.dumps({"kind": "debt-counselling", "services": services}))
        for services in ({first: 0.5, second: 1}, {first: 0})
    ]
    (merged,) = merge([make_kind()], entries)
    assert merged.service_weights == {first: 0.0, second: 1.0}


def test_merge_joins_related_kinds_and_the_later_weight_stays() -> None:
    entries = [
        parse_entry(json.dumps({"kind": "debt-counselling", "related": related}))
        for related in ({"shelter": 0.5, "social-assistance": 1}, {"shelter": 0})
    ]
    (merged,) = merge([make_kind()], entries)
    assert merged.related == {"shelter": 0.0, "social-assistance": 1.0}


@pytest.mark.parametrize(
    "related", [{"shelter": 1.5}, {"No Id": 0.5}, {"shelter": "0.5"}, ["shelter"]]
)
def test_ill_formed_relation_is_refused(related: object) -> None:
    with pytest.raises(ValueError, match="related"):
        parse_entry(json.dumps({"kind": "debt-counselling", "related": related}))


def test_shipped_kinds_are_related_to_kinds_there_are_and_not_to_themselves() -> None:
    kinds = load_phrasebook()
    known = {kind.kind_id for kind in kinds}
    for kind in kinds:
        assert kind.related.keys() <= known - {kind.kind_id}, kind.kind_id
    assert sum(1 for kind in kinds if kind.related) > 0.9 * len(kinds)


@pytest.mark.parametrize(
    "services",
    [
        {"3668d250-cd80-45c4-abcc-9b2d3a2b3e42": 1.5},
        {"3668d250-cd80-45c4-abcc-9b2d3a2b3e42": -0.1},
        {"3668d250-cd80-45c4-abcc-9b2d3a2b3e42": "1"},
        {"3668d250-cd80-45c4-abcc-9b2d3a2b3e42": None},
    ],
)
def test_weight_of_a_service_must_lie_between_nothing_and_all(services: object) -> None:
    with pytest.raises(ValueError, match="services"):
        parse_entry(json.dumps({"kind": "debt-counselling", "services": services}))


def test_service_id_in_capitals_is_kept_in_lower_case() -> None:
    services = {"3668D250-CD80-45C4-ABCC-9B2D3A2B3E42": 1}
    entry = parse_entry(json.dumps({"kind": "debt-counselling", "services": services}))
    assert entry.service_weights == {"3668d250-cd80-45c4-abcc-9b2d3a2b3e42": 1.0}


@pytest.mark.parametrize(
    "ill_formed",
    ["not-an-id", "", "3668d250cd8045c4abcc9b2d3a2b3e42", "3668d250-cd80-45c4-abcc-9b2d3a2b3e4٢"],
)
def test_ill_formed_service_id_is_named_by_its_number(ill_formed: str) -> None:
    services = {"3668d250-cd80-45c4-abcc-9b2d3a2b3e42": 1, ill_formed: 1}
    with pytest.raises(
        ValueError, match=r"^services: id 2 is not a service's, such as [-0-9a-f]+$"
    ):
        parse_entry(json.dumps({"kind": "debt-counselling", "services": services}))


def test_merge_replaces_class_name_and_summary_where_given() -> None:
    entry = Kind(
        kind_id="debt-counselling",
        service_class_code="P2.4",
        name={"fi": "Talous- ja velkaneuvonta"},
        summary={"en": "Advice on debts."},
    )
    (merged,) = merge([make_kind()], [entry])
    assert merged.service_class_code == "P2.4"
    assert merged.name == {**make_kind().name, "fi": "Talous- ja velkaneuvonta"}
    assert merged.summary == {**make_kind().summary, "en": "Advice on debts."}


def test_merge_puts_new_kinds_last_and_keeps_known_ones_in_place() -> None:
    shipped = [make_kind("b"), make_kind("a")]
    merged = merge(shipped, [make_kind("c"), make_kind("a")])
    assert [kind.kind_id for kind in merged] == ["b", "a", "c"]
    assert merged[:2] == tuple(shipped)


def test_merge_twice_equals_once() -> None:
    entries = [replace(make_kind("a"), keywords={"fi": ("uusi",)}), make_kind("new")]
    once = merge([make_kind("a")], entries)
    assert merge(once, entries) == once


@pytest.mark.parametrize("missing", [{"name": {}}, {"service_class_code": ""}])
def test_merge_refuses_a_new_kind_without_name_or_class(missing: dict[str, object]) -> None:
    with pytest.raises(CatalogueFileError, match="unheard-of"):
        merge([make_kind()], [make_kind("unheard-of", **missing)])


def test_phrases_point_back_to_their_kind() -> None:
    kinds = [make_kind("empty", name={}, summary={}, utterances={}, keywords={}), make_kind()]
    found = phrases(kinds)
    assert len(found) == 9
    assert found[0] == Phrase(1, "fi", "utterance", "en pysty maksamaan laskujani")
    assert Phrase(1, "sv", "keyword", "skulder") in found
    assert Phrase(1, "en", "name", "Debt counselling") in found
    assert found[-1] == Phrase(1, "en", "name", "Debt counselling")
