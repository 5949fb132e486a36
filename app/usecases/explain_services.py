"""Say why each suggested service is there, from the very evidence that ranked it."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from app.domain.query import Query
from app.domain.results import Explanation, RankedService
from app.index.snapshot import Snapshot
from app.ranking.bridge import believed_source, helping_kinds, kind_beliefs
from app.ranking.explanation import evidence_shares, helped_meters, leading_kind
from app.ranking.kind_map import KindMap
from app.ranking.kind_relations import KindRelations
from app.usecases.evidence import Evidence


def explain_services(
    ranked: Sequence[RankedService], query: Query, snapshot: Snapshot, evidence: Evidence
) -> tuple[RankedService, ...]:
    """The same services in the same order, each with its explanation."""
    kind_map = KindMap(*snapshot.kind_map)
    relations = KindRelations(*snapshot.kind_relations)
    beliefs = kind_beliefs(evidence.kind_hits)
    helping = helping_kinds(evidence.kind_hits, relations)
    phrase_of = {hit.position: hit.vector_position for hit in evidence.kind_hits}

    def explanation(service_id: str) -> Explanation:
        position = bisect_left(snapshot.service_ids, service_id)
        row = int(np.searchsorted(evidence.candidates, position))
        kind = leading_kind(helping, kind_map, position)
        source = None if kind is None else believed_source(kind, beliefs, relations)
        return Explanation(
            shares=evidence_shares(evidence.parts, row),
            kind={} if kind is None else snapshot.kind_name(kind),
            phrase="" if source is None else snapshot.phrases[phrase_of[source]].text,
            meters=helped_meters(query.meter_means, snapshot.profiles[position]),
        )

    return tuple(replace(each, explanation=explanation(each.service_id)) for each in ranked)
