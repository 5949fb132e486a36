import random
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, text

from app.domain.usage import UsageCounts, UsageGroup
from app.storage.database import Database
from app.usecases.api_clients import MAX_NAME_CHARS
from tests.past import CLIENT, NOON, Past

DAY = timedelta(days=1)
LATER = NOON + DAY


def totals(past: Past) -> dict[UsageGroup, UsageCounts]:
    with past.database.open_stores(read_only=True) as stores:
        return stores.usage.totals()


def delete_older_than(past: Past, moment: Any, at_most: int = 1_000) -> int:
    with past.database.open_stores() as stores:
        return stores.recommendations.delete_older_than(moment, at_most=at_most)


def make_group(**changes: Any) -> UsageGroup:
    """Of an unnamed caller's Finnish text search today."""
    values = {
        "day": NOON.date(),
        "calling_organisation": "",
        "calling_service": "",
        "path": "text_search",
        "language": "fi",
        **changes,
    }
    return UsageGroup(**values)


def test_nothing_asked_counts_nothing(past: Past) -> None:
    assert totals(past) == {}


def test_every_kind_of_count_is_told_apart(past: Past) -> None:
    past.remember(score=1, services=4, service_scores=(1, 1, 1, -1), visits=3)
    past.remember(score=-1, service_scores=(-1,), visits=2)
    past.remember(score=-1, service_scores=(1, -1))
    past.remember(services=0)
    expected = UsageCounts(
        recommendations=4,
        empty_answers=1,
        helpful_answers=1,
        unhelpful_answers=2,
        helpful_services=4,
        unhelpful_services=3,
        followed_links=5,
    )
    assert totals(past) == {make_group(): expected}
    assert delete_older_than(past, LATER) == 4
    assert totals(past) == {make_group(): expected}


def test_groups_are_counted_apart_before_and_after_deletion(past: Past) -> None:
    past.remember()
    past.remember(DAY)
    past.remember(language="sv")
    past.remember(path="recommend_service")
    for _ in range(2):
        past.remember(client=CLIENT)
    expected = {
        make_group(): 1,
        make_group(day=NOON.date() - DAY): 1,
        make_group(language="sv"): 1,
        make_group(path="recommend_service"): 1,
        make_group(calling_organisation="Oulun kaupunki", calling_service="Neuvontabotti"): 2,
    }
    assert {group: counts.recommendations for group, counts in totals(past).items()} == expected
    delete_older_than(past, LATER)
    assert {group: counts.recommendations for group, counts in totals(past).items()} == expected


def test_kept_counts_grow_with_each_deletion(past: Past, raw_connection: Connection) -> None:
    for hours in range(5):
        past.remember(timedelta(hours=hours), score=1)
    for expected in (2, 2, 1, 0):
        assert delete_older_than(past, LATER, at_most=2) == expected
        assert totals(past)[make_group()].helpful_answers == 5
    assert raw_connection.execute(text("SELECT count(*) FROM usage_counts")).scalar() == 1


def test_deletion_that_is_rolled_back_keeps_no_counts(
    past: Past, raw_connection: Connection
) -> None:
    recommendation_id = past.remember()
    with suppress(ZeroDivisionError), past.database.open_stores() as stores:
        stores.recommendations.delete_older_than(LATER, at_most=10)
        raise ZeroDivisionError
    assert past.is_stored(recommendation_id)
    assert raw_connection.execute(text("SELECT count(*) FROM usage_counts")).scalar() == 0


def test_kept_counts_hold_no_id_and_no_text(past: Past, raw_connection: Connection) -> None:
    past.remember(client=CLIENT, text="salainen", score=1, service_scores=(1,), visits=1)
    delete_older_than(past, LATER)
    (row,) = raw_connection.execute(text("SELECT * FROM usage_counts")).mappings()
    assert dict(row) | {"day": str(row["day"])} == {
        "day": "2026-11-21",
        "calling_organisation": "Oulun kaupunki",
        "calling_service": "Neuvontabotti",
        "path": "text_search",
        "language": "fi",
        "recommendations": 1,
        "empty_answers": 0,
        "helpful_answers": 1,
        "unhelpful_answers": 0,
        "helpful_services": 1,
        "unhelpful_services": 0,
        "followed_links": 1,
    }


def test_longest_names_are_kept(past: Past) -> None:
    """Random characters of four bytes each, for an index has its limit after compression."""
    chance = random.Random(7)
    name, organisation = (
        "".join(chr(chance.randrange(0x20000, 0x2A000)) for _ in range(MAX_NAME_CHARS))
        for _ in range(2)
    )
    client = replace(CLIENT, client_id="f" * 16, name=name, organisation=organisation)
    with past.database.open_stores() as stores:
        stores.clients.add(client, "hash")
    past.remember(client=client)
    delete_older_than(past, LATER)
    assert list(totals(past)) == [
        make_group(calling_organisation=organisation, calling_service=name)
    ]


def test_day_is_the_utc_date(past: Past) -> None:
    midnight = timedelta(hours=12)
    for age in (midnight, midnight + timedelta(microseconds=1), timedelta(hours=-12)):
        past.remember(age)
    days = [date(2026, 11, day) for day in (20, 21, 22)]
    assert [group.day for group in totals(past)] == days
    delete_older_than(past, LATER + DAY)
    assert [group.day for group in totals(past)] == days


def test_day_is_the_utc_date_whatever_the_time_zone_of_the_database(postgres_url: str) -> None:
    past = Past(f"{postgres_url}%20-ctimezone%3DAsia%2FTokyo")
    past.remember(timedelta(hours=-11))
    assert [group.day for group in totals(past)] == [NOON.date()]
    past.database.close()


ASKED = st.builds(
    dict,
    age=st.timedeltas(timedelta(), timedelta(days=4)),
    services=st.integers(2, 3),
    client=st.sampled_from([None, CLIENT]),
    language=st.sampled_from(["fi", "sv"]),
    score=st.sampled_from([None, -1, 1]),
    service_scores=st.lists(st.sampled_from([-1, 1]), max_size=2),
    visits=st.integers(0, 2),
) | st.builds(dict, age=st.timedeltas(timedelta(), timedelta(days=4)), services=st.just(0))


@settings(
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    asked=st.lists(ASKED, max_size=8),
    kept=st.timedeltas(timedelta(), timedelta(days=4)),
    at_most=st.integers(1, 4),
)
def test_stored_and_kept_together_never_change(
    past: Past, asked: list[dict[str, Any]], kept: timedelta, at_most: int
) -> None:
    for recommendation in asked:
        past.remember(**recommendation)
    before = totals(past)
    while delete_older_than(past, NOON - kept, at_most):
        assert totals(past) == before
    assert totals(past) == before


def test_totals_are_read_without_writing(database: Database) -> None:
    with database.open_stores(read_only=True) as stores:
        assert stores.usage.totals() == {}
