"""What a request tells of its way over X-Road, for the log (X-Road Message Protocol for REST, 1.0, section 4.3).

X-Road-UserId, which may be an identity code, and X-Road-Issue, which may name a person's case, are read nowhere.
"""

import re
from collections.abc import Sequence
from typing import Final
from urllib.parse import unquote

from app.privacy import redact
from app.privacy.identifiers import EMAIL_MARK, HETU_MARK

_PART: Final = r"(?:[A-Za-z0-9._~'()+,=-]|%[0-9A-Fa-f]{2}){1,64}"
# A Security Server makes up ids of its instance and a UUID: FI-4894e35d-bf0f-44a6-867a-8e51f1daa7e0. With two digits in
# a row at most, an instance has no room for an identity code.
_ID: Final = re.compile(
    r"(?:(?:[A-Za-z]{1,16}[0-9]{0,2}-){1,3})?[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}"
)
_CLIENT: Final = re.compile(rf"{_PART}(?:/{_PART}){{2,3}}")


def xroad_fields(headers: Sequence[tuple[bytes, bytes]]) -> dict[str, str]:
    """xroad_id, the message's id, and xroad_client, the calling subsystem, for the request's log lines.

    Anybody can send these headers: one that is repeated, not formed as the protocol says or holds personal data is
    left out.
    """
    fields: dict[str, str] = {}
    for header, (field, is_formed) in _LOGGED.items():
        values = [value for name, value in headers if name == header]
        if len(values) == 1 and is_formed(text := values[0].decode("latin-1")):
            fields[field] = text
    return fields


def _is_id(text: str) -> bool:
    return bool(_ID.fullmatch(text))


def _is_client(text: str) -> bool:
    """Whether it is a client without personal data; a member code may well look like a telephone number."""
    if not _CLIENT.fullmatch(text):
        return False
    redacted = redact(unquote(text))
    return HETU_MARK not in redacted and EMAIL_MARK not in redacted


_LOGGED: Final = {
    b"x-road-id": ("xroad_id", _is_id),
    b"x-road-client": ("xroad_client", _is_client),
}
