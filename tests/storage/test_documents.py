import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.catalogue import (
    Area,
    Location,
    Municipality,
    OpeningHours,
    Service,
    ServiceChannel,
    WebPage,
)
from app.storage.documents import Documents, canonical_json, content_hash
from tests.builders import make_channel, make_kind, make_service

FULL_SERVICE = make_service(
    area_type="LimitedType",
    areas=(
        Area(
            kind="Region",
            code="17",
            name={"fi": "Pohjois-Pohjanmaa"},
            municipalities=(Municipality(code="564", name={"fi": "Oulu", "sv": "Uleåborg"}),),
        ),
    ),
    municipality_codes=frozenset({"564", "091", "853"}),
    keywords={"fi": ("velat", "talous")},
    service_class_codes=("P2.3", "P1"),
    service_collection_ids=("5f8a0a1e-0000-4000-8000-000000000000",),
)
FULL_CHANNEL = make_channel(
    phone_numbers={"fi": ("+358 800 000 001",)},
    web_pages=(
        WebPage(language="fi", url="https://www.example.org/fi"),
        WebPage(language="en", url="https://www.example.org/en"),
    ),
    location=Location(latitude="6834688", longitude="503879"),
    service_hours=(OpeningHours(spans=(("Monday", "08:00:00", "Friday", "16:00:00"),)),),
)


@pytest.mark.parametrize(
    "record",
    [make_service(), FULL_SERVICE, make_channel(), FULL_CHANNEL, make_kind()],
    ids=["least-service", "full-service", "least-channel", "full-channel", "kind"],
)
def test_documents_written_and_read_give_the_same_record(record: object) -> None:
    documents = Documents(type(record))
    assert documents.read(documents.written(record)) == record


def test_documents_order_of_sets_and_mappings_does_not_show() -> None:
    codes = [f"{number:03}" for number in range(200)]
    forwards = make_service(
        municipality_codes=frozenset(codes), name={"fi": "Neuvonta", "sv": "Råd"}
    )
    backwards = make_service(
        municipality_codes=frozenset(reversed(codes)), name={"sv": "Råd", "fi": "Neuvonta"}
    )
    documents = Documents(Service)
    assert documents.written(forwards) == documents.written(backwards)


def test_documents_leave_out_defaults() -> None:
    written = Documents(ServiceChannel).written(make_channel(location=None))
    assert "location" not in json.loads(written)


def test_documents_lone_surrogate_becomes_a_question_mark() -> None:
    written = Documents(Service).written(make_service(name={"fi": "Neuvonta \ud800"}))
    assert Documents(Service).read(written).name == {"fi": "Neuvonta ?"}


@given(st.dictionaries(st.text(), st.text()))
def test_canonical_json_is_always_storable_and_stable(value: dict[str, str]) -> None:
    text = canonical_json(value)
    assert canonical_json(dict(reversed(value.items()))) == text
    assert "\x00" not in text
    assert json.loads(text) == value


def test_canonical_json_sorts_sets_and_refuses_what_json_does_not_know() -> None:
    assert canonical_json({"codes": {"b", "a"}, "more": frozenset({"d", "c"})}) == (
        '{"codes":["a","b"],"more":["c","d"]}'
    )
    for value in ((number for number in range(3)), b"ab", range(3)):
        with pytest.raises(TypeError, match="canonical JSON"):
            canonical_json({"value": value})


def test_content_hash_differs_by_one_letter() -> None:
    assert content_hash('{"a":"b"}') != content_hash('{"a":"c"}')
