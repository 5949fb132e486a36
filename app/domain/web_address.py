"""What counts as an address on the web, wherever one is read from a catalogue or handed to a browser."""

from typing import Final
from urllib.parse import urlsplit

WEB_SCHEMES: Final = ("http://", "https://")


def is_web_address(address: str) -> bool:
    """An absolute http or https address with a host, without white space, control characters or a backslash.

    Browsers drop some of those and read a backslash as a slash: it might lead elsewhere than it seems.
    """
    if not address.lower().startswith(WEB_SCHEMES) or "\\" in address:
        return False
    if any(character.isspace() or character < " " or character == "\x7f" for character in address):
        return False
    try:
        return bool(urlsplit(address).hostname)
    except ValueError:
        return False
