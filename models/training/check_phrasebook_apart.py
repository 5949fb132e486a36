"""Check that the phrasebook was written without the judged queries: no utterance may come near one.

    python -m models.training.check_phrasebook_apart --data DATA

Nearness is the cosine of character n-grams (3 to 5, within words, tf-idf over utterances and queries). Keywords are
left out: of two or three words for one thing, some are the same. Prints the nearest utterance of each query that has
one at or above the limit, and ends with exit code 1 then.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from app.phrasebook import SHIPPED_PHRASEBOOK, load_phrasebook

LIMIT: Final = 0.40


@dataclass(frozen=True, slots=True)
class NearPair:
    """A query and the utterance nearest to it; cosine lies in 0..1."""

    cosine: float
    query: str
    utterance: str


def nearest_utterances(queries: Sequence[str], utterances: Sequence[str]) -> list[NearPair]:
    """Of each query the utterance nearest to it by character n-grams, in the order of the queries."""
    vectorizer = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), dtype=np.float32)
    vectors = vectorizer.fit_transform([*queries, *utterances])
    cosines = (vectors[: len(queries)] @ vectors[len(queries) :].T).toarray()
    nearest = cosines.argmax(axis=1)
    return [
        NearPair(float(row[position]), query, utterances[position])
        for query, row, position in zip(queries, cosines, nearest, strict=True)
    ]


def read_query_texts(path: Path) -> list[str]:
    """The texts of judged queries; those that consist of meters alone have none."""
    lines = path.read_text(encoding="utf-8").splitlines()
    texts = [json.loads(line).get("query", "") for line in lines if line.strip()]
    return [text for text in texts if text]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with eval/")
    parser.add_argument("--phrasebook", type=Path, default=SHIPPED_PHRASEBOOK)
    arguments = parser.parse_args()
    queries = read_query_texts(arguments.data / "eval" / "dev_queries.jsonl")
    utterances = [
        text
        for kind in load_phrasebook(arguments.phrasebook)
        for texts in kind.utterances.values()
        for text in texts
    ]
    pairs = nearest_utterances(queries, utterances)
    near = [pair for pair in pairs if pair.cosine >= LIMIT]
    for pair in near:
        print(f"{pair.cosine:.2f}  {pair.query}\n      {pair.utterance}")
    nearest = max(pair.cosine for pair in pairs)
    print(
        f"{len(utterances)} utterances, {len(queries)} queries, nearest pair at cosine {nearest:.2f}"
    )
    sys.exit(1 if near else 0)


if __name__ == "__main__":
    main()
