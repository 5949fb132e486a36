"""What personal identity codes, account numbers, e-mail addresses and telephone numbers look like in free text."""

import re
from typing import Final

HETU_MARK: Final = "[hetu]"
IBAN_MARK: Final = "[iban]"
EMAIL_MARK: Final = "[email]"
PHONE_MARK: Final = "[phone]"

_START: Final = r"(?<![^\W_])"
_END: Final = r"(?![^\W_])"
_SPACE: Final = " \t\u00a0\u2009\u202f"
_DASH: Final = "\u2010-\u2015\u2212-"
_GAP: Final = f"[{_SPACE}{_DASH}]"

# The form of the code: decree 128/2010, section 2; its ten further century signs since 2023.
_HETU: Final = re.compile(
    rf"{_START}([0-9]{{6}})[{_SPACE}]?([A-FU-Y+{_DASH}])[{_SPACE}]?([0-9]{{3}}[0-9A-Y]){_END}",
    re.IGNORECASE,
)
_BARE_HETU: Final = re.compile(
    rf"{_START}([0-9]{{6}})[{_SPACE}]?([0-9]{{3}}[0-9A-Y]){_END}", re.IGNORECASE
)
_CENTURY_SIGNS: Final = "-A"
"""The last century and this one: in one of them every day of the calendar has been."""

_EMAIL: Final = re.compile(
    rf"(?<![\w.+%'-])[\w.+%'-]++@(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_]{{2,}}{_END}"
)
_IBAN_START: Final = re.compile(
    rf"{_START}(?=([A-Z]{{2}}{_GAP}?[0-9]{{2}}(?:{_GAP}?[0-9A-Z]){{11,30}}{_END}))", re.IGNORECASE
)
_DIGIT: Final = rf"(?:[(){_SPACE}{_DASH}]{{0,3}}[0-9])"
_MOBILE_DIGIT: Final = rf"(?:[()./_{_SPACE}{_DASH}]{{0,3}}[0-9])"
_DATE: Final = rf"0[1-9]{_GAP}?(?:0[1-9]|1[0-2]){_GAP}?(?:19|20)[0-9]{{2}}{_END}"
_BUSINESS_ID: Final = rf"[0-9]{{7}}-[0-9]{_END}"

# Finnish numbers by Traficom's regulation 32, foreign ones by ITU-T E.164: country codes 1 and 7 have
# ten digits after them, the others here eight or more. Mobile numbers come before the rest, so that
# a landline number written just before one does not take its beginning.
_PHONES: Final = (
    re.compile(
        rf"{_START}(?<!\+)(?:\+[{_SPACE}]?|00[{_SPACE}]?(?=358))[1-9]{_MOBILE_DIGIT}{{6,14}}{_END}"
    ),
    re.compile(
        rf"{_START}(?<!\+)00(?:[17]{_MOBILE_DIGIT}{{10}}|[2-9]{_MOBILE_DIGIT}{{9,14}}){_END}"
    ),
    re.compile(rf"{_START}(?<!\+)(?!{_BUSINESS_ID})0(?:4[0-9]|50){_MOBILE_DIGIT}{{5,8}}{_END}"),
    re.compile(
        rf"{_START}(?<!\+)(?!{_DATE}|{_BUSINESS_ID})"
        rf"(?:\((?=0[0-9]{{1,3}}\)))?0[1-9]{_DIGIT}{{6,9}}{_END}"
    ),
)


def redact_identifiers(text: str) -> str:
    """The text with identifiers replaced by marks; what a mark leaves behind may need another pass."""
    text = _EMAIL.sub(EMAIL_MARK, text)
    text = _redact_ibans(text)
    text = _HETU.sub(_redacted_hetu, text)
    text = _BARE_HETU.sub(_redacted_bare_hetu, text)
    for phone in _PHONES:
        text = phone.sub(PHONE_MARK, text)
    return text


def _redacted_hetu(candidate: re.Match[str]) -> str:
    return HETU_MARK if _is_hetu("".join(candidate.groups())) else candidate.group()


def _redacted_bare_hetu(candidate: re.Match[str]) -> str:
    born, rest = candidate.groups()
    is_hetu = any(_is_hetu(f"{born}{sign}{rest}") for sign in _CENTURY_SIGNS)
    return HETU_MARK if is_hetu else candidate.group()


def _is_hetu(code: str) -> bool:
    """Whether date and check character are valid; numbers that belong to nobody count too."""
    from stdnum.fi import hetu  # here, for its import takes long and most texts have no candidate

    return bool(hetu.is_valid(code, allow_temporary=True))


def _redact_ibans(text: str) -> str:
    """A number may be followed by words of the same alphabet, so each cut of a candidate is
    tried."""
    redacted: list[str] = []
    done = 0
    for candidate in _IBAN_START.finditer(text):
        length = _iban_length(candidate.group(1)) if candidate.start() >= done else 0
        if length:
            redacted += [text[done : candidate.start()], IBAN_MARK]
            done = candidate.start() + length
    return "".join([*redacted, text[done:]])


def _iban_length(candidate: str) -> int:
    """Characters of the candidate's longest beginning that is a valid IBAN; 0 when none is."""
    from stdnum import iban  # here, for it reads its table of countries when imported

    ends = [gap.start() for gap in re.finditer(_GAP, candidate)]
    for end in [len(candidate), *reversed(ends)]:
        number = re.sub(_GAP, "", candidate[:end])
        if iban.is_valid(number, check_country=False):
            return end
    return 0
