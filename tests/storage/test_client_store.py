from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy.exc import IntegrityError

from app.storage.database import Database
from tests.builders import make_client

CLIENT = make_client(created_at=datetime(2026, 11, 21, 12, 0, 0, 5, tzinfo=UTC))
YOUNGER = replace(CLIENT, client_id="00", created_at=datetime(2026, 11, 22, tzinfo=UTC))


def test_client_is_read_back_as_registered(database: Database) -> None:
    with database.open_stores() as stores:
        stores.clients.add(CLIENT, "hash")
    with database.open_stores(read_only=True) as stores:
        assert stores.clients.get(CLIENT.client_id) == CLIENT
        assert stores.clients.get_with_hash(CLIENT.client_id) == (CLIENT, "hash")


def test_client_unknown_id_is_none(database: Database) -> None:
    with database.open_stores(read_only=True) as stores:
        assert stores.clients.get("nobody") is None
        assert stores.clients.get_with_hash("") is None


def test_client_with_an_id_in_use_is_refused(database: Database) -> None:
    with database.open_stores() as stores:
        stores.clients.add(CLIENT, "hash")
    with pytest.raises(IntegrityError), database.open_stores() as stores:
        stores.clients.add(CLIENT, "another hash")


def test_all_clients_come_oldest_first(database: Database) -> None:
    with database.open_stores() as stores:
        stores.clients.add(YOUNGER, "hash")
        stores.clients.add(CLIENT, "hash")
        assert stores.clients.all() == [CLIENT, YOUNGER]


def test_revoked_client_stays_readable_and_revoked(database: Database) -> None:
    with database.open_stores() as stores:
        stores.clients.add(CLIENT, "hash")
        assert stores.clients.revoke(CLIENT.client_id)
        assert not stores.clients.revoke(CLIENT.client_id)
        assert stores.clients.get(CLIENT.client_id) == replace(CLIENT, is_revoked=True)


def test_replace_hash_works_for_live_clients_only(database: Database) -> None:
    with database.open_stores() as stores:
        stores.clients.add(CLIENT, "hash")
        assert stores.clients.replace_hash(CLIENT.client_id, "new hash")
        assert stores.clients.get_with_hash(CLIENT.client_id) == (CLIENT, "new hash")
        stores.clients.revoke(CLIENT.client_id)
        assert not stores.clients.replace_hash(CLIENT.client_id, "newest hash")
        assert not stores.clients.replace_hash("nobody", "newest hash")
