"""Register, list, revoke and recognise the systems that call the service."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from app.access import Authenticator, hash_secret, new_credentials
from app.domain.clients import ApiClient, Role
from app.errors import InvalidRequest, NotFound
from app.storage.database import OpenStores, utc_now

MAX_NAME_CHARS: Final = 200
DEFAULT_ROLES: Final[frozenset[Role]] = frozenset({"recommend", "feedback"})


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedCredentials:
    """A client with its secret: the only moment at which the secret exists outside the caller's
    hands.
    """

    client: ApiClient
    client_secret: str = field(repr=False)


class ApiClients:
    """The clients of one installation; build it once and share it, for it remembers who was
    recognised.
    """

    def __init__(
        self,
        open_stores: OpenStores,
        *,
        authenticator: Authenticator | None = None,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self._open_stores = open_stores
        self._authenticator = authenticator or Authenticator(self._find)
        self._clock = clock

    def add_client(
        self, name: str, organisation: str, roles: Iterable[Role] = DEFAULT_ROLES
    ) -> IssuedCredentials:
        """Register a calling system; raises InvalidRequest for a blank or overlong name or
        organisation, or without roles.
        """
        name, organisation, roles = name.strip(), organisation.strip(), frozenset(roles)
        if not (name and organisation and roles):
            raise InvalidRequest("A client needs a name, an organisation and at least one role")
        if max(len(name), len(organisation)) > MAX_NAME_CHARS:
            raise InvalidRequest(
                f"A client's name and organisation have at most {MAX_NAME_CHARS} characters"
            )
        credentials = new_credentials()
        client = ApiClient(
            client_id=credentials.client_id,
            name=name,
            organisation=organisation,
            roles=roles,
            created_at=self._clock(),
        )
        with self._open_stores() as stores:
            stores.clients.add(client, hash_secret(credentials.client_secret))
        return IssuedCredentials(client=client, client_secret=credentials.client_secret)

    def list_clients(self) -> list[ApiClient]:
        """The oldest first, revoked ones included."""
        with self._open_stores(read_only=True) as stores:
            return stores.clients.all()

    def revoke_client(self, client_id: str) -> None:
        """Refuse the client from now on; revoking twice is no error. Raises NotFound for an unknown
        id.
        """
        with self._open_stores() as stores:
            if not stores.clients.revoke(client_id) and stores.clients.get(client_id) is None:
                raise NotFound("There is no such client")

    def rotate_client(self, client_id: str) -> IssuedCredentials:
        """Give the client another secret in place of the present one; raises NotFound if unknown or
        revoked.
        """
        client_secret = new_credentials().client_secret
        with self._open_stores() as stores:
            stores.clients.replace_hash(client_id, hash_secret(client_secret))
            client = stores.clients.get(client_id)
            if client is None or client.is_revoked:
                raise NotFound("There is no such client, or it is revoked")
        return IssuedCredentials(client=client, client_secret=client_secret)

    def authenticate(self, authorization_header: str | None) -> ApiClient:
        """The client behind an Authorization header; raises NotAuthenticated."""
        return self._authenticator.authenticate(authorization_header)

    def _find(self, client_id: str) -> tuple[ApiClient, str] | None:
        with self._open_stores(read_only=True) as stores:
            return stores.clients.get_with_hash(client_id)
