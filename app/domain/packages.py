"""A service package: the needs seen in a life situation, each with the services that help."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from app.domain.language import LocalizedText
from app.domain.results import DescribedService, Provenance

NeedSource = Literal["text", "meter", "life_event"]

Urgency = Literal["urgent", "soon", "later"]

URGENCIES: Final[Sequence[Urgency]] = ("urgent", "soon", "later")
"""In the order in which to act."""

ProviderType = Literal[
    "municipality", "wellbeing_services_county", "state", "company", "association", "other"
]

EMERGENCY_NUMBER: Final = "112"


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """One thing a person needs help with.

    source says what showed it: the clause of their text (personal data, never stored or logged), one of the
    3X10D meters, or a life event. kind_ids are the kinds of service that help, the first one names the need;
    a meter's need has none.
    """

    source: NeedSource
    urgency: Urgency
    name: LocalizedText = field(default_factory=dict)
    kind_ids: tuple[str, ...] = ()
    clause: str = ""
    meter: str = ""
    life_event_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenLifeEvent:
    """A life event the person named, with confidence 1, or that their text shows, with less.

    codes are those of PTV's list, possibly none. kind_ids are the kinds of service needed now, the most important
    first, next_kind_ids those usually needed later, in the usual order.
    """

    life_event_id: str
    codes: tuple[str, ...]
    name: LocalizedText
    confidence: float
    kind_ids: tuple[str, ...] = ()
    next_kind_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MetNeed:
    """A need and the services that help, best first; their rank counts within the need."""

    need: Need
    services: tuple[DescribedService, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ServicePackage:
    """The answer, stored under recommendation_id without a word of what the person said.

    needs stand in the order in which to act; next_needs are what the life events usually bring later. No service
    stands in the package twice. is_urgent says that there is danger to life or of violence; provenance, where the query
    asked to explain, what made the answer; is_lexical is that of FoundServices.
    """

    recommendation_id: int
    is_urgent: bool
    needs: tuple[MetNeed, ...]
    next_needs: tuple[MetNeed, ...]
    life_events: tuple[SeenLifeEvent, ...]
    provenance: Provenance | None = None
    is_lexical: bool = False
