"""Train the model that predicts a service's 3X10D profile from its text embedding.

    python -m models.training.train_meter_profiler --data DATA

Ten logistic regressions, one for each meter, on a service's passage vector. The profiled services have one passage, a
Finnish summary; the service predicts from the mean direction of all passages of a service. Labels are the experts'
profiles in DATA/ptv/meters.csv. The output folder gets meter_profiler.json, which the service loads, and figures.json.
"""

import argparse
import csv
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, log_loss, roc_auc_score
from sklearn.model_selection import StratifiedKFold

from app.catalogue.service_text import Passage
from app.embedding.encoder import Encoder
from app.embedding.sentence_transformer import SentenceTransformerEncoder
from app.usecases.embed_texts import passage_vectors
from models.training.judged_services import read_service_texts
from models.training.progress import say

Float64 = NDArray[np.float64]
SEED = 20261121
FOLDS = 10
INVERSE_PENALTIES = (1.0, 3.0, 10.0, 30.0)
DECIMALS = 5


@dataclass(frozen=True)
class LabelledServices:
    """passages: the text of each; vectors: unit rows (services, dimension); labels: 0 or 1 (services, meters)."""

    meters: list[str]
    passages: list[Passage]
    vectors: Float64
    labels: NDArray[np.int64]


def read_labelled_services(data: Path, encoder: Encoder) -> LabelledServices:
    """The services of meters.csv, each with its one passage: the Finnish summary."""
    passages = {
        service.service_id: Passage("fi", service.name, service.summary)
        for service in read_service_texts(data)
    }
    with (data / "ptv" / "meters.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    meters = [column for column in rows[0] if column != "service_id"]
    labelled = [passages[row["service_id"]] for row in rows]
    vectors = passage_vectors(labelled, encoder, advance=lambda _: None)
    labels = np.array([[float(row[meter]) >= 0.5 for meter in meters] for row in rows], dtype=int)
    return LabelledServices(meters, labelled, np.asarray(vectors, dtype=np.float64), labels)


def fit(vectors: Float64, labels: NDArray[np.int64]) -> LogisticRegression:
    """Fit one meter with the penalty whose inner cross-validated log loss is lowest."""
    losses = [
        log_loss(labels, cross_validated(vectors, labels, penalty, folds=5))
        for penalty in INVERSE_PENALTIES
    ]
    best = INVERSE_PENALTIES[int(np.argmin(losses))]
    return LogisticRegression(C=best, max_iter=2_000).fit(vectors, labels)


def cross_validated(
    vectors: Float64, labels: NDArray[np.int64], penalty: float | None, folds: int
) -> Float64:
    """Probability for each service from a model that has not seen it.

    penalty None chooses the penalty anew inside each fold, so that its choice is held out too.
    """
    predicted = np.zeros(len(labels))
    splits = StratifiedKFold(folds, shuffle=True, random_state=SEED).split(vectors, labels)
    for train, test in splits:
        if penalty is None:
            model = fit(vectors[train], labels[train])
        else:
            model = LogisticRegression(C=penalty, max_iter=2_000).fit(vectors[train], labels[train])
        predicted[test] = model.predict_proba(vectors[test])[:, 1]
    return predicted


def measure(services: LabelledServices) -> dict[str, dict[str, float]]:
    """Cross-validated figures of each meter and their mean ("macro").

    A constant answer (the prevalence) has AUC 0.5 and average precision equal to the prevalence.
    """
    figures = {}
    for position, meter in enumerate(services.meters):
        labels = services.labels[:, position]
        predicted = cross_validated(services.vectors, labels, None, FOLDS)
        prevalence = float(labels.mean())
        figures[meter] = {
            "prevalence": prevalence,
            "auc": float(roc_auc_score(labels, predicted)),
            "average_precision": float(average_precision_score(labels, predicted)),
            "log_loss": float(log_loss(labels, predicted)),
            "prevalence_log_loss": float(log_loss(labels, np.full(len(labels), prevalence))),
        }
    columns = figures[services.meters[0]]
    figures["macro"] = {
        column: float(np.mean([figures[meter][column] for meter in services.meters]))
        for column in columns
    }
    return {
        meter: {column: round(value, 3) for column, value in row.items()}
        for meter, row in figures.items()
    }


def write_json(path: Path, content: dict[str, Any]) -> None:
    """One line for each key: ten rows of numbers stay readable and differ line by line."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = ",\n".join(
        f"  {json.dumps(key)}: {json.dumps(value)}" for key, value in content.items()
    )
    path.write_text(f"{{\n{lines}\n}}\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with ptv/meters.csv")
    parser.add_argument("--embedding", type=Path, default=Path("models/embedding"))
    parser.add_argument("--output", type=Path, default=Path("models/meter_profiler"))
    arguments = parser.parse_args()

    encoder = SentenceTransformerEncoder(arguments.embedding)
    services = read_labelled_services(arguments.data, encoder)
    figures = measure(services)
    fitted = [
        fit(services.vectors, services.labels[:, position])
        for position in range(len(services.meters))
    ]
    profiler = {
        "format_version": 1,
        "encoder_checksum": encoder.checksum,
        "link": "logistic",
        "meters": services.meters,
        "bias": [round(float(model.intercept_[0]), DECIMALS) for model in fitted],
        "weights": [[round(float(w), DECIMALS) for w in model.coef_[0]] for model in fitted],
    }
    write_json(arguments.output / "meter_profiler.json", profiler)
    write_json(arguments.output / "figures.json", figures)
    for meter, row in figures.items():
        say(f"{meter:24} " + "  ".join(f"{column} {value:.3f}" for column, value in row.items()))


if __name__ == "__main__":
    main()
