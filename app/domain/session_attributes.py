"""What a calling system knows of a person's session and hands on to a channel, for a while."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class SessionAttribute(StrEnum):
    """The attributes there are, by their names on the wire."""

    AGE = "age"
    MUNICIPALITY_CODE = "municipality_code"
    LIFE_SITUATION_METERS = "life_situation_meters"


SessionAttributes = Mapping[str, object]
"""Attribute → JSON value as the caller sent it: personal data, never logged, stored only encrypted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributeTransfer:
    """Attributes on their way to a channel.

    With recommendation_id the person goes there by a link of that recommendation, which held the service of service_id.
    """

    channel_id: str
    attributes: SessionAttributes = field(repr=False)
    recommendation_id: int | None = None
    service_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferredAttributes:
    """Where the person goes next, and the token that opens the attributes there.

    page_address is the channel's first page on the web, link_id its position in `web_pages`.
    """

    token: str = field(repr=False)
    link_id: int
    page_address: str
