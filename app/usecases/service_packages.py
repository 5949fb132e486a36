"""Life situation → needs → services of each → share them out → remember the recommendation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from app.domain.clients import ApiClient
from app.domain.insights import LOW_METER
from app.domain.language import LocalizedText
from app.domain.meters import METERS
from app.domain.packages import URGENCIES, MetNeed, Need, ServicePackage, Urgency
from app.domain.providers import provider_type
from app.domain.query import Query
from app.domain.results import DescribedService, FoundServices, RankedService, SituationSigns
from app.index.snapshot import Snapshot
from app.privacy import redact
from app.ranking.share_out import DANGER, alternating, share_out
from app.usecases.explain_services import provenance
from app.usecases.find_services import FindServices
from app.usecases.need_services import FoundForNeed, NeedServices
from app.usecases.remember_recommendation import RememberRecommendation
from app.usecases.request_encoder import RequestEncoder
from app.usecases.see_needs import SeeNeeds, SeenNeeds

MOST_SHOWN_NEEDS = 10
MOST_NEXT_NEEDS = 5

VERY_LOW_METER = 2.0
"""A meter below it is one to act on soon."""

MEETS_METER = 0.6
"""What the services of a need help with a meter, on average, from which the meter is no need of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServicePackages:
    """The story of POST service_packages."""

    find_services: FindServices
    see_needs: SeeNeeds
    remember: RememberRecommendation

    def __call__(
        self, query: Query, *, request: Mapping[str, object], client: ApiClient | None
    ) -> ServicePackage:
        """query.limit is the most services of one need.

        request is the body as the caller sent it, from which the text is left out before it is stored.
        """
        snapshot = self.find_services.snapshot()
        encoder = self.find_services.request_encoder(snapshot, query.text)
        seen = self.see_needs(query, snapshot, encoder)
        need_services = NeedServices(snapshot, query, snapshot.facets.allowed(query.filters))
        told, later = _needs_with_services(seen, need_services)
        now = _named(told, later, need_services)
        needs = [need for need, _ in (*now, *later)]
        found = [each for _, each in (*now, *later)]
        kept = share_out([each.ranked for each in found], _priorities(needs), query.limit)
        if query.explain:
            redacted = redact(query.text)
            names = {each.life_event_id: each.name for each in seen.life_events}
            kept = [
                self._explained(
                    services, each, snapshot, encoder, redacted, names.get(need.life_event_id, {})
                )
                for services, each, need in zip(kept, found, needs, strict=True)
            ]
        shelves = _Shelves(needs, kept, query)
        recommendation = self.remember(
            FoundServices(
                services=shelves.all_services(),
                signs=_signs(seen, told, need_services),
                provenance=provenance(snapshot, encoder.is_lexical) if query.explain else None,
            ),
            query,
            path="service_packages",
            request=request,
            client=client,
            arrange=shelves.arranged,
        )
        met = shelves.met_needs(recommendation.services)
        return ServicePackage(
            recommendation_id=recommendation.recommendation_id,
            is_urgent=seen.is_urgent,
            needs=tuple(met[: len(now)]),
            next_needs=tuple(met[len(now) :]),
            life_events=seen.life_events,
            provenance=recommendation.provenance,
            is_lexical=encoder.is_lexical,
        )

    def _explained(
        self,
        services: Sequence[RankedService],
        found: FoundForNeed,
        snapshot: Snapshot,
        encoder: RequestEncoder,
        redacted_text: str,
        life_event: LocalizedText,
    ) -> list[RankedService]:
        """life_event is the name of the one whose need this is, if any: without it the services would not be there."""
        explained = self.find_services.explained(
            services, found.asked, snapshot, found.evidence, encoder, redacted_text
        )
        return [
            replace(each, explanation=replace(each.explanation, life_event=life_event))
            if life_event and each.explanation
            else each
            for each in explained
        ]


NeedWithServices = tuple[Need, FoundForNeed]


def _needs_with_services(
    seen: SeenNeeds, services: NeedServices
) -> tuple[list[NeedWithServices], list[NeedWithServices]]:
    """The needs in the order in which to act, and those that usually follow."""
    now = [(each.need, services.of(each)) for each in seen.needs[:MOST_SHOWN_NEEDS]]
    now += _meters_without_help(services, [found for _, found in now])
    now = sorted(now, key=lambda each: URGENCIES.index(each[0].urgency))[:MOST_SHOWN_NEEDS]
    later = [(each.need, services.of(each)) for each in seen.next_needs[:MOST_NEXT_NEEDS]]
    return now, later


