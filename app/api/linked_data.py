"""A service as linked data: the only place that knows CPSV-AP 3.2, the European vocabulary of public services.

The terms are those of https://semiceu.github.io/CPSV-AP/releases/3.2.0/. What the catalogue does not tell, such as the
evidence to bring or how long a decision takes, is left out. All languages stand side by side.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import zip_longest
from typing import Any, Final

from app.api.catalogue_service import SAMPLE_NOTE, hours_text
from app.domain.catalogue import CatalogueEntry, OpeningHours, Service, ServiceChannel
from app.domain.codelists import Code, CodeLists
from app.domain.language import LANGUAGES, LocalizedList, LocalizedText

LINKED_DATA_MEDIA_TYPE: Final = "application/ld+json"
CPSV_AP: Final = "https://semiceu.github.io/CPSV-AP/releases/3.2.0/"

CONTEXT: Final = {
    "cpsv": "http://purl.org/vocab/cpsv#",
    "cv": "http://data.europa.eu/m8g/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "locn": "http://www.w3.org/ns/locn#",
    "org": "http://www.w3.org/ns/org#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "time": "http://www.w3.org/2006/time#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
AUTHORITY: Final = "http://publications.europa.eu/resource/authority"
NATION_WIDE: Final = {
    "Nationwide": f"{AUTHORITY}/country/FIN",
    "NationwideExceptAlandIslands": "http://data.europa.eu/nuts/code/FI1",
}
"""Finland, and what the statistical regions call mainland Finland."""
PLACE: Final = ["dct:Location", "http://data.europa.eu/88u/dataset/atu-type"]
"""Where a service can be used is what its organisation covers, for which the profile's shapes want this second type."""

PRIVATE_ORGANIZATIONS: Final = frozenset({"Company", "Organization", "SotePrivate"})
"""PTV's types of organisations that are not public."""

Node = dict[str, Any]


def linked_service(entry: CatalogueEntry, code_lists: CodeLists, *, public_base_url: str) -> Node:
    """The service as a JSON-LD document whose context stands in it; its own IRI is its address here.

    Organisations and channels are named by the UUIDs that PTV gave them, everywhere the same.
    """
    service = entry.service
    iri = f"{public_base_url}/services/{service.service_id}"
    locations = _locations(service, code_lists)
    contacts = [_contact_point(channel, iri) for channel in entry.channels]
    return {
        "@context": CONTEXT,
        **_node(
            iri,
            "cpsv:PublicService",
            {
                "dct:identifier": service.service_id,
                "dct:title": _texts(service.name),
                "dct:description": _texts(_description(service)),
                "dcat:keyword": _each_text(service.keywords),
                "cv:hasCompetentAuthority": _authority(entry, locations),
                "dct:spatial": locations,
                "cv:thematicArea": _concepts(
                    service.service_class_codes, code_lists.service_classes
                ),
                "dct:audience": _concepts(service.target_group_codes, code_lists.target_groups),
                "cv:isGroupedBy": _life_events(service, code_lists),
                "cv:holdsRequirement": _requirements(service, iri),
                "cv:hasCost": _cost(service, iri),
                "cv:hasChannel": [_channel(channel) for channel in entry.channels],
                "cv:contactPoint": [contact for contact in contacts if len(contact) > 2],
            },
        ),
    }


def _node(iri: str | None, types: str | list[str], properties: Mapping[str, Any]) -> Node:
    """A node without the properties that hold nothing; a blank one without an IRI."""
    name = {"@id": iri} if iri else {}
    present = {key: value for key, value in properties.items() if value not in ("", [], {}, None)}
    return {**name, "@type": types, **present}


def _texts(texts: LocalizedText) -> list[Node]:
    return [
        {"@value": texts[language], "@language": language}
        for language in LANGUAGES
        if language in texts
    ]


def _each_text(texts: LocalizedList) -> list[Node]:
    return [
        {"@value": text, "@language": language}
        for language in LANGUAGES
        for text in texts.get(language, ())
    ]


def _description(service: Service) -> LocalizedText:
    texts = service.description or service.summary
    if not service.is_sample:
        return texts
    return {language: f"{text}\n\n{SAMPLE_NOTE[language]}" for language, text in texts.items()}


def _authority(entry: CatalogueEntry, locations: Sequence[Node]) -> Node:
    """Who answers for the service. That the organisation covers the service's area is all we know of its own."""
    service, organization = entry.service, entry.organization
    if service.responsible_organization_id is None:
        return {}
    names = _texts(organization.name) if organization else service.responsible_organization_name
    is_private = organization and organization.organization_type in PRIVATE_ORGANIZATIONS
    return _node(
        f"urn:uuid:{service.responsible_organization_id}",
        "org:Organization" if is_private else "cv:PublicOrganisation",
        {
            "dct:identifier": service.responsible_organization_id,
            "dct:title": names,
            "skos:prefLabel": names,
            "dct:spatial": [{"@id": location["@id"]} for location in locations],
        },
    )


