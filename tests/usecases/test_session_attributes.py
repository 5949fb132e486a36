"""On every database; who may hand over and what is refused is tested over HTTP."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import Connection, text
from structlog.testing import capture_logs

from app.domain.session_attributes import AttributeTransfer
from app.errors import NotFound
from app.sealing import Sealer
from app.storage.database import Database
from app.usecases.session_attributes import ReadAttributes, TransferAttributes
from tests.builders import channel_id, make_channel

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
OLD, NEW = (Fernet.generate_key().decode() for _ in range(2))
ATTRIBUTES = {"age": 34, "life_situation_meters": {"finance": [2], "health": []}}
TRANSFER = AttributeTransfer(channel_id=channel_id(1), attributes=ATTRIBUTES)


@pytest.fixture
def transfer(database: Database) -> TransferAttributes:
    """Channel 1 has a page on the web and channel 2 none; sealed with OLD for an hour."""
    with database.open_stores() as stores:
        stores.catalogue.upsert_channels([make_channel(1), make_channel(2, web_pages=())])
    return TransferAttributes(
        open_stores=database.open_stores, sealer=Sealer([OLD]), lifetime=timedelta(hours=1)
    )


def reading(database: Database, *keys: str) -> ReadAttributes:
    return ReadAttributes(open_stores=database.open_stores, sealer=Sealer(keys))


def stored(connection: Connection) -> list[dict[str, Any]]:
    rows = connection.execute(text("SELECT * FROM session_attributes")).mappings().all()
    connection.rollback()
    return [dict(row) for row in rows]


def test_token_opens_what_was_handed_over(database: Database, transfer: TransferAttributes) -> None:
    transferred = transfer(TRANSFER, client=None)
    assert transferred.page_address == make_channel(1).web_pages[0].url
    assert transferred.link_id == 0
    assert reading(database, OLD)(transferred.token) == ATTRIBUTES
    assert transferred.token not in repr(transferred)
    assert "34" not in repr(TRANSFER)


def test_refused_transfer_stores_nothing(
    transfer: TransferAttributes, raw_connection: Connection
) -> None:
    for refused in (
        replace(TRANSFER, channel_id=channel_id(2)),
        replace(TRANSFER, channel_id=channel_id(9)),
        replace(TRANSFER, recommendation_id=1, service_id="x"),
    ):
        with pytest.raises(NotFound):
            transfer(refused, client=None)
    assert stored(raw_connection) == []


def test_channel_gets_what_it_is_registered_for(
    database: Database, transfer: TransferAttributes
) -> None:
    for supported, read in ((["age"], {"age": 34}), (["municipality_code"], {}), ([], {})):
        with database.open_stores() as stores:
            stores.channel_support.put(channel_id(1), supported)
        assert reading(database, OLD)(transfer(TRANSFER, client=None).token) == read


def test_expired_attributes_are_not_found(
    database_url: str, database: Database, transfer: TransferAttributes
) -> None:
    at_noon = Database(database_url, clock=lambda: NOON)
    token = replace(transfer, open_stores=at_noon.open_stores)(TRANSFER, client=None).token
    assert reading(at_noon, OLD)(token) == ATTRIBUTES
    at_noon.close()
    an_hour_later = Database(database_url, clock=lambda: NOON + timedelta(hours=1))
    with capture_logs() as logs, pytest.raises(NotFound):
        reading(an_hour_later, OLD)(token)
    an_hour_later.close()
    assert logs == []


def test_rotated_key_still_opens_and_dropped_key_is_not_found_and_logged(
    database: Database, transfer: TransferAttributes
) -> None:
    token = transfer(TRANSFER, client=None).token
    assert reading(database, NEW, OLD)(token) == ATTRIBUTES
    with capture_logs() as logs, pytest.raises(NotFound) as refusal:
        reading(database, NEW)(token)
    assert [entry["event"] for entry in logs] == ["session_attributes_do_not_open"]
    with pytest.raises(NotFound) as unknown:
        reading(database, NEW)(token[::-1])
    assert refusal.value.detail == unknown.value.detail


def test_changed_or_swapped_row_is_not_found(
    database: Database, transfer: TransferAttributes, raw_connection: Connection
) -> None:
    tokens = [transfer(TRANSFER, client=None).token for _ in range(2)]
    first, second = stored(raw_connection)
    swapped = {first["token_hash"]: second["sealed"], second["token_hash"]: "spoilt"}
    for token_hash, sealed in swapped.items():
        raw_connection.execute(
            text("UPDATE session_attributes SET sealed = :sealed WHERE token_hash = :token_hash"),
            {"sealed": sealed, "token_hash": token_hash},
        )
    raw_connection.commit()
    for token in tokens:
        with pytest.raises(NotFound):
            reading(database, OLD)(token)
