"""What a person tells beside a danger and is no need of its own."""

from collections.abc import Mapping, Sequence
from typing import Final

from app.ranking.clauses import Clause
from app.ranking.kind_relations import KindRelations
from app.ranking.needs import DEFAULT_RECIPE, FoundNeed, NeedRecipe
from app.ranking.urgency import ToldSign

CLOSELY_RELATED: Final = 0.6
"""The weight of a relation from which a kind helps in the same danger, such as a restraining order beside a shelter."""


def kinds_of_dangers(
    dangers: Sequence[FoundNeed], kind_positions: Mapping[str, int], relations: KindRelations
) -> frozenset[int]:
    """The kinds that help in the dangers, those by which they are known, and those closely related to the latter."""
    known_by = {
        kind_positions[kind_id]
        for danger in dangers
        if danger.sign
        for kind_id in (danger.sign.kind_id, *danger.sign.recognised_by)
        if kind_id in kind_positions
    }
    related = {
        other
        for kind in known_by
        for other, weight in relations.of(kind)
        if weight >= CLOSELY_RELATED
    }
    return frozenset(known_by | related | {kind for danger in dangers for kind in danger.kinds})


def without_dangers(
    needs: Sequence[FoundNeed],
    dangers: Sequence[FoundNeed],
    of_dangers: frozenset[int],
    told: Sequence[ToldSign],
    sentences: Sequence[Sequence[Clause]],
    recipe: NeedRecipe = DEFAULT_RECIPE,
) -> list[FoundNeed]:
    """The needs that no danger speaks of already.

    A danger does where the need is of kinds_of_dangers, or its clause tells of the danger, or it stands in the sentence
    that does and is not sure of its own kind: "he hit me again, I am in the bathroom".
    """
    if not dangers:
        return list(needs)
    places = [each.start for each in told] + [danger.clause.start for danger in dangers]
    return [
        need
        for need in needs
        if need.kinds[0] not in of_dangers
        and not any(need.clause.start <= place < need.clause.end for place in places)
        and (
            need.score >= recipe.sure_score
            or not any(
                _share_a_sentence(need.clause, danger.clause, sentences) for danger in dangers
            )
        )
    ]


def _share_a_sentence(clause: Clause, other: Clause, sentences: Sequence[Sequence[Clause]]) -> bool:
    return any(
        sentence[0].start <= min(clause.start, other.start)
        and max(clause.end, other.end) <= sentence[-1].end
        for sentence in sentences
    )
