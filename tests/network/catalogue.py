"""Records of known content, imported beside the sample catalogue: one service for each thing the contract tells apart.

All belong to one service collection, so that a filter leaves them alone in an answer.
"""

import json
from pathlib import Path
from typing import Any, Final

from app.domain.meters import METERS
from tests.builders import channel_id, service_id
from tests.catalogue.ptv_records import ptv_channel, ptv_organization, ptv_service, text

COLLECTION: Final = "0000c011-0000-4000-8000-000000000000"
ORGANIZATION: Final = "00000a11-0000-4000-8000-000000000000"
CLASS_URI: Final = "http://uri.suomi.fi/codelist/ptv/ptvserclass2/code/"

HELSINKI, OULU, TURKU, MARIEHAMN = "091", "564", "853", "478"

NATIONAL = service_id(1)
EXCEPT_ALAND = service_id(2)
IN_HELSINKI = service_id(3)
IN_OULU = service_id(4)
IN_TURKU = service_id(5)
IN_MARIEHAMN = service_id(6)
SWEDISH_ONLY = service_id(7)
BUSINESS = service_id(8)
ENGLISH_TOO = service_id(9)
ARCHIVED = service_id(10)
OWN = {service_id(number) for number in range(1, 10)}

E_CHANNEL = channel_id(1)
WEB_PAGE = channel_id(2)
PHONE = channel_id(3)
LOCATION = channel_id(4)
FORM = channel_id(5)
NOT_SHOWN = channel_id(6)
CHANNEL_OF_NOBODY = channel_id(7)

E_PAGES = (
    "https://asiointi.example.org/hae?lang=fi&vaihe=1#alku",
    "https://asiointi.example.org/ansok?lang=sv",
)
FRAGMENT_PAGE = "https://www.example.org/sivu#yhteystiedot"
FORM_PAGE = "https://www.example.org/lomake.pdf"

PROFILES: Final[dict[str, dict[str, float]]] = {
    NATIONAL: {"finance": 1.0, "housing": 0.5},
    EXCEPT_ALAND: {"finance": 0.25, "housing": 0.75, "health": 0.5},
    IN_OULU: {"friends": 1.0},
    BUSINESS: dict.fromkeys(METERS, 0.0),
}


def names(finnish: str, **others: str) -> list[dict[str, Any]]:
    by_language = {"fi": finnish, **others}
    return [text(language, value) for language, value in by_language.items() if value]


def limited_to(*municipality_codes: str) -> dict[str, Any]:
    municipalities = [{"code": code, "name": []} for code in municipality_codes]
    area = {"type": "Municipality", "code": None, "name": None, "municipalities": municipalities}
    return {"areaType": "LimitedType", "areas": [area]}


def service(record_id: str, name: list[dict[str, Any]], **changes: Any) -> dict[str, Any]:
    """A nationwide, publicly funded service for citizens in the class P1.1, without channels."""
    return ptv_service(
        **{
            "id": record_id,
            "serviceNames": name,
            "areaType": "Nationwide",
            "areas": [],
            "serviceClasses": _classes("P1.1"),
            "serviceCollections": [{"id": COLLECTION, "name": []}],
            "serviceChannels": [],
            "organizations": [{"organization": {"id": ORGANIZATION}, "roleType": "Responsible"}],
            **changes,
        }
    )


def _classes(*codes: str) -> list[dict[str, Any]]:
    return [{"code": code, "uri": f"{CLASS_URI}{code}"} for code in codes]


def services() -> list[dict[str, Any]]:
    channels = [E_CHANNEL, WEB_PAGE, PHONE, LOCATION, FORM, NOT_SHOWN]
    links = [{"serviceChannel": {"id": channel}, "description": []} for channel in channels]
    business = {"fundingType": "MarketFunded", "targetGroups": [{"code": "KR2"}]}
    swedish = [text("sv", "Hjälp på svenska", "Summary")]
    return [
        service(NATIONAL, names("Koetinkivi", sv="Probersten"), serviceChannels=links),
        service(
            EXCEPT_ALAND,
            names("Mantereen neuvonta"),
            areaType="NationwideExceptAlandIslands",
            serviceClasses=_classes("P2"),
        ),
        service(IN_HELSINKI, names("Helsingin neuvonta"), **limited_to(HELSINKI)),
        service(IN_OULU, names("Oulun neuvonta"), **limited_to(OULU)),
        service(
            IN_TURKU, names("Turun neuvonta"), **limited_to(TURKU), lifeEvents=[{"code": "KE8"}]
        ),
        service(IN_MARIEHAMN, names("Maarianhaminan neuvonta"), **limited_to(MARIEHAMN)),
        service(SWEDISH_ONLY, names("", sv="Svensk rådgivning"), serviceDescriptions=swedish),
        service(BUSINESS, names("Yritysneuvonta"), **business),
        service(
            ENGLISH_TOO,
            names("Monikielinen neuvonta", en="Multilingual advice"),
            serviceDescriptions=[text("en", "Advice in English", "Summary")],
            organizations=[],
        ),
        service(ARCHIVED, names("Lakannut neuvonta"), publishingStatus="Deleted"),
    ]


def channel(record_id: str, channel_type: str, **changes: Any) -> dict[str, Any]:
    """A channel with a name and nothing else."""
    empty = ("serviceChannelDescriptions", "phoneNumbers", "emails", "webPages", "addresses")
    nothing: dict[str, Any] = {field: [] for field in (*empty, "serviceHours")}
    fields = {"id": record_id, "serviceChannelType": channel_type, "organizationId": ORGANIZATION}
    name = names(f"Kanava {channel_type}")
    return ptv_channel(**{**nothing, **fields, "serviceChannelNames": name, **changes})


def channels() -> list[dict[str, Any]]:
    complete = ptv_channel()
    pages = [
        {"url": url, "language": lang} for url, lang in zip(E_PAGES, ("fi", "sv"), strict=True)
    ]
    phone = {"type": "Phone", "prefixNumber": "+358", "number": "800000001", "language": "fi"}
    place = {name: complete[name] for name in ("addresses", "serviceHours", "emails")}
    return [
        channel(E_CHANNEL, "EChannel", webPages=pages),
        channel(WEB_PAGE, "WebPage", webPages=[{"url": FRAGMENT_PAGE, "language": "fi"}]),
        channel(PHONE, "Phone", phoneNumbers=[phone]),
        channel(LOCATION, "ServiceLocation", **place),
        channel(
            FORM,
            "PrintableForm",
            channelUrls=[{"type": "PDF", "value": FORM_PAGE, "language": "fi"}],
        ),
        channel(NOT_SHOWN, "Telepathy"),
        channel(CHANNEL_OF_NOBODY, "WebPage", webPages=[{"url": FRAGMENT_PAGE, "language": "fi"}]),
    ]


def write_catalogue(folder: Path) -> list[Path]:
    """The records as PTV files."""
    organization = ptv_organization(id=ORGANIZATION)
    content = {"services": services(), "channels": channels(), "organizations": [organization]}
    files = []
    for kind, records in content.items():
        path = folder / f"{kind}.json"
        path.write_text(json.dumps(records, ensure_ascii=False), encoding="utf-8")
        files.append(path)
    return files


def write_profiles(folder: Path) -> Path:
    """PROFILES as the experts' file."""
    rows = [
        [record_id, *(str(profile.get(meter, 0.0)) for meter in METERS)]
        for record_id, profile in PROFILES.items()
    ]
    path = folder / "meters.csv"
    lines = [",".join(row) for row in [["service_id", *METERS], *rows]]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
