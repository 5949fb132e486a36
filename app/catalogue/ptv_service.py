"""A service as PTV's open API (v11) writes it → domain."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, cast, get_args

from app.catalogue.ptv_areas import read_service_areas
from app.catalogue.ptv_classification import read_classification
from app.catalogue.ptv_fields import Fields, RecordRejected
from app.domain.catalogue import FundingType, Service
from app.domain.codelists import CodeLists

_FUNDING_TYPES: Final = frozenset(get_args(FundingType))


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
        summary=fields.localized_text("serviceDescriptions", "Summary"),
        description=fields.localized_text("serviceDescriptions", "Description"),
        user_instruction=fields.localized_text("serviceDescriptions", "UserInstruction"),
        charge_info=fields.localized_text("serviceDescriptions", "ChargeTypeAdditionalInfo"),
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
        channel_ids=_ids(
            link.nested("serviceChannel") for link in fields.entries("serviceChannels")
        ),
    )
    return ReadService(service, classification.unknown_count)


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
