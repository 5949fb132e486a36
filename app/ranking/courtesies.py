"""What people put around what they want, in three languages: greetings, thanks and the name they sign with."""

import re
from collections.abc import Sequence
from typing import Final

from app.ranking.asking import NO_ASKING, Asking

_GREETINGS: Final = (
    r"(?:hei|moi)(?: kaikille| vaan| siellä| hei)?|heippa|moikka|moro",
    r"hyvää (?:huomenta|päivää|iltapäivää|iltaa)|arvoisa vastaanottaja",
    r"hej(?: alla| på er| då)?|hejsan|hallå|tjena|god (?:morgon|dag|kväll)|bästa mottagare",
    r"(?:hi|hello)(?: there| all| everyone)?|hey|good (?:morning|day|afternoon|evening)",
    r"dear (?:sir|madam|sir or madam|sir/madam)|to whom it may concern",
)
"""They open a text, with or without a comma behind."""

_WISHES: Final = (
    r"terve|huomenta|päivää|iltaa",
    r"(?:suuri |suuret )?kiito(?:s|kset)(?: paljon| jo| etukäteen| avusta| vastauksesta)*|kiitti",
    r"(?:hyvää|mukavaa|hauskaa) (?:päivää|päivänjatkoa|viikonloppua|kesää|joulua)",
    r"(?:stort |tusen )?tack(?: så mycket| på förhand| för hjälpen| för svar)*",
    r"ha (?:det bra|en bra dag)|trevlig (?:dag|helg|sommar)|god jul",
    r"(?:many )?thanks(?: a lot| so much| in advance| for your help)*",
    r"thank you(?: very much| so much| in advance| for your help| for your time)*",
    r"have a (?:good|nice|great) (?:day|weekend|summer)|merry christmas",
)
"""They say nothing where no other word stands with them: "Terve! Kiitos jo etukäteen" but not "terve lapsi"."""

_CLOSINGS: Final = (
    r"(?:ystävällisin |parhain )?terveisin",
    r"(?:med )?(?:vänlig|vänliga|bästa) hälsning(?:ar)?|mvh",
    r"(?:best|kind) regards|yours (?:sincerely|faithfully)",
    r"(?:ystävällisesti|hälsningar|regards)(?![\s,]+(?-i:[a-zåäö]))",
)
"""The text ends with them, or with who signs behind them; the last ones are words of sentences, too."""

_SIGNATURE: Final = r"(?-i:[A-ZÅÄÖÉÜ][a-zåäöéü.]*(?:-[A-ZÅÄÖ][a-zåäö]+)?|\+?[0-9][0-9-]*)"
"""A name, a place or a number."""

_OPENING: Final = re.compile(
    rf"\s*+(?:(?:{'|'.join(_GREETINGS)})(?![\w-])[\s,.!:;–—-]*+)+", re.IGNORECASE
)
_PART: Final = re.compile(r"[^.!?…,;:\n]*+[.!?…,;:\n]*+")
_WISH: Final = re.compile(rf"\s*+(?:{'|'.join(_WISHES)})\s*+[.!?…,;:\n]*+", re.IGNORECASE)
_CLOSING: Final = re.compile(
    rf"(^|[.!?…,;:\n]\s*)(?:{'|'.join(_CLOSINGS)})(?!\w)(?:(?:[\s,]+{_SIGNATURE}){{0,6}}|[\s,]+\w+)[\s.!]*$",
    re.IGNORECASE,
)
_MOST_CLOSING_CHARS: Final = 100

_HINTS: Final = (
    *("terve", "huomenta", "päivää", "iltaa", "kiit", "hyvää ", "mukavaa ", "hauskaa ", "ystäväll"),
    *("tack", "ha det", "ha en", "trevlig", "god jul", "hälsning", "mvh"),
    *("thank", "have a", "merry ", "regards", "yours "),
)
"""One of them stands in every wish and closing; looking for these first takes a tenth of the time."""


ASKS_THE_WAY: Final = "kuka neuvoo oikean viranomaisen luo"
"""What who only greets is taken to say, for they want something and have not said what."""


def without_courtesies(texts: Sequence[str], asking: Asking = NO_ASKING) -> list[str]:
    """The matter_of each text; where none says anything, each that is not blank is ASKS_THE_WAY."""
    matters = [matter_of(text, asking) for text in texts]
    if any(matters):
        return matters
    return [ASKS_THE_WAY if text.strip() else "" for text in texts]


def matter_of(text: str, asking: Asking = NO_ASKING) -> str:
    """What a text says beside courtesies, empty where that is nothing.

    What only asks for help between two punctuation marks is a courtesy too.
    """
    has_later = any(map(text.casefold().__contains__, _HINTS))
    opening = _OPENING.match(text)
    rest = text[opening.end() :] if opening else text
    closing = _CLOSING.search(rest, max(0, len(rest) - _MOST_CLOSING_CHARS)) if has_later else None
    parts = _PART.findall(rest[: closing.end(1)] if closing else rest)
    rest = "".join(
        part
        for part in parts
        if not (has_later and _WISH.fullmatch(part)) and not asking.is_all_of(part)
    )
    if not any(map(str.isalnum, rest)):
        return ""
    return rest.strip() if len(rest) < len(text) else text
