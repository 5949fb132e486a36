"""A service as PTV's open API (v11) writes it → domain."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, cast, get_args

from app.catalogue.ptv_areas import read_service_areas
from app.catalogue.ptv_classification import read_classification
from app.catalogue.ptv_fields import Fields, RecordRejected, in_language_order
from app.domain.catalogue import FundingType, Service
from app.domain.codelists import CodeLists
from app.domain.language import LocalizedText

_FUNDING_TYPES: Final = frozenset(get_args(FundingType))
_TEMPLATE_PREFIX: Final = "GD_"
"""Marks the texts of the general description (*pohjakuvaus*), the national template a service is based on."""


@dataclass(frozen=True, slots=True)
class ReadService:
    """A service, and how many of its classes, target groups and life events no code list knows."""

    service: Service
    unknown_code_count: int


def read_service(fields: Fields, service_id: str, code_lists: CodeLists) -> ReadService:
    name = fields.localized_text("serviceNames", "Name")
    if not name:
        raise RecordRejected("serviceNames hold no name in Finnish, Swedish or English")
    areas = read_service_areas(fields, code_lists)
    classification = read_classification(fields, code_lists)
    responsible_id, responsible_name = _responsible_organization(fields)
    service = Service(
        service_id=service_id,
        name=name,
        alternative_name=fields.localized_text("serviceNames", "AlternativeName"),
        summary=_description(fields, "Summary"),
        description=_description(fields, "Description"),
        user_instruction=_description(fields, "UserInstruction"),
        charge_info=_description(fields, "ChargeTypeAdditionalInfo"),
        keywords=fields.localized_list("keywords"),
        requirements=fields.localized_list("requirements"),
        charge_type=fields.text("serviceChargeType"),
        funding_type=_funding_type(fields),
        area_type=areas.area_type,
        areas=areas.areas,
        municipality_codes=areas.municipality_codes,
        responsible_organization_id=responsible_id,
        responsible_organization_name=responsible_name,
        service_class_codes=classification.service_class_codes,
        target_group_codes=classification.target_group_codes,
        life_event_codes=classification.life_event_codes,
        service_collection_ids=_ids(fields.entries("serviceCollections")),
        channel_ids=_channel_ids(fields),
    )
    return ReadService(service, classification.unknown_count)


def read_links(record: Mapping[str, object]) -> tuple[tuple[str, ...], str | None]:
    """The ids of a service's channels and of the organisation that answers for it; raises RecordRejected."""
    fields = Fields(record)
    return _channel_ids(fields), _responsible_organization(fields)[0]


def _channel_ids(fields: Fields) -> tuple[str, ...]:
    return _ids(link.nested("serviceChannel") for link in fields.entries("serviceChannels"))


def _description(fields: Fields, kind: str) -> LocalizedText:
    """The service's own text, and the template's in the languages that the service leaves out."""
    own = fields.localized_text("serviceDescriptions", kind)
    template = fields.localized_text("serviceDescriptions", f"{_TEMPLATE_PREFIX}{kind}")
    return in_language_order({**template, **own})


def _funding_type(fields: Fields) -> FundingType:
    funding_type = fields.text("fundingType") or "PubliclyFunded"
    if funding_type not in _FUNDING_TYPES:
        raise RecordRejected("fundingType is neither PubliclyFunded nor MarketFunded")
    return cast(FundingType, funding_type)


def _responsible_organization(fields: Fields) -> tuple[str | None, str]:
    for role in fields.entries("organizations"):
        organization = role.nested("organization")
        organization_id, name = organization.uuid("id"), organization.text("name")
        if role.text("roleType") == "Responsible" and organization_id:
            return organization_id, name
    return None, ""


def _ids(objects: Iterable[Fields]) -> tuple[str, ...]:
    ids = (entry.uuid("id") for entry in objects)
    return tuple(dict.fromkeys(identifier for identifier in ids if identifier))
