"""Service classes, target groups and life events of a PTV record, normalised to codes."""

from collections.abc import Container, Mapping
from dataclasses import dataclass

from app.catalogue.ptv_fields import Fields
from app.domain.codelists import CodeLists


@dataclass(frozen=True, slots=True)
class Classification:
    """Codes without repeats, in the record's order.

    Entries that no code list knows are dropped; unknown_count says how many.
    """

    service_class_codes: tuple[str, ...]
    target_group_codes: tuple[str, ...]
    life_event_codes: tuple[str, ...]
    unknown_count: int


def read_classification(service: Fields, code_lists: CodeLists) -> Classification:
    classes = _codes(
        service, "serviceClasses", code_lists.service_class_code_by_uri, code_lists.service_classes
    )
    groups = _codes(
        service, "targetGroups", code_lists.target_group_code_by_uri, code_lists.target_groups
    )
    events = _codes(
        service, "lifeEvents", code_lists.life_event_code_by_uri, code_lists.life_events
    )
    found = [*classes, *groups, *events]
    return Classification(
        service_class_codes=_known(classes),
        target_group_codes=_known(groups),
        life_event_codes=_known(events),
        unknown_count=found.count(None),
    )


def _codes(
    service: Fields, name: str, code_by_uri: Mapping[str, str], known_codes: Container[str]
) -> list[str | None]:
    """A URI decides before the bare code, because codes have changed hands.

    P7.12 is intellectual property today and was enforcement (now P15.5) at the time of the URNs.
    """
    codes: list[str | None] = []
    for entry in service.entries(name):
        uris = (entry.text("uri"), entry.text("newUri"))
        code = entry.text("code")
        by_uri = next((code_by_uri[uri] for uri in uris if uri in code_by_uri), None)
        codes.append(by_uri or (code if code in known_codes else None))
    return codes


def _known(codes: list[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(code for code in codes if code))
