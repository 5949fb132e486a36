"""The only place that knows what personal data looks like in free text.

Found by form and, where there is one, by check character: personal identity codes (*henkilötunnus*, HETU), bank account
numbers (IBAN), e-mail addresses, telephone numbers and the commoner street addresses. Names are not found.
"""

from app.privacy.addresses import redact_addresses
from app.privacy.identifiers import redact_identifiers


def redact(text: str) -> str:
    """The text with personal data replaced by fixed marks, such as "[hetu]".

    Identity codes, with their century sign or without, and IBANs must have a valid check character,
    telephone numbers a Finnish form (eight digits or more from the trunk 0) or a country code after
    + or 00, street addresses a street's ending and a house number. Other numbers stay: dates, years,
    postal codes, business ids, order numbers, but for those that happen to have such a form: of ten
    digits in a row, about one number in a thousand reads as an identity code. Redacting twice changes
    nothing more.
    """
    redacted = _redact_once(text)
    while redacted != text:
        text, redacted = redacted, _redact_once(redacted)
    return redacted


def quotable(part: str, redacted_text: str) -> str:
    """A part of a text, redacted; "" where it holds some of what only the text as a whole shows to be personal data."""
    redacted = redact(part)
    return redacted if redacted in redacted_text else ""


def _redact_once(text: str) -> str:
    return redact_addresses(redact_identifiers(text))
