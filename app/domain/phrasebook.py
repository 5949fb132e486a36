"""The phrasebook: kinds of public service with what people who need them say."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.domain.language import LocalizedList, LocalizedText


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of public service, such as a shelter for victims of violence.

    name and summary are in official language, utterances and keywords in people's own words. related maps other kinds'
    ids to how much they help, 0..1, whoever needs this kind: 1 as much as this one. service_weights is what an
    administrator knows: service id → how surely it is of this kind, 0..1, in place of what wording tells.
    """

    kind_id: str
    service_class_code: str
    name: LocalizedText
    summary: LocalizedText = field(default_factory=dict)
    utterances: LocalizedList = field(default_factory=dict)
    keywords: LocalizedList = field(default_factory=dict)
    related: Mapping[str, float] = field(default_factory=dict)
    service_weights: Mapping[str, float] = field(default_factory=dict)
