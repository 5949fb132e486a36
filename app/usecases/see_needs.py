"""See the needs in a life situation: in its words, its life events and its meters."""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from threading import Lock

import numpy as np

from app.domain.language import localized
from app.domain.packages import Need, SeenLifeEvent, Urgency
from app.domain.query import Query
from app.domain.results import Hit
from app.domain.urgent_signs import UrgentSign
from app.embedding.encoder import Encoder, Vectors
from app.index.snapshot import Snapshot
from app.ranking.clauses import Clause, split_clauses
from app.ranking.needs import (
    FoundNeed,
    Reading,
    found_needs,
    is_covered,
    nearest_clauses,
    recognised_signs,
    urgent_needs,
    without_dangers,
)
from app.ranking.urgency import SignPhrases, ToldSign
from app.usecases.evidence import found_kinds

KINDS_OF_EVENT = 3
"""So many kinds of a life event become needs now, and as many later: the most important come first."""

SeeLifeEvents = Callable[[Query, Snapshot, Vectors], Sequence[SeenLifeEvent]]
"""The life events of a situation, the most believed first; the vectors are those of its clauses, then of the text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenNeed:
    """A need with what finds its services: the direction and kinds to search by, and the danger it is, if any."""

    need: Need
    vector: Vectors
    kind_hits: Sequence[Hit] | None = None
    sign: UrgentSign | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenNeeds:
    """needs are those of words and life events, in the order in which to act; next_needs usually follow."""

    needs: tuple[SeenNeed, ...] = ()
    next_needs: tuple[SeenNeed, ...] = ()
    life_events: tuple[SeenLifeEvent, ...] = ()

    @property
    def is_urgent(self) -> bool:
        return any(seen.sign for seen in self.needs)


@dataclass(slots=True)
class SmallTalk:
    """The vectors of phrases that tell of no need, encoded when they are first asked for."""

    texts: Sequence[str]
    _encoded: tuple[str, Vectors] | None = None
    _lock: Lock = field(default_factory=Lock)

    def vectors(self, encoder: Encoder) -> Vectors:
        """float32 (phrases, dimension)."""
        with self._lock:
            if self._encoded is None or self._encoded[0] != encoder.checksum:
                vectors = encoder.encode_queries(self.texts)
                self._encoded = (encoder.checksum, vectors)
            return self._encoded[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class SeeNeeds:
    """encoder_of gives the encoder of the snapshot's vectors and is asked only where there are words."""

    encoder_of: Callable[[Snapshot], Encoder]
    small_talk: SmallTalk
    signs: Sequence[UrgentSign]
    sign_phrases: SignPhrases
    life_events: SeeLifeEvents

    def __call__(self, query: Query, snapshot: Snapshot) -> SeenNeeds:
        kind_positions = {kind_id: place for place, kind_id in enumerate(snapshot.kind_ids)}
        told = self.sign_phrases.told_in(query.text)
        readings, vectors = self._readings(query.text, told, snapshot)
        told += recognised_signs(readings, self.signs, kind_positions)
        dangers = urgent_needs(told, readings, kind_positions)
        needs = self._found(query.text, readings, vectors, snapshot)
        of_text = [*dangers, *without_dangers(needs, dangers, kind_positions)]
        events = tuple(self.life_events(query, snapshot, vectors))
        now = self._of_events(events, query, snapshot, of_text, is_next=False)
        covered = [*of_text, *(found for found, _ in now)]
        later = self._of_events(events, query, snapshot, covered, is_next=True)
        return SeenNeeds(
            needs=(
                *(_seen_in_text(need, snapshot) for need in of_text),
                *(seen for _, seen in now),
            ),
            next_needs=tuple(seen for _, seen in later),
            life_events=events,
        )

    def _readings(
        self, text: str, told: Sequence[ToldSign], snapshot: Snapshot
    ) -> tuple[list[Reading], Vectors]:
        """The clauses worth reading, among them those that tell of danger, and the vectors of all clauses with the
        text's own in the last row.
        """
        clauses = split_clauses(text)
        if not clauses:
            return [], np.zeros((0, snapshot.phrase_index.dimension), dtype=np.float32)
        encoder = self.encoder_of(snapshot)
        vectors = encoder.encode_queries([*(clause.text for clause in clauses), text])
        small_talk = (vectors @ self.small_talk.vectors(encoder).T).max(axis=1, initial=-1.0)
        dangerous = {
            bisect_right(clauses, each.start, key=lambda clause: clause.end) for each in told
        }
        readings = [
            _reading(clauses[row], vectors[row], float(small_talk[row]), snapshot)
            for row in sorted(
                dangerous.union(nearest_clauses(vectors[:-1], snapshot.kind_centroids))
            )
            if row < len(clauses)
        ]
        return readings, vectors

    def _found(
        self, text: str, readings: Sequence[Reading], vectors: Vectors, snapshot: Snapshot
    ) -> list[FoundNeed]:
        """The clauses' needs; where none of several tells of any, what the text tells as a whole."""
        needs = found_needs(text, readings, snapshot.kind_vectors)
        if needs or len(readings) < 2:
            return needs
        start, end = readings[0].clause.start, readings[-1].clause.end
        clause = Clause(start, end, text[start:end])
        if all(reading.small_talk >= reading.score for reading in readings):
            return []
        whole = _reading(clause, vectors[-1], -1.0, snapshot)
        return found_needs(text, [whole], snapshot.kind_vectors)

    def _of_events(
        self,
        events: Sequence[SeenLifeEvent],
        query: Query,
        snapshot: Snapshot,
        covered: Sequence[FoundNeed],
        *,
        is_next: bool,
    ) -> list[tuple[FoundNeed, SeenNeed]]:
        """The first kinds of each event that no need covers yet.

        Where the words tell of needs, an event that only the words show adds none now, just what comes later.
        """
        kind_positions = {kind_id: place for place, kind_id in enumerate(snapshot.kind_ids)}
        taken = list(covered)
        seen = []
        for event in events:
            kind_ids = event.next_kind_ids if is_next else event.kind_ids
            known = [kind_positions[each] for each in kind_ids if each in kind_positions]
            if not is_next and not known:
                known = self._named_kinds(event, query, snapshot)
            if covered and event.confidence < 1.0 and not is_next:
                continue
            for kind in known[:KINDS_OF_EVENT]:
                if is_covered(kind, taken, snapshot.kind_vectors):
                    continue
                found = FoundNeed(
                    clause=Clause(0, 0, ""),
                    vector=snapshot.kind_vectors[kind],
                    kinds=(kind,),
                    score=event.confidence,
                )
                taken.append(found)
                seen.append((found, _seen_in_event(found, event, snapshot, is_next=is_next)))
        return seen

    def _named_kinds(self, event: SeenLifeEvent, query: Query, snapshot: Snapshot) -> list[int]:
        """The best kind for the event's name, for an event whose kinds are not known."""
        name = localized(event.name, query.language)
        vector = self.encoder_of(snapshot).encode_queries([name])[0]
        return [hit.position for hit in found_kinds(snapshot, vector)[:1]]


