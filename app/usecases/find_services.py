"""The pipeline both matching endpoints share: filter, encode, search, cross the bridge, fuse, rank."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.domain.codelists import CodeLists
from app.domain.language import localized
from app.domain.query import Query
from app.domain.results import FoundServices, Hit, RankedService, SituationSigns
from app.embedding.encoder import Encoder, Vectors
from app.index.snapshot import Snapshot
from app.index.vector_index import NO_VECTOR_SCORE
from app.ranking.asking import NO_ASKING, Asking
from app.ranking.bridge import (
    DEFAULT_RECIPE,
    BridgeRecipe,
    expand_query,
    kind_beliefs,
)
from app.ranking.cover_needs import COVERAGE, rank_covering_needs
from app.ranking.fusion import (
    DEFAULT_WEIGHTS,
    EvidenceParts,
    FusionWeights,
    among_highest,
    fuse,
    rank,
    weights_beside_text,
)
from app.ranking.kind_map import KindMap
from app.ranking.lead_kinds import SURE_BELIEF, is_missing, lead_kinds
from app.storage.database import OpenStores
from app.usecases.evidence import (
    Evidence,
    bridge_of,
    parts_of_text,
    score_by_meters,
    surest_life_event,
)
from app.usecases.explain_services import (
    explain_services,
    explained_in_general,
    lexically_explained,
    provenance,
)
from app.usecases.lexical_encoder import LexicalEncoder
from app.usecases.life_event_evidence import (
    LifeEvents,
    given_kinds,
    given_life_events,
    life_event_scores,
)
from app.usecases.request_encoder import RequestEncoder
from app.usecases.same_model import require_same_model
from app.usecases.text_reading import (
    TextReading,
    found_kinds,
    read_text,
    told_life_events,
    told_needs,
)

DIRECT_CANDIDATES: Final = 60
"""How many services the direct search hands to the fusion, besides all that the bridge leads to."""

NO_LIFE_EVENTS: Final[LifeEvents] = {}

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Matching:
    """The figures of matching that could be others; the service runs on the defaults, benchmarks try the rest."""

    recipe: BridgeRecipe = DEFAULT_RECIPE
    weights: FusionWeights = DEFAULT_WEIGHTS
    coverage: float = COVERAGE


DEFAULT_MATCHING: Final = Matching()


@dataclass(frozen=True, slots=True, kw_only=True)
class FindServices:
    """Find the services for a query.

    snapshot gives the index in use and raises Unavailable or CatalogueEmpty without one; encoder raises an AppError
    where the model could not be loaded, which meters alone do not need. With answers_lexically, words are compared by
    their letters wherever the model fails; otherwise its error is the caller's. asking knows how people ask for help,
    which says nothing of their need. open_stores is where explanations read the services' own sentences, which they do
    without where there is none.
    """

    snapshot: Callable[[], Snapshot]
    encoder: Callable[[], Encoder]
    code_lists: CodeLists
    open_stores: OpenStores | None = None
    matching: Matching = DEFAULT_MATCHING
    answers_lexically: bool = False
    asking: Asking = NO_ASKING

    def __call__(self, query: Query) -> FoundServices:
        """At most query.limit services that pass the filters, best first; fewer only when fewer pass.

        Meters alone also leave out services that help with none of the given meters. Beside meters or life events a
        text that says nothing, such as a greeting, is as good as none.
        """
        snapshot = self.snapshot()
        encoder = self.request_encoder(snapshot, query.text)
        if (query.meter_means or query.life_event_codes) and not encoder.hears(query.text):
            query = replace(query, text="")
        allowed = snapshot.facets.allowed(query.filters)
        events = given_life_events(snapshot, query.life_event_codes)
        given = [] if query.text else given_kinds(snapshot, events)
        situation = query.text if query.text or given else self._life_event_names(query)
        if not situation and not given:
            evidence = _evidence_of_meters(snapshot, query, allowed)
        else:
            evidence = self._evidence_of_words(
                snapshot, encoder, query, situation, allowed, events, given
            )
        ranked = _ranked(snapshot, evidence, query.limit, self.matching.coverage)
        explained = self.explained(ranked, query, snapshot, evidence, encoder)
        return FoundServices(
            services=explained,
            provenance=provenance(snapshot, encoder.is_lexical) if query.explain else None,
            signs=_signs(snapshot, evidence, ranked, allowed),
            is_lexical=encoder.is_lexical,
        )

    def _evidence_of_words(
        self,
        snapshot: Snapshot,
        encoder: RequestEncoder,
        query: Query,
        situation: str,
        allowed: Mask | None,
        events: LifeEvents,
        given: Sequence[Hit],
    ) -> Evidence:
        """events are those given; given are the kinds known for sure by them, where there are no words: their official
        wording is searched instead.
        """
        if given:
            nothing_said = np.zeros(snapshot.service_index.dimension, dtype=np.float32)
            return evidence_of_text(
                snapshot, query, nothing_said, allowed, given, events=events, matching=self.matching
            )
        reading = read_text(situation, snapshot, encoder, self.matching.recipe)
        needs = told_needs(situation, reading, snapshot)
        return evidence_of_text(
            snapshot,
            query,
            reading.vector,
            allowed,
            reading.kind_hits,
            reading=reading,
            events={**told_life_events(reading.confidences), **events},
            needs=[
                each.kind_hits or found_kinds(snapshot, each.vector[np.newaxis])[0]
                for each in needs
            ]
            if len(needs) > 1
            else (),
            matching=self.matching,
        )

    def explained(
        self,
        ranked: Sequence[RankedService],
        query: Query,
        snapshot: Snapshot,
        evidence: Evidence,
        encoder: RequestEncoder,
        redacted_whole: str | None = None,
    ) -> tuple[RankedService, ...]:
        """The services with their explanations, where the query asks for them; see explain_services.

        Words compared by their letters say nothing of single sentences of a service, which are then left out.
        """
        if not query.explain:
            return tuple(ranked)
        explained = explain_services(
            ranked,
            query,
            snapshot,
            evidence,
            encoder=lambda: encoder,
            open_stores=None if encoder.is_lexical else self.open_stores,
            redacted_whole=redacted_whole,
        )
        if query.text and not encoder.hears(query.text):
            explained = explained_in_general(explained)
        return lexically_explained(explained) if encoder.is_lexical else explained

    def request_encoder(self, snapshot: Snapshot, text: str) -> RequestEncoder:
        """For one request over the snapshot: no part of its text gets accents where it has any."""
        fallback = LexicalEncoder(snapshot) if self.answers_lexically else None
        accented_words = snapshot.accented_words.missing_in(text)
        return RequestEncoder(
            lambda: self._encoder_of(snapshot),
            fallback,
            accented_words,
            snapshot.spoken_endings.told_in(accented_words.restored(text)),
            self.asking,
        )

    def _encoder_of(self, snapshot: Snapshot) -> Encoder:
        """The encoder, whose vectors must be of the space the index was built in."""
        encoder = self.encoder()
        require_same_model(encoder, snapshot)
        return encoder

    def _life_event_names(self, query: Query) -> str:
        """The life events in words, for a situation told by nothing else and events that lead to no kind."""
        return ", ".join(
            localized(self.code_lists.life_events[code].name, query.language)
            for code in query.life_event_codes
        )


def _evidence_of_meters(snapshot: Snapshot, query: Query, allowed: Mask | None) -> Evidence:
    """Every allowed service with the exact cosine, which is left unrounded."""
    everyone = np.arange(len(snapshot.service_ids), dtype=np.int64)
    candidates = everyone if allowed is None else np.flatnonzero(allowed)
    similarity = score_by_meters(snapshot, query, candidates)
    return Evidence(
        candidates=candidates, fused_scores=similarity, parts=EvidenceParts(meters=similarity)
    )


def evidence_of_text(
    snapshot: Snapshot,
    query: Query,
    vector: Vectors,
    allowed: Mask | None,
    kind_hits: Sequence[Hit] = (),
    *,
    reading: TextReading | None = None,
    events: LifeEvents = NO_LIFE_EVENTS,
    needs: Sequence[Sequence[Hit]] = (),
    matching: Matching = DEFAULT_MATCHING,
) -> Evidence:
    """kind_hits are what the vector finds, where that is known or known better; beside a zero vector it is their
    official wording that is searched. needs are the kinds that each need finds; of one alone there is nothing to cover.
    """
    recipe, weights = matching.recipe, matching.weights
    kind_hits = kind_hits or found_kinds(snapshot, vector[np.newaxis], recipe)[0]
    beliefs = kind_beliefs(kind_hits, recipe)
    expanded = expand_query(vector, beliefs, snapshot.kind_vectors, recipe)
    direct = snapshot.service_index.score_allowed(expanded, allowed)
    is_near = among_highest(direct, max(query.limit, DIRECT_CANDIDATES)) & (
        direct > NO_VECTOR_SCORE
    )
    bridge, *help_with = [
        bridge_of(snapshot, each, recipe)
        for each in (beliefs, *(kind_beliefs(need, recipe) for need in needs))
    ]
    of_events = life_event_scores(snapshot, query.life_event_codes, events)
    leading = [bridge, *help_with] if of_events is None else [bridge, of_events, *help_with]
    led_to = np.logical_or.reduce([scores > 0.0 for scores in leading])
    candidates = np.flatnonzero(is_near | (led_to if allowed is None else led_to & allowed))
    parts = parts_of_text(
        snapshot,
        query,
        candidates,
        direct=direct[candidates],
        spoken=snapshot.spoken_vectors[candidates] @ vector,
        bridge=bridge[candidates],
        life_events=None if of_events is None else of_events[candidates],
    )
    best_kind_score = kind_hits[0].dense_score if kind_hits else 0.0
    weights = weights_beside_text(best_kind_score, surest_life_event(query, events), weights)
    return Evidence(
        candidates=candidates,
        fused_scores=fuse(parts, weights),
        parts=parts,
        kind_hits=kind_hits,
        vector=vector,
        reading=reading,
        events=events,
        weights=weights,
        life_event_weight=matching.weights.life_events,
        help_with=np.stack(help_with)[:, candidates] if len(help_with) > 1 else None,
    )


def _ranked(
    snapshot: Snapshot, evidence: Evidence, limit: int, coverage: float
) -> tuple[RankedService, ...]:
    scores, candidates = evidence.fused_scores, evidence.candidates
    if evidence.help_with is None:
        return rank(scores, candidates, snapshot.service_ids, limit)
    return rank_covering_needs(
        scores, evidence.help_with, candidates, snapshot.service_ids, limit, coverage
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
    )
