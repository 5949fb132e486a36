"""GET life_events/kinds: the life events the service knows, what people in them need now and what comes next."""

from functools import lru_cache

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from app.api.code_lists import NameBody
from app.api.deps import COUNTED_BY_ADDRESS, UseCases
from app.api.prepared_answer import RESPONSES, PreparedAnswer
from app.api.responses import MATCHING_UNAVAILABLE
from app.domain.language import LANGUAGES, LocalizedText, localized
from app.domain.life_events import LifeEventList

router = APIRouter(tags=["catalogue"], dependencies=[COUNTED_BY_ADDRESS])


class LifeEventBody(BaseModel):
    """Something that happens in a life, with the kinds of service that people in it need now and later."""

    life_event: str = Field(description="Its id.", examples=["first-child"])
    codes: list[str] = Field(
        description="PTV's codes that mean it, as `life_events` takes them; often none.",
        examples=[["KE1"]],
    )
    name: NameBody = Field(
        description="Its name.",
        examples=[{"fi": "Ensimmäinen lapsi", "sv": "Första barnet", "en": "First child"}],
    )
    kinds: list[str] = Field(
        description="Kinds of service needed now, the most important first.",
        examples=[["child-health-clinic", "parental-allowance"]],
    )
    next_kinds: list[str] = Field(
        description="Kinds of service usually needed later, in the usual order.",
        examples=[["home-care-allowance", "early-childhood-education-place"]],
    )


class KindBody(BaseModel):
    """A kind of service of the phrasebook."""

    kind: str = Field(description="Its id.", examples=["child-health-clinic"])
    name: NameBody = Field(
        description="Its name.",
        examples=[{"fi": "Lastenneuvola", "sv": "Barnrådgivning", "en": "Child health clinic"}],
    )


class LifeEventKinds(BaseModel):
    """The life events the service knows, more than PTV has codes for."""

    life_events: list[LifeEventBody] = Field(description="By theme.")
    kinds: list[KindBody] = Field(description="Every kind of service that they name.")


@router.head("/life_events/kinds", include_in_schema=False)
@router.get(
    "/life_events/kinds",
    summary="Life events with the kinds of service they need",
    response_model=LifeEventKinds,
    responses={**RESPONSES, 503: MATCHING_UNAVAILABLE},
)
def life_event_kinds(request: Request, use_cases: UseCases) -> Response:
    """List the life events that are recognised in what people write, with what they need now and what comes next.

    No credentials are asked.
    """
    return _prepared(use_cases.life_events()).response(request)


@lru_cache(maxsize=2)
def _prepared(known: LifeEventList) -> PreparedAnswer:
    return PreparedAnswer.of(
        LifeEventKinds(
            life_events=[
                LifeEventBody(
                    life_event=event.life_event_id,
                    codes=list(event.ptv_codes),
                    name=_name(event.name),
                    kinds=list(event.kind_ids),
                    next_kinds=list(event.next_kind_ids),
                )
                for event in known.life_events
            ],
            kinds=[
                KindBody(kind=kind_id, name=_name(name))
                for kind_id, name in known.kind_names.items()
            ],
        )
    )


def _name(name: LocalizedText) -> NameBody:
    """A missing language falls back on another."""
    return NameBody(**{language: localized(name, language) for language in LANGUAGES})
