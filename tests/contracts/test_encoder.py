"""What every encoder must do, asked of each implementation."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from app.embedding.encoder import Encoder
from app.embedding.hashing import HashingEncoder
from app.embedding.sentence_transformer import SentenceTransformerEncoder
from app.embedding.static_model import StaticModelEncoder
from tests.embedding.tiny_model import save_tiny_model

TEXTS = ["En saa töitä", "laskut ja velat", "rent", "jag", "velat velat laskut"]


@pytest.fixture(scope="module", params=["hashing", "sentence_transformer", "static_model"])
def encoder(request, tmp_path_factory) -> Encoder:
    if request.param == "hashing":
        return HashingEncoder(dimension=64)
    folder = save_tiny_model(tmp_path_factory.mktemp("model"))
    if request.param == "static_model":
        return StaticModelEncoder.load(folder)
    return SentenceTransformerEncoder(folder)


def test_encoder_gives_float32_unit_rows_in_input_order(encoder: Encoder) -> None:
    for encode in (encoder.encode_queries, encoder.encode_documents):
        vectors = encode(TEXTS)

        assert vectors.shape == (len(TEXTS), encoder.dimension)
        assert vectors.dtype == np.float32
        assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-6)
        assert np.allclose(encode(TEXTS[::-1]), vectors[::-1], atol=1e-6)


def test_encoder_gives_different_texts_different_vectors(encoder: Encoder) -> None:
    cosines = encoder.encode_queries(TEXTS) @ encoder.encode_queries(TEXTS).T

    assert np.max(cosines - np.eye(len(TEXTS))) < 0.999


@pytest.mark.parametrize("blank", ["", " ", "\n\t", "\u00a0"])
def test_encoder_blank_text_gives_a_zero_row(encoder: Encoder, blank: str) -> None:
    for encode in (encoder.encode_queries, encoder.encode_documents):
        vectors = encode(["velat", blank, "rent"])

        assert not vectors[1].any()
        assert np.linalg.norm(vectors[[0, 2]], axis=1) == pytest.approx(1, abs=1e-6)
        assert not encode([blank]).any()


def test_encoder_no_texts_give_no_rows(encoder: Encoder) -> None:
    assert encoder.encode_queries([]).shape == (0, encoder.dimension)
    assert encoder.encode_documents([]).shape == (0, encoder.dimension)


@pytest.mark.parametrize("text", ["?!", "\u200b", "👩‍👧", "x" * 5000, "velat " * 5000])
def test_encoder_odd_text_never_gives_nan(encoder: Encoder, text: str) -> None:
    norm = float(np.linalg.norm(encoder.encode_queries([text])))

    assert norm == pytest.approx(1, abs=1e-6) or norm == 0


def test_encoder_one_text_gets_the_vector_it_gets_among_others(encoder: Encoder) -> None:
    together = encoder.encode_queries(TEXTS)

    for text, vector in zip(TEXTS, together, strict=True):
        assert np.allclose(encoder.encode_queries([text])[0], vector, atol=1e-6)


def test_encoder_gives_the_same_vectors_from_several_threads(encoder: Encoder) -> None:
    expected = encoder.encode_queries(TEXTS)

    with ThreadPoolExecutor(max_workers=8) as threads:
        results = list(threads.map(lambda _: encoder.encode_queries(TEXTS), range(64)))

    assert len(results) == 64
    assert all(np.allclose(vectors, expected, atol=1e-6) for vectors in results)


def test_encoder_checksum_is_hexadecimal_and_stable(encoder: Encoder) -> None:
    assert len(bytes.fromhex(encoder.checksum)) == 32
    assert encoder.checksum == encoder.checksum
