"""The only place that knows the paths of PTV's open API (v11) and the form of its answers."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from itertools import count, islice
from typing import Final, Literal

from app.catalogue.ptv_http import Get
from app.catalogue.ptv_record_kind import RecordKind
from app.errors import CatalogueSourceError

IDS_PER_REQUEST: Final = 100
"""PTV's limit."""

ListedKind = Literal["service", "channel"]
Status = Literal["Published", "Archived", "Withdrawn"]
REMOVED: Final[tuple[Status, ...]] = ("Archived", "Withdrawn")

_PATHS: Final[Mapping[RecordKind, str]] = {
    "service": "Service",
    "channel": "ServiceChannel",
    "organization": "Organization",
}
_WITH_TEMPLATES: Final = "Service/serviceWithGD/list"
GUID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class PtvApi:
    """Reads the catalogue through `get`; raises CatalogueSourceError where an answer has another form."""

    def __init__(self, get: Get) -> None:
        self._get = get

    def listed_ids(
        self, kind: ListedKind, *, since: datetime | None = None, status: Status = "Published"
    ) -> frozenset[str]:
        """Every id of that status, or only those changed after `since`."""
        return self._paged_ids(_PATHS[kind], {"status": status, **_date(since)})

    def service_ids_in(
        self, municipality_code: str, *, since: datetime | None = None
    ) -> frozenset[str]:
        """The published services a municipality's people can use, nationwide ones included."""
        path = f"Service/area/Municipality/code/{municipality_code}"
        return self._paged_ids(path, {"includeWholeCountry": "true", **_date(since)})

    def records(self, kind: RecordKind, ids: Iterable[str]) -> Iterator[object]:
        """The published records among the ids, in whole; what PTV does not publish it leaves out.

        Services carry the texts and classes of their national template (*pohjakuvaus*) beside their own.
        """
        remaining = iter(sorted(ids))
        while batch := list(islice(remaining, IDS_PER_REQUEST)):
            yield from self._list(kind, {"guids": ",".join(batch)})

    def _list(self, kind: RecordKind, parameters: Mapping[str, str]) -> list[object]:
        """PTV answers 404 both for ids it does not publish and, in an older installation, for the path."""
        answer = self._get(_WITH_TEMPLATES, parameters) if kind == "service" else None
        if answer is None:
            answer = self._get(f"{_PATHS[kind]}/list", parameters)
        if answer is None:
            return []
        if not isinstance(answer, list):
            raise CatalogueSourceError(f"PTV's {_PATHS[kind]}/list does not answer with a list")
        return answer

    def _paged_ids(self, path: str, parameters: Mapping[str, str]) -> frozenset[str]:
        ids: set[str] = set()
        for page_number in count(1):
            page = self._get(path, {**parameters, "page": str(page_number)})
            if page is None:
                raise CatalogueSourceError(f"PTV knows no {path}; is the base URL right?")
            page_count = page.get("pageCount") if isinstance(page, dict) else None
            items = page.get("itemList") if isinstance(page, dict) else None
            if not isinstance(page_count, int) or not isinstance(items, list | None):
                raise CatalogueSourceError(f"PTV's {path} does not answer with a page of ids")
            ids.update(_guids(items or []))
            if page_number >= page_count:
                break
        return frozenset(ids)


def _guids(items: Iterable[object]) -> Iterator[str]:
    """The well-formed ids: a single other one would make PTV refuse the whole list it is in."""
    for item in items:
        guid = str(item.get("id")).lower() if isinstance(item, dict) else ""
        if GUID.fullmatch(guid):
            yield guid


def _date(since: datetime | None) -> dict[str, str]:
    return {"date": since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")} if since else {}
