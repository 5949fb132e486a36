import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from app.embedding.sentence_transformer import SentenceTransformerEncoder
from app.embedding.static_model import StaticModelEncoder, is_static_model
from app.errors import EmbeddingModelError
from tests.embedding.tiny_model import DIMENSION, save_tiny_model

PROMPTS = {"query": "query: ", "document": "document: "}
TEXTS = ["En saa töitä", "laskut ja velat", "", "rent", "velat " * 700, "?!"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return save_tiny_model(tmp_path_factory.mktemp("model"), prompts=PROMPTS)


@pytest.fixture
def copied(folder: Path, tmp_path: Path) -> Path:
    """A folder of the test's own, to be changed."""
    return Path(shutil.copytree(folder, tmp_path / "model"))


def test_static_model_gives_the_vectors_of_sentence_transformers(folder: Path) -> None:
    static, reference = StaticModelEncoder.load(folder), SentenceTransformerEncoder(folder)

    assert is_static_model(folder)
    assert static.checksum == reference.checksum
    assert static.dimension == reference.dimension == DIMENSION
    assert np.allclose(static.encode_queries(TEXTS), reference.encode_queries(TEXTS), atol=1e-6)
    assert np.allclose(static.encode_documents(TEXTS), reference.encode_documents(TEXTS), atol=1e-6)


def test_static_model_puts_the_models_own_prompts_before_texts(folder: Path) -> None:
    static = StaticModelEncoder.load(folder)

    assert not np.allclose(static.encode_queries(["velat"]), static.encode_documents(["velat"]))
    assert not static.encode_queries([" "]).any()


def test_static_model_long_lists_keep_their_order(folder: Path) -> None:
    static = StaticModelEncoder.load(folder)
    texts = [text for n in range(500) for text in ("velat " * (n % 7 + 1) + "rent", "", "hyra")]

    vectors = static.encode_documents(texts)

    for position in (0, 2, 3, 700, 1022, 1023, 1024, 1025, 1499):
        expected = static.encode_documents([texts[position]])[0]
        assert np.allclose(vectors[position], expected, atol=1e-6)


def test_static_model_half_precision_table_gives_the_same_vectors(copied: Path) -> None:
    full = StaticModelEncoder.load(copied).encode_queries(TEXTS)
    weights = copied / "model.safetensors"
    save_file(
        {name: table.astype(np.float16) for name, table in load_file(weights).items()}, weights
    )

    half = StaticModelEncoder.load(copied).encode_queries(TEXTS)

    assert half.dtype == np.float32
    assert np.allclose(half, full, atol=2e-3)


def test_static_model_reads_rows_shared_between_tokens_as_sentence_transformers_does(
    copied: Path,
) -> None:
    tokens = len(load_file(copied / "model.safetensors")["embedding.weight"])
    rows = np.arange(5 * DIMENSION, dtype=np.int8).reshape(5, DIMENSION)
    shared = {
        "embeddings": rows,
        "mapping": np.arange(tokens) % 5,
        "weights": np.linspace(0.5, 2, tokens, dtype=np.float32),
    }
    save_file(shared, copied / "model.safetensors")

    vectors = StaticModelEncoder.load(copied).encode_queries(TEXTS)

    reference = SentenceTransformerEncoder(copied).encode_queries(TEXTS)
    assert np.allclose(vectors, reference, atol=1e-6)


@pytest.mark.parametrize(
    "types",
    [
        ["sentence_transformers.models.Transformer", "sentence_transformers.models.Pooling"],
        ["sentence_transformers.models.StaticEmbedding", "sentence_transformers.models.Dense"],
        [],
    ],
)
def test_static_model_is_no_model_with_other_parts(copied: Path, types: list[str]) -> None:
    modules = [{"idx": n, "name": str(n), "path": "", "type": kind} for n, kind in enumerate(types)]
    (copied / "modules.json").write_text(json.dumps(modules))

    assert not is_static_model(copied)


def test_static_model_is_no_folder_without_a_description_or_a_table(
    copied: Path, tmp_path: Path
) -> None:
    assert not is_static_model(tmp_path / "missing")
    (copied / "model.safetensors").unlink()
    assert not is_static_model(copied)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("model.safetensors", b""),
        ("model.safetensors", b"\xff" * 64),
        ("tokenizer.json", b"{}"),
        ("config_sentence_transformers.json", b"[]"),
        ("config_sentence_transformers.json", b""),
    ],
)
def test_static_model_damaged_file_is_a_clear_error(
    copied: Path, name: str, content: bytes
) -> None:
    (copied / name).write_bytes(content)

    with pytest.raises(EmbeddingModelError, match="cannot be loaded"):
        StaticModelEncoder.load(copied)


@pytest.mark.parametrize("table", [np.ones((3, DIMENSION)), np.ones(12)])
def test_static_model_table_that_does_not_fit_the_tokens_is_a_clear_error(
    copied: Path, table: np.ndarray
) -> None:
    save_file({"embedding.weight": table.astype(np.float32)}, copied / "model.safetensors")

    with pytest.raises(EmbeddingModelError, match="cannot be loaded"):
        StaticModelEncoder.load(copied)


def test_shipped_model_loads_without_torch() -> None:
    script = (
        "import sys; from app.embedding.embedding_model import EmbeddingModel;"
        "from app.settings import MODELS_DIR, Settings;"
        "model = EmbeddingModel(Settings().embedding_model, MODELS_DIR / 'meter_profiler');"
        "assert model.encoder().dimension == 256;"
        "print(*{'torch', 'transformers', 'sentence_transformers'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.strip() == ""
