"""Life events: moving, a first child, loss of work, each with the kinds of service that people in it need."""

from dataclasses import dataclass, field

from app.domain.language import LocalizedList, LocalizedText


@dataclass(frozen=True, slots=True, kw_only=True)
class LifeEvent:
    """Something that happens in a life and brings several needs at once.

    ptv_codes are the codes of PTV's list (*elämäntilanne*) that mean it, often none. utterances are what people in it
    say. kind_ids are the phrasebook's kinds needed now, the most important first; next_kind_ids those that people in it
    usually need later, in the usual order.
    """

    life_event_id: str
    ptv_codes: tuple[str, ...] = ()
    name: LocalizedText = field(default_factory=dict)
    utterances: LocalizedList = field(default_factory=dict)
    kind_ids: tuple[str, ...] = ()
    next_kind_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RecognisedLifeEvent:
    """A life event that a person's words tell of; confidence is the probability of that, 0..1."""

    life_event: LifeEvent
    confidence: float


@dataclass(frozen=True, slots=True, eq=False)
class LifeEventList:
    """Every life event in use, with the names of all kinds that they lead to."""

    life_events: tuple[LifeEvent, ...]
    kind_names: dict[str, LocalizedText]