def _locations(service: Service, code_lists: CodeLists) -> list[Node]:
    """Where the service can be used: the municipalities, or the country as a whole or without Åland."""
    if service.area_type != "LimitedType":
        return [_node(NATION_WIDE[service.area_type], PLACE, {})]
    scheme = f"http://uri.suomi.fi/codelist/jhs/kunta_1_{code_lists.valid_year}0101/code"
    return [
        _node(
            f"{scheme}/{code}",
            PLACE,
            {
                "dct:identifier": code,
                "locn:geographicName": _texts(code_lists.municipalities[code].name),
            },
        )
        for code in sorted(service.municipality_codes & code_lists.municipalities.keys())
    ]


def _known(codes: Iterable[str], code_list: Mapping[str, Code]) -> list[Code]:
    return [code_list[code] for code in codes if code in code_list]


def _concepts(codes: Iterable[str], code_list: Mapping[str, Code]) -> list[Node]:
    return [
        _node(
            entry.uri,
            "skos:Concept",
            {"skos:notation": entry.code, "skos:prefLabel": _texts(entry.name)},
        )
        for entry in _known(codes, code_list)
    ]


def _life_events(service: Service, code_lists: CodeLists) -> list[Node]:
    """The vocabulary asks for events; that life events are such does not stand in the data by itself."""
    return [
        _node(
            entry.uri,
            ["cv:LifeEvent", "cv:Event"],
            {"dct:identifier": entry.code, "dct:title": _texts(entry.name)},
        )
        for entry in _known(service.life_event_codes, code_lists.life_events)
    ]


def _requirements(service: Service, iri: str) -> list[Node]:
    """Conditions of use; those at the same place are the same in other languages."""
    by_language = [service.requirements.get(language, ()) for language in LANGUAGES]
    return [
        _node(
            f"{iri}#requirement-{number}",
            "cv:Requirement",
            {
                "dct:identifier": f"{service.service_id}/requirement/{number}",
                "dct:title": [
                    {"@value": text, "@language": language}
                    for language, text in zip(LANGUAGES, texts, strict=True)
                    if text
                ],
            },
        )
        for number, texts in enumerate(zip_longest(*by_language), start=1)
    ]


def _cost(service: Service, iri: str) -> Node:
    """An amount only where there is none to pay: elsewhere the catalogue tells it in words."""
    if not service.charge_type and not service.charge_info:
        return {}
    nothing = {
        "cv:hasValue": {"@value": "0.0", "@type": "xsd:double"},
        "cv:currency": {"@id": f"{AUTHORITY}/currency/EUR", "@type": "skos:Concept"},
    }
    return _node(
        f"{iri}#cost",
        "cv:Cost",
        {
            "dct:identifier": f"{service.service_id}/cost",
            "dct:description": _texts(service.charge_info),
            **(nothing if service.charge_type == "FreeOfCharge" else {}),
        },
    )


def _channel(channel: ServiceChannel) -> Node:
    """A way to use the service; how to reach it stands in the contact point of the same UUID."""
    address = _texts(channel.address)
    return _node(
        f"urn:uuid:{channel.channel_id}",
        "cv:Channel",
        {
            "dct:identifier": channel.channel_id,
            "dct:title": _texts(channel.name),
            "dct:description": _texts(channel.description or channel.summary),
            "dct:type": _node(None, "skos:Concept", {"skos:notation": channel.channel_type}),
            "cv:openingHours": _opening_hours(channel.service_hours),
            "locn:address": _node(None, "locn:Address", {"locn:fullAddress": address})
            if address
            else None,
        },
    )


def _contact_point(channel: ServiceChannel, iri: str) -> Node:
    pages = dict.fromkeys(page.url for page in channel.web_pages)
    reached_by = {
        "cv:telephone": _each_text(channel.phone_numbers),
        "cv:email": sorted({email for emails in channel.emails.values() for email in emails}),
        "cv:contactPage": [{"@id": page, "@type": "foaf:Document"} for page in pages],
    }
    return _node(
        f"{iri}#contact-{channel.channel_id}",
        "cv:ContactPoint",
        {**reached_by, "cv:openingHours": _opening_hours(channel.service_hours)}
        if any(reached_by.values())
        else {},
    )


def _opening_hours(service_hours: Sequence[OpeningHours]) -> list[Node]:
    """PTV names the days in English, whichever language is asked for."""
    return [
        _node(
            None,
            "time:TemporalEntity",
            {
                "dct:description": _texts(
                    {language: hours_text(hours, language) for language in LANGUAGES}
                    if hours.is_always_open
                    else {"en": hours_text(hours, "en")}
                )
            },
        )
        for hours in service_hours
    ]
