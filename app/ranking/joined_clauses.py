"""Neighbouring clauses that tell of a need together, where each by itself says too little or something else.

"My wife and daughter are in Turkey, how can they come to Finland": neither half tells of a residence permit.
"""

from collections.abc import Sequence
from typing import Final

from app.ranking.clauses import Clause, in_sentences
from app.ranking.needs import DEFAULT_RECIPE, NeedRecipe, Reading

MOST_JOINED: Final = 3
"""Clauses that are read together at most."""

MOST_RUNS: Final = 12
"""Runs of clauses that are tried for a text, the first ones: time stays bounded."""


def runs_to_try(
    text: str, readings: Sequence[Reading], recipe: NeedRecipe = DEFAULT_RECIPE
) -> list[Clause]:
    """The runs of neighbouring clauses of a sentence, all read and none sure of its kind, as clauses of their own."""
    unsure = {reading.clause for reading in readings if reading.score < recipe.sure_score}
    runs = [
        Clause(first.start, last.end, text[first.start : last.end])
        for sentence in in_sentences(text)
        for place, first in enumerate(sentence)
        for last in sentence[place + 1 : place + MOST_JOINED]
        if all(each in unsure for each in sentence[place : sentence.index(last) + 1])
    ]
    return runs[:MOST_RUNS]


def joined_where_surer(
    readings: Sequence[Reading], runs: Sequence[Reading], recipe: NeedRecipe = DEFAULT_RECIPE
) -> list[Reading]:
    """The readings, in order, with a run in place of its clauses where it is surer than each of them.

    Of runs that share clauses the surest one stands.
    """
    chosen = list(readings)
    for run in sorted(runs, key=lambda each: (-recipe.surety(each), each.clause.start)):
        parts = [each for each in chosen if _is_within(each.clause, run.clause)]
        whole = sum(1 for each in readings if _is_within(each.clause, run.clause)) == len(parts)
        if whole and all(recipe.surety(run) > recipe.surety(each) for each in parts):
            chosen = [each for each in chosen if each not in parts] + [run]
    return sorted(chosen, key=lambda each: each.clause.start)


def _is_within(clause: Clause, run: Clause) -> bool:
    return run.start <= clause.start and clause.end <= run.end
