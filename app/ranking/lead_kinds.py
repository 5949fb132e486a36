"""Which kinds of service a question asks for, rather than merely touches."""

from collections.abc import Sequence
from typing import Final

LEAST_LEAD_BELIEF: Final = 0.2
MOST_LEAD_KINDS: Final = 3


def lead_kinds(beliefs: Sequence[tuple[int, float]]) -> list[int]:
    """The positions of the kinds believed in enough, best first; beliefs are those of kind_beliefs."""
    return [
        position for position, belief in beliefs[:MOST_LEAD_KINDS] if belief >= LEAST_LEAD_BELIEF
    ]
