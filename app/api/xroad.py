"""What a request tells of its way over X-Road, for the log (X-Road Message Protocol for REST, 1.0, section 4.3).

X-Road-UserId, which may be an identity code, and X-Road-Issue, which may name a person's case, are read nowhere.
"""

import re
from collections.abc import Iterable
from typing import Final
from urllib.parse import unquote

from app.privacy import redact
from app.privacy.identifiers import EMAIL_MARK, HETU_MARK

_PART: Final = r"(?:[A-Za-z0-9._~'()+,=-]|%[0-9A-Fa-f]{2}){1,64}"
# A Security Server makes up ids of its instance and a UUID: FI-4894e35d-bf0f-44a6-867a-8e51f1daa7e0.
_ID: Final = re.compile(
    r"(?:[A-Za-z][A-Za-z0-9_-]{0,31}-)?[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}"
)
_CLIENT: Final = re.compile(rf"{_PART}(?:/{_PART}){{2,3}}")
_LOGGED: Final = {b"x-road-id": ("xroad_id", _ID), b"x-road-client": ("xroad_client", _CLIENT)}

Headers = Iterable[tuple[bytes, bytes]]


def xroad_fields(headers: Headers) -> dict[str, str]:
    """xroad_id, the message's id, and xroad_client, the calling subsystem, for the request's log lines.

    Anybody can send these headers: one that is repeated, not formed as the protocol says or holds personal data is
    left out.
    """
    sent = [(_LOGGED[name], value) for name, value in headers if name in _LOGGED]
    fields: dict[str, str] = {}
    for (field, form), value in sent:
        text = value.decode("latin-1")
        is_repeated = sum(other == field for (other, _), _ in sent) > 1
        if form.fullmatch(text) and not is_repeated and not _is_personal(text):
            fields[field] = text
    return fields


def _is_personal(text: str) -> bool:
    """Whether an identity code or an e-mail address is in it; member codes may well look like telephone numbers."""
    redacted = redact(unquote(text))
    return HETU_MARK in redacted or EMAIL_MARK in redacted
