"""Adds parameters to the address of a page in the catalogue."""

from collections.abc import Mapping
from urllib.parse import quote, unquote_plus, urlencode


def with_parameters(address: str, parameters: Mapping[str, str]) -> str:
    """The address with the parameters at the end of its query, before its fragment, all else as it was.

    Parameters that the address has by the same name give way: the page must not be left to choose between two. A space
    becomes %20, which every server reads, unlike "+".
    """
    if not parameters:
        return address
    before_fragment, fragment_sign, fragment = address.partition("#")
    location, _, query = before_fragment.partition("?")
    kept = "&".join(part for part in query.split("&") if _name(part) not in parameters)
    between = "" if not kept or kept.endswith("&") else "&"
    added = urlencode(parameters, quote_via=quote, safe="")
    return f"{location}?{kept}{between}{added}{fragment_sign}{fragment}"


def _name(part: str) -> str:
    return unquote_plus(part.partition("=")[0])
