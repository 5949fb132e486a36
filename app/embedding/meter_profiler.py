"""Predicts how much a service helps with each 3X10D meter, from its vectors."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal, Self

import numpy as np
from numpy.typing import NDArray

from app.domain.meters import METERS
from app.embedding.encoder import Vectors
from app.embedding.unit_rows import unit_rows
from app.errors import EmbeddingModelError

_FILE: Final = "meter_profiler.json"
_FORMAT_VERSION: Final = 1


def mean_vectors(vectors: Vectors, owners: NDArray[np.int32], owner_count: int) -> Vectors:
    """The direction in which each owner's vectors lie together: what MeterProfiler reads.

    vectors is float32 (n, dimension) of unit rows, owners int32 (n,) of positions. Returns float32
    (owner_count, dimension) of unit rows, zero for an owner without vectors.
    """
    sums = np.zeros((owner_count, vectors.shape[1]), dtype=np.float32)
    np.add.at(sums, owners, vectors)
    return unit_rows(sums)


@dataclass(frozen=True, slots=True)
class MeterProfiler:
    """A linear model per meter, trained on profiles that experts gave.

    weights is float32 (10, dimension) and bias float32 (10,), in the order of METERS. With the link
    "logistic" their sum is a log-odds, with "identity" the prediction itself.
    """

    weights: NDArray[np.float32]
    bias: NDArray[np.float32]
    link: Literal["logistic", "identity"]

    @classmethod
    def load(cls, folder: Path, encoder_checksum: str) -> Self:
        """Read meter_profiler.json.

        Raises EmbeddingModelError when the file is missing or damaged, or was trained on the
        vectors of another embedding model.
        """
        try:
            content = json.loads((folder / _FILE).read_text(encoding="utf-8"))
            profiler, trained_on = cls._parse(content), str(content["encoder_checksum"])
        except OSError as error:
            message = f"The meter profiler {folder / _FILE} cannot be read: {error.strerror}"
            raise EmbeddingModelError(message) from error
        except (ValueError, LookupError, TypeError) as error:
            message = f"The meter profiler {folder / _FILE} is damaged ({type(error).__name__})"
            raise EmbeddingModelError(message) from error
        if trained_on != encoder_checksum:
            raise EmbeddingModelError(
                "The meter profiler belongs to another embedding model "
                f"({trained_on[:12]}, not {encoder_checksum[:12]}): train it again"
            )
        return profiler

    @classmethod
    def _parse(cls, content: dict[str, Any]) -> Self:
        if content["format_version"] != _FORMAT_VERSION:
            raise ValueError("unknown format")
        if sorted(content["meters"]) != sorted(METERS):
            raise ValueError("unknown meters")
        if content["link"] not in ("logistic", "identity"):
            raise ValueError("unknown link")
        rows = [content["meters"].index(meter) for meter in METERS]
        weights = np.asarray(content["weights"], dtype=np.float32)[rows]
        bias = np.asarray(content["bias"], dtype=np.float32)[rows]
        if weights.ndim != 2 or bias.shape != (len(METERS),):
            raise ValueError("arrays of the wrong shape")
        if not (np.isfinite(weights).all() and np.isfinite(bias).all()):
            raise ValueError("numbers that are not finite")
        return cls(weights=weights, bias=bias, link=content["link"])

    def predict(self, vectors: Vectors) -> NDArray[np.float32]:
        """Profiles, float32 (n, 10) in 0..1, of services given by their `mean_vectors`.

        A service without text, whose vector is zero, gets a zero profile: nothing is known of it.
        """
        if vectors.shape[1] != self.weights.shape[1]:
            raise EmbeddingModelError("The meter profiler expects vectors of another dimension")
        values = vectors @ self.weights.T + self.bias
        if self.link == "logistic":
            values = np.exp(-np.logaddexp(0, -values))
        return np.where(vectors.any(axis=1, keepdims=True), values.clip(0, 1), 0).astype(np.float32)
