"""Which of two media types a caller would rather have (RFC 9110, section 12.5.1)."""

import re
from collections.abc import Iterator
from typing import Final

_QUOTED: Final = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*(?:"|\\?$)', re.DOTALL)
"""A quoted string, or what is left where none ends: searching for its end from every quote would take long."""
_QUALITY: Final = re.compile(r"0(?:\.\d{0,3})?|1(?:\.0{0,3})?")


def prefers(accept: str, named: str, default: str) -> bool:
    """Whether an Accept header asks for `named` by its name and not less than for `default`.

    Wildcards ask for the default only; of parameters nothing but q counts.
    """
    qualities = dict(_qualities(accept))
    main_type = default.partition("/")[0]
    ranges = (default, f"{main_type}/*", "*/*")
    of_default = next((qualities[each] for each in ranges if each in qualities), 0.0)
    of_named = qualities.get(named, 0.0)
    return of_named > 0 and of_named >= of_default


def _qualities(accept: str) -> Iterator[tuple[str, float]]:
    """Each media range with its quality, 0..1; an ill-formed quality is none at all."""
    for media_range in _QUOTED.sub("", accept).lower().split(","):
        name, *parameters = (part.strip() for part in media_range.split(";"))
        quality = next((each[2:] for each in parameters if each.startswith("q=")), "1")
        yield name, float(quality) if _QUALITY.fullmatch(quality) else 0.0
