import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.domain.meters import METERS
from app.embedding.meter_profiler import MeterProfiler, mean_vectors
from app.errors import EmbeddingModelError

CHECKSUM = "ab" * 32


def write_profiler(folder: Path, **changes: Any) -> Path:
    """A profiler of two-dimensional vectors: meter i has weights (i, 0) and bias -i."""
    content = {
        "format_version": 1,
        "encoder_checksum": CHECKSUM,
        "meters": list(METERS),
        "link": "logistic",
        "weights": [[float(number), 0.0] for number in range(10)],
        "bias": [-float(number) for number in range(10)],
    }
    (folder / "meter_profiler.json").write_text(json.dumps(content | changes))
    return folder


def test_profiler_predicts_the_logistic_of_weights_and_bias(tmp_path: Path) -> None:
    profiler = MeterProfiler.load(write_profiler(tmp_path), CHECKSUM)

    profiles = profiler.predict(np.array([[1, 0], [0, 1]], dtype=np.float32))

    assert profiles.shape == (2, 10)
    assert profiles.dtype == np.float32
    assert profiles[0] == pytest.approx([0.5] * 10)
    assert profiles[1, [0, 1, 2]] == pytest.approx([0.5, 0.26894142, 0.11920292])


def test_profiler_identity_link_is_clipped_to_0_and_1(tmp_path: Path) -> None:
    bias = [-0.5, 1.5, *[0.25] * 8]
    weights = [[0.0, 0.0]] * 10
    folder = write_profiler(tmp_path, link="identity", bias=bias, weights=weights)

    (profile,) = MeterProfiler.load(folder, CHECKSUM).predict(np.array([[1, 0]], dtype=np.float32))

    assert profile.tolist() == [0.0, 1.0, *[0.25] * 8]


def test_profiler_extreme_weights_stay_within_0_and_1_without_overflow(tmp_path: Path) -> None:
    weights = [[1e30, -1e30]] * 10
    profiler = MeterProfiler.load(write_profiler(tmp_path, weights=weights), CHECKSUM)

    profiles = profiler.predict(np.array([[1, 0], [0, 1]], dtype=np.float32))

    assert profiles[0].tolist() == [1.0] * 10
    assert profiles[1].tolist() == [0.0] * 10


def test_profiler_service_without_text_gets_a_zero_profile(tmp_path: Path) -> None:
    profiler = MeterProfiler.load(write_profiler(tmp_path), CHECKSUM)

    assert not profiler.predict(np.zeros((1, 2), dtype=np.float32)).any()


def test_profiler_puts_meters_into_the_order_used_everywhere(tmp_path: Path) -> None:
    meters = list(METERS[::-1])
    profiler = MeterProfiler.load(write_profiler(tmp_path, meters=meters), CHECKSUM)

    assert profiler.bias.tolist() == [-9.0, -8.0, -7.0, -6.0, -5.0, -4.0, -3.0, -2.0, -1.0, 0.0]


def test_profiler_of_another_encoder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EmbeddingModelError, match="another embedding model"):
        MeterProfiler.load(write_profiler(tmp_path), "cd" * 32)


@pytest.mark.parametrize(
    "changes",
    [
        {"format_version": 2},
        {"meters": list(METERS[:9])},
        {"link": "probit"},
        {"weights": [[1.0, 2.0]] * 9},
        {"weights": [[1.0, 2.0]] * 9 + [[1.0]]},
        {"weights": [1.0] * 10},
        {"bias": [0.0] * 9},
        {"bias": [float("nan")] * 10},
        {"weights": "many"},
    ],
)
def test_profiler_file_with_wrong_content_is_refused(
    tmp_path: Path, changes: dict[str, Any]
) -> None:
    with pytest.raises(EmbeddingModelError, match="damaged"):
        MeterProfiler.load(write_profiler(tmp_path, **changes), CHECKSUM)


def test_profiler_missing_or_truncated_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EmbeddingModelError, match="cannot be read"):
        MeterProfiler.load(tmp_path, CHECKSUM)

    file = write_profiler(tmp_path) / "meter_profiler.json"
    file.write_text(file.read_text()[:100])
    with pytest.raises(EmbeddingModelError, match="damaged"):
        MeterProfiler.load(tmp_path, CHECKSUM)


def test_profiler_vectors_of_another_dimension_are_refused(tmp_path: Path) -> None:
    profiler = MeterProfiler.load(write_profiler(tmp_path), CHECKSUM)

    with pytest.raises(EmbeddingModelError, match="dimension"):
        profiler.predict(np.ones((1, 3), dtype=np.float32))


def test_mean_vectors_point_between_an_owners_vectors() -> None:
    vectors = np.array([[1, 0], [0, 1], [0, -1]], dtype=np.float32)

    means = mean_vectors(vectors, np.array([0, 0, 2], dtype=np.int32), 3)

    half = np.sqrt(0.5)
    assert means == pytest.approx(np.array([[half, half], [0, 0], [0, -1]]))
