"""GET services/{id} as JSON-LD: what an RDF library reads from it, held against the published CPSV-AP 3.2."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from rdflib import DCTERMS, RDF, SKOS, XSD, Graph, Literal, Namespace, URIRef
from rdflib.paths import Path

from app.api.linked_data import linked_service
from app.domain.catalogue import CatalogueEntry, Municipality, OpeningHours, Organization
from tests.api.asking import assert_problem
from tests.api.sample_records import channel_records, service_records
from tests.builders import make_channel, make_code_lists, make_service, service_id

pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
"""rdflib 7 reads JSON-LD by way of a class that it has deprecated itself."""

LINKED_DATA = "application/ld+json"
BASE_URL = "http://127.0.0.1:8000"
CV = Namespace("http://data.europa.eu/m8g/")
CPSV = Namespace("http://purl.org/vocab/cpsv#")
LOCN = Namespace("http://www.w3.org/ns/locn#")
ORG = Namespace("http://www.w3.org/ns/org#")
TIME = Namespace("http://www.w3.org/2006/time#")
DCAT = Namespace("http://www.w3.org/ns/dcat#")
FOAF = Namespace("http://xmlns.com/foaf/0.1/")
TERRITORIAL_UNIT = URIRef("http://data.europa.eu/88u/dataset/atu-type")

ONE, SOME, ANY = (1, 1), (1, None), (0, None)
PROFILE: dict[URIRef, dict[URIRef, tuple[int, int | None]]] = {
    CPSV.PublicService: {
        DCTERMS.identifier: ONE,
        DCTERMS.title: SOME,
        DCTERMS.description: SOME,
        CV.hasCompetentAuthority: SOME,
        DCAT.keyword: ANY,
        DCTERMS.spatial: ANY,
        DCTERMS.audience: ANY,
        CV.thematicArea: ANY,
        CV.isGroupedBy: ANY,
        CV.holdsRequirement: ANY,
        CV.hasCost: ANY,
        CV.hasChannel: ANY,
        CV.contactPoint: ANY,
    },
    CV.PublicOrganisation: {
        DCTERMS.identifier: ONE,
        DCTERMS.title: SOME,
        SKOS.prefLabel: SOME,
        DCTERMS.spatial: SOME,
    },
    ORG.Organization: {
        DCTERMS.identifier: ONE,
        DCTERMS.title: SOME,
        SKOS.prefLabel: ANY,
        DCTERMS.spatial: ANY,
    },
    CV.LifeEvent: {DCTERMS.identifier: ONE, DCTERMS.title: SOME},
    CV.Requirement: {DCTERMS.identifier: ONE, DCTERMS.title: SOME},
    CV.Cost: {
        DCTERMS.identifier: ONE,
        DCTERMS.description: ANY,
        CV.hasValue: (0, 1),
        CV.currency: (0, 1),
    },
    CV.Channel: {
        DCTERMS.identifier: ONE,
        DCTERMS.type: (0, 1),
        DCTERMS.title: ANY,
        DCTERMS.description: ANY,
        CV.openingHours: ANY,
        LOCN.address: ANY,
    },
    CV.ContactPoint: {
        CV.telephone: ANY,
        CV.email: ANY,
        CV.contactPage: ANY,
        CV.openingHours: ANY,
    },
    TIME.TemporalEntity: {DCTERMS.description: ANY},
    SKOS.Concept: {SKOS.notation: ANY, SKOS.prefLabel: ANY},
    DCTERMS.Location: {DCTERMS.identifier: ANY, LOCN.geographicName: ANY},
    LOCN.Address: {LOCN.fullAddress: ANY},
    FOAF.Document: {},
}
"""Of each class that we use: its properties with how often they may stand, as the profile's SHACL shapes say; beyond
the profile only a channel's name and address, codes and names of concepts and places."""

RANGES: dict[URIRef | Path, URIRef] = {
    CV.hasChannel: CV.Channel,
    CV.contactPoint: CV.ContactPoint,
    CV.contactPage: FOAF.Document,
    CV.hasCost: CV.Cost,
    CV.currency: SKOS.Concept,
    CV.holdsRequirement: CV.Requirement,
    CV.isGroupedBy: CV.Event,
    CV.openingHours: TIME.TemporalEntity,
    CV.thematicArea: SKOS.Concept,
    DCTERMS.audience: SKOS.Concept,
    DCTERMS.type: SKOS.Concept,
    DCTERMS.spatial: DCTERMS.Location,
    CV.hasCompetentAuthority / DCTERMS.spatial: TERRITORIAL_UNIT,
}
"""What the profile wants at the end of a property, or of a path of them; an authority's own class has its own test."""

TEXTS = (
    DCTERMS.title,
    DCTERMS.description,
    DCAT.keyword,
    SKOS.prefLabel,
    LOCN.fullAddress,
)
"""Properties whose values the profile wants to name their language."""


