"""See the needs in a life situation: in its words, its life events and its meters."""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from threading import Lock

from app.domain.language import localized
from app.domain.packages import Need, SeenLifeEvent, Urgency
from app.domain.query import Query
from app.domain.results import WITHOUT_WORDS, Hit
from app.domain.urgent_signs import UrgentSign
from app.embedding.encoder import Vectors
from app.index.snapshot import Snapshot
from app.ranking.beside_danger import kinds_of_dangers, without_dangers
from app.ranking.clauses import Clause, in_sentences, split_clauses
from app.ranking.courtesies import ASKS_THE_WAY
from app.ranking.joined_clauses import joined_where_surer, runs_to_try
from app.ranking.kind_relations import KindRelations
from app.ranking.needs import (
    FoundNeed,
    Reading,
    found_needs,
    is_covered,
    nearest_clauses,
    recognised_signs,
    tells_as_whole,
    urgent_needs,
)
from app.ranking.urgency import SignPhrases, ToldSign, first_of_each
from app.usecases.request_encoder import RequestEncoder
from app.usecases.text_reading import found_kinds

KINDS_OF_EVENT = 3
"""So many kinds of a life event become needs now, and as many later: the most important come first."""

SeeLifeEvents = Callable[[Query, Snapshot, Sequence[Reading]], Sequence[SeenLifeEvent]]
"""The life events of a situation, the most believed first; the readings are those of its clauses and of the text."""


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
    """The vectors of phrases that tell of no need, encoded when they are first asked for.

    What says nothing at all is read as ASKS_THE_WAY, which is one of them.
    """

    texts: Sequence[str]
    _encoded: tuple[str, Vectors] | None = None
    _lock: Lock = field(default_factory=Lock)

    def vectors(self, encoder: RequestEncoder) -> Vectors:
        """float32 (phrases + 1, dimension)."""
        with self._lock:
            if self._encoded is None or self._encoded[0] != encoder.checksum:
                vectors = encoder.encode_as_written([*self.texts, ASKS_THE_WAY])
                self._encoded = (encoder.checksum, vectors)
            return self._encoded[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class SeeNeeds:
    """The needs that the clauses, life events and dangers of a text show."""

    small_talk: SmallTalk
    signs: Sequence[UrgentSign]
    sign_phrases: SignPhrases
    life_events: SeeLifeEvents

    def __call__(self, query: Query, snapshot: Snapshot, encoder: RequestEncoder) -> SeenNeeds:
        """encoder is that of the snapshot's vectors and is used only for words and names of life events."""
        kind_positions = snapshot.kind_positions
        everywhere = self.sign_phrases.told_in(query.text)
        told = first_of_each(everywhere)
        readings, whole = self._readings(query.text, told, snapshot, encoder)
        told += recognised_signs(readings, self.signs, kind_positions)
        joined = self._joined(query.text, readings, told, snapshot, encoder)
        dangers = urgent_needs(told, joined, kind_positions)
        needs = _found(query.text, joined, whole, snapshot)
        relations = KindRelations(*snapshot.kind_relations)
        of_dangers = kinds_of_dangers(dangers, kind_positions, relations)
        sentences = in_sentences(query.text)
        others = without_dangers(needs, dangers, of_dangers, everywhere, sentences)
        of_text = [*dangers, *others]
        events = tuple(self.life_events(query, snapshot, [*readings, whole] if whole else readings))
        now = _of_events(events, query, snapshot, encoder, of_text, is_next=False)
        covered = [*of_text, *(found for found, _ in now)]
        later = _of_events(events, query, snapshot, encoder, covered, is_next=True)
        return SeenNeeds(
            needs=(
                *(_seen_in_text(need, snapshot) for need in of_text),
                *(seen for _, seen in now),
            ),
            next_needs=tuple(seen for _, seen in later),
            life_events=events,
        )

    def _readings(
        self, text: str, told: Sequence[ToldSign], snapshot: Snapshot, encoder: RequestEncoder
    ) -> tuple[list[Reading], Reading | None]:
        """The clauses worth reading, among them those that tell of danger, and of several the text as a whole."""
        clauses = split_clauses(text)
        if not clauses:
            return [], None
        texts = [clause.text for clause in clauses]
        vectors = encoder.encode_queries([*texts, text] if len(clauses) > 1 else texts)
        small_talk = (vectors @ self.small_talk.vectors(encoder).T).max(axis=1, initial=-1.0)
        dangerous = {
            bisect_right(clauses, each.start, key=lambda clause: clause.end) for each in told
        }
        nearest = nearest_clauses(vectors[: len(clauses)], snapshot.kind_centroids)
        rows = [row for row in sorted(dangerous.union(nearest)) if row < len(clauses)]
        read = [clauses[row] for row in rows]
        if len(clauses) > 1:
            start, end = read[0].start, read[-1].end
            read.append(Clause(start, end, text[start:end]))
            rows.append(len(clauses))
        readings = _readings_of(read, vectors[rows], small_talk[rows], snapshot)
        return (readings[:-1], readings[-1]) if len(clauses) > 1 else (readings, None)

    def _joined(
        self,
        text: str,
        readings: list[Reading],
        told: Sequence[ToldSign],
        snapshot: Snapshot,
        encoder: RequestEncoder,
    ) -> list[Reading]:
        """The readings with clauses read together where that says more; those that tell of danger stay as they are."""
        runs = [
            run
            for run in runs_to_try(text, readings)
            if not any(each.start < run.end and run.start < each.end for each in told)
        ]
        if not runs:
            return readings
        vectors = encoder.encode_queries([run.text for run in runs])
        small_talk = (vectors @ self.small_talk.vectors(encoder).T).max(axis=1, initial=-1.0)
        return joined_where_surer(readings, _readings_of(runs, vectors, small_talk, snapshot))


def kind_hit(kind_position: int) -> Hit:
    """A kind that is believed in without any words."""
    return Hit(position=kind_position, dense_score=1.0, vector_position=WITHOUT_WORDS)


def _found(
    text: str, readings: Sequence[Reading], whole: Reading | None, snapshot: Snapshot
) -> list[FoundNeed]:
    """The clauses' needs; where none of several tells of any, what the text tells as a whole."""
    needs = found_needs(text, readings, snapshot.kind_vectors)
    if whole is None or (needs and len(readings) > 1):
        return needs
    told_together = readings[0] if len(readings) == 1 else whole
    if not tells_as_whole(told_together):
        return []
    return found_needs(text, [told_together], snapshot.kind_vectors)


def _readings_of(
    clauses: Sequence[Clause], vectors: Vectors, small_talk: Vectors, snapshot: Snapshot
) -> list[Reading]:
    return [
        Reading(clause=clause, vector=vector, kind_hits=kind_hits, small_talk=float(nearness))
        for clause, vector, kind_hits, nearness in zip(
            clauses, vectors, found_kinds(snapshot, vectors), small_talk, strict=True
        )
    ]


def _seen_in_text(found: FoundNeed, snapshot: Snapshot) -> SeenNeed:
    urgency: Urgency = "urgent" if found.sign else "soon"
    kind_ids = [snapshot.kind_ids[kind] for kind in found.kinds]
    return SeenNeed(
        need=Need(
            source="text",
            urgency=urgency,
            name=snapshot.kind_name(found.kinds[0]) if found.kinds else {},
            kind_ids=tuple(kind_ids) or ((found.sign.kind_id,) if found.sign else ()),
            clause=found.clause.quoted().text,
        ),
        vector=found.vector,
        kind_hits=found.kind_hits,
        sign=found.sign,
    )


def _of_events(
    events: Sequence[SeenLifeEvent],
    query: Query,
    snapshot: Snapshot,
    encoder: RequestEncoder,
    covered: Sequence[FoundNeed],
    *,
    is_next: bool,
) -> list[tuple[FoundNeed, SeenNeed]]:
    """The first kinds of each event that no need covers yet.

    Where the words tell of needs, an event that only the words show adds none now, just what comes later.
    """
    kind_positions = snapshot.kind_positions
    taken = list(covered)
    seen = []
    for event in events:
        if covered and event.confidence < 1.0 and not is_next:
            continue
        kind_ids = event.next_kind_ids if is_next else event.kind_ids
        known = [kind_positions[each] for each in kind_ids if each in kind_positions]
        if not is_next and not known:
            known = _named_kinds(event, query, snapshot, encoder)
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


def _named_kinds(
    event: SeenLifeEvent, query: Query, snapshot: Snapshot, encoder: RequestEncoder
) -> list[int]:
    """The best kind for the event's name, for an event whose kinds are not known."""
    vectors = encoder.encode_queries([localized(event.name, query.language)])
    return [hit.position for hit in found_kinds(snapshot, vectors)[0][:1]]


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
        kind_hits=[kind_hit(kind)],
    )
