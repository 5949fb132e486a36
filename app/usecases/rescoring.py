"""What the shown services would score, had something not been said: the test that every reason must pass."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.domain.query import Query
from app.domain.results import Hit
from app.embedding.encoder import Vectors
from app.embedding.unit_rows import unit_rows
from app.index.snapshot import Snapshot
from app.ranking.bridge import (
    expand_query,
    kind_beliefs,
    rescored_kinds,
)
from app.ranking.fusion import Scores, fuse
from app.ranking.kind_map import KindMap
from app.usecases.evidence import (
    Evidence,
    Positions,
    bridge_of,
    parts_of_text,
    score_by_meters,
    surest_life_event,
)
from app.usecases.life_event_evidence import LifeEvents, given_life_events, life_event_scores
from app.usecases.text_reading import TextReading, told_life_events

WELL: Final = 10.0
"""The value of a meter on which the person fares well."""

FALL_DECIMALS: Final = 5
"""Beyond these a score may differ with the place of its service in memory, and with rounding."""

Falls = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rescoring:
    """Scores the shown services, given by their positions in the index, for a question slightly changed.

    Each method tells how far their scores fall, float64 (positions,): not above 0 where they do not, infinite where a
    service would not be found.
    """

    snapshot: Snapshot
    query: Query
    evidence: Evidence
    positions: Positions

    def fall_with_reading(self, reading: TextReading) -> Falls:
        """With other words, as they are read."""
        given = given_life_events(self.snapshot, self.query.life_event_codes)
        spoken = self.snapshot.spoken_vectors[self.positions] @ reading.vector
        events = {**told_life_events(reading.confidences), **given}
        return self._fall(self._scores_of_words(reading.vector, reading.kind_hits, spoken, events))

    def fall_without_phrase(self, phrase: Hit) -> Falls:
        """Without the phrase by which a kind was found: the kind's next best one then speaks for it, if it has one,
        and what people say who need its services changes by that phrase.
        """
        vector = self.evidence.vector
        assert vector is not None
        others = [hit for hit in self.evidence.kind_hits if hit.position != phrase.position]
        hits = sorted(
            [*others, *self._next_phrase(phrase, vector)],
            key=lambda hit: (-hit.dense_score, hit.position),
        )
        spoken = self._shown(self.evidence.parts.spoken) - self._spoken_by(phrase, vector)
        return self._fall(self._scores_of_words(vector, hits, spoken, self.evidence.events))

    def fall_without_kind(self, kind: Hit) -> Falls:
        """Without a kind that is believed in beside the words."""
        vector = self.evidence.vector
        assert vector is not None
        others = [hit for hit in self.evidence.kind_hits if hit.position != kind.position]
        spoken = self._shown(self.evidence.parts.spoken)
        return self._fall(self._scores_of_words(vector, others, spoken, self.evidence.events))

    def fall_without_meters(self, meters: frozenset[str]) -> Falls:
        """With the meters left out."""
        kept = {name: mean for name, mean in self.query.meter_means.items() if name not in meters}
        return self._fall(self._scores_of(replace(self.query, meter_means=kept)))

    def fall_with_meter_well(self, meter: str) -> Falls:
        """With a given meter at its best."""
        means = {**self.query.meter_means, meter: WELL}
        return self._fall(self._scores_of(replace(self.query, meter_means=means)))

    def fall_without_life_events(self) -> Falls:
        """With the given life events left out, and their names still among the words where there were no others.

        One that the words tell of too then counts as surely as they do.
        """
        reading = self.evidence.reading
        events = told_life_events(reading.confidences) if reading else {}
        return self._fall(self._scores_of(replace(self.query, life_event_codes=()), events))

    def fall_without_life_event(self, position: int) -> Falls:
        """With one life event left out."""
        events = {**self.evidence.events}
        del events[position]
        return self._fall(self._scores_of(self.query, events))

    @property
    def rows(self) -> Positions:
        """Where the shown services stand among the candidates."""
        return np.searchsorted(self.evidence.candidates, self.positions)

    def _shown(self, scores: Scores | None) -> Scores:
        """Of scores of the candidates, those of the shown services."""
        assert scores is not None
        return scores[self.rows]

    def _scores_of(self, query: Query, events: LifeEvents | None = None) -> Scores:
        """For the same words beside other meters, or other life events where they are given."""
        if self.evidence.vector is None:
            return score_by_meters(self.snapshot, query, self.positions, self.evidence.meter)
        parts = self.evidence.parts
        return self._fused(
            query,
            self.evidence.events if events is None else events,
            direct=self._shown(parts.direct),
            spoken=self._shown(parts.spoken),
            bridge=self._shown(parts.bridge),
        )

    def _scores_of_words(
        self, vector: Vectors, hits: Sequence[Hit], spoken: Scores, events: LifeEvents
    ) -> Scores:
        """For other words, or other kinds and life events found by them, beside the same meters."""
        snapshot = self.snapshot
        beliefs = kind_beliefs(hits)
        expanded = expand_query(vector, beliefs, snapshot.kind_vectors)
        return self._fused(
            self.query,
            events,
            direct=snapshot.service_index.score(expanded, self.positions),
            spoken=spoken,
            bridge=bridge_of(snapshot, beliefs)[self.positions],
        )

    def _fused(
        self, query: Query, events: LifeEvents, *, direct: Scores, spoken: Scores, bridge: Scores
    ) -> Scores:
        life_events = life_event_scores(self.snapshot, query.life_event_codes, events)
        beside = self.evidence.life_event_weight * surest_life_event(query, events)
        weights = replace(self.evidence.weights, life_events=beside)
        parts = parts_of_text(
            self.snapshot,
            query,
            self.positions,
            direct=direct,
            spoken=spoken,
            bridge=bridge,
            life_events=None if life_events is None else life_events[self.positions],
        )
        return fuse(parts, weights)

    def _fall(self, scores: Scores) -> Falls:
        """Scores are shown from 0 upwards, so that is where they are compared."""
        before = np.maximum(self._shown(self.evidence.fused_scores), 0.0)
        fall = np.round(before - np.maximum(scores, 0.0), FALL_DECIMALS)
        return np.where(np.isnan(scores), np.inf, fall)

    def _next_phrase(self, phrase: Hit, vector: Vectors) -> list[Hit]:
        """The kind as its best other phrase finds it, where it has one."""
        index, kind = self.snapshot.phrase_index, phrase.position
        places = np.array(index.vectors_of(kind))
        others = places != phrase.vector_position
        cosines = index.read_vectors(kind)[others] @ vector
        scores = rescored_kinds(cosines, self.snapshot.kind_vectors[[kind]] @ vector)
        return [
            Hit(kind, float(scores[best]), int(places[others][best]))
            for best in np.argsort(-scores)[:1]
        ]

    def _spoken_by(self, phrase: Hit, vector: Vectors) -> Scores:
        """What the phrase alone adds to the spoken part of each shown service: its kind's centroid is their mean."""
        index = self.snapshot.phrase_index
        vectors = index.read_vectors(phrase.position)
        others = np.array(index.vectors_of(phrase.position)) != phrase.vector_position
        centroid, without = unit_rows(np.stack([vectors.sum(axis=0), vectors[others].sum(axis=0)]))
        services, weights = KindMap(*self.snapshot.kind_map).services_of(phrase.position)
        weight_of = dict(zip(services.tolist(), weights.tolist(), strict=True))
        shown = np.array([weight_of.get(each, 0.0) for each in self.positions.tolist()])
        added: Scores = shown * float((centroid - without) @ vector)
        return added
