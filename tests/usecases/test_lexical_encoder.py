import numpy as np
import pytest

from app.index.faiss_index import FaissIndex
from app.index.lexical_index import LexicalIndex
from app.usecases.lexical_encoder import LexicalEncoder
from tests.index.snapshots import make_snapshot

AXES = np.eye(4, dtype=np.float32)


@pytest.fixture(scope="module")
def encoder() -> LexicalEncoder:
    """Two phrases, on the third and fourth axis; the first service has passages on the first two, the other on one."""
    snapshot = make_snapshot(
        service_index=FaissIndex.build(AXES[[0, 1, 0]], np.array([0, 0, 1], dtype=np.int32), 2),
        lexical_index=LexicalIndex.build(
            ["en pysty maksamaan", "hyreslägenhet", "velkaneuvonta", "asumisneuvonta"]
        ),
    )
    return LexicalEncoder(snapshot)


def test_text_of_a_phrase_has_its_vector(encoder: LexicalEncoder) -> None:
    vectors = encoder.encode_queries(["en pysty maksamaan", "hyreslägenheten"])
    assert vectors == pytest.approx(AXES[2:])


def test_service_speaks_by_the_mean_of_its_passages(encoder: LexicalEncoder) -> None:
    (vector,) = encoder.encode_queries(["velat"])
    assert vector == pytest.approx([0.5**0.5, 0.5**0.5, 0, 0])


def test_nearer_texts_say_more(encoder: LexicalEncoder) -> None:
    (vector,) = encoder.encode_queries(["asumisneuvontaa, velat"])
    assert vector[0] > 2 * vector[1] > 0
    assert np.linalg.norm(vector) == pytest.approx(1)


def test_documents_are_encoded_alike(encoder: LexicalEncoder) -> None:
    texts = ["velat ja asuminen", "hyra", ""]
    assert np.array_equal(encoder.encode_queries(texts), encoder.encode_documents(texts))


def test_unknown_words_give_a_zero_row(encoder: LexicalEncoder) -> None:
    assert not encoder.encode_queries(["xyzzy", "", "Привет"]).any()
    assert encoder.encode_queries([]).shape == (0, encoder.dimension) == (0, 4)


def test_checksum_is_of_no_model(encoder: LexicalEncoder) -> None:
    assert encoder.checksum.startswith("lexical-")
