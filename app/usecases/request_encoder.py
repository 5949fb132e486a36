"""The encoder of one request, which goes on without the model once the model has failed."""

import re
from collections.abc import Callable, Sequence
from typing import Final, TypeVar

import structlog

from app.embedding.encoder import Encoder, Vectors
from app.errors import Unavailable
from app.index.accented_words import AccentedWords
from app.index.spoken_endings import SpokenEndings
from app.ranking.asking import NO_ASKING, Asking
from app.ranking.courtesies import matter_of, without_courtesies

log = structlog.get_logger()

T = TypeVar("T")

_QUESTION: Final = re.compile(r"[.?!]*\?[.?!]*")
_FULL_STOP: Final = re.compile(r"[.!]*\.[.!]*")

KNOWS_NO_ACCENTS: Final = AccentedWords({})
KNOWS_NO_ENDINGS: Final = SpokenEndings({})


class RequestEncoder:
    """An Encoder that asks the model and, from its first failure in the request on, the one without a model.

    model is asked for whenever something is to be encoded, and raises what it likes; without a fallback, so does this.
    What people say gets the accents of accented_words, unless one of the texts encoded together has any, and then the
    written forms of spoken_endings. It loses its courtesies and what only asks for help, unless none of the texts
    encoded together says anything else (see without_courtesies). Exclamation marks, which the model takes for an
    emergency, become spaces, and full stops and question marks in a row one. Not to be shared by threads.
    """

    def __init__(
        self,
        model: Callable[[], Encoder],
        fallback: Encoder | None = None,
        accented_words: AccentedWords = KNOWS_NO_ACCENTS,
        spoken_endings: SpokenEndings = KNOWS_NO_ENDINGS,
        asking: Asking = NO_ASKING,
    ) -> None:
        self._model = model
        self._fallback = fallback
        self._accented_words = accented_words
        self._spoken_endings = spoken_endings
        self._asking = asking
        self._in_use: Encoder | None = None

    @property
    def is_lexical(self) -> bool:
        """Whether anything was encoded without the model."""
        return self._in_use is not None

    @property
    def dimension(self) -> int:
        return self._ask(lambda encoder: encoder.dimension)

    @property
    def checksum(self) -> str:
        return self._ask(lambda encoder: encoder.checksum)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        words = self._accented_words.missing_in("\n".join(texts))
        restored = [words.restored(text) for text in texts]
        matters = without_courtesies(restored, self._asking)
        written = [self._spoken_endings.restored(_calm(text)) for text in matters]
        return self._ask(lambda encoder: encoder.encode_queries(written))

    def encode_as_written(self, texts: Sequence[str]) -> Vectors:
        """Phrases of our own, of which nothing is completed or left out; float32 (texts, dimension)."""
        return self._ask(lambda encoder: encoder.encode_queries(texts))

    def hears(self, text: str) -> bool:
        """Whether a person's text says anything beside courtesies and asking for help."""
        return bool(matter_of(self._accented_words.restored(text), self._asking))

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        return self._ask(lambda encoder: encoder.encode_documents(texts))

    def _ask(self, question: Callable[[Encoder], T]) -> T:
        if self._in_use is None:
            try:
                return question(self._model())
            except Exception as error:  # models raise whatever they like
                if self._fallback is None:
                    raise
                if not isinstance(error, Unavailable):  # which readiness tells of already
                    log.warning("encoding_failed", reason=type(error).__name__)
                self._in_use = self._fallback
        return question(self._in_use)


def _calm(text: str) -> str:
    return _FULL_STOP.sub(".", _QUESTION.sub("?", text)).replace("!", " ")
