"""The pipeline both matching endpoints share: filter, encode, search, cross the bridge, fuse, rank."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.domain.codelists import CodeLists
from app.domain.language import localized
from app.domain.meters import METERS
from app.domain.query import Query
from app.domain.results import FoundServices, RankedService, SituationSigns
from app.embedding.encoder import Encoder, Vectors
from app.errors import Unavailable
from app.index.snapshot import Snapshot
from app.ranking.bridge import (
    DEFAULT_RECIPE,
    bridge_scores,
    expand_query,
    kind_beliefs,
    nearest_kinds,
    rescore_kinds,
)
from app.ranking.fusion import EvidenceParts, fuse, rank
from app.ranking.kind_map import KindMap
from app.ranking.lead_kinds import SURE_BELIEF, is_missing, lead_kinds
from app.ranking.life_situation import meters_similarity
from app.usecases.explain_services import Evidence, explain_services

DIRECT_CANDIDATES: Final = 60
"""How many services the direct search hands to the fusion, besides all that the bridge leads to."""

NO_PREFERENCE: Final = dict.fromkeys(METERS, 0.0)
"""Ten equal needs, for a request whose meters are all empty: broadly helping services come first."""

Mask = NDArray[np.bool_]
Positions = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class FindServices:
    """Find the services for a query.

    snapshot gives the index in use and raises Unavailable or CatalogueEmpty without one; encoder raises an AppError
    where the model could not be loaded, which meters alone do not need.
    """

    snapshot: Callable[[], Snapshot]
    encoder: Callable[[], Encoder]
    code_lists: CodeLists

    def __call__(self, query: Query) -> FoundServices:
        """At most query.limit services that pass the filters, best first; fewer only when fewer pass.

        Meters alone also leave out services that help with none of the given meters.
        """
        snapshot = self.snapshot()
        allowed = snapshot.facets.allowed(query.filters)
        situation = query.text or self._life_event_names(query)
        if not situation:
            evidence = _evidence_of_meters(snapshot, query, allowed)
        else:
            vector = self._encoder_of(snapshot).encode_queries([situation])[0]
            evidence = _evidence_of_text(snapshot, query, vector, allowed)
        service_ids = [snapshot.service_ids[position] for position in evidence.candidates]
        ranked = rank(evidence.fused_scores, service_ids, query.limit)
        return FoundServices(
            services=explain_services(ranked, query, snapshot, evidence)
            if query.explain
            else ranked,
            signs=_signs(snapshot, evidence, ranked, allowed),
        )

    def _encoder_of(self, snapshot: Snapshot) -> Encoder:
        """The encoder, whose vectors must be of the space the index was built in."""
        encoder = self.encoder()
        if encoder.checksum != snapshot.versions.model_checksum:
            raise Unavailable("The search index has not been built with this embedding model yet")
        return encoder

    def _life_event_names(self, query: Query) -> str:
        """The life events in words, for a situation told by nothing else."""
        return ", ".join(
            localized(self.code_lists.life_events[code].name, query.language)
            for code in query.life_event_codes
        )


def _evidence_of_meters(snapshot: Snapshot, query: Query, allowed: Mask | None) -> Evidence:
    """Every allowed service with the exact cosine, which is left unrounded."""
    everyone = np.arange(len(snapshot.service_ids), dtype=np.int64)
    candidates = everyone if allowed is None else np.flatnonzero(allowed)
    needs = query.meter_means or NO_PREFERENCE
    similarity = meters_similarity(needs, snapshot.profiles[candidates])
    return Evidence(
        candidates=candidates, fused_scores=similarity, parts=EvidenceParts(meters=similarity)
    )


def _evidence_of_text(
    snapshot: Snapshot, query: Query, vector: Vectors, allowed: Mask | None
) -> Evidence:
    near = nearest_kinds(vector, snapshot.kind_centroids)
    phrase_hits = snapshot.phrase_index.search(vector, DEFAULT_RECIPE.candidate_kinds, near)
    kind_hits = rescore_kinds(phrase_hits, snapshot.kind_vectors @ vector)
    expanded = expand_query(vector, kind_hits, snapshot.kind_vectors)
    hits = snapshot.service_index.search(expanded, max(query.limit, DIRECT_CANDIDATES), allowed)
    bridge = bridge_scores(kind_hits, KindMap(*snapshot.kind_map), len(snapshot.service_ids))
    led_to = bridge > 0 if allowed is None else (bridge > 0) & allowed
    found = np.array([hit.position for hit in hits], dtype=np.int64)
    candidates: Positions = np.union1d(found, np.flatnonzero(led_to))
    parts = EvidenceParts(
        direct=snapshot.service_index.score(expanded, candidates),
        bridge=bridge[candidates],
        meters=meters_similarity(query.meter_means, snapshot.profiles[candidates])
        if query.meter_means
        else None,
        life_events=snapshot.facets.life_events.with_any_of(query.life_event_codes)[candidates]
        if query.life_event_codes
        else None,
    )
    return Evidence(
        candidates=candidates, fused_scores=fuse(parts), parts=parts, kind_hits=kind_hits
    )


def _signs(
    snapshot: Snapshot,
    evidence: Evidence,
    ranked: tuple[RankedService, ...],
    allowed: Mask | None,
) -> SituationSigns:
    best_score = ranked[0].similarity_score if ranked else 0.0
    kind_map = KindMap(*snapshot.kind_map)
    leads = lead_kinds(kind_beliefs(evidence.kind_hits))
    return SituationSigns(
        kind_ids=tuple(snapshot.kind_ids[kind] for kind, _ in leads),
        unsure_kind_ids=frozenset(
            snapshot.kind_ids[kind] for kind, belief in leads if belief < SURE_BELIEF
        ),
        missing_kind_ids=frozenset(
            snapshot.kind_ids[kind]
            for kind, _ in leads
            if is_missing(best_score, kind_map.best_weight(kind, allowed))
        ),
        best_score=best_score,
    )
