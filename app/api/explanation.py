"""Why a service was suggested, on the wire: a sentence for the person and the figures behind it."""

from collections.abc import Mapping
from typing import Final

from pydantic import BaseModel, Field

from app.domain.language import Language, localized
from app.domain.results import Explanation

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
KIND_SENTENCES: Final[Mapping[Language, str]] = {
    "fi": "Kerrottu muistuttaa tilanteita, joissa auttaa {kind}.",
    "sv": "Det som berättas liknar situationer där följande hjälper: {kind}.",
    "en": "What was told resembles situations in which this helps: {kind}.",
}
TEXT_SENTENCES: Final[Mapping[Language, str]] = {
    "fi": "Palvelun kuvaus muistuttaa kerrottua.",
    "sv": "Beskrivningen av tjänsten liknar det som berättas.",
    "en": "The description of the service resembles what was told.",
}
METER_SENTENCES: Final[Mapping[Language, str]] = {
    "fi": "Palvelu voi auttaa näissä: {meters}.",
    "sv": "Tjänsten kan hjälpa med detta: {meters}.",
    "en": "The service may help with: {meters}.",
}
GENERAL_SENTENCES: Final[Mapping[Language, str]] = {
    "fi": "Palvelu voi auttaa monessa tilanteessa.",
    "sv": "Tjänsten kan hjälpa i många situationer.",
    "en": "The service may help in many situations.",
}


class ExplanationBody(BaseModel):
    """Why the service was suggested; nothing of what the person wrote is repeated."""

    sentence: str = Field(
        description="The reason in the answer's language, for the person.",
        examples=["Kerrottu muistuttaa tilanteita, joissa auttaa Turvakoti."],
    )
    kind: str = Field(
        description="The kind of service that led to it; empty when none did.",
        examples=["Turvakoti"],
    )
    phrase: str = Field(
        description="The phrasebook's own text that came nearest to what was told; may be empty.",
        examples=["mies löi mua ja pelkään että se tulee takaisin"],
    )
    meters: list[str] = Field(
        description="The given 3X10D meters that the service helps with.", examples=[["family"]]
    )
    shares: dict[str, float] = Field(
        description="Each evidence's part of similarity_score, together 1: direct (the text), spoken (what people "
        "say who need such services), bridge (the phrasebook's kinds), meters, life_events.",
        examples=[{"direct": 0.52, "spoken": 0.41, "bridge": 0.07}],
    )


def explanation_body(explanation: Explanation, language: Language) -> ExplanationBody:
    """The explanation with its sentence in the language."""
    kind = localized(explanation.kind, language)
    return ExplanationBody(
        sentence=" ".join(_sentences(explanation, kind, language)),
        kind=kind,
        phrase=explanation.phrase,
        meters=list(explanation.meters),
        shares=dict(explanation.shares),
    )


def _sentences(explanation: Explanation, kind: str, language: Language) -> list[str]:
    sentences = []
    if kind:
        sentences.append(KIND_SENTENCES[language].format(kind=kind))
    elif "direct" in explanation.shares:
        sentences.append(TEXT_SENTENCES[language])
    if explanation.meters:
        names = [METER_NAMES[language][meter] for meter in explanation.meters]
        sentences.append(METER_SENTENCES[language].format(meters=", ".join(names)))
    return sentences or [GENERAL_SENTENCES[language]]
