"""The phrasebook: kinds of public service with what people who need them say."""

from dataclasses import dataclass, field

from app.domain.language import LocalizedList, LocalizedText


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of public service, such as a shelter for victims of violence.

    name and summary are in official language, utterances and keywords in people's own words.
    """

    kind_id: str
    service_class_code: str
    name: LocalizedText
    summary: LocalizedText = field(default_factory=dict)
    utterances: LocalizedList = field(default_factory=dict)
    keywords: LocalizedList = field(default_factory=dict)
