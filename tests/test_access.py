from base64 import b64encode
from dataclasses import replace

import pytest

from app.access import (
    Authenticator,
    Credentials,
    hash_secret,
    new_credentials,
    read_basic_header,
    secret_matches,
)
from app.domain.clients import ApiClient
from app.errors import NotAuthenticated
from tests.builders import make_client

CLIENT = make_client(roles=frozenset({"recommend"}))
SECRET = "an-invented-secret-of-this-test"


def basic(text: str | bytes, scheme: str = "Basic") -> str:
    data = text.encode() if isinstance(text, str) else text
    return f"{scheme} {b64encode(data).decode()}"


class Register:
    """Stands for the client store and counts how often it is asked."""

    def __init__(self) -> None:
        self.clients = {CLIENT.client_id: (CLIENT, hash_secret(SECRET))}
        self.asked = 0

    def find(self, client_id: str) -> tuple[ApiClient, str] | None:
        self.asked += 1
        return self.clients.get(client_id)


class Clock:
    def __init__(self) -> None:
        self.seconds = 1_000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def register() -> Register:
    return Register()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def authenticator(register: Register, clock: Clock) -> Authenticator:
    return Authenticator(register.find, cache_seconds=10, max_cached=3, monotonic=clock)


def test_credentials_are_long_random_and_need_no_escaping() -> None:
    issued = [new_credentials() for _ in range(200)]
    assert len({credentials.client_id for credentials in issued}) == 200
    assert len({credentials.client_secret for credentials in issued}) == 200
    for credentials in issued:
        assert len(credentials.client_secret) * 6 >= 256
        text = credentials.client_id + credentials.client_secret
        assert text.replace("-", "").replace("_", "").isalnum()
        assert text.isascii()


def test_credentials_representation_hides_the_secret() -> None:
    assert SECRET not in repr(Credentials(client_id="a", client_secret=SECRET))


def test_hash_matches_its_secret_alone_and_does_not_contain_it() -> None:
    secret_hash = hash_secret(SECRET)
    assert secret_matches(SECRET, secret_hash)
    assert not secret_matches(SECRET + "x", secret_hash)
    assert not secret_matches("", secret_hash)
    assert SECRET not in secret_hash


def test_hash_of_the_same_secret_differs_each_time() -> None:
    assert hash_secret(SECRET) != hash_secret(SECRET)


@pytest.mark.parametrize("damaged", ["", "$$", "hmac-sha256$00", "hmac-sha256$zz$zz", "a$b$c$d"])
def test_hash_of_another_form_matches_nothing(damaged: str) -> None:
    assert not secret_matches(SECRET, damaged)
    assert not secret_matches("", damaged)


def test_hash_of_another_scheme_matches_nothing() -> None:
    _, salt, digest = hash_secret(SECRET).split("$")
    assert not secret_matches(SECRET, f"md5${salt}${digest}")


@pytest.mark.parametrize(
    ("header", "client_id", "client_secret"),
    [
        (basic("user:secret"), "user", "secret"),
        (basic("user:secret", "basic"), "user", "secret"),
        (basic("user:secret", "BASIC "), "user", "secret"),
        (basic("user:with:colons"), "user", "with:colons"),
        (basic("user:"), "user", ""),
        (basic("käyttäjä:salainen-ß"), "käyttäjä", "salainen-ß"),
    ],
)
def test_basic_header_is_read(header: str, client_id: str, client_secret: str) -> None:
    expected = Credentials(client_id=client_id, client_secret=client_secret)
    assert read_basic_header(header) == expected


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "Basic",
        "Basic ",
        "Bearer " + b64encode(b"user:secret").decode(),
        "Basic user:secret",
        "Basic dXNlcjpzZWNyZXQ",
        "Basic dXNlcjpz*ZWNyZXQ=",
        "Basic dXNlcjpzZWNyZXQ= extra",
        "Basic ääää",
        basic("no colon"),
        basic("k\xe4ytt\xe4j\xe4:secret".encode("latin-1")),
        basic("user\x00:secret"),
        basic("user:sec\nret"),
        basic("user:\x7f"),
    ],
)
def test_basic_header_that_is_not_well_formed_is_nothing(header: str | None) -> None:
    assert read_basic_header(header) is None


