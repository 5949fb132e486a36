"""Stored answers as training sees them: what was known when each was shown, and what users said of it later."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from app.domain.feedback import (
    NO_RESPONSES,
    Responses,
    ServiceResponses,
    examined,
    follow_changes,
    is_one_list,
    vote_changes,
)
from app.domain.learned_order import JudgedRecommendation
from app.domain.results import RankedService

HELPED: Final = 3
FOLLOWED: Final = 2
NOTHING_SAID: Final = 1
UNHELPFUL: Final = 0
"""The grades. A score outweighs a followed link. A service passed over has the same grade as one nobody looked at:
graded lower it could be learned from only by turning the shown order around (Joachims, KDD 2002, on degenerate orders).
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Impression:
    """ranked is the list by match, as it was found; responses is what was known of its services at that moment."""

    judged: JudgedRecommendation
    ranked: tuple[RankedService, ...]
    responses: Responses

    def grades(self, before: datetime | None = None) -> dict[str, int]:
        """Service id to grade, from what was said before the moment, or ever."""

        def counts(moment: datetime) -> bool:
            return before is None or moment < before

        grades = {service.service_id: NOTHING_SAID for service in self.ranked}
        for service_id, moment in self.judged.follows.items():
            if counts(moment):
                grades[service_id] = FOLLOWED
        for service_id, (score, moment) in self.judged.votes.items():
            if counts(moment):
                grades[service_id] = HELPED if score == 1 else UNHELPFUL
        return grades

    def tells_services_apart(self) -> bool:
        """Whether one order of the services is better than another."""
        return len(set(self.grades().values())) > 1

    def judged_services(self) -> int:
        """How many services were scored, followed or passed over."""
        looked_at = examined(_ranks(self.judged), self.judged.follows)
        return len(looked_at | self.judged.votes.keys())


@dataclass(frozen=True, slots=True)
class _Event:
    """An answer shown, or a service of it followed or scored."""

    moment: datetime
    position: int
    service_id: str = ""
    score: int = 0


def impressions(recommendations: Sequence[JudgedRecommendation]) -> list[Impression]:
    """The recommendations in order of time, each with the responses that had come in before it.

    So no feature is told what only later happened; a response at the very moment of an answer counts as later. Packages
    of several needs are known by their scored services alone: services of different needs are in no order to learn.
    """
    known: dict[str | None, dict[str, ServiceResponses]] = {}
    followed: list[set[str]] = [set() for _ in recommendations]
    shown = []
    for event in _events(recommendations):
        judged = recommendations[event.position]
        of_client = known.setdefault(judged.client_id, {})
        if not event.service_id:
            if is_one_list(service.rank for service in judged.services):
                shown.append(_impression(judged, of_client))
            continue
        if event.score:
            changes = vote_changes({}, {event.service_id: event.score})
        else:
            changes = follow_changes(_ranks(judged), followed[event.position], event.service_id)
            followed[event.position].add(event.service_id)
        for service_id, change in changes.items():
            of_client[service_id] = of_client.get(service_id, NO_RESPONSES).plus(change)
    return shown


def _impression(judged: JudgedRecommendation, known: Responses) -> Impression:
    ids = [service.service_id for service in judged.services]
    responses = {each: known[each] for each in ids if each in known}
    return Impression(judged=judged, ranked=_by_match(judged), responses=responses)


def _events(recommendations: Sequence[JudgedRecommendation]) -> list[_Event]:
    events = []
    for position, judged in enumerate(recommendations):
        events.append(_Event(judged.created_at, position))
        events += [_Event(moment, position, id_) for id_, moment in judged.follows.items()]
        events += [
            _Event(moment, position, id_, score) for id_, (score, moment) in judged.votes.items()
        ]
    return sorted(events, key=lambda event: (event.moment, bool(event.service_id)))


def _ranks(judged: JudgedRecommendation) -> dict[str, int]:
    return {service.service_id: service.rank for service in judged.services}


def _by_match(judged: JudgedRecommendation) -> tuple[RankedService, ...]:
    """The order before any re-ranking, which the scores still tell; see app.ranking.fusion.rank."""
    found = sorted(judged.services, key=lambda each: (-each.similarity_score, each.service_id))
    return tuple(replace(service, rank=rank) for rank, service in enumerate(found, start=1))
