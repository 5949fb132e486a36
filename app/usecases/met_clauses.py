"""The person's own words that led to each shown service."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from app.embedding.encoder import Encoder
from app.privacy import quotable, redact
from app.ranking.clauses import Clause, split_clauses
from app.usecases.rescoring import Rescoring
from app.usecases.text_reading import without_clause

MOST_TRIED: Final = 8
"""Clauses of a long text that are left out in turn: those nearest to what a shown service says of itself."""


def met_clauses(rescoring: Rescoring, encoder: Encoder) -> list[str]:
    """For each shown service the clause without which its score falls most; "" where no clause does.

    Identifiers in it are redacted; a clause that holds part of one that goes on elsewhere is not repeated.
    """
    text, reading = rescoring.query.text, rescoring.evidence.reading
    clauses = _worth_trying(rescoring)
    if reading is None or not clauses:
        return [""] * len(rescoring.positions)
    quoted = [clause.quoted() for clause in clauses]
    rests = [text[: clause.start] + " " + text[clause.end :] for clause in quoted]
    falls = [
        rescoring.fall_with_reading(without_clause(reading, clause, rest, rescoring.snapshot))
        for clause, rest in zip(clauses, encoder.encode_queries(rests), strict=True)
    ]
    best = np.argmax(falls, axis=0)
    redacted = redact(text)
    return [
        quotable(quoted[choice].text, redacted) if falls[choice][row] > 0.0 else ""
        for row, choice in enumerate(best.tolist())
    ]


def _worth_trying(rescoring: Rescoring) -> Sequence[Clause]:
    """The clauses that were read, or the only one of the text."""
    reading = rescoring.evidence.reading
    if reading is None or not reading.clauses:
        return split_clauses(rescoring.query.text)
    index = rescoring.snapshot.service_index
    nearness = [
        index.score(each.vector, rescoring.positions).max(initial=-1.0) for each in reading.clauses
    ]
    nearest = np.argsort(-np.array(nearness), kind="stable")[:MOST_TRIED]
    return [reading.clauses[place].clause for place in sorted(nearest.tolist())]
