"""What the bridge rests on, made at index time: kinds' vectors and the services of each kind."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficialTexts:
    """How the official side puts things: a row an owner (service or kind), a column a language.

    name_vectors and text_vectors (of name and summary together) are float32 (owners, languages,
    dimension) of unit rows; a language without text is a zero row. service_class_codes holds each
    owner's classes, such as "P4.13".
    """

    name_vectors: Vectors
    text_vectors: Vectors
    service_class_codes: Sequence[Collection[str]]

    def __len__(self) -> int:
        return len(self.text_vectors)


@dataclass(frozen=True, slots=True, kw_only=True)
class KindMapRecipe:
    """How services are matched to kinds; part of what an index was built with.

    temperature sharpens the softmax over kinds as it falls. The bonuses are added to the
    similarity, itself the sum of two cosines, where a service has the kind's class, or another
    class under the same main class.
    """

    kinds_per_service: int = 8
    temperature: float = 0.07
    same_class_bonus: float = 0.05
    same_main_class_bonus: float = 0.02
    services_per_block: int = 256


@dataclass(frozen=True, slots=True)
class KindMap:
    """Sparse matrix kinds x services (compressed rows): how surely a service is of a kind.

    The services of kind k are indices[indptr[k]:indptr[k + 1]], ascending, with their weights in
    (0, 1]; over the kinds of one service they sum to 1 at most, corrections apart. indptr is int64 (m + 1,) for
    m kinds, indices int32, weights float32.
    """

    indptr: NDArray[np.int64]
    indices: NDArray[np.int32]
    weights: NDArray[np.float32]

    @property
    def kind_count(self) -> int:
        return len(self.indptr) - 1

    def kinds_of(self, service_position: int) -> list[tuple[int, float]]:
        """Positions and weights of the kinds the service is of, the surest first, then by position."""
        entries = np.flatnonzero(self.indices == service_position)
        kinds = np.searchsorted(self.indptr, entries, side="right") - 1
        found = zip(kinds.tolist(), self.weights[entries].tolist(), strict=True)
        return sorted(found, key=lambda kind: (-kind[1], kind[0]))

    def services_of(self, kind_position: int) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """Positions and weights of the kind's services."""
        row = slice(int(self.indptr[kind_position]), int(self.indptr[kind_position + 1]))
        return self.indices[row], self.weights[row]

    def best_weight(self, kind_position: int, allowed: NDArray[np.bool_] | None) -> float:
        """How surely the surest of the allowed services is of the kind; 0 where none is."""
        services, weights = self.services_of(kind_position)
        if allowed is not None:
            weights = weights[allowed[services]]
        return float(weights.max(initial=0.0))


DEFAULT_RECIPE = KindMapRecipe()
NAME_WEIGHT: Final = 0.3
"""How much a name counts beside the text, in which it also stands."""


def build_kind_map(
    kinds: OfficialTexts, services: OfficialTexts, recipe: KindMapRecipe = DEFAULT_RECIPE
) -> KindMap:
    """Match the official wording of kinds and services, which meet far more easily than speech.

    Similarity of a kind and a service is cosine(name, name) + cosine(text, text), each the best
    over pairs of languages, so that a service in Swedish alone still finds its kind. A softmax over
    all kinds turns it into weights, of which a service keeps its best few. A service without text
    is of no kind. Works in blocks of services: memory stays at some tens of megabytes for 30,000
    services and 900 kinds.
    """
    kind_positions = [np.empty(0, dtype=np.int64)]
    service_positions = [np.empty(0, dtype=np.int64)]
    weights = [np.empty(0, dtype=np.float32)]
    kept = min(recipe.kinds_per_service, len(kinds))
    for first, similarity in _similarity_blocks(kinds, services, recipe):
        block_weights = _softmax(similarity, recipe.temperature)
        best = np.argsort(-block_weights, axis=1, kind="stable")[:, :kept]
        described = services.text_vectors[first : first + len(best)].any(axis=(1, 2))
        kind_positions.append(best[described].ravel())
        service_positions.append(np.repeat(first + np.flatnonzero(described), kept))
        weights.append(np.take_along_axis(block_weights, best, axis=1)[described].ravel())
    return _compressed(
        np.concatenate(kind_positions),
        np.concatenate(service_positions),
        np.concatenate(weights),
        len(kinds),
    )


@dataclass(frozen=True, slots=True)
class KindCorrection:
    """What an administrator says of a kind and a service, by their positions; weight 0..1, 0 for "not at all"."""

    kind_position: int
    service_position: int
    weight: float


def corrected(kind_map: KindMap, corrections: Sequence[KindCorrection]) -> KindMap:
    """The map with the corrections in place of what wording told; at most one for a kind and a service."""
    kind_positions = np.repeat(np.arange(kind_map.kind_count), np.diff(kind_map.indptr))
    stated = {(each.kind_position, each.service_position) for each in corrections}
    kept = np.array(
        [
            pair not in stated
            for pair in zip(kind_positions.tolist(), kind_map.indices.tolist(), strict=True)
        ],
        dtype=np.bool_,
    )
    added = [each for each in corrections if each.weight > 0.0]
    return _compressed(
        np.concatenate([kind_positions[kept], [each.kind_position for each in added]]).astype(
            np.int64
        ),
        np.concatenate([kind_map.indices[kept], [each.service_position for each in added]]).astype(
            np.int64
        ),
        np.concatenate(
            [kind_map.weights[kept], np.array([each.weight for each in added], dtype=np.float32)]
        ),
        kind_map.kind_count,
    )


