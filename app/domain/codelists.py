"""The national code lists a request may refer to, and how areas widen to municipalities."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.domain.catalogue import Municipality
from app.domain.language import LocalizedText


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """One entry of a code list; parent_code is None at the top level."""

    code: str
    name: LocalizedText
    uri: str = ""
    parent_code: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CodeLists:
    """Every code list, keyed by code. Compared by identity: a process has one.

    The three area maps give the municipality codes of each region (*maakunta*), hospital district
    (*sairaanhoitopiiri*, the division of 2022) and wellbeing services county (*hyvinvointialue*, with 90 Helsinki and
    91 Åland). service_class_code_by_uri and the two beside it hold both generations of PTV URIs.
    """

    valid_year: int
    municipalities: Mapping[str, Municipality]
    regions: Mapping[str, Code]
    hospital_districts: Mapping[str, Code]
    wellbeing_counties: Mapping[str, Code]
    service_classes: Mapping[str, Code]
    target_groups: Mapping[str, Code]
    life_events: Mapping[str, Code]
    region_municipalities: Mapping[str, frozenset[str]]
    hospital_district_municipalities: Mapping[str, frozenset[str]]
    wellbeing_county_municipalities: Mapping[str, frozenset[str]]
    service_class_code_by_uri: Mapping[str, str]
    target_group_code_by_uri: Mapping[str, str]
    life_event_code_by_uri: Mapping[str, str]

    def with_parents(self, service_class_codes: Iterable[str]) -> frozenset[str]:
        """The given classes and their main classes ("P4.13" also gives "P4"); unknown codes stay as they are."""
        codes = set(service_class_codes)
        known = (
            self.service_classes[code] for code in tuple(codes) if code in self.service_classes
        )
        return frozenset(codes | {entry.parent_code for entry in known if entry.parent_code})
