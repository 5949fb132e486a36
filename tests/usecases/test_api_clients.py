from base64 import b64encode
from datetime import UTC, datetime

import pytest
from sqlalchemy import Connection, text

from app.access import Authenticator
from app.errors import InvalidRequest, NotAuthenticated, NotFound
from app.storage.database import Database
from app.usecases.api_clients import ApiClients, IssuedCredentials

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


@pytest.fixture
def api_clients(database: Database) -> ApiClients:
    return ApiClients(database.open_stores, clock=lambda: NOW)


def header(issued: IssuedCredentials, secret: str | None = None) -> str:
    pair = f"{issued.client.client_id}:{secret or issued.client_secret}"
    return "Basic " + b64encode(pair.encode()).decode()


def test_added_client_is_listed_and_recognised(api_clients: ApiClients) -> None:
    issued = api_clients.add_client(" Neuvontabotti ", "Oulun kaupunki")
    assert issued.client.name == "Neuvontabotti"
    assert issued.client.roles == {"recommend", "feedback"}
    assert issued.client.created_at == NOW
    assert api_clients.list_clients() == [issued.client]
    assert api_clients.authenticate(header(issued)) == issued.client


def test_added_client_has_the_roles_it_was_given(api_clients: ApiClients) -> None:
    issued = api_clients.add_client("Ylläpito", "Oulun kaupunki", ["admin"])
    assert api_clients.authenticate(header(issued)).roles == {"admin"}


@pytest.mark.parametrize(
    ("name", "organisation", "roles"),
    [("", "Oulu", ["admin"]), ("  ", "Oulu", ["admin"]), ("Botti", " ", ["admin"]), ("B", "O", [])],
)
def test_client_without_name_organisation_or_role_is_refused(
    api_clients: ApiClients, name: str, organisation: str, roles: list[str]
) -> None:
    with pytest.raises(InvalidRequest):
        api_clients.add_client(name, organisation, roles)
    assert api_clients.list_clients() == []


@pytest.mark.parametrize("names", [("ä" * 201, "Oulu"), ("Botti", "ä" * 201)])
def test_client_with_an_overlong_name_is_refused(
    api_clients: ApiClients, names: tuple[str, str]
) -> None:
    with pytest.raises(InvalidRequest, match="200"):
        api_clients.add_client(*names)
    assert api_clients.list_clients() == []
    assert api_clients.add_client("ä" * 200, "ö" * 200).client.name == "ä" * 200


def test_secret_is_stored_nowhere(api_clients: ApiClients, raw_connection: Connection) -> None:
    issued = api_clients.add_client("Neuvontabotti", "Oulun kaupunki")
    rows = raw_connection.execute(text("SELECT * FROM clients")).all()
    assert issued.client.client_id in str(rows)
    assert issued.client_secret not in str(rows)
    assert issued.client_secret not in repr(issued)


def test_secret_of_one_client_does_not_open_another(api_clients: ApiClients) -> None:
    first = api_clients.add_client("Ensimmäinen", "Oulun kaupunki")
    second = api_clients.add_client("Toinen", "Oulun kaupunki")
    with pytest.raises(NotAuthenticated):
        api_clients.authenticate(header(first, second.client_secret))


def test_revoked_client_is_refused_and_stays_listed(
    api_clients: ApiClients, database: Database
) -> None:
    issued = api_clients.add_client("Neuvontabotti", "Oulun kaupunki")
    api_clients.revoke_client(issued.client.client_id)
    api_clients.revoke_client(issued.client.client_id)
    assert [client.is_revoked for client in api_clients.list_clients()] == [True]
    with pytest.raises(NotAuthenticated):
        ApiClients(database.open_stores).authenticate(header(issued))


def test_revocation_reaches_another_process_when_its_memory_expires(database: Database) -> None:
    seconds = [0.0]

    def find(client_id: str) -> object:
        with database.open_stores(read_only=True) as stores:
            return stores.clients.get_with_hash(client_id)

    authenticator = Authenticator(find, cache_seconds=10, monotonic=lambda: seconds[0])
    server = ApiClients(database.open_stores, authenticator=authenticator)
    command_line = ApiClients(database.open_stores)
    issued = command_line.add_client("Neuvontabotti", "Oulun kaupunki")
    assert server.authenticate(header(issued)) == issued.client
    command_line.revoke_client(issued.client.client_id)
    seconds[0] = 10.0
    with pytest.raises(NotAuthenticated):
        server.authenticate(header(issued))


def test_rotated_client_is_recognised_by_its_new_secret_alone(api_clients: ApiClients) -> None:
    issued = api_clients.add_client("Neuvontabotti", "Oulun kaupunki")
    rotated = api_clients.rotate_client(issued.client.client_id)
    assert rotated.client == issued.client
    assert rotated.client_secret != issued.client_secret
    assert api_clients.authenticate(header(rotated)) == issued.client
    with pytest.raises(NotAuthenticated):
        api_clients.authenticate(header(issued))


@pytest.mark.parametrize("unknown", ["nobody", "", "0123456789abcdef"])
def test_unknown_client_cannot_be_revoked_or_rotated(api_clients: ApiClients, unknown: str) -> None:
    for act in (api_clients.revoke_client, api_clients.rotate_client):
        with pytest.raises(NotFound) as refusal:
            act(unknown)
        assert unknown == "" or unknown not in str(refusal.value)


def test_revoked_client_cannot_be_rotated_back(api_clients: ApiClients, database: Database) -> None:
    issued = api_clients.add_client("Neuvontabotti", "Oulun kaupunki")
    api_clients.revoke_client(issued.client.client_id)
    with pytest.raises(NotFound):
        api_clients.rotate_client(issued.client.client_id)
    with pytest.raises(NotAuthenticated):
        ApiClients(database.open_stores).authenticate(header(issued))
