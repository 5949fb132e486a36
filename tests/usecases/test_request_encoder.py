import numpy as np
import pytest
import structlog.testing

from app.embedding.encoder import Encoder
from app.embedding.hashing import HashingEncoder
from app.errors import EmbeddingModelError, Unavailable
from app.index.accented_words import AccentedWords
from app.index.spoken_endings import SpokenEndings
from app.ranking.courtesies import ASKS_THE_WAY
from app.usecases.request_encoder import RequestEncoder

FAILURES = (EmbeddingModelError("gone"), Unavailable("gone"), RuntimeError("gone"), MemoryError())
MODEL, FALLBACK = HashingEncoder(dimension=16), HashingEncoder(dimension=32)


class Failing(HashingEncoder):
    """Encodes so many times, then never again."""

    def __init__(self, error: Exception, times: int) -> None:
        super().__init__(dimension=16)
        self._error = error
        self._times = times

    def encode_queries(self, texts):  # type: ignore[no-untyped-def]
        if self._times == 0:
            raise self._error
        self._times -= 1
        return super().encode_queries(texts)


def unavailable(error: Exception) -> Encoder:
    raise error


def test_working_model_is_the_one_asked() -> None:
    encoder = RequestEncoder(lambda: MODEL, FALLBACK)
    assert encoder.encode_queries(["a"]).shape == encoder.encode_documents(["a"]).shape == (1, 16)
    assert (encoder.dimension, encoder.checksum) == (MODEL.dimension, MODEL.checksum)
    assert not encoder.is_lexical


@pytest.mark.parametrize("error", FAILURES, ids=lambda error: type(error).__name__)
def test_model_that_cannot_be_had_is_replaced(error: Exception) -> None:
    encoder = RequestEncoder(lambda: unavailable(error), FALLBACK)
    assert encoder.encode_queries(["a"]).shape == (1, 32)
    assert encoder.checksum == FALLBACK.checksum
    assert encoder.is_lexical


@pytest.mark.parametrize("error", FAILURES, ids=lambda error: type(error).__name__)
def test_model_that_fails_once_is_not_asked_again(error: Exception) -> None:
    model = Failing(error, times=1)
    encoder = RequestEncoder(lambda: model, FALLBACK)
    assert encoder.encode_queries(["a"]).shape == (1, 16)
    assert not encoder.is_lexical
    assert encoder.encode_queries(["a"]).shape == (1, 32)
    assert encoder.encode_documents(["a"]).shape == (1, 32)
    assert encoder.is_lexical


def test_failure_is_logged_without_what_was_said() -> None:
    encoder = RequestEncoder(lambda: Failing(RuntimeError("vuokra"), times=0), FALLBACK)
    with structlog.testing.capture_logs() as logs:
        encoder.encode_queries(["vuokra"])
    assert logs == [{"event": "encoding_failed", "log_level": "warning", "reason": "RuntimeError"}]


def test_people_are_understood_without_accents() -> None:
    encoder = RequestEncoder(lambda: MODEL, accented_words=AccentedWords({"tyoton": "työtön"}))
    restored, spelt = (encoder.encode_queries([text]) for text in ("olen tyoton", "olen työtön"))
    assert np.array_equal(restored, spelt)
    as_written, spelt = encoder.encode_documents(["olen tyoton", "olen työtön"])
    assert not np.array_equal(as_written, spelt)


def test_texts_encoded_together_are_left_alone_where_one_has_accents() -> None:
    encoder = RequestEncoder(lambda: MODEL, accented_words=AccentedWords({"tyoton": "työtön"}))
    assert np.array_equal(
        encoder.encode_queries(["tyoton", "mies löi"]), MODEL.encode_queries(["tyoton", "mies löi"])
    )


def test_courtesies_and_exclamation_marks_are_not_heard() -> None:
    encoder = RequestEncoder(lambda: MODEL)
    polite, greeting = encoder.encode_queries(
        ["Hyvää päivää! Lapsi ei nuku!! Kiitos.", "Hyvää päivää!"]
    )
    assert np.array_equal(polite, MODEL.encode_queries(["Lapsi ei nuku"])[0])
    assert not greeting.any()
    asking = MODEL.encode_queries([ASKS_THE_WAY])
    assert np.array_equal(encoder.encode_queries(["Hyvää päivää!"]), asking)


def test_marks_are_calmed() -> None:
    encoder = RequestEncoder(lambda: MODEL)
    loud, calm = encoder.encode_queries(
        ["apua?!?! Koti paloi... 3,5 t!", "apua? Koti paloi. 3,5 t"]
    )
    assert np.array_equal(loud, calm)


def test_phrases_of_our_own_are_encoded_as_written() -> None:
    words = AccentedWords({"tyoton": "työtön"})
    encoder = RequestEncoder(lambda: MODEL, accented_words=words)
    texts = ["hei", "tyoton!"]
    assert np.array_equal(encoder.encode_as_written(texts), MODEL.encode_queries(texts))


@pytest.mark.parametrize(("text", "is_heard"), [("Moi!", False), ("Moi! Velkaa.", True)])
def test_who_only_greets_is_not_heard(text: str, is_heard: bool) -> None:
    assert RequestEncoder(lambda: MODEL).hears(text) == is_heard


def test_greeting_without_accents_is_one() -> None:
    words = AccentedWords({"hyvaa": "hyvää", "paivaa": "päivää"})
    encoder = RequestEncoder(lambda: MODEL, accented_words=words)
    plain, matter = encoder.encode_queries(["hyvaa paivaa, lapsi itkee", "lapsi itkee"])
    assert np.array_equal(plain, matter)


def test_people_are_understood_as_they_speak() -> None:
    encoder = RequestEncoder(lambda: MODEL, spoken_endings=SpokenEndings({"koulus": "koulussa"}))
    spoken, written = encoder.encode_queries(["ei viihdy koulus!", "ei viihdy koulussa"])
    assert np.array_equal(spoken, written)
    as_written, written = encoder.encode_documents(["koulus", "koulussa"])
    assert not np.array_equal(as_written, written)


def test_without_a_fallback_the_failure_is_the_callers() -> None:
    encoder = RequestEncoder(lambda: unavailable(EmbeddingModelError("gone")))
    with pytest.raises(EmbeddingModelError, match="gone"):
        encoder.encode_queries(["a"])
    assert not encoder.is_lexical
