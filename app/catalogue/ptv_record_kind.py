"""The fields by which PTV's records are told apart; nothing in a record says what it is."""

from collections.abc import Mapping
from typing import Final, Literal

RecordKind = Literal["service", "channel", "organization"]

KIND_BY_FIELD: Final[Mapping[str, RecordKind]] = {
    "serviceNames": "service",
    "serviceChannelNames": "channel",
    "serviceChannelType": "channel",
    "organizationNames": "organization",
}
