import pytest

from app.api.page_address import with_parameters


@pytest.mark.parametrize(
    ("address", "parameters", "expected"),
    [
        ("https://x.fi", {}, "https://x.fi"),
        ("https://x.fi/?#", {}, "https://x.fi/?#"),
        ("https://x.fi", {"s": "1"}, "https://x.fi?s=1"),
        ("https://x.fi/", {"s": "1", "t": "2"}, "https://x.fi/?s=1&t=2"),
        ("https://x.fi/?", {"s": "1"}, "https://x.fi/?s=1"),
        ("https://x.fi/?a=1", {"s": "1"}, "https://x.fi/?a=1&s=1"),
        ("https://x.fi/?a=1&", {"s": "1"}, "https://x.fi/?a=1&s=1"),
        ("https://x.fi/#top", {"s": "1"}, "https://x.fi/?s=1#top"),
        ("https://x.fi/#/app?view=1", {"s": "1"}, "https://x.fi/?s=1#/app?view=1"),
        ("https://x.fi/?a=1#top", {"s": "1"}, "https://x.fi/?a=1&s=1#top"),
        ("https://x.fi/?a=b?c&d", {"s": "1"}, "https://x.fi/?a=b?c&d&s=1"),
        ("https://x.fi/?a=%20+ä&a=2", {"s": "1"}, "https://x.fi/?a=%20+ä&a=2&s=1"),
        ("https://x.fi/?a=1&&b", {"s": "1"}, "https://x.fi/?a=1&&b&s=1"),
        ("https://x.fi/?&a=1&&", {"s": "1"}, "https://x.fi/?&a=1&&s=1"),
        ("https://x.fi/?s=old&&a=1", {"s": "1"}, "https://x.fi/?&a=1&s=1"),
        ("https://x.fi/?s=old&a=1&s=older", {"s": "1"}, "https://x.fi/?a=1&s=1"),
        ("https://x.fi/?s", {"s": "1"}, "https://x.fi/?s=1"),
        ("https://x.fi/?%73=old", {"s": "1"}, "https://x.fi/?s=1"),
        ("https://x.fi/?s=old", {"t": "1"}, "https://x.fi/?s=old&t=1"),
        ("https://x.fi/?sa=old", {"s": "1"}, "https://x.fi/?sa=old&s=1"),
        ("https://x.fi/", {"s": ""}, "https://x.fi/?s="),
        ("https://x.fi/", {"s": "ä &=+#?/%"}, "https://x.fi/?s=%C3%A4%20%26%3D%2B%23%3F%2F%25"),
    ],
)
def test_parameters_are_merged_into_the_query(
    address: str, parameters: dict[str, str], expected: str
) -> None:
    assert with_parameters(address, parameters) == expected
