import pytest

from app.domain.web_address import is_web_address


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org",
        "http://example.org/fi?a=1#b",
        "HTTPS://Example.ORG/FI",
        "https://työ.example.org/äö",
        "http://[2001:db8::1]:8080/",
    ],
)
def test_absolute_http_addresses_are_web_addresses(address: str) -> None:
    assert is_web_address(address)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "/fi",
        "//example.org/",
        "example.org",
        "ftp://example.org/",
        "javascript:alert(1)",
        "https:example.org",
        "https:/example.org",
        "https://",
        "https:///fi",
        "https://:443/",
        "https://[2001:db8::1/",
        "https://example.org/a b",
        " https://example.org/",
        "https://example.org/\n",
        "https://exa\tmple.org/",
        "https://example.org/\x00",
        "https://example.org\\@example.net/",
    ],
)
def test_everything_else_is_none(address: str) -> None:
    assert not is_web_address(address)
