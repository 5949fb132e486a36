"""What a street address looks like in free text: a street's name, known by its ending, and a house number after it.

The endings are Finnish in the cases that tell where somebody is, Swedish in the definite form, and English. A name
needs letters before its ending: who was "kadulla 3 vuotta" told no address. Nor did who named a road by its number
("valtatie 4") or counted something ("Hämeentiellä 3 vuotta"). Streets of two words ("Turun tie 5") are not found.
"""

import re
from typing import Final

ADDRESS_MARK: Final = "[address]"

_START: Final = r"(?<![^\W_])"
_END: Final = r"(?![^\W_])"
_SPACE: Final = "[ \t\u00a0\u2009\u202f]"
_DASH: Final = "[\u2010-\u2015\u2212-]"
_LETTER: Final = r"[^\W\d_]"
_CAPITAL: Final = "(?-i:[A-ZÅÄÖ])"

_ENDINGS: Final = (
    *("katu", "kadulla", "kadulle", "kadulta", "kadun"),
    *("tie", "tiellä", "tielle", "tieltä"),  # not "tien", in which plurals end too: "lähtien"
    *("kuja", "kujalla", "kujalle", "kujalta", "kujan"),
    *("polku", "polulla", "polulle", "polulta", "polun"),
    *("kaari", "kaarella", "kaarelle", "kaarelta"),
    *("raitti", "raitilla", "raitille", "raitilta"),
    *("väylä", "väylällä", "väylälle", "väylältä"),
    *("ranta", "rannalla", "rannalle", "rannalta", "rannassa"),
    *("aukio", "aukiolla", "aukiolle", "aukiolta"),
    *("esplanadi", "esplanadilla", "esplanadille", "esplanadilta"),
    *("ntori", "ntorilla", "ntorille", "ntorilta"),  # not "tori": "moottori", "tohtori"
    *("gatan", "vägen", "stigen", "gränden", "gränd", "torget"),
    *("esplanaden", "kajen", "bågen", "allén"),
)
_LETTERS_BEFORE_ENDING: Final = 3
"""At least so many, which tells streets from names such as "Katie"."""

_NUMBERED_ROAD: Final = "(?:(?:valta|kanta|seutu|yhdys|moottori)tie|(?:riks|stam|motor)vägen)"

_COUNTED: Final = "|".join(
    (
        *("vuotta", "vuode", "vuosi", f"(?-i:v){_END}", f"kk{_END}", "kuukau", "viik", "vko"),
        *("päiv", "henki", "henke", "lasta", "lapse"),
        *("yötä", "tunti", "tunnin", f"min{_END}", "minuut", "kerta", "kerra", "kertoj", "luku"),
        *("luvu", "§", "pykäl", f"km{_END}", "kilomet", "metri", "eur", "€", "%", "pros", "ihmi"),
        *(f"år{_END}", "mån", "veck", "dag", "timm", "gång", "meter", "kron", "person", "barn"),
        *("year", "month", "week", "night", "hour", "minut", "time", "people", "child", "kid"),
    )
)
"""How words begin after a number that counts something."""

_NOT_COUNTING: Final = rf"(?!{_SPACE}?(?:{_COUNTED}))"
_NOT_A_DATE: Final = "(?![0-9])(?![.:/][0-9])(?!,[0-9]{1,2}(?![0-9]))"
_HOUSE: Final = (
    rf"[0-9]{{1,4}}(?:{_SPACE}?(?:{_DASH}|/){_SPACE}?[0-9]{{1,4}})?{_NOT_A_DATE}{_NOT_COUNTING}"
)
_FLAT: Final = rf"[0-9]{{1,3}}{_END}{_NOT_COUNTING}"
# The letters i and I alone are words: "Storgatan 3 i Åbo", "Hämeentie 5 I have".
_STAIR: Final = (
    rf"(?:{_SPACE}?(?!i)[a-z]{_SPACE}?{_FLAT}"
    rf"|[a-z]{_END}(?:{_SPACE}(?!i)[a-z]{_SPACE}?{_FLAT})?"
    rf"|{_SPACE}(?!i){_CAPITAL}{_END}"
    rf"|{_SPACE}[a-h](?={_SPACE}*(?:[,.;:!?)]|$))"
    rf"|{_END})"
)
_DOOR: Final = (
    rf"(?:,?{_SPACE}(?:rappu|porras|trappa){_SPACE}[a-z]{_END})?"
    rf"(?:,?{_SPACE}(?:as|asunto|bst|bostad|lgh|apt|flat)\.?{_SPACE}?(?:[a-z]{_SPACE}?)?{_FLAT})?"
)
_TOWN: Final = (
    rf"(?:[,;]?{_SPACE}?\n?(?:FI{_DASH}?)?[0-9]{{5}}{_END}(?:{_SPACE}{_CAPITAL}{_LETTER}++)?)?"
)
_STREET_NAME: Final = (
    rf"{_START}(?!{_NUMBERED_ROAD}){_LETTER}++(?:[-'’]{_LETTER}++){{0,3}}(?={_SPACE}{{1,2}}[0-9])(?:"
    + "|".join(rf"(?<={_LETTER}{{{_LETTERS_BEFORE_ENDING}}}{ending})" for ending in _ENDINGS)
    + ")"
)
_ENGLISH_NAME: Final = (
    rf"(?:[A-ZÅÄÖ]{_LETTER}*+ ){{1,3}}(?:Street|Road|Avenue|Lane|Drive|Boulevard)"
)

_ADDRESSES: Final = (
    re.compile(rf"{_STREET_NAME}{_SPACE}{{1,2}}{_HOUSE}{_STAIR}{_DOOR}{_TOWN}", re.IGNORECASE),
    re.compile(rf"{_START}[0-9]{{1,3}}[A-Za-z]? {_ENGLISH_NAME}{_END}{_TOWN}"),
    re.compile(
        rf"{_START}{_ENGLISH_NAME} [0-9]{{1,3}}[A-Za-z]?{_END}{_NOT_A_DATE}{_NOT_COUNTING}{_TOWN}"
    ),
)


def redact_addresses(text: str) -> str:
    """The text with ADDRESS_MARK for street addresses, postal code and town included where they follow.

    Postal codes and towns elsewhere stay.
    """
    for address in _ADDRESSES:
        text = address.sub(ADDRESS_MARK, text)
    return text
