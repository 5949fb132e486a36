"""Why a service was suggested, on the wire: a sentence for the person and the evidence behind it."""

from typing import Final

from pydantic import BaseModel, Field

from app.api.explanation_sentence import explanation_sentence
from app.domain.language import Language, localized
from app.domain.results import Explanation, FilterName, MeterLevel


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
        sentence=explanation_sentence(explanation, language),
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
