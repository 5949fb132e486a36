"""The needs in a person's words: which clauses tell of one, and which of them tell of the same."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.domain.results import Hit
from app.domain.urgent_signs import UrgentSign
from app.ranking.bridge import kind_beliefs
from app.ranking.clauses import Clause
from app.ranking.urgency import ToldSign

Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedRecipe:
    """When a clause tells of a need; how the figures were found stands in docs/packages.md.

    A clause tells of one when its surety (see below) reaches min_surety and its best kind beats small talk by
    small_talk_margin; a text of one clause needs only a score of min_score_alone, several that tell of none a surety of
    min_surety_whole together. Clauses below sure_score are also read together with their neighbours. Needs whose kinds'
    official wording has a cosine of same_need are one.
    A sign of danger is recognised without its phrases where the kinds close to it share urgent_belief and the best
    kind scores urgent_score, or they share urgent_belief_surely and it scores urgent_score_surely, unless small talk is
    nearer by small_talk_lead: in doubt it is danger.
    """

    min_surety: float = 0.77
    length_weight: float = 0.15
    sure_score: float = 0.65
    min_score_alone: float = 0.3
    min_surety_whole: float = 0.72
    small_talk_margin: float = 0.05
    same_need: float = 0.6
    urgent_belief: float = 0.5
    urgent_score: float = 0.54
    small_talk_lead: float = 0.2
    urgent_belief_surely: float = 0.7
    urgent_score_surely: float = 0.49

    def is_urgent(self, belief: float, score: float) -> bool:
        """Whether so much belief in the kinds close to a danger, at so high a score of the best kind, shows it."""
        return (belief >= self.urgent_belief and score >= self.urgent_score) or (
            belief >= self.urgent_belief_surely and score >= self.urgent_score_surely
        )

    def surety(self, reading: "Reading") -> float:
        """How surely a clause tells of its best kind: few words come near some phrase by chance, many do not."""
        return reading.score + self.length_weight * math.log(reading.word_count)


DEFAULT_RECIPE: Final = NeedRecipe()

MOST_CLAUSES: Final = 24
"""So many clauses of a text are read, those nearest to any kind of service: time stays bounded for 4,096 characters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A clause as matching sees it.

    vector is its own, float32 (dimension,), kind_hits the kinds it finds, best first, and small_talk its cosine with
    the nearest phrase that tells of nothing.
    """

    clause: Clause
    vector: Vectors
    kind_hits: Sequence[Hit]
    small_talk: float

    @property
    def score(self) -> float:
        """Of the best kind."""
        return self.kind_hits[0].dense_score if self.kind_hits else 0.0

    @property
    def word_count(self) -> int:
        """Of the clause without its conjunction, at least 1."""
        return max(1, len(self.clause.quoted().text.split()))


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundNeed:
    """What one or more clauses tell of: clause is the text that shows it, kinds are positions, best first.

    vector is the direction of the clauses together, a unit row; score that of the clause which tells it best. kind_hits
    is what one clause alone found. sign is there where it is a danger.
    """

    clause: Clause
    vector: Vectors
    kinds: tuple[int, ...]
    score: float
    kind_hits: Sequence[Hit] | None = None
    sign: UrgentSign | None = None


def nearest_clauses(vectors: Vectors, kind_centroids: Vectors) -> list[int]:
    """Which MOST_CLAUSES of the clauses are worth reading, in the order of the text.

    vectors is float32 (clauses, dimension), kind_centroids float32 (kinds, dimension).
    """
    if len(vectors) <= MOST_CLAUSES:
        return list(range(len(vectors)))
    nearness = (vectors @ kind_centroids.T).max(axis=1, initial=-1.0)
    nearest: list[int] = np.argsort(-nearness, kind="stable")[:MOST_CLAUSES].tolist()
    return sorted(nearest)


def recognised_signs(
    readings: Sequence[Reading],
    signs: Sequence[UrgentSign],
    kind_positions: dict[str, int],
    recipe: NeedRecipe = DEFAULT_RECIPE,
) -> list[ToldSign]:
    """The dangers that clauses show by the kinds they find, in whatever words."""
    told = []
    for reading in readings:
        if reading.small_talk - reading.score >= recipe.small_talk_lead:
            continue
        beliefs = dict(kind_beliefs(reading.kind_hits))
        for sign in signs:
            known = {kind_positions.get(kind_id, -1) for kind_id in sign.recognised_by}
            belief = sum(share for kind, share in beliefs.items() if kind in known)
            if recipe.is_urgent(belief, reading.score):
                told.append(ToldSign(sign, reading.clause.start, reading.clause.end))
    return told


def found_needs(
    text: str,
    readings: Sequence[Reading],
    kind_vectors: Vectors,
    recipe: NeedRecipe = DEFAULT_RECIPE,
) -> list[FoundNeed]:
    """The needs that the readings tell of, each once, best first.

    kind_vectors is float32 (kinds, dimension). A need shown by neighbouring clauses quotes the text from the first to
    the last of them, otherwise the clause that shows it best.
    """
    telling = [reading for reading in readings if _tells(reading, len(readings) == 1, recipe)]
    groups: list[list[Reading]] = []
    for reading in telling:
        lead = kind_vectors[reading.kind_hits[0].position]
        same = next(
            (
                group
                for group in groups
                if max(float(kind_vectors[each.kind_hits[0].position] @ lead) for each in group)
                >= recipe.same_need
            ),
            None,
        )
        if same is None:
            groups.append([reading])
        else:
            same.append(reading)
    order = {reading.clause: number for number, reading in enumerate(readings)}
    needs = [_need(text, group, order) for group in groups]
    return sorted(needs, key=lambda need: (-need.score, need.clause.start))


def tells_as_whole(reading: Reading, recipe: NeedRecipe = DEFAULT_RECIPE) -> bool:
    """Whether a text of several clauses tells of a need of which none of them tells by itself."""
    return recipe.surety(reading) >= recipe.min_surety_whole


def urgent_needs(
    told: Sequence[ToldSign], readings: Sequence[Reading], kind_positions: dict[str, int]
) -> list[FoundNeed]:
    """A need for each danger told, in the order given and each sign once; of two that share words, the first.

    Quotes the clause in which the telling words begin. Its kinds are the one that names the danger, then all that help
    at once.
    """
    needs: dict[str, FoundNeed] = {}
    taken: list[ToldSign] = []
    for each in told:
        overlaps = any(each.start < other.end and other.start < each.end for other in taken)
        reading = next((r for r in readings if r.clause.end > each.start), None)
        if overlaps or reading is None or each.sign.sign in needs:
            continue
        taken.append(each)
        helping = (kind_id for kind_ids in each.sign.service_kind_ids for kind_id in kind_ids)
        known = dict.fromkeys((each.sign.kind_id, *helping))
        needs[each.sign.sign] = FoundNeed(
            clause=reading.clause,
            vector=reading.vector,
            kinds=tuple(kind_positions[kind] for kind in known if kind in kind_positions),
            score=1.0,
            sign=each.sign,
        )
    return list(needs.values())


def is_covered(
    kind: int,
    needs: Sequence[FoundNeed],
    kind_vectors: Vectors,
    recipe: NeedRecipe = DEFAULT_RECIPE,
) -> bool:
    """Whether one of the needs is of this kind, or so near what names it that both are one."""
    return any(
        kind in need.kinds
        or any(
            float(kind_vectors[kind] @ kind_vectors[lead]) >= recipe.same_need
            for lead in (need.kinds[:1] if need.sign else need.kinds)
        )
        for need in needs
    )


def _tells(reading: Reading, is_alone: bool, recipe: NeedRecipe) -> bool:
    if not reading.kind_hits:
        return False
    if is_alone:
        return reading.score >= recipe.min_score_alone and reading.small_talk < reading.score
    return (
        recipe.surety(reading) >= recipe.min_surety
        and reading.score - reading.small_talk >= recipe.small_talk_margin
    )


def _need(text: str, group: Sequence[Reading], order: dict[Clause, int]) -> FoundNeed:
    best = max(group, key=lambda reading: (reading.score, -reading.clause.start))
    first, last = group[0].clause, group[-1].clause
    are_neighbours = order[last] - order[first] == len(group) - 1
    vector = np.sum([reading.vector for reading in group], axis=0)
    ordered = sorted(group, key=lambda reading: -reading.score)
    return FoundNeed(
        clause=Clause(first.start, last.end, text[first.start : last.end])
        if are_neighbours
        else best.clause,
        vector=vector / np.float32(np.linalg.norm(vector) or 1.0),
        kinds=tuple(dict.fromkeys(reading.kind_hits[0].position for reading in ordered)),
        score=best.score,
        kind_hits=best.kind_hits if len(group) == 1 else None,
    )
