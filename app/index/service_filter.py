"""The only place that says which services pass a request's filters."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from app.domain.catalogue import Service
from app.domain.codelists import CodeLists
from app.domain.query import ServiceFilters
from app.index.code_postings import CodePostings
from app.index.vector_index import Mask

_ALAND_COUNTY: Final = "91"


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceFacets:
    """What filters look at, for every service by its position in the index.

    is_nationwide and excludes_aland (*NationwideExceptAlandIslands*) are bool (services,). The
    postings name the services that carry a code, parents included: a service of class P4.13 stands
    under P4 too, one for target group KR1.2 under KR1, one for life event KE4.2 under KE4.
    """

    is_nationwide: Mask
    excludes_aland: Mask
    aland_municipality_codes: frozenset[str]
    municipalities: CodePostings
    service_classes: CodePostings
    target_groups: CodePostings
    life_events: CodePostings
    service_collections: CodePostings
    funding_types: CodePostings

    @classmethod
    def build(cls, services: Sequence[Service], code_lists: CodeLists) -> Self:
        county_municipalities = code_lists.wellbeing_county_municipalities
        return cls(
            is_nationwide=np.array([s.area_type != "LimitedType" for s in services], dtype=bool),
            excludes_aland=np.array(
                [s.area_type == "NationwideExceptAlandIslands" for s in services], dtype=bool
            ),
            aland_municipality_codes=county_municipalities.get(_ALAND_COUNTY, frozenset()),
            municipalities=CodePostings.build(s.municipality_codes for s in services),
            service_classes=CodePostings.build(
                code_lists.with_parents(s.service_class_codes) for s in services
            ),
            target_groups=CodePostings.build(
                _with_prefixes(s.target_group_codes) for s in services
            ),
            life_events=CodePostings.build(_with_prefixes(s.life_event_codes) for s in services),
            service_collections=CodePostings.build(s.service_collection_ids for s in services),
            funding_types=CodePostings.build((s.funding_type,) for s in services),
        )

    @property
    def service_count(self) -> int:
        return len(self.is_nationwide)

    def allowed(self, filters: ServiceFilters) -> Mask | None:
        """Which services pass: bool (services,), or None when nothing was filtered."""
        masks = [
            postings.with_any_of(codes)
            for postings, codes in (
                (self.service_classes, filters.service_class_codes),
                (self.target_groups, filters.target_group_codes),
                (self.life_events, filters.life_event_codes),
                (self.service_collections, filters.service_collection_ids),
                (self.funding_types, filters.funding_types),
            )
            if codes
        ]
        area = self._allowed_by_area(filters)
        if area is not None:
            masks.append(area)
        return np.logical_and.reduce(masks) if masks else None

    def _allowed_by_area(self, filters: ServiceFilters) -> Mask | None:
        codes = filters.municipality_codes
        if filters.only_national:
            return self.is_nationwide
        if codes is None:
            return None if filters.include_national else ~self.is_nationwide
        local = self.municipalities.with_any_of(codes) & ~self.is_nationwide
        if not filters.include_national:
            return local
        is_only_aland = bool(codes) and codes <= self.aland_municipality_codes
        national = (
            self.is_nationwide & ~self.excludes_aland if is_only_aland else self.is_nationwide
        )
        return local | national

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        """Everything as named arrays without objects, for `numpy.savez`."""
        arrays: dict[str, NDArray[Any]] = {
            "is_nationwide": self.is_nationwide,
            "excludes_aland": self.excludes_aland,
            "aland_municipality_codes": np.array(sorted(self.aland_municipality_codes), dtype=str),
        }
        for name in _POSTINGS:
            arrays |= getattr(self, name).to_arrays(name)
        return arrays

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> Self:
        """What `to_arrays` gave. Raises KeyError or ValueError when something is missing or odd."""
        count = len(arrays["is_nationwide"])
        return cls(
            is_nationwide=arrays["is_nationwide"],
            excludes_aland=arrays["excludes_aland"],
            aland_municipality_codes=frozenset(arrays["aland_municipality_codes"].tolist()),
            **{name: CodePostings.from_arrays(arrays, name, count) for name in _POSTINGS},
        )


_POSTINGS: Final = (
    "municipalities",
    "service_classes",
    "target_groups",
    "life_events",
    "service_collections",
    "funding_types",
)


def _with_prefixes(codes: Iterable[str]) -> frozenset[str]:
    """Target groups and life events nest by dots: "KR1.2" also gives "KR1"."""
    parts = (code.split(".") for code in codes)
    return frozenset(".".join(part[:depth]) for part in parts for depth in range(1, len(part) + 1))
