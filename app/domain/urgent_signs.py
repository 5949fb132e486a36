"""What in a person's words tells of danger, as data."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class UrgentSign:
    """A danger to life or of violence, how people tell of it and which services help at once.

    kind_id names the need. service_kind_ids are the kinds whose services come first, in this order, each with its
    equals. recognised_by are kinds so close to the danger that a text of theirs shows it without any of the phrases.
    phrases and harmless, of all languages, are patterns of app.ranking.urgency; harmless ones are ways of speaking in
    which a phrase means no danger.
    """

    sign: str
    kind_id: str
    service_kind_ids: tuple[tuple[str, ...], ...]
    recognised_by: tuple[str, ...]
    phrases: tuple[str, ...]
    harmless: tuple[str, ...]
