from pathlib import Path

import numpy as np
import pytest

from app.embedding.sentence_transformer import SentenceTransformerEncoder
from app.errors import EmbeddingModelError
from tests.embedding.tiny_model import DIMENSION, save_tiny_model

PROMPTS = {"query": "query: ", "document": "document: "}


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return save_tiny_model(tmp_path_factory.mktemp("model"))


@pytest.fixture(scope="module")
def prompted_folder(tmp_path_factory) -> Path:
    return save_tiny_model(tmp_path_factory.mktemp("prompted"), prompts=PROMPTS)


def test_sentence_transformer_takes_a_folder_as_text_or_path(folder: Path) -> None:
    by_text, by_path = SentenceTransformerEncoder(str(folder)), SentenceTransformerEncoder(folder)

    assert by_text.dimension == by_path.dimension == DIMENSION
    assert by_text.checksum == by_path.checksum


def test_sentence_transformer_puts_the_models_own_prompts_before_texts(
    folder: Path, prompted_folder: Path
) -> None:
    plain, prompted = (
        SentenceTransformerEncoder(folder),
        SentenceTransformerEncoder(prompted_folder),
    )

    for texts in (["velat"], ["velat", "rent"]):
        with_query = plain.encode_queries([f"query: {text}" for text in texts])
        with_document = plain.encode_queries([f"document: {text}" for text in texts])
        assert np.allclose(prompted.encode_queries(texts), with_query, atol=1e-6)
        assert np.allclose(prompted.encode_documents(texts), with_document, atol=1e-6)
        assert not np.allclose(with_query, with_document, atol=1e-3)


def test_sentence_transformer_blank_text_stays_zero_in_spite_of_a_prompt(
    prompted_folder: Path,
) -> None:
    encoder = SentenceTransformerEncoder(prompted_folder)

    assert not encoder.encode_queries([" "]).any()
    assert not encoder.encode_documents(["", "\n"]).any()


def test_sentence_transformer_long_lists_keep_their_order(folder: Path) -> None:
    encoder = SentenceTransformerEncoder(folder)
    texts = [text for n in range(500) for text in ("velat " * (n % 7 + 1) + "rent", "", "hyra")]

    vectors = encoder.encode_documents(texts)

    for position in (0, 2, 3, 700, 1022, 1023, 1024, 1025, 1499):
        expected = encoder.encode_documents([texts[position]])[0]
        assert np.allclose(vectors[position], expected, atol=1e-6)


def test_sentence_transformer_half_precision_weights_give_the_same_vectors(
    folder: Path, tmp_path: Path
) -> None:
    from sentence_transformers import SentenceTransformer

    SentenceTransformer(str(folder), device="cpu").half().save(str(tmp_path / "half"))

    half = SentenceTransformerEncoder(tmp_path / "half").encode_queries(["velat rent"])

    assert half.dtype == np.float32
    full = SentenceTransformerEncoder(folder).encode_queries(["velat rent"])
    assert np.allclose(half, full, atol=2e-3)


def test_sentence_transformer_another_model_has_another_checksum(
    folder: Path, tmp_path: Path
) -> None:
    other = SentenceTransformerEncoder(save_tiny_model(tmp_path / "other", seed=1))

    assert other.checksum != SentenceTransformerEncoder(folder).checksum


@pytest.fixture
def attempted_connections(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """No network: every attempt to open a connection fails and is noted down."""
    attempts: list[object] = []

    def refuse(*arguments: object, **_: object) -> None:
        attempts.append(arguments)
        raise OSError("Network is unreachable")

    monkeypatch.setattr("socket.socket.connect", refuse)
    monkeypatch.setattr("socket.getaddrinfo", refuse)
    return attempts


def test_sentence_transformer_loads_a_folder_without_network(
    folder: Path, attempted_connections: list[object]
) -> None:
    assert SentenceTransformerEncoder(folder).encode_queries(["velat"]).any()
    assert attempted_connections == []


def test_sentence_transformer_missing_folder_is_a_clear_error(tmp_path: Path) -> None:
    for model in (tmp_path / "missing", str(tmp_path / "missing")):
        with pytest.raises(EmbeddingModelError, match="does not exist"):
            SentenceTransformerEncoder(model)


@pytest.mark.parametrize(
    "name",
    [
        "./embeding",
        "../embeding",
        ".embeding",
        "~/models/embeding",
        "models/embeding",
        "org/models/embeding",
        "/models/embeding",
    ],
)
def test_sentence_transformer_mistyped_folder_is_never_asked_for_over_the_network(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    attempted_connections: list[object],
    name: str,
) -> None:
    (tmp_path / "models" / "embedding").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)

    with pytest.raises(EmbeddingModelError, match=f"folder {name} does not exist"):
        SentenceTransformerEncoder(name)

    assert attempted_connections == []


@pytest.mark.parametrize("name", ["example/unknown", "unknown"])
def test_sentence_transformer_name_without_a_folder_beside_may_be_a_published_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)

    with pytest.raises(EmbeddingModelError, match=f"{name} cannot be loaded"):
        SentenceTransformerEncoder(name)


@pytest.mark.parametrize("name", ["model.safetensors", "tokenizer.json", "modules.json"])
@pytest.mark.parametrize("damage", ["truncated", "emptied", "missing"])
def test_sentence_transformer_damaged_model_is_a_clear_error(
    tmp_path: Path, name: str, damage: str
) -> None:
    folder = save_tiny_model(tmp_path / "model")
    content = (folder / name).read_bytes()
    if damage == "missing":
        (folder / name).unlink()
    else:
        (folder / name).write_bytes(content[: len(content) // 2] if damage == "truncated" else b"")

    with pytest.raises(EmbeddingModelError, match="cannot be loaded"):
        SentenceTransformerEncoder(folder)
