import pytest

from app.api.remote_address import remote_network


@pytest.mark.parametrize(
    ("host", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::1", "::/64"),
        ("testclient", "unknown"),
        ("", "unknown"),
        ("192.0.2.7\x00", "unknown"),
        ("\ud800", "unknown"),
    ],
)
def test_address_belongs_to_its_network(host: str, network: str) -> None:
    assert remote_network({"type": "http", "client": (host, 50_000)}) == network


@pytest.mark.parametrize("scope", [{"type": "http"}, {"type": "http", "client": None}])
def test_peer_without_address_is_of_the_unknown_network(scope: dict[str, object]) -> None:
    assert remote_network(scope) == "unknown"
