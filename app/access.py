"""Client credentials: made, hashed, read from a request header and checked."""

import hmac
import secrets
import time
from base64 import b64decode
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from threading import Lock
from typing import Final

from app.domain.clients import ApiClient
from app.errors import NotAuthenticated

CLIENT_ID_BYTES: Final = 8
SECRET_BYTES: Final = 32
SALT_BYTES: Final = 16
HASH_SCHEME: Final = "hmac-sha256"

FindClient = Callable[[str], tuple[ApiClient, str] | None]
"""Client id to the client, revoked or not, and the stored hash of its secret."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """What a calling system shows; the secret never appears in a representation of the object."""

    client_id: str
    client_secret: str = field(repr=False)


def new_credentials() -> Credentials:
    """An id of 64 random bits and a secret of 256, both of characters that need no escaping."""
    return Credentials(
        client_id=secrets.token_hex(CLIENT_ID_BYTES),
        client_secret=secrets.token_urlsafe(SECRET_BYTES),
    )


def hash_secret(secret: str) -> str:
    """What may be stored of a secret: HMAC-SHA-256 under a random salt, as "scheme$salt$digest" in
    hexadecimal.

    A fast hash is right here. Slow ones such as Argon2 make guessing a person's password dear;
    nobody guesses 256 random bits, and a slow check would let anyone keep the server busy with
    wrong secrets.
    """
    salt = secrets.token_bytes(SALT_BYTES)
    return f"{HASH_SCHEME}${salt.hex()}${_digest(salt, secret).hex()}"


def secret_matches(secret: str, secret_hash: str) -> bool:
    """Compare in time that tells nothing about the stored hash; a hash of another form matches
    nothing.
    """
    try:
        scheme, salt, digest = secret_hash.split("$")
        expected = bytes.fromhex(digest)
        given = _digest(bytes.fromhex(salt), secret)
    except ValueError:
        return False
    return scheme == HASH_SCHEME and hmac.compare_digest(given, expected)


def _digest(salt: bytes, secret: str) -> bytes:
    return hmac.digest(salt, secret.encode("utf-8"), sha256)


def read_basic_header(header: str | None) -> Credentials | None:
    """The credentials of an Authorization header (RFC 7617, charset UTF-8), None when they are not
    well formed.
    """
    scheme, _, encoded = (header or "").strip().partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        decoded = b64decode(encoded.strip(), validate=True).decode("utf-8")
    except ValueError:
        return None
    client_id, separator, client_secret = decoded.partition(":")
    if not separator or any(ord(character) < 0x20 or character == "\x7f" for character in decoded):
        return None
    return Credentials(client_id=client_id, client_secret=client_secret)


class Authenticator:
    """Tells who is calling and remembers it for cache_seconds, so that most requests need no
    database.

    A revoked or rotated secret therefore works for at most that long in a process that has just
    seen it. The cache is keyed by a digest under a key of this process alone: neither secrets nor
    stored hashes lie in it. Refusals are not remembered. Safe to share between threads.
    """

    def __init__(
        self,
        find_client: FindClient,
        *,
        cache_seconds: float = 10.0,
        max_cached: int = 1_000,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._find_client = find_client
        self._cache_seconds = cache_seconds
        self._max_cached = max_cached
        self._monotonic = monotonic
        self._cache: dict[bytes, tuple[ApiClient, float]] = {}
        self._cache_key = secrets.token_bytes(SECRET_BYTES)
        self._cache_lock = Lock()
        self._hash_of_nobody = hash_secret(new_credentials().client_secret)

    def authenticate(self, authorization_header: str | None) -> ApiClient:
        """The live client behind the header; raises NotAuthenticated, which never says what was
        wrong.
        """
        credentials = read_basic_header(authorization_header)
        if credentials is None:
            raise NotAuthenticated
        entry = _digest(self._cache_key, f"{credentials.client_id}:{credentials.client_secret}")
        now = self._monotonic()
        known, expires_at = self._cache.get(entry, (None, 0.0))
        if known is not None and now < expires_at:
            return known
        client = self._checked(credentials)
        self._remember(entry, client, now)
        return client

    def _checked(self, credentials: Credentials) -> ApiClient:
        """An unknown id costs the same hashing as a known one, so that timing does not tell which
        ids exist.
        """
        client, secret_hash = self._find_client(credentials.client_id) or (
            None,
            self._hash_of_nobody,
        )
        matches = secret_matches(credentials.client_secret, secret_hash)
        if client is None or client.is_revoked or not matches:
            raise NotAuthenticated
        return client

    def _remember(self, entry: bytes, client: ApiClient, now: float) -> None:
        with self._cache_lock:
            self._cache.pop(entry, None)
            while len(self._cache) >= self._max_cached:
                del self._cache[next(iter(self._cache))]
            self._cache[entry] = (client, now + self._cache_seconds)
