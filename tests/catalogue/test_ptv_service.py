from typing import Any

import pytest

from app.catalogue.codelist_files import load_code_lists
from app.catalogue.ptv_fields import RecordRejected
from app.catalogue.ptv_parse import ParsedRecord, parse_record
from app.domain.catalogue import Service
from tests.catalogue.ptv_records import ptv_service, text

LISTS = load_code_lists()


def service_of(**changes: Any) -> Service:
    result = parse_record(ptv_service(**changes), LISTS)
    assert isinstance(result, ParsedRecord)
    assert isinstance(result.record, Service)
    return result.record


def test_service_keeps_every_field() -> None:
    service = service_of()
    assert service.service_id == "5e0f1c52-7c1b-4f0e-9b55-0a6b0b1d7a01"
    assert service.name == {"fi": "Asumisneuvonta", "sv": "Boenderådgivning"}
    assert service.alternative_name == {"fi": "Kotipesä"}
    assert service.summary == {
        "fi": "Apua vuokra-asumisen pulmiin.",
        "sv": "Hjälp med problem i hyresboendet.",
    }
    assert service.description["fi"].startswith("Neuvoja auttaa")
    assert service.user_instruction == {"fi": "Varaa aika puhelimitse."}
    assert service.charge_info == {"fi": "Ensimmäinen käynti on ilmainen."}
    assert service.charge_type == "FreeOfCharge"
    assert service.funding_type == "PubliclyFunded"
    assert service.keywords == {"fi": ("vuokravelka", "häätö"), "sv": ("vräkning",)}
    assert service.requirements == {"fi": ("Asut kunnan alueella.",)}
    assert service.responsible_organization_id == "5e0f1c52-7c1b-4f0e-9b55-0a6b0b1d7a22"
    assert service.responsible_organization_name == "Esimerkkilän kaupunki"
    assert service.service_class_codes == ("P1.1", "P1")
    assert service.target_group_codes == ("KR1",)
    assert service.life_event_codes == ("KE9",)
    assert service.service_collection_ids == ("5e0f1c52-7c1b-4f0e-9b55-0a6b0b1d7a31",)
    assert service.channel_ids == ("5e0f1c52-7c1b-4f0e-9b55-0a6b0b1d7a11",)
    assert not service.is_sample


OPTIONAL_FIELDS = [
    "serviceDescriptions",
    "serviceChargeType",
    "fundingType",
    "serviceClasses",
    "targetGroups",
    "lifeEvents",
    "keywords",
    "requirements",
    "serviceChannels",
    "serviceCollections",
    "organizations",
]


def test_service_with_only_names_and_no_area_is_nationwide() -> None:
    service = service_of(**dict.fromkeys([*OPTIONAL_FIELDS, "areaType", "areas"]))
    assert service.name["fi"] == "Asumisneuvonta"
    assert service.area_type == "Nationwide"
    assert service.responsible_organization_id is None
    assert service.keywords == {}


@pytest.mark.parametrize(
    ("changes", "attribute", "expected"),
    [
        ({"serviceNames": [text("fi", " "), text("en", "Advice")]}, "name", {"en": "Advice"}),
        ({"serviceNames": [text("fi", "A"), text("fi", "B")]}, "name", {"fi": "A"}),
        ({"serviceNames": [None, text("fi", "A")]}, "name", {"fi": "A"}),
        ({"serviceNames": [text("fi", "pal\u00advelu\x00")]}, "name", {"fi": "palvelu"}),
        ({"fundingType": "MarketFunded"}, "funding_type", "MarketFunded"),
        ({"unknownField": {"deep": [1]}}, "charge_type", "FreeOfCharge"),
        ({"requirements": [{"value": None, "language": "fi"}]}, "requirements", {}),
        ({"keywords": [{"value": "x", "language": "smn"}]}, "keywords", {}),
        ({"serviceChannels": [{"serviceChannel": {"id": None}}]}, "channel_ids", ()),
        ({"organizations": [{"organization": None, "roleType": "Responsible"}]},
         "responsible_organization_id", None),
        ({"serviceClasses": [{"code": "P4.13"}, {"code": "P4.13"}]},
         "service_class_codes", ("P4.13",)),
    ],
)  # fmt: skip
def test_service_looseness_of_ptv_is_tolerated(
    changes: dict[str, Any], attribute: str, expected: object
) -> None:
    assert getattr(service_of(**changes), attribute) == expected


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"serviceNames": None}, "serviceNames hold no name"),
        ({"serviceNames": [text("se", "Namma")]}, "serviceNames hold no name"),
        ({"serviceNames": [text("fi", "Lempinimi", "AlternativeName")]}, "hold no name"),
        ({"serviceNames": [text("fi", 5)]}, "serviceNames[0].value is not a text"),
        ({"serviceNames": [text("fi", "\ud83d")]}, "serviceNames[0].value holds half"),
        ({"serviceNames": ["Nimi"]}, "serviceNames[0] is not an object"),
        ({"serviceNames": {"fi": "Nimi"}}, "serviceNames is not a list"),
        ({"serviceDescriptions": "teksti"}, "serviceDescriptions is not a list"),
        ({"serviceChargeType": 1}, "serviceChargeType is not a text"),
        ({"fundingType": "Lottery"}, "fundingType is neither"),
        ({"keywords": [{"value": [], "language": "fi"}]}, "keywords[0].value is not a text"),
        ({"serviceChannels": [{"serviceChannel": []}]}, "serviceChannel is not an object"),
        ({"serviceChannels": [{"serviceChannel": {"id": "x"}}]}, "id is not a UUID"),
        ({"organizations": [{"organization": {"id": "x"}}]}, "organization.id is not a UUID"),
        ({"serviceClasses": [7]}, "serviceClasses[0] is not an object"),
    ],
)  # fmt: skip
def test_service_that_cannot_be_used_is_rejected(changes: dict[str, Any], reason: str) -> None:
    with pytest.raises(RecordRejected) as raised:
        service_of(**changes)
    assert reason in raised.value.reason


def test_service_texts_it_leaves_out_are_the_national_templates() -> None:
    service = service_of(
        serviceDescriptions=[
            text("fi", "Oma tiivistelmä.", "Summary"),
            text("fi", "Pohjan tiivistelmä.", "GD_Summary"),
            text("sv", "Mallens sammanfattning.", "GD_Summary"),
            text("fi", None, "Description"),
            text("fi", "Pohjan kuvaus.", "GD_Description"),
            text("fi", "Pohjan ohje.", "GD_UserInstruction"),
            text("sv", "Mallens avgift.", "GD_ChargeTypeAdditionalInfo"),
        ]
    )
    assert service.summary == {"fi": "Oma tiivistelmä.", "sv": "Mallens sammanfattning."}
    assert list(service.summary) == ["fi", "sv"]
    assert service.description == {"fi": "Pohjan kuvaus."}
    assert service.user_instruction == {"fi": "Pohjan ohje."}
    assert service.charge_info == {"sv": "Mallens avgift."}
