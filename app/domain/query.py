"""What a caller asks for, checked and free of wire names."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.domain.language import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceFilters:
    """Which services may be suggested. Kinds of filter are AND-ed; an empty set does not filter.

    municipality_codes is every requested area widened to municipalities, or None without an area filter. Nationwide
    services pass besides them unless include_national is False; with only_national nothing else passes.
    """

    municipality_codes: frozenset[str] | None = None
    include_national: bool = True
    only_national: bool = False
    service_class_codes: frozenset[str] = frozenset()
    target_group_codes: frozenset[str] = frozenset()
    life_event_codes: frozenset[str] = frozenset()
    service_collection_ids: frozenset[str] = frozenset()
    funding_types: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """One question to the catalogue.

    text is what the person wrote ("" when nothing): personal data, never logged. meter_means holds the mean 0..10 of
    each given 3X10D meter; low means the person fares badly. life_event_codes describe the situation, they do not
    filter. language is the language of the answer; explain asks why each service is there, rerank to order them by what
    the calling system's users made of them too.
    """

    text: str = ""
    meter_means: Mapping[str, float] = field(default_factory=dict)
    life_event_codes: tuple[str, ...] = ()
    filters: ServiceFilters = ServiceFilters()
    limit: int = 5
    language: Language = "fi"
    explain: bool = False
    rerank: bool = False
