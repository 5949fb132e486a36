import copy
import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.catalogue.codelist_files import load_code_lists
from app.catalogue.ptv_fields import RecordRejected
from app.catalogue.ptv_parse import ArchivedRecord, ParsedRecord, parse_record
from app.catalogue.ptv_source import RawRecord, read_catalogue_file
from app.domain.catalogue import Organization, Service, ServiceChannel
from tests.catalogue.ptv_records import (
    SHARED_PTV,
    needs_shared_ptv,
    ptv_channel,
    ptv_organization,
    ptv_service,
)

LISTS = load_code_lists()
RECORDS = [ptv_service(), ptv_channel(), ptv_organization()]


def parsed(value: object) -> Any:
    result = parse_record(value, LISTS)
    assert isinstance(result, ParsedRecord)
    return result.record


@pytest.mark.parametrize(
    ("value", "kind"), list(zip(RECORDS, [Service, ServiceChannel, Organization], strict=True))
)
def test_record_is_told_apart_by_its_fields(value: object, kind: type) -> None:
    assert isinstance(parsed(value), kind)


@pytest.mark.parametrize("status", ["Archived", "Withdrawn", "Deleted", "Draft", "Modified", "?"])
def test_record_that_is_not_published_is_archived_without_reading_it(status: str) -> None:
    value = ptv_service(publishingStatus=status, serviceNames=None, areaType="nonsense")
    assert parse_record(value, LISTS) == ArchivedRecord(
        kind="service", record_id=value["id"].lower()
    )


@pytest.mark.parametrize("status", [None, "", "Published"])
def test_record_without_status_counts_as_published(status: str | None) -> None:
    assert isinstance(parsed(ptv_organization(publishingStatus=status)), Organization)


def test_organization_keeps_its_names_and_type() -> None:
    assert parsed(ptv_organization()) == Organization(
        organization_id="5e0f1c52-7c1b-4f0e-9b55-0a6b0b1d7a22",
        name={"fi": "Esimerkkilän kaupunki", "sv": "Exempelstad"},
        organization_type="Municipality",
    )


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (None, "not a JSON object"),
        ([], "not a JSON object"),
        ("text", "not a JSON object"),
        ({}, "neither a service"),
        ({"id": 1, "name": "x"}, "neither a service"),
        (ptv_service(id=None), "id is missing"),
        (ptv_service(id=17), "id is not a text"),
        (ptv_service(id="17"), "id is not a UUID"),
        (ptv_service(id="{5e0f1c52-7c1b-4f0e-9b55-0a6b0b1d7a01}"), "id is not a UUID"),
        (ptv_service(publishingStatus=1), "publishingStatus is not a text"),
        (ptv_organization(organizationNames=[]), "organizationNames hold no name"),
        (ptv_organization(organizationNames="x"), "organizationNames is not a list"),
    ],
)
def test_unusable_record_is_rejected_with_a_reason(value: object, reason: str) -> None:
    with pytest.raises(RecordRejected) as raised:
        parse_record(value, LISTS)
    assert reason in raised.value.reason


def test_rejection_never_holds_the_content() -> None:
    value = ptv_service(serviceNames=[{"language": "fi", "type": "Name", "value": ["salaisuus"]}])
    with pytest.raises(RecordRejected) as raised:
        parse_record(value, LISTS)
    assert raised.value.reason == "serviceNames[0].value is not a text"


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of everything inside a JSON value."""
    members = value.items() if isinstance(value, dict) else enumerate(value)
    for key, member in members:
        yield (*path, key)
        if isinstance(member, dict | list):
            yield from places(member, (*path, key))


def texts_in(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list | tuple):
        for member in value.values() if isinstance(value, dict) else value:
            yield from texts_in(member)


PLACES = [(value, path) for value in RECORDS for path in places(value)]
JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(),
    st.sampled_from(["\ud800", "\x00", "https://[", "fi", "Municipality"]),
    st.lists(st.one_of(st.none(), st.integers(), st.text(), st.just({}), st.just([])), max_size=3),
    st.dictionaries(st.text(), st.integers(), max_size=2),
)


@settings(max_examples=400, deadline=None)
@given(place=st.sampled_from(PLACES), junk=JUNK, is_dropped=st.booleans())
def test_damaged_record_is_read_or_rejected_but_never_fails(
    place: tuple[dict[str, Any], tuple[Any, ...]], junk: Any, is_dropped: bool
) -> None:
    record, path = copy.deepcopy(place[0]), place[1]
    parent: Any = record
    for key in path[:-1]:
        parent = parent[key]
    if is_dropped:
        del parent[path[-1]]
    else:
        parent[path[-1]] = junk
    try:
        kept = list(texts_in(asdict(parse_record(record, LISTS))))
    except RecordRejected as rejection:
        kept = [rejection.reason]
    assert kept
    for text in kept:
        text.encode("utf-8")
        assert "\x00" not in text


@needs_shared_ptv
@pytest.mark.parametrize(
    ("file_name", "count"),
    [
        ("services.jsonl.gz", 1_800),
        ("example_service.json", 1),
        ("example_channel.json", 1),
        ("v11_examples/services.json", 30),
        ("v11_examples/service_channels.json", 42),
        ("v11_examples/organizations.json", 3),
    ],
)
def test_real_records_are_all_read(file_name: str, count: int) -> None:
    results = [
        parse_record(record.value, LISTS)
        for record in read_catalogue_file(SHARED_PTV / file_name)
        if isinstance(record, RawRecord)
    ]
    assert len(results) == count
    for result in results:
        assert isinstance(result, ParsedRecord)
        assert result.unknown_code_count == 0


@needs_shared_ptv
def test_real_example_service_has_its_classes_and_requirement() -> None:
    service = parsed(json.loads((SHARED_PTV / "example_service.json").read_text(encoding="utf-8")))
    assert service.service_class_codes == ("P6.10", "P6.8", "P6.13", "P6")
    assert service.charge_type == "FreeOfCharge"
    assert service.alternative_name == {"fi": "Etälukio"}
    assert service.requirements["fi"][0].startswith("Nettilukio on aikuislukio")
    assert service.responsible_organization_name == "Mikkelin kaupungin liikelaitos Otavia"


@needs_shared_ptv
def test_real_example_channel_has_its_contact_details() -> None:
    channel = parsed(json.loads((SHARED_PTV / "example_channel.json").read_text(encoding="utf-8")))
    assert channel.phone_numbers == {
        "fi": ("Opintoasiainvastaava +358 447943552", "+358 447943565")
    }
    assert channel.address["fi"] == "Otavantie 2 B, 50670, Mikkeli"
    assert (channel.location.latitude, channel.location.longitude) == ("6834688", "503879")
    days = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
    assert channel.service_hours[0].spans == tuple(
        (day, "08:00:00", "", "16:00:00") for day in days
    )
