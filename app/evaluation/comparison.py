"""Whether one run of an evaluation is better than another, or only luckier with its queries."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from app.errors import CatalogueFileError
from app.evaluation.evaluate import Evaluation
from app.json_lines import first_problem

RESAMPLES: Final = 10_000
RESAMPLING_SEED: Final = 20_061


@dataclass(frozen=True, slots=True, kw_only=True)
class MeanDifference:
    """A mean of paired differences with the limits of its 95 % interval."""

    mean: float
    low: float
    high: float
    pair_count: int


def paired_bootstrap(differences: Sequence[float]) -> MeanDifference:
    """The percentile bootstrap of a mean over pairs (Sakai, SIGIR 2006), the same for the same differences.

    Queries are drawn with replacement RESAMPLES times; the interval holds the middle 95 % of the means.
    ValueError without differences.
    """
    if not differences:
        raise ValueError("there is nothing to compare")
    pairs = np.asarray(differences, dtype=np.float64)
    chance = np.random.default_rng(RESAMPLING_SEED)
    means = [pairs[chance.integers(len(pairs), size=len(pairs))].mean() for _ in range(RESAMPLES)]
    low, high = np.percentile(means, [2.5, 97.5])
    return MeanDifference(
        mean=float(pairs.mean()), low=float(low), high=float(high), pair_count=len(pairs)
    )


def write_run(path: Path, evaluation: Evaluation) -> None:
    """Keep nDCG@10 of every query by its id, to compare a later run with; texts are not written."""
    run = {answer.judged.query_id: answer.scores.ndcg_at_10 for answer in evaluation.answers}
    try:
        path.write_text(json.dumps({"ndcg_at_10": run}, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise CatalogueFileError(f"{path}: cannot be written: {error.strerror}") from error


def read_run(path: Path) -> Mapping[str, float]:
    """nDCG@10 by query id, as write_run left it; raises CatalogueFileError for any other file."""
    try:
        return _Run.model_validate_json(path.read_bytes()).ndcg_at_10
    except OSError as error:
        raise CatalogueFileError(f"{path}: cannot be read: {error.strerror}") from error
    except ValidationError as error:
        raise CatalogueFileError(f"{path}: not a kept run: {first_problem(error)}") from error


def compare(evaluation: Evaluation, earlier_run: Mapping[str, float]) -> dict[str, MeanDifference]:
    """Group name → how much nDCG@10 has risen since the earlier run, over the queries both have asked.

    Groups without such a query are left out. Raises CatalogueFileError when no query is in both.
    """
    differences: dict[str, list[float]] = {}
    for answer in evaluation.answers:
        earlier = earlier_run.get(answer.judged.query_id)
        if earlier is not None:
            for name in answer.judged.groups:
                differences.setdefault(name, []).append(answer.scores.ndcg_at_10 - earlier)
    if not differences:
        raise CatalogueFileError("The two runs have no query in common")
    return {
        group.name: paired_bootstrap(differences[group.name])
        for group in evaluation.groups
        if group.name in differences
    }


def comparison_table(risen: Mapping[str, MeanDifference]) -> str:
    """One line a group: the mean difference and its 95 % interval, three decimals, columns aligned."""
    width = max(len(name) for name in risen)
    lines = [f"{'':{width}}  queries  nDCG@10 risen by  95 % interval"]
    for name, rise in risen.items():
        interval = f"{rise.low:+.3f} to {rise.high:+.3f}"
        lines.append(f"{name:{width}}  {rise.pair_count:7d}  {rise.mean:+16.3f}  {interval}")
    return "\n".join(lines)


class _Run(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    ndcg_at_10: dict[str, Annotated[float, Field(ge=0.0, le=1.0)]]