def test_authenticator_knows_a_registered_client(authenticator: Authenticator) -> None:
    assert authenticator.authenticate(basic(f"{CLIENT.client_id}:{SECRET}")) == CLIENT


@pytest.mark.parametrize(
    "header",
    [
        None,
        "Basic !",
        basic(f"{CLIENT.client_id}:wrong"),
        basic(f"{CLIENT.client_id}:"),
        basic(f"nobody:{SECRET}"),
        basic(f":{SECRET}"),
    ],
)
def test_authenticator_refuses_others_with_one_message(
    authenticator: Authenticator, header: str | None
) -> None:
    authenticator.authenticate(basic(f"{CLIENT.client_id}:{SECRET}"))
    with pytest.raises(NotAuthenticated) as refusal:
        authenticator.authenticate(header)
    assert str(refusal.value) == NotAuthenticated.title


def test_authenticator_refuses_a_revoked_client(
    authenticator: Authenticator, register: Register
) -> None:
    revoked = replace(CLIENT, is_revoked=True)
    register.clients[CLIENT.client_id] = (revoked, hash_secret(SECRET))
    with pytest.raises(NotAuthenticated):
        authenticator.authenticate(basic(f"{CLIENT.client_id}:{SECRET}"))


def test_authenticator_asks_the_store_once_per_period(
    authenticator: Authenticator, register: Register, clock: Clock
) -> None:
    header = basic(f"{CLIENT.client_id}:{SECRET}")
    for _ in range(5):
        authenticator.authenticate(header)
    assert register.asked == 1
    clock.seconds += 10
    authenticator.authenticate(header)
    assert register.asked == 2


def test_authenticator_refuses_a_revoked_client_once_the_period_is_over(
    authenticator: Authenticator, register: Register, clock: Clock
) -> None:
    header = basic(f"{CLIENT.client_id}:{SECRET}")
    authenticator.authenticate(header)
    register.clients.clear()
    clock.seconds += 9.9
    assert authenticator.authenticate(header) == CLIENT
    clock.seconds += 0.1
    with pytest.raises(NotAuthenticated):
        authenticator.authenticate(header)


def test_authenticator_does_not_remember_refusals(
    authenticator: Authenticator, register: Register
) -> None:
    header = basic(f"{CLIENT.client_id}:another secret")
    with pytest.raises(NotAuthenticated):
        authenticator.authenticate(header)
    register.clients[CLIENT.client_id] = (CLIENT, hash_secret("another secret"))
    assert authenticator.authenticate(header) == CLIENT


def test_authenticator_remembers_a_bounded_number_of_clients(
    authenticator: Authenticator, register: Register
) -> None:
    names = ["a", "b", "c", "d"]
    for name in names:
        register.clients[name] = (replace(CLIENT, client_id=name), hash_secret(SECRET))
        assert authenticator.authenticate(basic(f"{name}:{SECRET}")).client_id == name
    register.asked = 0
    for name in reversed(names):
        authenticator.authenticate(basic(f"{name}:{SECRET}"))
    assert register.asked == 1


def test_authenticator_checks_a_hash_for_unknown_ids_too(
    authenticator: Authenticator, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked: list[str] = []

    def counting(secret: str, secret_hash: str) -> bool:
        checked.append(secret)
        return secret_matches(secret, secret_hash)

    monkeypatch.setattr("app.access.secret_matches", counting)
    with pytest.raises(NotAuthenticated):
        authenticator.authenticate(basic(f"nobody:{SECRET}"))
    assert checked == [SECRET]
