"""The reason for a suggestion in one sentence for the person, in each language."""

from collections.abc import Mapping, Sequence
from typing import Final

from app.api.meter_names import METER_NAMES
from app.domain.language import Language, localized
from app.domain.results import Explanation

CLAUSE_AND_KIND: Final[Mapping[Language, str]] = {
    "fi": "”{clause}” muistuttaa tilanteita, joissa auttaa {kind}",
    "sv": "”{clause}” liknar situationer där följande hjälper: {kind}",
    "en": "“{clause}” resembles situations in which this helps: {kind}",
}
KIND_ALONE: Final[Mapping[Language, str]] = {
    "fi": "kerrottu muistuttaa tilanteita, joissa auttaa {kind}",
    "sv": "det som berättas liknar situationer där följande hjälper: {kind}",
    "en": "what was told resembles situations in which this helps: {kind}",
}
CLAUSE_AND_LIFE_EVENT: Final[Mapping[Language, str]] = {
    "fi": "”{clause}” viittaa elämäntapahtumaan, jossa tästä on usein apua: {life_event}",
    "sv": "”{clause}” tyder på en livshändelse där detta ofta hjälper: {life_event}",
    "en": "“{clause}” points to a life event in which this often helps: {life_event}",
}
LIFE_EVENT_ALONE: Final[Mapping[Language, str]] = {
    "fi": "kerrottu viittaa elämäntapahtumaan, jossa tästä on usein apua: {life_event}",
    "sv": "det som berättas tyder på en livshändelse där detta ofta hjälper: {life_event}",
    "en": "what was told points to a life event in which this often helps: {life_event}",
}
LIFE_EVENT_AND_KIND: Final[Mapping[Language, str]] = {
    "fi": "elämäntapahtumassa ”{life_event}” auttaa usein {kind}",
    "sv": "vid livshändelsen ”{life_event}” hjälper ofta {kind}",
    "en": "in the life event “{life_event}” this often helps: {kind}",
}
LIFE_EVENT_NEED: Final[Mapping[Language, str]] = {
    "fi": "tästä on usein apua elämäntapahtumassa ”{life_event}”",
    "sv": "detta hjälper ofta vid livshändelsen ”{life_event}”",
    "en": "this often helps in the life event “{life_event}”",
}
CLAUSE_ALONE: Final[Mapping[Language, str]] = {
    "fi": "palvelun kuvaus muistuttaa kohtaa ”{clause}”",
    "sv": "beskrivningen av tjänsten liknar ”{clause}”",
    "en": "the description of the service resembles “{clause}”",
}
WORDS_ALONE: Final[Mapping[Language, str]] = {
    "fi": "palvelun kuvaus muistuttaa kerrottua",
    "sv": "beskrivningen av tjänsten liknar det som berättas",
    "en": "the description of the service resembles what was told",
}
BY_LETTERS: Final[Mapping[Language, str]] = {
    "fi": " (vertailtu vain sanojen kirjoitusasua)",
    "sv": " (endast ordens stavning jämfördes)",
    "en": " (only the spelling of words was compared)",
}
SERVICE: Final[Mapping[Language, str]] = {"fi": "palvelu", "sv": "tjänsten", "en": "the service"}
NATIONWIDE: Final[Mapping[Language, str]] = {
    "fi": "on tarjolla koko maassa",
    "sv": "finns i hela landet",
    "en": "is available nationwide",
}
IN_THE_AREA: Final[Mapping[Language, str]] = {
    "fi": "on tarjolla valitulla alueella",
    "sv": "finns i det valda området",
    "en": "is available in the chosen area",
}
LIFE_EVENT: Final[Mapping[Language, str]] = {
    "fi": "sopii valittuun elämäntilanteeseen",
    "sv": "passar den valda livssituationen",
    "en": "suits the chosen life event",
}
METERS: Final[Mapping[Language, str]] = {
    "fi": "voi auttaa näissä: {meters}",
    "sv": "kan hjälpa med följande: {meters}",
    "en": "may help with {meters}",
}
IN_GENERAL: Final[Mapping[Language, str]] = {
    "fi": "voi auttaa monessa tilanteessa",
    "sv": "kan hjälpa i många situationer",
    "en": "may help in many situations",
}
AND: Final[Mapping[Language, str]] = {"fi": " ja ", "sv": " och ", "en": " and "}

QUOTED_CHARS: Final = 80
"""A longer clause is shortened in the sentence, at the end of a word."""


def explanation_sentence(explanation: Explanation, language: Language) -> str:
    """What words or a life event led to; then what is said of the service, which stands alone without either."""
    said = _of_the_need(explanation, language)
    predicates = _of_the_service(explanation, language)
    if not said and not predicates:
        predicates = [IN_GENERAL[language]]
    if said and explanation.has_words and explanation.is_lexical:
        said += BY_LETTERS[language]
    parts = [said] if said else []
    if predicates:
        parts.append(f"{SERVICE[language]} {_listed(predicates, language)}")
    sentence = "; ".join(parts)
    return f"{sentence[0].upper()}{sentence[1:]}."


def _of_the_need(explanation: Explanation, language: Language) -> str:
    """What the words told, or which life event brought the need."""
    if explanation.has_words:
        return _of_the_words(explanation, language)
    life_event = localized(explanation.life_event, language)
    if not life_event:
        return ""
    kind = localized(explanation.kind, language)
    wording = LIFE_EVENT_AND_KIND if kind else LIFE_EVENT_NEED
    return wording[language].format(life_event=life_event, kind=kind)


def _of_the_words(explanation: Explanation, language: Language) -> str:
    kind, clause = localized(explanation.kind, language), _quotable(explanation.clause)
    if kind:
        wording = CLAUSE_AND_KIND if clause else KIND_ALONE
        return wording[language].format(clause=clause, kind=kind)
    life_event = localized(explanation.life_event, language)
    if life_event:
        wording = CLAUSE_AND_LIFE_EVENT if clause else LIFE_EVENT_ALONE
        return wording[language].format(clause=clause, life_event=life_event)
    if clause:
        return CLAUSE_ALONE[language].format(clause=clause)
    return WORDS_ALONE[language] if "direct" in explanation.shares else ""


def _of_the_service(explanation: Explanation, language: Language) -> list[str]:
    filters = {each.name for each in explanation.filters}
    predicates = []
    if "nationwide" in filters:
        predicates.append(NATIONWIDE[language])
    if "area" in filters:
        predicates.append(IN_THE_AREA[language])
    if explanation.life_event_codes or "life_events" in filters:
        predicates.append(LIFE_EVENT[language])
    if explanation.meters:
        names = [METER_NAMES[language][meter] for meter in explanation.meters]
        predicates.append(METERS[language].format(meters=_listed(names, language)))
    return predicates


def _quotable(clause: str) -> str:
    """Without the marks around it, and not too long."""
    words = " ".join(clause.split()).strip(' .,;:!?–—-…”“"')
    if len(words) <= QUOTED_CHARS:
        return words
    return f"{words[:QUOTED_CHARS].rpartition(' ')[0] or words[:QUOTED_CHARS]}…"


def _listed(parts: Sequence[str], language: Language) -> str:
    """ "a, b and c"."""
    *others, last = parts
    return f"{', '.join(others)}{AND[language]}{last}" if others else last
