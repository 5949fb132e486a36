"""Say why each suggested service is there, from the very evidence that ranked it."""

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from app.domain.catalogue import Service
from app.domain.language import LocalizedText
from app.domain.query import Query
from app.domain.results import Explanation, Hit, MeterLevel, MetSentence, Provenance, RankedService
from app.embedding.encoder import Encoder
from app.index.snapshot import Snapshot
from app.privacy import quotable
from app.ranking.bridge import believed_source, expand_query, helping_kinds, kind_beliefs
from app.ranking.explanation import (
    evidence_shares,
    helped_meters,
    leading_kind,
    meter_level,
)
from app.ranking.kind_map import KindMap
from app.ranking.kind_relations import KindRelations
from app.storage.database import OpenStores
from app.usecases.evidence import Evidence
from app.usecases.life_event_evidence import given_life_events
from app.usecases.met_clauses import met_clauses
from app.usecases.met_filters import met_filters
from app.usecases.met_phrases import MetPhrases
from app.usecases.met_sentences import met_sentences
from app.usecases.rescoring import Rescoring
from app.usecases.said_in_language import said_in

CHECKSUM_START = 12
"""So much of a model's checksum names it, here as in /health/ready."""


LEXICAL = "lexical"
"""Stands for the model where none was used."""


def explain_services(
    ranked: Sequence[RankedService],
    query: Query,
    snapshot: Snapshot,
    evidence: Evidence,
    *,
    encoder: Callable[[], Encoder],
    open_stores: OpenStores | None = None,
    redacted_whole: str | None = None,
) -> tuple[RankedService, ...]:
    """The same services in the same order, each with its explanation.

    encoder is asked for where there are words, open_stores for the services' own sentences, which are left out without
    it. redacted_whole is the whole of what the person wrote, redacted, where the query's words are one need of it.
    """
    if not ranked:
        return ()
    service_ids = [item.service_id for item in ranked]
    positions = np.array([bisect_left(snapshot.service_ids, each) for each in service_ids])
    asked = Rescoring(snapshot=snapshot, query=query, evidence=evidence, positions=positions)
    bridges, meters, life_events = _bridges(asked), _meters(asked), _life_events(asked)
    told_events = _told_events(asked)
    filters = met_filters(snapshot.facets, query.filters, positions)
    clauses = _clauses(asked, encoder, redacted_whole)
    services = _as_indexed(snapshot, service_ids, open_stores)
    sentences = _sentences(asked, services, encoder)

    def explanation(row: int) -> Explanation:
        bridge = bridges[row]
        return Explanation(
            has_words=bool(query.text),
            shares=evidence_shares(evidence.parts, int(asked.rows[row]), evidence.weights),
            kind=snapshot.kind_name(bridge.kind) if bridge else {},
            kind_id=snapshot.kind_ids[bridge.kind] if bridge else "",
            phrase=bridge.words(asked) if bridge else "",
            clause=clauses[row],
            sentences=sentences[row],
            meters=meters[row],
            life_event_codes=life_events[row],
            life_event=told_events[row],
            filters=filters[row],
        )

    return tuple(replace(item, explanation=explanation(row)) for row, item in enumerate(ranked))


def lexically_explained(explained: Sequence[RankedService]) -> tuple[RankedService, ...]:
    """The same, saying that no model compared the meanings, and naming no sentences by words compared by letters."""
    return tuple(
        replace(each, explanation=replace(each.explanation, is_lexical=True, sentences=()))
        if each.explanation
        else each
        for each in explained
    )


def explained_in_general(explained: Sequence[RankedService]) -> tuple[RankedService, ...]:
    """The same for who said nothing: no words of theirs led to a service, nor to a kind."""
    return tuple(
        replace(
            each,
            explanation=replace(
                each.explanation,
                has_words=False,
                clause="",
                sentences=(),
                kind={},
                kind_id="",
                phrase="",
            ),
        )
        if each.explanation
        else each
        for each in explained
    )


def provenance(snapshot: Snapshot, is_lexical: bool = False) -> Provenance:
    """What answers over a snapshot are made from."""
    return Provenance(
        embedding_model=LEXICAL
        if is_lexical
        else snapshot.versions.model_checksum[:CHECKSUM_START],
        catalogue_version=snapshot.versions.catalogue_version,
        index_built_at=snapshot.created_at,
    )


@dataclass(frozen=True, slots=True)
class _Bridge:
    """A kind that led to a service, and the phrase by which it, or a kind it helps beside, was found."""

    kind: int
    phrase: Hit

    def words(self, asked: Rescoring) -> str:
        """The phrase that came near what was told; "" where nothing was, or the kind came without words."""
        place = self.phrase.vector_position
        return asked.snapshot.phrases[place].text if asked.query.text and place >= 0 else ""


