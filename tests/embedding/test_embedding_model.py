from pathlib import Path

import pytest
from structlog.testing import capture_logs

from app.embedding.embedding_model import HASHING_MODEL, EmbeddingModel
from app.embedding.hashing import HashingEncoder
from app.embedding.model_checksum import folder_checksum
from app.errors import EmbeddingModelError, Unavailable
from app.settings import MODELS_DIR
from tests.embedding.tiny_model import DIMENSION, save_tiny_model

METER_PROFILER_DIR = MODELS_DIR / "meter_profiler"


def test_hashing_needs_no_files() -> None:
    model = EmbeddingModel(HASHING_MODEL, METER_PROFILER_DIR)
    assert isinstance(model.encoder(), HashingEncoder)
    assert model.checksum() == HashingEncoder().checksum
    assert model.describe() == f"hashing ({model.checksum()[:12]})"


def test_folder_is_loaded_once_and_its_checksum_known_before(tmp_path: Path) -> None:
    folder = save_tiny_model(tmp_path / "tiny")
    model = EmbeddingModel(str(folder), METER_PROFILER_DIR)
    assert model.checksum() == folder_checksum(folder)
    encoder = model.encoder()
    assert encoder.dimension == DIMENSION
    assert encoder.checksum == model.checksum()
    assert model.encoder() is model.serving_encoder() is encoder


def test_folder_that_holds_no_model_fails_at_once_each_time(tmp_path: Path) -> None:
    folder = tmp_path / "tiny"
    model = EmbeddingModel(str(folder), METER_PROFILER_DIR)
    with pytest.raises(EmbeddingModelError) as first:
        model.encoder()
    save_tiny_model(folder)
    with pytest.raises(EmbeddingModelError) as second:
        model.encoder()
    assert second.value is first.value


def test_request_hears_of_a_missing_model_without_its_path(tmp_path: Path) -> None:
    with pytest.raises(Unavailable) as failure:
        EmbeddingModel(str(tmp_path / "hemlig"), METER_PROFILER_DIR).serving_encoder()
    assert "hemlig" not in failure.value.detail


def test_profiler_of_another_model_is_left_unused_with_one_warning() -> None:
    model = EmbeddingModel(HASHING_MODEL, METER_PROFILER_DIR)
    with capture_logs() as logs:
        assert model.profiler() is None
        assert model.profiler() is None
        assert model.profiler_checksum() == ""
    assert [event["event"] for event in logs] == ["meter_profiler_unused"]