def _named(
    told: Sequence[NeedWithServices], later: Sequence[NeedWithServices], services: NeedServices
) -> list[NeedWithServices]:
    """The needs by the kinds of their first services, where the words leave them open; no two by the same.

    Insights count them as told: what is missing has no service that could name it.
    """
    taken = {
        kind_id
        for need, _ in (*told, *later)
        for kind_id in (need.kind_ids if need.urgency == "urgent" else need.kind_ids[:1])
    }
    needs = []
    for need, found in told:
        named = services.named(need, found)
        if taken.isdisjoint(named.kind_ids[:1]):
            taken.update(named.kind_ids[:1])
            need = named
        needs.append((need, found))
    return needs


def _meters_without_help(
    services: NeedServices, found: Sequence[FoundForNeed]
) -> list[NeedWithServices]:
    """The low meters, the lowest first, that the services found so far do not help with already."""
    helps = [services.help_with_meters(each) for each in found]
    low = sorted(
        (mean, METERS.index(meter))
        for meter, mean in services.query.meter_means.items()
        if mean < LOW_METER
    )
    needs = []
    for mean, column in low:
        if not any(each[column] >= MEETS_METER for each in helps):
            urgency: Urgency = "soon" if mean < VERY_LOW_METER else "later"
            need = Need(source="meter", urgency=urgency, meter=METERS[column])
            needs.append((need, services.of_meter(METERS[column])))
    return needs


def _signs(
    seen: SeenNeeds, now: Sequence[NeedWithServices], services: NeedServices
) -> SituationSigns:
    """The lead kind of each need, and the life events that the text showed, by PTV's code where it has any."""
    of_kind: dict[str, list[NeedWithServices]] = {}
    for need, found in now:
        for kind_id in need.kind_ids[:1]:
            if kind_id in services.snapshot.kind_positions:
                of_kind.setdefault(kind_id, []).append((need, found))
    return SituationSigns(
        kind_ids=tuple(of_kind),
        missing_kind_ids=frozenset(
            kind_id
            for kind_id, needs in of_kind.items()
            if all(services.is_missing(need, found) for need, found in needs)
        ),
        life_events=tuple(
            code
            for event in seen.life_events
            if event.confidence < 1.0
            for code in event.codes[:1] or (event.life_event_id,)
        ),
    )


def _priorities(needs: Sequence[Need]) -> list[int]:
    """Danger takes its services first; a meter, whose scores say little of one service, takes what is left."""
    return [
        DANGER if need.urgency == "urgent" else 2 if need.source == "meter" else 1 for need in needs
    ]


class _Shelves:
    """The services of each need, before and after they are described."""

    def __init__(
        self, needs: Sequence[Need], kept: Sequence[Sequence[RankedService]], query: Query
    ) -> None:
        self._needs = needs
        self._kept = kept
        self._query = query
        self._need_of = {
            service.service_id: number
            for number, services in enumerate(kept)
            for service in services
        }

    def all_services(self) -> tuple[RankedService, ...]:
        """One list over all needs, ranked from 1."""
        services = [service for services in self._kept for service in services]
        return tuple(each.at(rank) for rank, each in enumerate(services, start=1))

    def arranged(self, described: tuple[DescribedService, ...]) -> tuple[DescribedService, ...]:
        """Of each need the services that are shown, ranked within it; described is in the order of re-ranking.

        Providers alternate, except in danger, where what helps at once comes first. Re-ranking changes places among
        those shown, except in danger.
        """
        found_at = {service_id: place for place, service_id in enumerate(self._need_of)}
        reranked_at = {each.service.service_id: place for place, each in enumerate(described)}
        shown = []
        for need, services in zip(self._needs, self._by_need(described), strict=True):
            services.sort(key=lambda each: found_at[each.service.service_id])
            if need.urgency != "urgent":
                types = [provider_type(each.organization) for each in services]
                scores = [each.ranked.similarity_score for each in services]
                services = [services[position] for position in alternating(scores, types)]
            services = services[: self._query.limit]
            if need.urgency != "urgent" and self._query.rerank:
                services.sort(key=lambda each: reranked_at[each.service.service_id])
            shown += [each.at(rank) for rank, each in enumerate(services, start=1)]
        return tuple(shown)

    def met_needs(self, described: Sequence[DescribedService]) -> list[MetNeed]:
        return [
            MetNeed(need=need, services=tuple(services))
            for need, services in zip(self._needs, self._by_need(described), strict=True)
        ]

    def _by_need(self, described: Sequence[DescribedService]) -> list[list[DescribedService]]:
        by_need: list[list[DescribedService]] = [[] for _ in self._needs]
        for each in described:
            by_need[self._need_of[each.service.service_id]].append(each)
        return by_need
