"""Print how the meter profiler of the model card compares with keywords.

    python -m models.training.evaluate_meter_profiler --data DATA

Keywords of a meter (meter_keywords.json) rate a service in two ways: by how many of them it names, and by how near
their mean direction is to its own. Neither learns from the experts' profiles, so they rate all services as they
are; the profiler rates each service by a model that has not seen it. Figures are taken over all services at once.
"""

import argparse
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score, roc_auc_score

from app.catalogue.service_text import Passage
from app.embedding.encoder import Encoder
from app.embedding.sentence_transformer import SentenceTransformerEncoder
from models.training.train_meter_profiler import (
    FOLDS,
    Float64,
    LabelledServices,
    cross_validated,
    read_labelled_services,
)

KEYWORDS = Path(__file__).with_name("meter_keywords.json")
INFLECTED = "|"
"""Stands in a keyword before the letters that Finnish inflection may change: "velk|a" is met by "velkojen"."""


def read_keywords(path: Path) -> dict[str, list[str]]:
    keywords: dict[str, list[str]] = json.loads(path.read_text(encoding="utf-8"))
    return keywords


def share_named(passages: Sequence[Passage], keywords: Sequence[str]) -> Float64:
    """Share of the keywords, 0 to 1, with which at least one word of the name or the text begins."""
    stems = [
        re.compile(rf"\b{re.escape(keyword.split(INFLECTED)[0])}", re.IGNORECASE)
        for keyword in keywords
    ]
    texts = [f"{passage.name} {passage.text}" for passage in passages]
    return np.array([np.mean([bool(stem.search(text)) for stem in stems]) for text in texts])


def cosines(vectors: Float64, keywords: Sequence[str], encoder: Encoder) -> Float64:
    """Cosine of each service, a unit row, with the mean of the keywords' vectors."""
    words = [keyword.replace(INFLECTED, "") for keyword in keywords]
    mean = encoder.encode_queries(words).mean(axis=0)
    rated: Float64 = vectors @ (mean / np.linalg.norm(mean))
    return rated


def rate(
    services: LabelledServices, keywords: Mapping[str, Sequence[str]], encoder: Encoder
) -> dict[str, Float64]:
    """How much each way of rating gives each service on each meter, (services, meters); higher is more."""
    meters, labels = services.meters, services.labels.T
    columns = {
        "prevalence": [np.full(len(truth), truth.mean()) for truth in labels],
        "keywords named": [share_named(services.passages, keywords[meter]) for meter in meters],
        "keywords' direction": [
            cosines(services.vectors, keywords[meter], encoder) for meter in meters
        ],
        "profiler": [cross_validated(services.vectors, truth, None, FOLDS) for truth in labels],
    }
    return {way: np.column_stack(ratings) for way, ratings in columns.items()}


def auc_and_precision(labels: NDArray[np.int64], ratings: Float64) -> Float64:
    """ROC AUC and average precision of each meter and, in the last row, their means: (meters + 1, 2)."""
    figures = [
        (roc_auc_score(truth, rated), average_precision_score(truth, rated))
        for truth, rated in zip(labels.T, ratings.T, strict=True)
    ]
    return np.array([*figures, np.mean(figures, axis=0)])


def table(meters: Sequence[str], figures: Mapping[str, Float64]) -> str:
    """Markdown: a row for each meter, a column for each way of rating, "AUC / average precision" in each cell."""
    lines = [f"| meter | {' | '.join(figures)} |", "|---" * (1 + len(figures)) + "|"]
    for row, meter in enumerate([*meters, "**mean (macro)**"]):
        cells = [f"{each[row, 0]:.3f} / {each[row, 1]:.3f}" for each in figures.values()]
        lines.append(f"| {meter} | {' | '.join(cells)} |")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with ptv/meters.csv")
    parser.add_argument("--embedding", type=Path, default=Path("models/embedding"))
    arguments = parser.parse_args()

    encoder = SentenceTransformerEncoder(arguments.embedding)
    services = read_labelled_services(arguments.data, encoder)
    ratings = rate(services, read_keywords(KEYWORDS), encoder)
    figures = {way: auc_and_precision(services.labels, each) for way, each in ratings.items()}
    print(table(services.meters, figures))


if __name__ == "__main__":
    main()
