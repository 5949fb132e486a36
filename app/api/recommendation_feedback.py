"""POST recommendation_feedback: how well a recommendation, or a service in it, helped."""

from typing import Annotated, Final

from fastapi import APIRouter
from fastapi.responses import PlainTextResponse
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictInt

from app.api.catalogue_ids import CatalogueId
from app.api.deps import FeedbackClient, UseCases
from app.api.json_body import JsonRoute
from app.api.optional_field import not_given
from app.api.responses import (
    DATABASE_UNAVAILABLE,
    MATCHING_ERRORS,
    Answers,
    not_found,
    refused,
)
from app.domain.feedback import Feedback, FeedbackScore
from app.reasons import WHOLE_NUMBER

router = APIRouter(tags=["feedback"], route_class=JsonRoute)


def _is_whole_number(value: object) -> object:
    """Literal compares with ==, which takes true and 1.0 for 1."""
    if type(value) is not int:
        raise ValueError(WHOLE_NUMBER)
    return value


Score = Annotated[FeedbackScore, BeforeValidator(_is_whole_number)]


class ServiceFeedback(BaseModel):
    """The score of one recommended service."""

    model_config = ConfigDict(extra="forbid")

    service_id: CatalogueId = Field(
        description="A service of the recommendation.",
        examples=["5d539a0f-c2cb-4962-b191-ac679f75f28a"],
    )
    feedback_score: Score = Field(description="1 helped, -1 did not.", examples=[1])


class RecommendationFeedback(BaseModel):
    """Scores for a recommendation; without any, the request only asks whether the recommendation exists."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "auroraai_recommendation_id": 1024,
                    "feedback_score": 1,
                    "service_feedbacks": [
                        {"service_id": "5d539a0f-c2cb-4962-b191-ac679f75f28a", "feedback_score": -1}
                    ],
                }
            ]
        },
    )

    auroraai_recommendation_id: StrictInt = Field(
        description="The id that came with the answer.", examples=[1024]
    )
    feedback_score: Score = Field(
        default_factory=not_given,
        description="The recommendation as a whole: 1 helped, -1 did not.",
        examples=[1],
    )
    service_feedbacks: list[ServiceFeedback] = Field(
        default_factory=list,
        description="Scores of single services; of several for the same service the last counts.",
        examples=[[{"service_id": "5d539a0f-c2cb-4962-b191-ac679f75f28a", "feedback_score": 1}]],
    )

    def to_domain(self) -> Feedback:
        return Feedback(
            recommendation_id=self.auroraai_recommendation_id,
            feedback_score=self.feedback_score,
            service_scores={
                scored.service_id: scored.feedback_score for scored in self.service_feedbacks
            },
        )


ERRORS: Final[Answers] = {
    **MATCHING_ERRORS,
    400: refused("/feedback_score", "Must be -1 or 1"),
    404: not_found(
        "The recommendation is unknown or another client's, or did not hold a scored service.",
        "There is no such recommendation",
    ),
    503: DATABASE_UNAVAILABLE,
}


@router.post(
    "/recommendation_feedback",
    summary="Tell whether a recommendation helped",
    response_class=PlainTextResponse,
    responses={200: {"content": {"text/plain": {"example": "OK"}}}, **ERRORS},
)
def recommendation_feedback(
    body: RecommendationFeedback, use_cases: UseCases, client: FeedbackClient
) -> str:
    """Store the scores: all of them, or none when any part of the request is at fault.

    Only the client that got the recommendation may score it. A score replaces the one given earlier, so that the same
    feedback sent twice counts once; what is not scored now keeps its score.
    """
    use_cases.recommendation_feedback(body.to_domain(), client=client)
    return "OK"
