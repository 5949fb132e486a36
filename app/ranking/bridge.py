"""The bridge: what people say → kinds of service → services, over the phrasebook.

People's words and the catalogue's rarely meet. A query meets the phrasebook's utterances instead;
the kinds they belong to then lead on to services twice: their official wording joins the query
(expand_query) and the kind map points at services (bridge_scores).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp

import numpy as np
from numpy.typing import NDArray

from app.domain.results import Hit
from app.ranking.kind_map import KindMap
from app.ranking.kind_relations import KindRelations

Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class BridgeRecipe:
    """How a query finds kinds and what they are worth; tuned on dev, where it is flat around these.

    Of the searched_kinds every phrase is looked at; the candidate_kinds with the best phrases are
    kept, then the top_kinds once official wording has its say: its cosine counts official_weight
    beside the 1 of the best phrase. A lower temperature believes in the best kind more.
    expansion_weight is the length of the official wording that joins the query's length of 1, related_weight what a
    kind counts for that merely helps too, before its own weight.
    """

    searched_kinds: int = 60
    candidate_kinds: int = 30
    top_kinds: int = 12
    official_weight: float = 0.5
    temperature: float = 0.033
    expansion_weight: float = 0.75
    related_weight: float = 1.0


DEFAULT_RECIPE = BridgeRecipe()


def nearest_kinds(
    query: Vectors, kind_centroids: Vectors, recipe: BridgeRecipe = DEFAULT_RECIPE
) -> NDArray[np.bool_]:
    """Which kinds are worth a look at each of their phrases: the searched_kinds nearest by centroid.

    query is float32 (dimension,), kind_centroids float32 (kinds, dimension), both unit; bool (kinds,).
    On the 224 queries of docs/relevance.md the best kind is always the one that looking at all finds, and so are 98.8 %
    of the top_kinds; nDCG@10 differs by less than 0.001 either way.
    """
    kind_count = len(kind_centroids)
    chosen = np.ones(kind_count, dtype=np.bool_)
    if kind_count > recipe.searched_kinds:
        left_out = kind_count - recipe.searched_kinds
        chosen[np.argpartition(kind_centroids @ query, left_out)[:left_out]] = False
    return chosen


def rescore_kinds(
    kind_hits: Sequence[Hit],
    official_scores: NDArray[np.float32],
    recipe: BridgeRecipe = DEFAULT_RECIPE,
) -> list[Hit]:
    """The kinds found by their phrases, with their official wording taken into account.

    official_scores is float32 (kinds,): the query's cosine with each row of kind_vectors. The new
    dense_score is the weighted mean of both cosines, so it stays within -1..1. Best first; equal
    scores are ordered by kind position.
    """
    rescored = [
        Hit(
            position=hit.position,
            dense_score=(
                hit.dense_score + recipe.official_weight * float(official_scores[hit.position])
            )
            / (1.0 + recipe.official_weight),
            vector_position=hit.vector_position,
        )
        for hit in kind_hits
    ]
    return sorted(rescored, key=lambda hit: (-hit.dense_score, hit.position))


def kind_beliefs(
    kind_hits: Sequence[Hit], recipe: BridgeRecipe = DEFAULT_RECIPE
) -> list[tuple[int, float]]:
    """The best kinds' positions with a softmax of their scores, best first; beliefs sum to 1.

    kind_hits are best first with at most one hit a kind. Kinds that have nothing in common with the
    query (score not above 0) are left out: a query of unknown words believes in none.
    """
    chosen = [hit for hit in kind_hits[: recipe.top_kinds] if hit.dense_score > 0.0]
    if not chosen:
        return []
    highest = max(hit.dense_score for hit in chosen)
    exponentials = [exp((hit.dense_score - highest) / recipe.temperature) for hit in chosen]
    total = sum(exponentials)
    return [(hit.position, each / total) for hit, each in zip(chosen, exponentials, strict=True)]


def expand_query(
    query: Vectors,
    beliefs: Sequence[tuple[int, float]],
    kind_vectors: Vectors,
    recipe: BridgeRecipe = DEFAULT_RECIPE,
) -> Vectors:
    """The query moved towards how officials would put it (pseudo relevance feedback, Rocchio 1971).

    query is float32 (dimension,), kind_vectors float32 (kinds, dimension), both unit; so is the result: query +
    expansion_weight × the mean direction of the kinds believed in (see kind_beliefs). A query that believes in no kind
    stays as it is.
    """
    positions = [kind_position for kind_position, _ in beliefs]
    shares = np.array([belief for _, belief in beliefs], dtype=np.float32)
    official = shares @ kind_vectors[positions]
    return _unit(query + np.float32(recipe.expansion_weight) * _unit(official))


def helping_kinds(
    beliefs: Sequence[tuple[int, float]],
    relations: KindRelations,
    recipe: BridgeRecipe = DEFAULT_RECIPE,
) -> list[tuple[int, float]]:
    """The believed kinds and those related to them, with how much each should help: 0..1, most first.

    A kind helps by the belief in it and, through each believed kind it is related to, by that belief × the relation's
    weight × related_weight.
    """
    helping = dict(beliefs)
    for kind_position, belief in beliefs:
        for other, weight in relations.of(kind_position):
            helping[other] = helping.get(other, 0.0) + belief * weight * recipe.related_weight
    return sorted(
        ((position, min(1.0, help_)) for position, help_ in helping.items()),
        key=lambda kind: (-kind[1], kind[0]),
    )


def believed_source(
    kind_position: int, beliefs: Sequence[tuple[int, float]], relations: KindRelations
) -> int | None:
    """The believed kind (see kind_beliefs) through which a kind helps most: often itself; None when through none."""
    best, most = None, 0.0
    for believed, belief in beliefs:
        weight = (
            1.0
            if believed == kind_position
            else dict(relations.of(believed)).get(kind_position, 0.0)
        )
        if belief * weight > most:
            best, most = believed, belief * weight
    return best


def bridge_scores(
    kinds: Sequence[tuple[int, float]],
    kind_map: KindMap,
    service_count: int,
) -> NDArray[np.float32]:
    """What the kind map makes of each service: how much a kind should help × the service's weight in it, summed.

    kinds are those of helping_kinds. float32 (service_count,) in 0..1, higher is better, 0 where none of them leads.
    """
    if not kinds:
        return np.zeros(service_count, dtype=np.float32)
    positions = np.array([kind_position for kind_position, _ in kinds])
    helps = np.array([help_ for _, help_ in kinds], dtype=np.float32)
    entries, sizes = kind_map.entries_of(positions)
    shares = np.repeat(helps, sizes) * kind_map.weights[entries]
    return np.bincount(kind_map.indices[entries], shares, service_count).astype(np.float32)


def _unit(vector: Vectors) -> Vectors:
    """Zero stays zero."""
    length = np.float32(np.linalg.norm(vector))
    unit: Vectors = vector / length if length > 0.0 else vector
    return unit
