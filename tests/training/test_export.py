from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from safetensors.numpy import load_file
from sentence_transformers import SentenceTransformer

from models.training.export import WEIGHTS_FILE, export_model, quantise_rows, sha256_of
from tests.training.word_tokenizer import word_tokenizer

WORDS = ("en", "saa", "töitä", "velat", "rent")
DIMENSION = 64


def random_table(rows: int, dimension: int, seed: int = 1) -> NDArray[np.float32]:
    """Rows whose lengths differ a thousandfold, as those of rare and frequent tokens do."""
    generator = np.random.default_rng(seed)
    lengths = 10 ** generator.uniform(-2, 1, size=(rows, 1))
    table: NDArray[np.float32] = (generator.standard_normal((rows, dimension)) * lengths).astype(
        np.float32
    )
    return table


def multiplied_out(stored: dict[str, NDArray[np.float32]]) -> NDArray[np.float32]:
    rows: NDArray[np.float32] = stored["embeddings"] * stored["weights"][:, None]
    return rows


def test_quantise_rows_keeps_the_direction_and_length_of_each_row() -> None:
    table = random_table(500, 256)

    stored = quantise_rows(table)
    rows = multiplied_out(stored)

    lengths, stored_lengths = np.linalg.norm(table, axis=1), np.linalg.norm(rows, axis=1)
    cosines = (table * rows).sum(axis=1) / (lengths * stored_lengths)
    assert cosines.min() >= 0.9999
    assert np.allclose(stored_lengths, lengths, rtol=2e-3)


def test_quantise_rows_stores_a_signed_byte_per_number_and_a_float32_per_row() -> None:
    stored = quantise_rows(random_table(7, DIMENSION))

    assert (stored["embeddings"].shape, stored["embeddings"].dtype) == ((7, DIMENSION), np.int8)
    assert (stored["weights"].shape, stored["weights"].dtype) == ((7,), np.float32)
    assert np.abs(stored["embeddings"]).max(axis=1).tolist() == [127] * 7


def test_quantise_rows_of_zeros_stay_zero() -> None:
    table = random_table(3, DIMENSION)
    table[1] = 0

    rows = multiplied_out(quantise_rows(table))

    assert np.isfinite(rows).all()
    assert not rows[1].any()
    assert rows[0].any()
    assert rows[2].any()


@pytest.fixture(scope="module")
def table() -> NDArray[np.float32]:
    rows = random_table(len(WORDS) + 1, DIMENSION, seed=2)
    rows[3] = 0
    return rows


@pytest.fixture(scope="module")
def exported(
    tmp_path_factory: pytest.TempPathFactory, table: NDArray[np.float32]
) -> tuple[Path, str]:
    folder = tmp_path_factory.mktemp("exported")
    return folder, export_model(word_tokenizer(*WORDS), table, folder)


def test_export_model_returns_the_checksum_of_its_bytes(exported: tuple[Path, str]) -> None:
    folder, checksum = exported
    weights_path = next(folder.rglob(WEIGHTS_FILE))

    assert checksum == sha256_of(weights_path)
    assert load_file(weights_path)["embeddings"].dtype == np.int8
    assert weights_path.stat().st_mode & 0o777 == 0o644


def test_export_model_loads_as_a_float32_sentence_transformer_with_cosine(
    exported: tuple[Path, str], table: NDArray[np.float32]
) -> None:
    model = SentenceTransformer(str(exported[0]), device="cpu", local_files_only=True)

    vectors = model.encode(["saa velat Rent", "rent", "töitä", ""])

    mean = table[[2, 4, 5]].mean(axis=0)
    assert vectors.dtype == np.float32
    assert vectors[0] @ mean / np.linalg.norm(mean) >= 0.9999
    assert vectors[1] @ table[5] / np.linalg.norm(table[5]) >= 0.9999
    assert np.allclose(np.linalg.norm(vectors[:2], axis=1), 1, atol=1e-6)
    assert not vectors[2:].any()
    assert model.similarity_fn_name == "cosine"
    assert model.prompts == {"query": "", "document": ""}
