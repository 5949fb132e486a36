"""Every operation once: what is sent and how the answer is read. client.py performs them, at once or awaited."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Generic, Literal, TypeVar
from urllib.parse import quote

import httpx

from revontuli_client import answers
from revontuli_client.decoding import decode
from revontuli_client.errors import UnexpectedAnswer

PREFIX = "/service-recommender/v1"

T = TypeVar("T")
Score = Literal[-1, 1]
NetworkLanguage = Literal["fi", "sv", "en", "de", "fr", "et", "da", "no", "uk", "ru"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceFilters:
    """Which services may be suggested: areas are alternatives, kinds of filter all apply, None does not filter."""

    municipality_codes: Sequence[str] | None = None
    region_codes: Sequence[str] | None = None
    hospital_district_codes: Sequence[str] | None = None
    wellbeing_service_county_codes: Sequence[str] | None = None
    include_national_services: bool | None = None
    only_national_services: bool | None = None
    service_classes: Sequence[str] | None = None
    target_groups: Sequence[str] | None = None
    service_collections: Sequence[str] | None = None
    funding_type: Sequence[str] | None = None
    life_events: Sequence[str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation(Generic[T]):
    """A request and how its answer is read; stores_nothing allows to ask again after an answer got lost."""

    method: str
    path: str
    read: Callable[[httpx.Response], T]
    query: Mapping[str, str | int]
    body: Mapping[str, Any] | None = None

    @property
    def stores_nothing(self) -> bool:
        return self.method == "GET"


def text_search(
    search_text: str,
    *,
    service_filters: ServiceFilters | None = None,
    language: NetworkLanguage | None = None,
    limit: int | None = None,
    rerank: bool | None = None,
    explain: bool | None = None,
) -> Operation[answers.Recommendations]:
    """The services that best match what a person says (at most 1,024 characters)."""
    body = _given(
        search_text=search_text,
        service_filters=service_filters,
        language=language,
        limit=limit,
        rerank=rerank,
        explain=explain,
    )
    return _post(f"{PREFIX}/text_search", body, answers.Recommendations)


def recommend_service(
    *,
    life_situation: str | None = None,
    life_situation_meters: Mapping[str, Sequence[int]] | None = None,
    life_events: Sequence[str] | None = None,
    service_filters: ServiceFilters | None = None,
    language: answers.Language | None = None,
    limit: int | None = None,
    rerank: bool | None = None,
    session_id: str | None = None,
    explain: bool | None = None,
) -> Operation[answers.Recommendations]:
    """The services that help in a situation told in words, on the 3X10D meters or by life events."""
    body = _situation(
        life_situation, life_situation_meters, life_events, service_filters, language, limit,
        rerank, session_id, explain,
    )  # fmt: skip
    return _post(f"{PREFIX}/recommend_service", body, answers.Recommendations)


def service_packages(
    *,
    life_situation: str | None = None,
    life_situation_meters: Mapping[str, Sequence[int]] | None = None,
    life_events: Sequence[str] | None = None,
    service_filters: ServiceFilters | None = None,
    language: answers.Language | None = None,
    limit: int | None = None,
    rerank: bool | None = None,
    session_id: str | None = None,
    explain: bool | None = None,
) -> Operation[answers.ServicePackage]:
    """The needs of a situation in the order in which to act, each with at most limit services."""
    body = _situation(
        life_situation, life_situation_meters, life_events, service_filters, language, limit,
        rerank, session_id, explain,
    )  # fmt: skip
    return _post("/service_packages", body, answers.ServicePackage)


def recommendation_feedback(
    auroraai_recommendation_id: int,
    *,
    feedback_score: Score | None = None,
    service_scores: Mapping[str, Score] | None = None,
) -> Operation[None]:
    """Tell whether a recommendation helped, or its services by id: 1 helped, -1 did not."""
    scores = service_scores or {}
    body = _given(
        auroraai_recommendation_id=auroraai_recommendation_id,
        feedback_score=feedback_score,
        service_feedbacks=[
            {"service_id": service_id, "feedback_score": score}
            for service_id, score in scores.items()
        ]
        or None,
    )
    return Operation(
        method="POST",
        path=f"{PREFIX}/recommendation_feedback",
        query={},
        body=body,
        read=lambda _response: None,
    )


def hand_over_attributes(
    service_channel_id: str,
    session_attributes: answers.SessionAttributes,
    *,
    auroraai_recommendation_id: int | None = None,
    service_id: str | None = None,
) -> Operation[str]:
    """Hand attributes of a person's session to a channel; returns the address to send the person to."""
    body = _given(
        service_channel_id=service_channel_id,
        session_attributes=_given(**asdict(session_attributes)),
        auroraai_recommendation_id=auroraai_recommendation_id,
        service_id=service_id,
    )
    return Operation(
        method="POST",
        path=f"{PREFIX}/session_attributes",
        query={},
        body=body,
        read=lambda response: response.text,
    )