def ask(api: TestClient, service: str, accept: str = LINKED_DATA, **query: str) -> Response:
    response = api.get(f"/services/{service}", headers={"Accept": accept}, params=query)
    assert response.status_code == 200, response.text
    return response


def graph_of(document: str) -> Graph:
    return Graph().parse(data=document, format="json-ld")


def graph_of_entry(entry: CatalogueEntry) -> Graph:
    document = linked_service(entry, make_code_lists(), public_base_url=BASE_URL)
    return graph_of(json.dumps(document))


def breaches(graph: Graph) -> Iterator[str]:
    """What the profile does not know or does not allow."""
    for node, node_type in graph.subject_objects(RDF.type):
        if node_type in (CV.Event, TERRITORIAL_UNIT):  # a second class of nodes of another one
            continue
        known = PROFILE[node_type]
        for predicate in set(graph.predicates(node)) - {RDF.type} - known.keys():
            yield f"{node_type} has {predicate}"
        for predicate, (least, most) in known.items():
            count = len(list(graph.objects(node, predicate)))
            if count < least or (most is not None and count > most):
                yield f"{node_type} has {count} {predicate}"
    for path, wanted in RANGES.items():
        for subject, end in graph.subject_objects(path):
            if (end, RDF.type, wanted) not in graph:
                yield f"{subject} {path} leads to no {wanted}"
    for predicate in TEXTS:
        for subject, text in graph.subject_objects(predicate):
            if not (isinstance(text, Literal) and text.language):
                yield f"{subject} {predicate} names no language"


def values(record: dict[str, Any], field: str, kind: str) -> set[Literal]:
    return {
        Literal(text["value"], lang=text["language"])
        for text in record[field]
        if text["type"] == kind
    }


@pytest.mark.parametrize("record", service_records(), ids=lambda record: record["id"][:8])
def test_every_sample_service_keeps_to_the_profile(api: TestClient, record: dict[str, Any]) -> None:
    graph = graph_of(ask(api, record["id"]).text)
    assert list(breaches(graph)) == []
    service = URIRef(f"{BASE_URL}/services/{record['id']}")
    assert list(graph.subjects(RDF.type, CPSV.PublicService)) == [service]
    assert graph.value(service, DCTERMS.identifier) == Literal(record["id"])
    titles = set(graph.objects(service, DCTERMS.title))
    assert titles == values(record, "serviceNames", "Name")
    assert {title.language for title in titles if isinstance(title, Literal)} == {"fi", "sv", "en"}
    events = {str(uri) for uri in graph.objects(service, CV.isGroupedBy)}
    assert {uri.rpartition("/")[2] for uri in events} == {
        event["code"] for event in record["lifeEvents"]
    }
    channels = {str(iri) for iri in graph.objects(service, CV.hasChannel)}
    assert channels == {
        f"urn:uuid:{each['serviceChannel']['id']}" for each in record["serviceChannels"]
    }


def test_channels_tell_hours_and_contact_points_how_to_reach_them(api: TestClient) -> None:
    graph = Graph()
    for record in service_records():
        graph.parse(data=ask(api, record["id"]).text, format="json-ld")
    mails = {
        mail["value"]
        for channel in channel_records().values()
        for mail in channel.get("supportEmails") or channel.get("emails") or ()
    }
    assert mails
    assert {str(mail) for mail in graph.objects(None, CV.email)} <= mails
    assert list(graph.objects(None, CV.telephone))
    hours = set(graph.objects(None, CV.openingHours / DCTERMS.description))
    assert Literal("Alltid öppet", lang="sv") in hours
    assert any(isinstance(each, Literal) and each.startswith("Monday") for each in hours)
    assert list(graph.objects(None, LOCN.address / LOCN.fullAddress))


def test_limited_service_lies_in_its_municipalities_named_in_each_language() -> None:
    entry = CatalogueEntry(
        service=make_service(area_type="LimitedType", municipality_codes=frozenset({"091"})),
    )
    graph = graph_of_entry(entry)
    year = make_code_lists().valid_year
    helsinki = URIRef(f"http://uri.suomi.fi/codelist/jhs/kunta_1_{year}0101/code/091")
    assert list(graph.objects(None, DCTERMS.spatial)) == [helsinki]
    known: Municipality = make_code_lists().municipalities["091"]
    assert set(graph.objects(helsinki, LOCN.geographicName)) == {
        Literal(name, lang=language) for language, name in known.name.items()
    }


@pytest.mark.parametrize(
    ("area_type", "place"),
    [
        ("Nationwide", "http://publications.europa.eu/resource/authority/country/FIN"),
        ("NationwideExceptAlandIslands", "http://data.europa.eu/nuts/code/FI1"),
    ],
)
def test_nationwide_service_lies_in_the_country(area_type: str, place: str) -> None:
    graph = graph_of_entry(CatalogueEntry(service=make_service(area_type=area_type)))
    assert list(graph.objects(None, DCTERMS.spatial)) == [URIRef(place)]


