from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, text

from app.domain.catalogue import WebPage
from app.domain.feedback import FollowedLink
from app.errors import DatabaseUnavailable, NotFound
from app.storage.database import Database, Stores
from app.usecases.redirect import Redirect
from tests.builders import (
    channel_id,
    make_channel,
    make_client,
    make_ranked,
    make_service,
    service_id,
)

CLIENT = make_client()
PAGES = (
    WebPage(language="fi", url="https://example.org/fi"),
    WebPage(language="fi", url="HTTP://example.org/fi/2"),
    WebPage(language="sv", url="https://example.org/sv"),
)
NOT_WEB_ADDRESSES = (
    "javascript:alert(1)",
    "data:text/html,hei",
    "file:///etc/passwd",
    "ftp://example.org/",
    "//example.org/",
    "/fi",
    "https:example.org",
    "",
)


@pytest.fixture
def redirect(database: Database) -> Redirect:
    """Service 1 has channels 1 (three pages) and 2, service 2 has channel 3 and service 3 none."""
    with database.open_stores() as stores:
        stores.clients.add(CLIENT, "hash")
        stores.catalogue.upsert_services(
            [
                make_service(1, channel_ids=(channel_id(1), channel_id(2), channel_id(9))),
                make_service(2, channel_ids=(channel_id(3),)),
                make_service(3),
            ]
        )
        stores.catalogue.upsert_channels(
            [make_channel(1, web_pages=PAGES), make_channel(2), make_channel(3)]
        )
    return Redirect(open_stores=database.open_stores)


@pytest.fixture
def link(redirect: Redirect, database: Database) -> FollowedLink:
    """To the first page of channel 1 of service 1, from a recommendation of services 1 and 3 made for CLIENT."""
    with database.open_stores() as stores:
        recommendation_id = stores.recommendations.add(
            client=CLIENT,
            path="text_search",
            language="fi",
            request={},
            services=make_ranked(1, 3),
        )
    return FollowedLink(
        recommendation_id=recommendation_id,
        service_id=service_id(1),
        channel_id=channel_id(1),
        link_id=0,
    )


def visits(connection: Connection) -> list[dict[str, Any]]:
    found = connection.execute(text("SELECT * FROM followed_links ORDER BY id")).mappings().all()
    connection.rollback()
    return [dict(row) for row in found]


@pytest.mark.parametrize("link_id", [0, 1, 2])
def test_link_leads_to_the_page_at_its_position(
    redirect: Redirect, link: FollowedLink, link_id: int
) -> None:
    assert redirect(replace(link, link_id=link_id)) == PAGES[link_id].url


def test_followed_link_is_counted_each_time_under_the_client_that_asked(
    redirect: Redirect, link: FollowedLink, raw_connection: Connection
) -> None:
    for link_id in (0, 2, 2):
        redirect(replace(link, link_id=link_id))
    stored = visits(raw_connection)
    assert [row["link_id"] for row in stored] == [0, 2, 2]
    for row in stored:
        assert row["recommendation_id"] == link.recommendation_id
        assert row["service_id"] == link.service_id
        assert row["channel_id"] == link.channel_id
        assert row["client_id"] == CLIENT.client_id
        assert row["followed_at"]


@pytest.mark.parametrize(
    "changes",
    [
        {"recommendation_id": 12_345},
        {"recommendation_id": 0},
        {"recommendation_id": -1},
        {"recommendation_id": 2**63},
        {"recommendation_id": 10**40},
        {"service_id": service_id(77)},
        {"service_id": service_id(2), "channel_id": channel_id(3)},
        {"service_id": service_id(3)},
        {"channel_id": channel_id(3)},
        {"channel_id": channel_id(9)},
        {"channel_id": channel_id(77)},
        {"channel_id": channel_id(2), "link_id": 1},
        {"link_id": 3},
        {"link_id": 30},
    ],
    ids=[
        "unknown recommendation",
        "zero recommendation",
        "negative recommendation",
        "recommendation beyond 64 bits",
        "recommendation far beyond 64 bits",
        "unknown service",
        "service that was not recommended",
        "recommended service without the channel",
        "channel of another service",
        "channel the catalogue does not hold",
        "unknown channel",
        "position beyond the only page",
        "position beyond the last page",
        "highest position",
    ],
)
def test_link_that_does_not_hold_together_is_not_found_and_not_counted(
    redirect: Redirect, link: FollowedLink, raw_connection: Connection, changes: dict[str, Any]
) -> None:
    with pytest.raises(NotFound):
        redirect(replace(link, **changes))
    assert visits(raw_connection) == []


def test_archived_service_is_not_found(
    redirect: Redirect, link: FollowedLink, database: Database, raw_connection: Connection
) -> None:
    with database.open_stores() as stores:
        stores.catalogue.archive_services([link.service_id])
    with pytest.raises(NotFound):
        redirect(link)
    assert visits(raw_connection) == []


def test_archived_channel_is_not_found(
    redirect: Redirect, link: FollowedLink, database: Database, raw_connection: Connection
) -> None:
    with database.open_stores() as stores:
        stores.catalogue.archive_channels([link.channel_id])
    with pytest.raises(NotFound):
        redirect(link)
    assert visits(raw_connection) == []


def test_channel_that_has_left_the_service_is_not_found(
    redirect: Redirect, link: FollowedLink, database: Database
) -> None:
    with database.open_stores() as stores:
        stores.catalogue.upsert_services([make_service(1, channel_ids=(channel_id(2),))])
    with pytest.raises(NotFound):
        redirect(link)


@pytest.mark.parametrize("url", NOT_WEB_ADDRESSES)
def test_page_that_is_no_web_address_is_not_found(
    redirect: Redirect,
    link: FollowedLink,
    database: Database,
    raw_connection: Connection,
    url: str,
) -> None:
    pages = (WebPage(language="fi", url=url), PAGES[2])
    with database.open_stores() as stores:
        stores.catalogue.upsert_channels([make_channel(1, web_pages=pages)])
    with pytest.raises(NotFound):
        redirect(link)
    assert visits(raw_connection) == []
    assert redirect(replace(link, link_id=1)) == PAGES[2].url


def test_purged_recommendation_is_not_found(
    redirect: Redirect, link: FollowedLink, database: Database
) -> None:
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    with database.open_stores() as stores:
        stores.recommendations.delete_older_than(tomorrow, at_most=10)
    with pytest.raises(NotFound):
        redirect(link)


@dataclass(frozen=True)
class Interrupted:
    """A database to which something happens between reading and writing."""

    database: Database
    purges: bool = False
    breaks: bool = False

    @contextmanager
    def open_stores(self, *, read_only: bool = False) -> Iterator[Stores]:
        if self.purges and not read_only:
            with self.database.open_stores() as stores:
                tomorrow = datetime.now(UTC) + timedelta(days=1)
                stores.recommendations.delete_older_than(tomorrow, at_most=10)
        if self.breaks and not read_only:
            raise DatabaseUnavailable
        with self.database.open_stores(read_only=read_only) as stores:
            yield stores


@pytest.mark.parametrize("fault", ["purges", "breaks"])
def test_person_gets_to_the_page_even_when_the_visit_cannot_be_counted(
    redirect: Redirect,
    link: FollowedLink,
    database: Database,
    raw_connection: Connection,
    fault: str,
) -> None:
    interrupted = Interrupted(database, **{fault: True})
    assert Redirect(open_stores=interrupted.open_stores)(link) == PAGES[0].url
    assert visits(raw_connection) == []
