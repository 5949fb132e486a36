"""Why a service was suggested, on the wire: a sentence for the person and the evidence behind it."""

from collections.abc import Mapping, Sequence
from typing import Final

from pydantic import BaseModel, Field

from app.domain.language import Language, localized
from app.domain.results import Explanation, FilterName, MeterLevel

METER_NAMES: Final[Mapping[Language, Mapping[str, str]]] = {
    "fi": {
        "working_studying": "työ ja opiskelu",
        "family": "perhe",
        "friends": "ystävät",
        "health": "terveys",
        "improvement_of_strengths": "itsensä kehittäminen",
        "housing": "asuminen",
        "finance": "raha-asiat",
        "self_esteem": "itsetunto",
        "resilience": "vaikeuksien voittaminen",
        "life_satisfaction": "tyytyväisyys elämään",
    },
    "sv": {
        "working_studying": "arbete och studier",
        "family": "familj",
        "friends": "vänner",
        "health": "hälsa",
        "improvement_of_strengths": "personlig utveckling",
        "housing": "boende",
        "finance": "ekonomi",
        "self_esteem": "självkänsla",
        "resilience": "att klara svårigheter",
        "life_satisfaction": "tillfredsställelse med livet",
    },
    "en": {
        "working_studying": "work and studies",
        "family": "family",
        "friends": "friends",
        "health": "health",
        "improvement_of_strengths": "personal development",
        "housing": "housing",
        "finance": "money matters",
        "self_esteem": "self-esteem",
        "resilience": "overcoming difficulties",
        "life_satisfaction": "satisfaction with life",
    },
}
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


class MetSentenceBody(BaseModel):
    """A sentence of the service's own text."""

    text: str = Field(
        description="The sentence, as the catalogue has it.",
        examples=["Turvakotiin voit tulla ympäri vuorokauden yksin tai lasten kanssa."],
    )
    language: Language = Field(
        description="Its language: the answer's, where the description has it.", examples=["fi"]
    )


class MetFilterBody(BaseModel):
    """A filter of the request that the service passed."""

    filter: FilterName = Field(
        description="Which filter: nationwide where the service passed the area filter because it serves the whole "
        "country, area where it serves a municipality asked for, otherwise as in service_filters.",
        examples=["area"],
    )
    codes: list[str] = Field(
        description="Those of the values asked for that the service has, areas widened to municipalities and service "
        "classes by code; empty for nationwide.",
        examples=[["564"]],
    )


class ExplanationBody(BaseModel):
    """Why the service was suggested. Without what is named here its own score would be lower.

    But for filters, and the clause and told_life_event of a package, which say which need the service is for.
    """

    sentence: str = Field(
        description="The reason in one sentence in the answer's language, for the person.",
        examples=["”mies löi taas eilen” muistuttaa tilanteita, joissa auttaa Turvakoti."],
    )
    kind: str = Field(
        description="The kind of service that led to it; empty when none did.",
        examples=["Turvakoti"],
    )
    kind_id: str = Field(
        description="The same kind's id in the phrasebook; empty when none led to it.",
        examples=["shelter-for-domestic-violence"],
    )
    phrase: str = Field(
        description="The phrasebook's own text that came nearest to what was told, of that kind or of one beside which "
        "it helps; in the answer's language where one of those led to it, otherwise mostly in that of what was told. "
        "Empty where no words led to it: a life event did, or danger.",
        examples=["mies löi mua ja pelkään että se tulee takaisin"],
    )
    clause: str = Field(
        description="The person's own words that led to it most, redacted of identifiers; empty when meters or life "
        "events did. Returned to the caller alone, neither logged nor stored.",
        examples=["mies löi taas eilen"],
    )
    description_sentences: list[MetSentenceBody] = Field(
        description="At most two sentences of the service's description that met the person's words, as it says them "
        "in the answer's language.",
        examples=[
            [
                {
                    "text": "Turvakotiin voit tulla ympäri vuorokauden yksin tai lasten kanssa.",
                    "language": "fi",
                }
            ]
        ],
    )
    meters: list[str] = Field(
        description="The given 3X10D meters that the service helps with.", examples=[["family"]]
    )
    meter_levels: dict[str, MeterLevel] = Field(
        description="How the person fares on each of these meters: low below 5, otherwise high.",
        examples=[{"family": "low"}],
    )
    life_events: list[str] = Field(
        description="The given PTV life event codes that the service names.", examples=[["KE8"]]
    )
    told_life_event: str = Field(
        description="The name of the life event that the words showed and that led to it, or whose need the service "
        "meets in a package; empty when none did.",
        examples=["Avioero"],
    )
    filters: list[MetFilterBody] = Field(
        description="The filters of the request that let the service pass; they add nothing to its score.",
        examples=[[{"filter": "area", "codes": ["564"]}]],
    )
    shares: dict[str, float] = Field(
        description="Each evidence's part of similarity_score, together 1: direct (the text), spoken (what people "
        "say who need such services), bridge (the phrasebook's kinds), meters, life_events (given or told).",
        examples=[{"direct": 0.52, "spoken": 0.41, "bridge": 0.07}],
    )


EXPLANATION_EXAMPLE: Final = {
    name: field.examples[0]
    for name, field in ExplanationBody.model_fields.items()
    if field.examples
}


def explanation_body(explanation: Explanation, language: Language) -> ExplanationBody:
    """The explanation with its sentence in the language."""
    return ExplanationBody(
        sentence=_sentence(explanation, language),
        kind=localized(explanation.kind, language),
        kind_id=explanation.kind_id,
        phrase=explanation.phrase,
        clause=explanation.clause,
        description_sentences=[
            MetSentenceBody(text=each.text, language=each.language)
            for each in dict.fromkeys(met.in_language(language) for met in explanation.sentences)
        ],
        meters=list(explanation.meters),
        meter_levels=dict(explanation.meters),
        life_events=list(explanation.life_event_codes),
        told_life_event=localized(explanation.life_event, language),
        filters=[
            MetFilterBody(filter=each.name, codes=list(each.codes)) for each in explanation.filters
        ],
        shares=dict(explanation.shares),
    )


def _sentence(explanation: Explanation, language: Language) -> str:
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