def read_attributes(access_token: str) -> Operation[answers.SessionAttributes]:
    """What was handed over, for the channel that got the token; raises NotFound once it has expired."""
    return _get(
        f"{PREFIX}/session_attributes", answers.SessionAttributes, access_token=access_token
    )


def service(
    service_id: str, *, language: answers.Language | None = None
) -> Operation[answers.CatalogueService]:
    """A service of the catalogue."""
    return _get(f"/services/{quote(service_id, '')}", answers.CatalogueService, language=language)


def similar_services(
    service_id: str,
    *,
    language: answers.Language | None = None,
    limit: int | None = None,
    municipality_code: str | None = None,
) -> Operation[answers.SimilarServices]:
    """The services nearest in meaning, each name once."""
    return _get(
        f"/services/{quote(service_id, '')}/similar",
        answers.SimilarServices,
        language=language,
        limit=limit,
        municipality_code=municipality_code,
    )


def life_events() -> Operation[answers.LifeEvents]:
    """PTV's life events, whose codes requests take."""
    return _get("/life_events", answers.LifeEvents)


def service_classes() -> Operation[answers.ServiceClasses]:
    """PTV's service classes, whose URIs filters take."""
    return _get("/service_classes", answers.ServiceClasses)


def target_groups() -> Operation[answers.TargetGroups]:
    """PTV's target groups."""
    return _get("/target_groups", answers.TargetGroups)


def municipalities() -> Operation[answers.Municipalities]:
    """Municipalities and the areas they belong to, whose codes filters take."""
    return _get("/municipalities", answers.Municipalities)


def _situation(
    life_situation: str | None,
    life_situation_meters: Mapping[str, Sequence[int]] | None,
    life_events: Sequence[str] | None,
    service_filters: ServiceFilters | None,
    language: answers.Language | None,
    limit: int | None,
    rerank: bool | None,
    session_id: str | None,
    explain: bool | None,
) -> dict[str, Any]:
    return _given(
        life_situation=life_situation,
        life_situation_meters=life_situation_meters,
        life_events=life_events,
        service_filters=service_filters,
        language=language,
        limit=limit,
        rerank=rerank,
        session_id=session_id,
        explain=explain,
    )


def _given(**values: Any) -> dict[str, Any]:
    """What is not None, filters included: the interface takes no null."""
    return {
        name: _given(**asdict(value)) if isinstance(value, ServiceFilters) else value
        for name, value in values.items()
        if value is not None
    }


def _post(path: str, body: Mapping[str, Any], answer: type[T]) -> Operation[T]:
    return Operation(method="POST", path=path, query={}, body=body, read=_reader(answer))


def _get(path: str, answer: type[T], **query: str | int | None) -> Operation[T]:
    return Operation(method="GET", path=path, query=_given(**query), read=_reader(answer))


def _reader(answer: type[T]) -> Callable[[httpx.Response], T]:
    def read(response: httpx.Response) -> T:
        try:
            body = response.json()
        except ValueError as error:
            raise UnexpectedAnswer("The answer is not JSON") from error
        return decode(answer, body)

    return read
