"""Which kinds of service a question asks for, rather than merely touches, and which of them it did not find."""

from collections.abc import Mapping, Sequence
from typing import Final

LEAST_LEAD_BELIEF: Final = 0.25
"""Beliefs sum to 1 and a lead has more than this, so there are at most three."""

SURE_BELIEF: Final = 0.4

NEARLY_AS_BELIEVED: Final = 0.5
"""Of the belief in the kind that the words show best, from which another kind may name the need: docs/packages.md."""

WEAK_SCORE: Final = 0.40
LEAST_OFFERED_WEIGHT: Final = 0.05
"""Measured on 80 judged queries (dev, 1,800 services, the shipped model): at these two, 10 % of the needs count as
missing, and 44 % once every service that a person judged relevant has been taken out.
"""


def lead_kinds(beliefs: Sequence[tuple[int, float]]) -> list[tuple[int, float]]:
    """The positions of the kinds believed in enough, best first; beliefs are those of kind_beliefs."""
    return [(position, belief) for position, belief in beliefs if belief > LEAST_LEAD_BELIEF]


def naming_kind(
    kind: int, beliefs: Sequence[tuple[int, float]], weights: Mapping[int, float]
) -> int:
    """The kind that names a need: where the words leave open which it is, one that its first service is of.

    kind is the one that the words show best, beliefs are those of kind_beliefs, and weights how surely the service is
    of each kind. The belief in kind counts as 1 where there is none, as may be for several clauses together.
    """
    least = NEARLY_AS_BELIEVED * dict(beliefs).get(kind, 1.0)
    open_to = (kind, *(other for other, belief in beliefs if belief >= least))
    return next((each for each in open_to if weights.get(each, 0.0) >= LEAST_OFFERED_WEIGHT), kind)


def is_missing(best_score: float, best_weight: float) -> bool:
    """Whether a kind asked for is missing or far: the best service found fits badly, or none that passes is of it.

    best_weight is the kind's greatest weight in a service that passes the filters.
    """
    return best_score < WEAK_SCORE or best_weight < LEAST_OFFERED_WEIGHT