def kind_vectors(kinds: OfficialTexts, name_weight: float = NAME_WEIGHT) -> Vectors:
    """One unit vector a kind, float32 (kinds, dimension): how officials put it in any language.

    The mean over languages of the directions of text + name_weight × name; a kind without text has
    a zero row.
    """
    by_language = _unit(kinds.text_vectors + np.float32(name_weight) * kinds.name_vectors)
    return _unit(by_language.sum(axis=1))


def spoken_vectors(kind_map: KindMap, kind_centroids: Vectors, service_count: int) -> Vectors:
    """How people put it who need a service: its kinds' centroids by their weights, float32 (services, dimension).

    A service that is surely of one kind has that kind's direction at length 1; one that may be of several, or of none,
    is shorter. Expanding documents by the queries they answer (Nogueira et al., arXiv:1904.08375), in the space of
    vectors.
    """
    spoken = np.zeros((service_count, kind_centroids.shape[1]), dtype=np.float32)
    for kind_position in range(kind_map.kind_count):
        services, weights = kind_map.services_of(kind_position)
        spoken[services] += weights[:, None] * kind_centroids[kind_position]
    return spoken


def _unit(vectors: Vectors) -> Vectors:
    """Along the last axis; zero stays zero."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    unit: Vectors = np.divide(vectors, lengths, out=np.zeros_like(vectors), where=lengths > 0.0)
    return unit


def _similarity_blocks(
    kinds: OfficialTexts, services: OfficialTexts, recipe: KindMapRecipe
) -> Iterator[tuple[int, Scores]]:
    """Position of a block's first service and float32 (block, kinds), over all services."""
    if len(kinds) == 0:
        return
    class_bonus = _ClassBonus(kinds, recipe)
    for first in range(0, len(services), recipe.services_per_block):
        block = slice(first, first + recipe.services_per_block)
        similarity = _best_cosine(services.name_vectors[block], kinds.name_vectors)
        similarity += _best_cosine(services.text_vectors[block], kinds.text_vectors)
        similarity += class_bonus.of(services.service_class_codes[block])
        yield first, similarity


def _best_cosine(left: Vectors, right: Vectors) -> Scores:
    """float32 (left owners, right owners): the best cosine over pairs of languages, 0 at least."""
    best = np.zeros((len(left), len(right)), dtype=np.float32)
    for left_language in np.flatnonzero(left.any(axis=(0, 2))):
        for right_language in np.flatnonzero(right.any(axis=(0, 2))):
            cosine = left[:, left_language] @ right[:, right_language].T
            np.maximum(best, cosine, out=best)
    return best


class _ClassBonus:
    """Looks up which kinds agree in class with a service."""

    def __init__(self, kinds: OfficialTexts, recipe: KindMapRecipe) -> None:
        self._kind_count = len(kinds)
        self._recipe = recipe
        self._kinds_of_class: dict[str, list[int]] = {}
        self._kinds_of_main_class: dict[str, list[int]] = {}
        for position, codes in enumerate(kinds.service_class_codes):
            for code in codes:
                self._kinds_of_class.setdefault(code, []).append(position)
                self._kinds_of_main_class.setdefault(_main_class(code), []).append(position)

    def of(self, services_classes: Sequence[Collection[str]]) -> Scores:
        """float32 (services, kinds)."""
        bonus = np.zeros((len(services_classes), self._kind_count), dtype=np.float32)
        for row, codes in zip(bonus, services_classes, strict=True):
            for code in codes:
                row[self._kinds_of_main_class.get(_main_class(code), [])] = (
                    self._recipe.same_main_class_bonus
                )
            for code in codes:
                row[self._kinds_of_class.get(code, [])] = self._recipe.same_class_bonus
        return bonus


def _main_class(service_class_code: str) -> str:
    """The main class of a class: "P4" of "P4.13" and of "P4" itself."""
    return service_class_code.partition(".")[0]


def _softmax(similarity: Scores, temperature: float) -> Scores:
    """Rows that sum to 1."""
    exponentials = np.exp((similarity - similarity.max(axis=1, keepdims=True)) / temperature)
    weights: Scores = exponentials / exponentials.sum(axis=1, keepdims=True)
    return weights


def _compressed(
    kind_positions: NDArray[np.int64],
    service_positions: NDArray[np.int64],
    weights: Scores,
    kind_count: int,
) -> KindMap:
    order = np.lexsort((service_positions, kind_positions))
    services_per_kind = np.bincount(kind_positions, minlength=kind_count)
    return KindMap(
        indptr=np.concatenate([[0], np.cumsum(services_per_kind)]).astype(np.int64),
        indices=service_positions[order].astype(np.int32),
        weights=weights[order].astype(np.float32),
    )
