"""Domain objects for tests: one obvious default each, anything else by keyword."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from app.domain.catalogue import Municipality, Service, ServiceChannel, WebPage
from app.domain.clients import ApiClient
from app.domain.codelists import Code, CodeLists
from app.domain.life_events import LifeEvent
from app.domain.phrasebook import Kind
from app.domain.query import Query
from app.domain.results import RankedService


def service_id(number: int) -> str:
    """A valid UUIDv4 that sorts by number."""
    return f"{number:08x}-0000-4000-8000-000000000000"


def channel_id(number: int) -> str:
    """A valid UUIDv4, never equal to a service's."""
    return f"{number:08x}-0000-4000-9000-000000000000"


def make_service(number: int = 1, **changes: Any) -> Service:
    """A nationwide, publicly funded service with a name and a summary in three languages and
    nothing else.
    """
    service = Service(
        service_id=service_id(number),
        name={
            "fi": f"Velkaneuvonta {number}",
            "sv": f"Skuldrådgivning {number}",
            "en": f"Debt counselling {number}",
        },
        summary={
            "fi": "Neuvoja, kun laskut jäävät maksamatta.",
            "sv": "Råd när räkningarna blir obetalda.",
            "en": "Advice when bills go unpaid.",
        },
    )
    return replace(service, **changes)


def make_local_service(number: int = 1, *municipality_codes: str, **changes: Any) -> Service:
    """A service limited to the given municipalities (Helsinki when none is given)."""
    codes = frozenset(municipality_codes or ("091",))
    return make_service(number, area_type="LimitedType", municipality_codes=codes, **changes)


def make_channel(number: int = 1, **changes: Any) -> ServiceChannel:
    """An electronic channel with a page in Finnish."""
    channel = ServiceChannel(
        channel_id=channel_id(number),
        channel_type="EChannel",
        name={"fi": f"Asiointipalvelu {number}"},
        web_pages=(WebPage(language="fi", url=f"https://example.org/asiointi/{number}"),),
    )
    return replace(channel, **changes)


def make_kind(kind_id: str = "debt-counselling", **changes: Any) -> Kind:
    """Debt counselling, with something a person in debt might say in each language."""
    kind = Kind(
        kind_id=kind_id,
        service_class_code="P2.3",
        name={"fi": "Velkaneuvonta", "sv": "Skuldrådgivning", "en": "Debt counselling"},
        summary={
            "fi": "Neuvontaa velallisille.",
            "sv": "Råd till gäldenärer.",
            "en": "Advice for debtors.",
        },
        utterances={
            "fi": ("en pysty maksamaan laskujani",),
            "sv": ("jag kan inte betala mina räkningar",),
            "en": ("I cannot pay my bills",),
        },
        keywords={"fi": ("velat",), "sv": ("skulder",), "en": ("debts",)},
    )
    return replace(kind, **changes)


def make_life_event(life_event_id: str = "debts", **changes: Any) -> LifeEvent:
    """Getting into debt, as PTV's KE9, which needs the kind of make_kind."""
    event = LifeEvent(
        life_event_id=life_event_id,
        ptv_codes=("KE9",),
        name={"fi": "Velkaantuminen", "sv": "Skuldsättning", "en": "Burdened by debt"},
        utterances={"fi": ("vippejä on liikaa",), "en": ("too many payday loans",)},
        kind_ids=("debt-counselling",),
    )
    return replace(event, **changes)


def make_ranked(*numbers: int) -> tuple[RankedService, ...]:
    """The services of these numbers, best first."""
    return tuple(
        RankedService(service_id=service_id(number), similarity_score=1 / rank, rank=rank)
        for rank, number in enumerate(numbers, start=1)
    )


def make_client(**changes: Any) -> ApiClient:
    """A calling system of Oulu that may ask and score."""
    client = ApiClient(
        client_id="0123456789abcdef",
        name="Neuvontabotti",
        organisation="Oulun kaupunki",
        roles=frozenset({"recommend", "feedback"}),
        created_at=datetime(2026, 11, 1, tzinfo=UTC),
    )
    return replace(client, **changes)


def make_query(text: str = "En pysty maksamaan laskujani.", **changes: Any) -> Query:
    """A question in Finnish without filters."""
    return replace(Query(text=text), **changes)


def make_code_lists(**changes: Any) -> CodeLists:
    """Helsinki, Oulu, Turku and two municipalities of Åland; two main classes with a class each;
    three target groups.
    """
    names = {
        "091": "Helsinki",
        "564": "Oulu",
        "853": "Turku",
        "478": "Maarianhamina",
        "170": "Jomala",
    }
    code_lists = CodeLists(
        valid_year=2026,
        municipalities={
            code: Municipality(code=code, name={"fi": name}) for code, name in names.items()
        },
        regions=_codes("01", "17", "02", "21"),
        hospital_districts=_codes("25", "18", "03", "00"),
        wellbeing_counties=_codes("90", "17", "02", "91"),
        service_classes=_codes("P2", "P2.3", "P4", "P4.13"),
        target_groups=_codes("KR1", "KR1.2", "KR2", "KR3"),
        life_events=_codes("KE1", "KE8"),
        region_municipalities=_areas("01", "17", "02", "21"),
        hospital_district_municipalities=_areas("25", "18", "03", "00"),
        wellbeing_county_municipalities=_areas("90", "17", "02", "91"),
        service_class_code_by_uri={
            f"http://uri.suomi.fi/codelist/ptv/ptvserclass2/code/{code}": code
            for code in ("P2", "P2.3", "P4", "P4.13")
        },
        target_group_code_by_uri={},
        life_event_code_by_uri={},
    )
    return replace(code_lists, **changes)


def _codes(*codes: str) -> dict[str, Code]:
    """Dotted codes are children of what stands before the dot."""
    return {
        code: Code(code=code, name={"fi": code}, parent_code=code.rpartition(".")[0] or None)
        for code in codes
    }


def _areas(helsinki: str, oulu: str, turku: str, aland: str) -> dict[str, frozenset[str]]:
    return {
        helsinki: frozenset({"091"}),
        oulu: frozenset({"564"}),
        turku: frozenset({"853"}),
        aland: frozenset({"478", "170"}),
    }
