"""The services of one need: found as a text search finds them, by meter, or at once where there is danger."""

from bisect import bisect_left
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from app.domain.meters import METERS
from app.domain.packages import Need
from app.domain.query import Query, ServiceFilters
from app.domain.results import Hit, RankedService
from app.domain.urgent_signs import UrgentSign
from app.index.snapshot import Snapshot
from app.ranking.bridge import kind_beliefs
from app.ranking.explanation import LEADS_FROM
from app.ranking.fusion import EvidenceParts, rank
from app.ranking.good_enough import good_enough
from app.ranking.kind_map import KindMap
from app.ranking.lead_kinds import LEAST_OFFERED_WEIGHT, WEAK_SCORE, is_missing, naming_kind
from app.usecases.evidence import Evidence, Positions, score_by_meters
from app.usecases.find_services import evidence_of_text
from app.usecases.see_needs import SeenNeed, kind_hit

SURELY_OF_KIND = 0.3
"""The weight in a kind from which a service is offered at once in danger: a shelter, not advice on shelters."""

MORE_THAN_SHOWN = 10
"""So many services beyond twice the limit are ranked for a need, since other needs may take some of them."""

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundForNeed:
    """ranked is more than is shown, best first; asked and evidence say why."""

    ranked: tuple[RankedService, ...]
    asked: Query
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class NeedServices:
    """Finds services for the needs of one request; allowed are those that pass its filters, None for everyone."""

    snapshot: Snapshot
    query: Query
    allowed: Mask | None

    def of(self, seen: SeenNeed) -> FoundForNeed:
        """Of a need of words or life events, none where none is good enough.

        In danger those that help at once come first, whatever their score, and only services of the same kinds follow.
        """
        asked = replace(self.query, meter_means={}, life_event_codes=(), text=seen.need.clause)
        if seen.sign is None:
            evidence = evidence_of_text(
                self.snapshot, asked, seen.vector, self.allowed, seen.kind_hits or ()
            )
            ranked = good_enough(self._ranked(evidence), self._led_to(evidence))
            return FoundForNeed(ranked=ranked, asked=asked, evidence=evidence)
        allowed = self._allowed_in_danger()
        kind_hits = self._kinds_in_danger(seen.sign)
        evidence = evidence_of_text(self.snapshot, asked, seen.vector, allowed, kind_hits)
        first = self._first_aid(seen.sign, evidence)
        first_ids = {service.service_id for service in first}
        helping = self._service_ids_of(hit.position for hit in kind_hits)
        rest = [
            each
            for each in self._ranked(evidence)
            if each.service_id in helping and each.service_id not in first_ids
        ]
        return FoundForNeed(ranked=(*first, *rest), asked=asked, evidence=evidence)

    def of_meter(self, meter: str) -> FoundForNeed:
        """Those that help most with the meter, and as well with the other given ones."""
        snapshot = self.snapshot
        everyone = np.arange(len(snapshot.service_ids), dtype=np.int64)
        candidates: Positions = everyone if self.allowed is None else np.flatnonzero(self.allowed)
        scores = score_by_meters(snapshot, self.query, candidates, meter)
        evidence = Evidence(
            candidates=candidates,
            fused_scores=scores,
            parts=EvidenceParts(meters=scores),
            meter=meter,
        )
        asked = replace(self.query, text="", life_event_codes=())
        return FoundForNeed(ranked=self._ranked(evidence), asked=asked, evidence=evidence)

    def named(self, need: Need, found: FoundForNeed) -> Need:
        """The need of words by the kind of its first service, where they leave open which kind is needed.

        A service that fits badly names nothing.
        """
        if need.source != "text" or need.urgency == "urgent" or not found.ranked:
            return need
        if found.ranked[0].similarity_score < WEAK_SCORE:
            return need
        snapshot = self.snapshot
        first = bisect_left(snapshot.service_ids, found.ranked[0].service_id)
        kind = naming_kind(
            snapshot.kind_positions[need.kind_ids[0]],
            kind_beliefs(found.evidence.kind_hits),
            dict(KindMap(*snapshot.kind_map).kinds_of(first)),
        )
        kind_ids = dict.fromkeys((snapshot.kind_ids[kind], *need.kind_ids))
        return replace(need, name=snapshot.kind_name(kind), kind_ids=tuple(kind_ids))

    def is_missing(self, need: Need, found: FoundForNeed) -> bool:
        """Whether no fitting service of the kind that names the need was found; in danger any of that kind fits."""
        position = self.snapshot.kind_positions[need.kind_ids[0]]
        kind_map = KindMap(*self.snapshot.kind_map)
        if need.urgency == "urgent":
            return is_missing(1.0, kind_map.best_weight(position, self._allowed_in_danger()))
        best = max((each.similarity_score for each in found.ranked), default=0.0)
        return is_missing(best, kind_map.best_weight(position, self.allowed))

    def help_with_meters(self, found: FoundForNeed) -> NDArray[np.float64]:
        """How much the services shown for a need help with each meter, on average: float64 (10,), 0..1."""
        shown = [service.service_id for service in found.ranked[: self.query.limit]]
        positions = [bisect_left(self.snapshot.service_ids, each) for each in shown]
        help_given: NDArray[np.float64] = self.snapshot.profiles[positions]
        return help_given.mean(axis=0) if positions else np.zeros(len(METERS))

    def _ranked(self, evidence: Evidence) -> tuple[RankedService, ...]:
        limit = 2 * self.query.limit + MORE_THAN_SHOWN
        service_ids = self.snapshot.service_ids
        return rank(evidence.fused_scores, evidence.candidates, service_ids, limit)

    def _allowed_in_danger(self) -> Mask | None:
        """What passes the filters, and every nationwide service that serves the area asked for."""
        if self.allowed is None:
            return None
        facets = self.snapshot.facets
        area = ServiceFilters(municipality_codes=self.query.filters.municipality_codes)
        in_area = facets.allowed(area)
        national = facets.is_nationwide if in_area is None else facets.is_nationwide & in_area
        return self.allowed | national

    def _kinds_in_danger(self, sign: UrgentSign) -> list[Hit]:
        """The kinds that help at once, all equally believed, for what the person says of the danger says less."""
        wanted = {kind_id for kind_ids in sign.service_kind_ids for kind_id in kind_ids}
        return [kind_hit(place) for place in self._positions_of(wanted)]

    def _led_to(self, evidence: Evidence) -> frozenset[str]:
        """The services that a kind found leads to noticeably."""
        bridge = evidence.parts.bridge
        assert bridge is not None
        positions = evidence.candidates[bridge >= LEADS_FROM].tolist()
        return frozenset(self.snapshot.service_ids[position] for position in positions)

    def _service_ids_of(self, kinds: Iterable[int]) -> frozenset[str]:
        """The services that are of one of the kinds at all, whatever words they share with the question."""
        kind_map = KindMap(*self.snapshot.kind_map)
        return frozenset(
            self.snapshot.service_ids[position]
            for services, weights in map(kind_map.services_of, kinds)
            for position in services[weights >= LEAST_OFFERED_WEIGHT].tolist()
        )

    def _first_aid(self, sign: UrgentSign, evidence: Evidence) -> list[RankedService]:
        """The best service of each kind that helps at once, in the order of the sign."""
        kind_map = KindMap(*self.snapshot.kind_map)
        first: list[RankedService] = []
        taken: set[int] = set()
        for kind_ids in sign.service_kind_ids:
            surely = [np.empty(0, dtype=np.int32)]
            for services, weights in map(kind_map.services_of, self._positions_of(kind_ids)):
                surely.append(services[weights >= SURELY_OF_KIND])
            offered = np.isin(evidence.candidates, np.concatenate(surely))
            rows = [row for row in np.flatnonzero(offered).tolist() if row not in taken]
            if rows:
                best = max(rows, key=lambda row: (evidence.fused_scores[row], -row))
                taken.add(best)
                first.append(
                    RankedService(
                        service_id=self.snapshot.service_ids[evidence.candidates[best]],
                        similarity_score=max(0.0, float(evidence.fused_scores[best])),
                        rank=len(first) + 1,
                    )
                )
        return first

    def _positions_of(self, kind_ids: Collection[str]) -> list[int]:
        positions = self.snapshot.kind_positions
        return sorted(positions[each] for each in kind_ids if each in positions)