@pytest.mark.parametrize(
    ("organization_type", "expected"),
    [
        ("Municipality", CV.PublicOrganisation),
        ("Company", ORG.Organization),
        ("Organization", ORG.Organization),
    ],
)
def test_private_provider_is_no_public_organisation(
    organization_type: str, expected: URIRef
) -> None:
    organization = Organization(
        organization_id=service_id(9),
        name={"fi": "Tuki ry", "sv": "Stöd rf"},
        organization_type=organization_type,
    )
    service = make_service(responsible_organization_id=service_id(9))
    graph = graph_of_entry(CatalogueEntry(service=service, organization=organization))
    authority = URIRef(f"urn:uuid:{service_id(9)}")
    assert list(graph.objects(None, CV.hasCompetentAuthority)) == [authority]
    assert graph.value(authority, RDF.type) == expected
    assert set(graph.objects(authority, SKOS.prefLabel)) == {
        Literal("Tuki ry", lang="fi"),
        Literal("Stöd rf", lang="sv"),
    }


def test_only_a_free_service_costs_an_amount() -> None:
    free, charged, unknown = (
        graph_of_entry(CatalogueEntry(service=make_service(**changes)))
        for changes in (
            {"charge_type": "FreeOfCharge"},
            {"charge_type": "Chargeable", "charge_info": {"fi": "12,30 euroa"}},
            {},
        )
    )
    assert list(free.objects(None, CV.hasValue)) == [Literal("0.0", datatype=XSD.double)]
    assert list(charged.objects(None, CV.hasValue)) == []
    cost = next(charged.objects(None, CV.hasCost))
    assert charged.value(cost, DCTERMS.description) == Literal("12,30 euroa", lang="fi")
    assert list(unknown.objects(None, CV.hasCost)) == []


def test_requirements_stand_once_with_all_their_languages() -> None:
    requirements = {"fi": ("Olet yli 65-vuotias.",), "sv": ("Du är över 65.", "Du bor ensam.")}
    graph = graph_of_entry(CatalogueEntry(service=make_service(requirements=requirements)))
    titles = [
        {str(title) for title in graph.objects(requirement, DCTERMS.title)}
        for requirement in graph.objects(None, CV.holdsRequirement)
    ]
    assert sorted(titles, key=len) == [
        {"Du bor ensam."},
        {"Olet yli 65-vuotias.", "Du är över 65."},
    ]


def test_channel_without_any_contact_has_no_contact_point() -> None:
    channel = make_channel(web_pages=(), service_hours=(OpeningHours(is_always_open=True),))
    graph = graph_of_entry(CatalogueEntry(service=make_service(), channels=(channel,)))
    assert list(graph.subjects(RDF.type, CV.ContactPoint)) == []
    hours = set(graph.objects(None, CV.hasChannel / CV.openingHours / DCTERMS.description))
    assert {each.language for each in hours if isinstance(each, Literal)} == {"fi", "sv", "en"}


def test_sample_says_that_it_is_one_in_each_language() -> None:
    service = make_service(is_sample=True)
    graph = graph_of_entry(CatalogueEntry(service=service))
    descriptions = list(graph.objects(None, DCTERMS.description))
    assert len(descriptions) == 3
    for text, language in zip(
        ("keksitty", "påhittade", "invented"), ("fi", "sv", "en"), strict=True
    ):
        told = next(each for each in descriptions if getattr(each, "language", "") == language)
        assert text in told


def test_representation_follows_accept_and_names_the_other_one(api: TestClient) -> None:
    service: str = service_records()[0]["id"]
    address = f"<{BASE_URL}/services/{service}>"
    linked, plain = ask(api, service), ask(api, service, "*/*", language="sv")
    assert linked.headers["content-type"] == LINKED_DATA
    assert plain.headers["content-type"] == "application/json"
    assert linked.headers["vary"] == plain.headers["vary"] == "Accept"
    assert f'{address}; rel="alternate"; type="application/json"' in linked.headers["link"]
    assert f'{address}; rel="alternate"; type="{LINKED_DATA}"' in plain.headers["link"]
    assert 'rel="profile"' in linked.headers["link"]
    assert linked.headers["access-control-allow-origin"] == "*"
    assert linked.json()["@id"] == address.strip("<>")
    head = api.head(f"/services/{service}", headers={"Accept": LINKED_DATA})
    assert head.headers["content-length"] == linked.headers["content-length"]


def test_refusals_are_problems_whatever_is_accepted(api: TestClient) -> None:
    for wrong, status in ((service_id(77), 404), ("1", 400)):
        response = api.get(f"/services/{wrong}", headers={"Accept": LINKED_DATA})
        assert_problem(response, status)
    repeated = api.get(
        f"/services/{service_records()[0]['id']}?language=fi&language=sv",
        headers={"Accept": LINKED_DATA},
    )
    assert_problem(repeated, 400)
