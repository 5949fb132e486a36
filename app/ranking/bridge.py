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

from app.compressed_rows import sum_of_rows
from app.domain.results import Hit
from app.ranking.kind_map import KindMap
from app.ranking.kind_relations import KindRelations

Vectors = NDArray[np.float32]
Help = NDArray[np.float64]
"""How much each kind should help, float64 (kinds,), 0..1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BridgeRecipe:
    """How a query finds kinds and what they are worth; tuned on dev, where it is flat around these.

    Of the searched_kinds every phrase is looked at, and official wording has its say: its cosine counts official_weight
    beside the 1 of the best phrase. Then the top_kinds are believed in; a lower temperature believes in the best more.
    expansion_weight is the length of the official wording that joins the query's length of 1, related_weight what a
    kind counts for that merely helps too, before its own weight.
    """

    searched_kinds: int = 16
    top_kinds: int = 12
    official_weight: float = 0.5
    temperature: float = 0.033
    expansion_weight: float = 0.75
    related_weight: float = 1.3


DEFAULT_RECIPE = BridgeRecipe()


def nearest_kinds(
    centroid_scores: NDArray[np.float32], recipe: BridgeRecipe = DEFAULT_RECIPE
) -> NDArray[np.int64]:
    """Which kinds are worth a look at each of their phrases: the searched_kinds nearest by centroid.

    centroid_scores, float32 (queries, kinds), are the queries' cosines with each row of kind_centroids. The positions
    are int64 (queries, searched_kinds or all), ascending.

    On the 224 queries of docs/relevance.md the best kind is 222 times the one that looking at all finds, and so are
    85 % of the top_kinds; nDCG@10 differs by at most 0.002.
    """
    return highest_columns(centroid_scores, recipe.searched_kinds)


def highest_columns(scores: NDArray[np.float32], count: int) -> NDArray[np.int64]:
    """The columns of each row's `count` highest scores, ascending: int64 (rows, count or all)."""
    row_count, column_count = scores.shape
    left_out = column_count - count
    if left_out <= 0:
        return np.tile(np.arange(column_count), (row_count, 1))
    return np.sort(np.argpartition(scores, left_out, axis=1)[:, left_out:], axis=1)


def official_scores(
    queries: Vectors, kinds: NDArray[np.int64], kind_vectors: Vectors
) -> NDArray[np.float32]:
    """The cosine of each query, float32 (queries, dimension), with the official wording of its kinds.

    kinds, (queries, any number), are positions in kind_vectors; the scores are of that shape.
    """
    scores: NDArray[np.float32] = np.einsum("qkd,qd->qk", kind_vectors[kinds], queries)
    return scores


def rescored_kinds(
    phrase_scores: NDArray[np.float32],
    officials: NDArray[np.float32],
    recipe: BridgeRecipe = DEFAULT_RECIPE,
) -> NDArray[np.float32]:
    """The scores of kinds found by their phrases, with their official wording taken into account.

    phrase_scores and officials (see official_scores) are cosines, of one shape. Their weighted mean stays within -1..1.
    """
    share = np.float32(recipe.official_weight / (1.0 + recipe.official_weight))
    return phrase_scores + share * (officials - phrase_scores)


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
) -> Help:
    """The help of the believed kinds (see kind_beliefs) and of those related to them.

    A kind helps by the belief in it and, through each believed kind it is related to, by that belief × the relation's
    weight × related_weight.
    """
    believed = np.array([kind_position for kind_position, _ in beliefs], dtype=np.int64)
    shares = np.array([belief for _, belief in beliefs])
    help_ = sum_of_rows(
        believed,
        shares * recipe.related_weight,
        indptr=relations.indptr,
        columns=relations.indices,
        weights=relations.weights,
        column_count=relations.kind_count,
    )
    help_[believed] += shares
    return np.minimum(help_, 1.0)


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


def bridge_scores(help_: Help, kind_map: KindMap, service_count: int) -> NDArray[np.float32]:
    """What the kind map makes of each service: how much a kind should help × the service's weight in it.

    help_ may exceed 1 here. The products are summed and cut at 1: float32 (service_count,) in 0..1, higher is better,
    0 where no helping kind leads.
    """
    kinds = np.flatnonzero(help_)
    scores = sum_of_rows(
        kinds,
        help_[kinds],
        indptr=kind_map.indptr,
        columns=kind_map.indices,
        weights=kind_map.weights,
        column_count=service_count,
    )
    return np.minimum(scores, 1.0).astype(np.float32)


def _unit(vector: Vectors) -> Vectors:
    """Zero stays zero."""
    length = np.float32(np.linalg.norm(vector))
    unit: Vectors = vector / length if length > 0.0 else vector
    return unit
