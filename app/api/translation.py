"""POST translation/search_text and translation/ptv_service: a text to search with, a service to read."""

from typing import Annotated, Final, Literal

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field, StrictStr

from app.api.catalogue_ids import CatalogueId
from app.api.catalogue_service import catalogue_service_body
from app.api.deps import AskingClient, UseCases
from app.api.error_handlers import UNKNOWN_FIELD
from app.api.free_text import NOT_BLANK
from app.api.json_body import JsonRoute
from app.api.responses import MATCHING_ERRORS, Answers, not_found, refused, try_again
from app.api.service_body import TranslatedServiceBody
from app.domain.language import NetworkLanguage
from app.errors import NotFound, TranslatorUnavailable
from app.usecases.translation import Translation

router = APIRouter(prefix="/translation", tags=["translation"], route_class=JsonRoute)


async def _translation(use_cases: UseCases) -> Translation:
    if use_cases.translation is None:
        raise NotFound("No translator is configured")
    return use_cases.translation


ConfiguredTranslation = Annotated[Translation, Depends(_translation)]
"""Looked for once the caller is known and before the fields are: without a translator there is nothing to ask for."""


class SearchTextToTranslate(BaseModel):
    """What a person wrote, and in which language."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"source_language": "uk", "search_text": "я не можу заплатити за квартиру"}
            ]
        },
    )

    source_language: NetworkLanguage = Field(
        description="Language of the text; Finnish comes back as it is.", examples=["uk"]
    )
    search_text: Annotated[StrictStr, Field(min_length=1, max_length=1024), NOT_BLANK] = Field(
        description="The text, redacted before it leaves the service.",
        examples=["я не можу заплатити за квартиру"],
    )


class TranslatedSearchText(BaseModel):
    """A text to search with."""

    target_language: Literal["fi"] = Field(
        default="fi", description="Always Finnish.", examples=["fi"]
    )
    search_text: str = Field(
        description="The text in Finnish, which may be longer than text_search takes.",
        examples=["en pysty maksamaan vuokraa"],
    )


SEARCH_TEXT_ERRORS: Final[Answers] = {
    **MATCHING_ERRORS,
    400: refused("", UNKNOWN_FIELD),
    404: not_found("No translator is configured.", "No translator is configured"),
    503: try_again(
        "The translator or the database cannot be used, or too many translations are under way.",
        TranslatorUnavailable(),
    ),
}


@router.post("/search_text", summary="A search text in Finnish", responses=SEARCH_TEXT_ERRORS)
def translate_search_text(
    body: SearchTextToTranslate, _client: AskingClient, translation: ConfiguredTranslation
) -> TranslatedSearchText:
    """Translate what a person wrote, by machine, to search with.

    Identity codes, account numbers, e-mail addresses, telephone numbers and street addresses are replaced by marks
    before the text is sent to the translator. The text is neither logged nor stored here. 404 where no translator is
    configured.
    """
    return TranslatedSearchText(
        search_text=translation.of_search_text(body.search_text, body.source_language)
    )


class ServiceToTranslate(BaseModel):
    """Which service to show in which language."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"target_language": "uk", "service_id": "5d539a0f-c2cb-4962-b191-ac679f75f28a"}
            ]
        },
    )

    target_language: NetworkLanguage = Field(
        description="Language to show the service in.", examples=["uk"]
    )
    service_id: CatalogueId = Field(
        description="A service of the catalogue.",
        examples=["5d539a0f-c2cb-4962-b191-ac679f75f28a"],
    )


class TranslatedService(BaseModel):
    """A service in the language asked for."""

    target_language: NetworkLanguage = Field(description="The language asked for.", examples=["uk"])
    service: TranslatedServiceBody = Field(description="The service.")


SERVICE_ERRORS: Final[Answers] = {
    **SEARCH_TEXT_ERRORS,
    404: not_found(
        "The service is unknown or archived, or no translator is configured.",
        "There is no such service",
    ),
}


@router.post("/ptv_service", summary="A service in another language", responses=SERVICE_ERRORS)
def translate_ptv_service(
    body: ServiceToTranslate, _client: AskingClient, translation: ConfiguredTranslation
) -> TranslatedService:
    """Show a service in the catalogue's own words where it has the language, otherwise translated by machine.

    Ids, codes, addresses, telephone numbers and pages stay as they are; `web_pages` are the pages' own addresses. 404
    for an unknown service, and where no translator is configured.
    """
    translated = translation.of_service(body.service_id, body.target_language)
    shown = catalogue_service_body(translated.entry, translated.shown_language)
    return TranslatedService(
        target_language=body.target_language,
        service=TranslatedServiceBody(
            **{**dict(shown), "language": body.target_language},
            machine_translated=translated.is_machine_translated,
        ),
    )
