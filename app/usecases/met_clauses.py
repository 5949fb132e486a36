"""The person's own words that led to each shown service."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from app.embedding.encoder import Encoder
from app.privacy import redact
from app.ranking.clauses import Clause, split_clauses
from app.usecases.rescoring import Rescoring

MOST_TRIED: Final = 8
"""Clauses of a long text that are left out in turn: those nearest to what a shown service says of itself."""


def met_clauses(rescoring: Rescoring, encoder: Encoder) -> list[str]:
    """For each shown service the clause without which its score falls most; "" where no clause does.

    Identifiers in it are redacted; a clause that holds part of one that goes on elsewhere is not repeated.
    """
    text = rescoring.query.text
    quoted = [clause.quoted() for clause in split_clauses(text)]
    clauses = _worth_trying(quoted, rescoring, encoder)
    if not clauses:
        return [""] * len(rescoring.positions)
    rests = [text[: clause.start] + " " + text[clause.end :] for clause in clauses]
    falls = [rescoring.fall_with_words(vector) for vector in encoder.encode_queries(rests)]
    best = np.argmax(falls, axis=0)
    redacted = redact(text)
    return [
        _repeatable(clauses[choice].text, redacted) if falls[choice][row] > 0.0 else ""
        for row, choice in enumerate(best.tolist())
    ]


def _worth_trying(
    clauses: Sequence[Clause], rescoring: Rescoring, encoder: Encoder
) -> Sequence[Clause]:
    if len(clauses) <= MOST_TRIED:
        return clauses
    vectors = encoder.encode_queries([clause.text for clause in clauses])
    index = rescoring.snapshot.service_index
    nearness = [index.score(vector, rescoring.positions).max(initial=-1.0) for vector in vectors]
    nearest = np.argsort(-np.array(nearness), kind="stable")[:MOST_TRIED]
    return [clauses[place] for place in sorted(nearest.tolist())]


def _repeatable(clause: str, redacted_text: str) -> str:
    redacted = redact(clause)
    return redacted if redacted in redacted_text else ""