def _bridges(asked: Rescoring) -> list[_Bridge | None]:
    """By the kind that leads most surely to each service, where a phrase raised the service's score."""
    phrases = MetPhrases(asked)
    found: list[_Bridge | None] = []
    for row, bridge in enumerate(_leading(asked)):
        named = phrases.named(bridge.phrase, row) if bridge else None
        found.append(replace(bridge, phrase=named) if bridge and named else None)
    return found


def _leading(asked: Rescoring) -> list[_Bridge | None]:
    hits, snapshot = asked.evidence.kind_hits, asked.snapshot
    kind_map = KindMap(*snapshot.kind_map)
    relations = KindRelations(*snapshot.kind_relations)
    beliefs = kind_beliefs(hits)
    helping = helping_kinds(beliefs, relations)
    phrase_of = {hit.position: hit for hit in hits}
    found: list[_Bridge | None] = []
    for position in asked.positions.tolist():
        kind = leading_kind(helping, kind_map, position)
        source = None if kind is None else believed_source(kind, beliefs, relations)
        found.append(None if kind is None or source is None else _Bridge(kind, phrase_of[source]))
    return found


def _meters(asked: Rescoring) -> list[Mapping[str, MeterLevel]]:
    """The given meters that each service helps with and that raised its score, each by itself and all together.

    A cosine often rises when one of several meters is left out, because fewer are left to compare. So a meter also
    counts where the score would be lower if the person fared well there.
    """
    means = asked.query.meter_means
    falls = {
        meter: np.maximum(
            asked.fall_with_meter_well(meter), asked.fall_without_meters(frozenset({meter}))
        )
        for meter in means
    }
    profiles = asked.snapshot.profiles[asked.positions]
    named = [
        tuple(meter for meter in helped_meters(means, profile) if falls[meter][row] > 0.0)
        for row, profile in enumerate(profiles)
    ]
    together = {each: asked.fall_without_meters(frozenset(each)) for each in set(named)}
    return [
        {meter: meter_level(means[meter]) for meter in each} if together[each][row] > 0.0 else {}
        for row, each in enumerate(named)
    ]


def _life_events(asked: Rescoring) -> list[tuple[str, ...]]:
    """The given life events that each service names, where they raised its score."""
    codes = asked.query.life_event_codes
    if not codes:
        return [()] * len(asked.positions)
    falls = asked.fall_without_life_events()
    postings = asked.snapshot.facets.life_events
    names = {code: postings.with_any_of((code,))[asked.positions] for code in codes}
    return [
        tuple(code for code in codes if names[code][row] and fall > 0.0)
        for row, fall in enumerate(falls)
    ]


def _told_events(asked: Rescoring) -> list[LocalizedText]:
    """The name of the life event that the words showed and without which each service's score falls most."""
    given = given_life_events(asked.snapshot, asked.query.life_event_codes)
    told = [position for position in asked.evidence.events if position not in given]
    if not told:
        return [{}] * len(asked.positions)
    falls = np.stack([asked.fall_without_life_event(position) for position in told])
    best = falls.argmax(axis=0).tolist()
    return [
        asked.snapshot.life_events[told[choice]].name if falls[choice][row] > 0.0 else {}
        for row, choice in enumerate(best)
    ]


def _clauses(
    asked: Rescoring, encoder: Callable[[], Encoder], redacted_whole: str | None
) -> list[str]:
    if redacted_whole is not None:
        return [quotable(asked.query.text, redacted_whole)] * len(asked.positions)
    return met_clauses(asked, encoder()) if asked.query.text else [""] * len(asked.positions)


def _sentences(
    asked: Rescoring, services: Mapping[str, Service], encoder: Callable[[], Encoder]
) -> list[tuple[MetSentence, ...]]:
    vector = asked.evidence.vector
    if vector is None or not services:
        return [()] * len(asked.positions)
    expanded = expand_query(
        vector, kind_beliefs(asked.evidence.kind_hits), asked.snapshot.kind_vectors
    )
    met = met_sentences(asked.snapshot, asked.positions, services, expanded, encoder())
    language = asked.query.language
    shown = [services.get(asked.snapshot.service_ids[place]) for place in asked.positions.tolist()]
    return [
        said_in(language, sentences, service, encoder()) if service else sentences
        for sentences, service in zip(met, shown, strict=True)
    ]


def _as_indexed(
    snapshot: Snapshot, service_ids: Sequence[str], open_stores: OpenStores | None
) -> Mapping[str, Service]:
    """The services' texts; none while the catalogue has moved on and the index has not yet."""
    if open_stores is None:
        return {}
    with open_stores(read_only=True) as stores:
        if stores.catalogue.version_name() != snapshot.versions.catalogue_version:
            return {}
        return stores.catalogue.services(service_ids)