def kind_hit(snapshot: Snapshot, kind_position: int) -> Hit:
    """A kind that is believed in without any words; its name stands for the phrase."""
    return Hit(
        position=kind_position,
        dense_score=1.0,
        vector_position=snapshot.phrase_index.vectors_of(kind_position)[-1],
    )


def _reading(clause: Clause, vector: Vectors, small_talk: float, snapshot: Snapshot) -> Reading:
    return Reading(
        clause=clause,
        vector=vector,
        kind_hits=found_kinds(snapshot, vector),
        small_talk=small_talk,
    )


def _seen_in_text(found: FoundNeed, snapshot: Snapshot) -> SeenNeed:
    urgency: Urgency = "urgent" if found.sign else "soon"
    kind_ids = [snapshot.kind_ids[kind] for kind in found.kinds]
    return SeenNeed(
        need=Need(
            source="text",
            urgency=urgency,
            name=snapshot.kind_name(found.kinds[0]) if found.kinds else {},
            kind_ids=tuple(kind_ids) or ((found.sign.kind_id,) if found.sign else ()),
            clause=found.clause.text,
            start=found.clause.start,
            end=found.clause.end,
        ),
        vector=found.vector,
        kind_hits=found.kind_hits,
        sign=found.sign,
    )


def _seen_in_event(
    found: FoundNeed, event: SeenLifeEvent, snapshot: Snapshot, *, is_next: bool
) -> SeenNeed:
    kind = found.kinds[0]
    return SeenNeed(
        need=Need(
            source="life_event",
            urgency="later" if is_next else "soon",
            name=snapshot.kind_name(kind),
            kind_ids=(snapshot.kind_ids[kind],),
            life_event_id=event.life_event_id,
        ),
        vector=found.vector,
        kind_hits=[kind_hit(snapshot, kind)],
    )
