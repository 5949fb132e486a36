"""From one raw PTV record to the domain: which kind it is, whether it is published, and why it is
refused.
"""

from dataclasses import dataclass
from typing import Final

from app.catalogue.ptv_channel import read_channel
from app.catalogue.ptv_fields import Fields, RecordRejected
from app.catalogue.ptv_organization import read_organization
from app.catalogue.ptv_record_kind import KIND_BY_FIELD, RecordKind
from app.catalogue.ptv_service import read_service
from app.domain.catalogue import Organization, Service, ServiceChannel
from app.domain.codelists import CodeLists

_PUBLISHED: Final = "Published"


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedRecord:
    """A published record. unknown_code_count: classes, target groups and life events dropped as in
    no code list.
    """

    record: Service | ServiceChannel | Organization
    unknown_code_count: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivedRecord:
    """A record that is not published (any more): what we have of it is to be archived. Its content
    is not read.
    """

    kind: RecordKind
    record_id: str


def parse_record(value: object, code_lists: CodeLists) -> ParsedRecord | ArchivedRecord:
    """Read one JSON value of PTV's open API, v8 to v11. Without publishingStatus it is published.

    Raises RecordRejected with a reason for people, which never holds the record's content, and
    RecordIgnored (a kind of RecordRejected) for channel types the service does not offer.
    """
    if not isinstance(value, dict):
        raise RecordRejected("the record is not a JSON object")
    fields = Fields(value)
    kind = next((kind for field, kind in KIND_BY_FIELD.items() if fields.has(field)), None)
    if kind is None:
        raise RecordRejected(
            "the record is neither a service, a service channel nor an organisation"
        )
    record_id = fields.uuid("id")
    if not record_id:
        raise RecordRejected("id is missing")
    if (fields.text("publishingStatus") or _PUBLISHED) != _PUBLISHED:
        return ArchivedRecord(kind=kind, record_id=record_id)
    if kind == "channel":
        return ParsedRecord(record=read_channel(fields, record_id))
    if kind == "organization":
        return ParsedRecord(record=read_organization(fields, record_id))
    read = read_service(fields, record_id, code_lists)
    return ParsedRecord(record=read.service, unknown_code_count=read.unknown_code_count)
