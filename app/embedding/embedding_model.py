"""The configured embedding model, whichever of the encoders reads it."""

import threading
from functools import cache
from pathlib import Path
from typing import Final

import structlog

from app.embedding.encoder import Encoder
from app.embedding.hashing import HashingEncoder
from app.embedding.meter_profiler import MeterProfiler
from app.embedding.model_checksum import folder_checksum, name_checksum
from app.embedding.static_model import StaticModelEncoder, is_static_model
from app.errors import EmbeddingModelError, Unavailable

log = structlog.get_logger()

HASHING_MODEL: Final = "hashing"
"""The name of comparing spelling instead of meaning, without any model: for tests."""


class EmbeddingModel:
    """A model by its name, loaded on first use; a failure is remembered, so that no request waits for it again.

    name is the folder of a model, HASHING_MODEL or a name that sentence-transformers knows; profiler_folder holds the
    meter profiler that may go with it.
    """

    def __init__(self, name: str, profiler_folder: Path) -> None:
        self._name = name
        self._profiler_folder = profiler_folder
        self._is_hashing = name == HASHING_MODEL
        self._lock = threading.Lock()
        self._encoder: Encoder | None = None
        self._failure: EmbeddingModelError | None = None

    @cache  # noqa: B019  # there is one model in a process
    def checksum(self) -> str:
        """See Encoder.checksum; reads the model's files without loading it."""
        if self._is_hashing:
            return HashingEncoder().checksum
        folder = Path(self._name)
        return folder_checksum(folder) if folder.is_dir() else name_checksum(self._name, None)

    def describe(self) -> str:
        """For the operator: name and start of the checksum, or why there is no model."""
        try:
            return f"{self._name} ({self.checksum()[:12]})"
        except EmbeddingModelError as error:
            return error.detail

    def encoder(self) -> Encoder:
        """The loaded model; raises EmbeddingModelError, every time, when it could not be loaded."""
        with self._lock:
            if self._failure is not None:
                raise self._failure
            if self._encoder is None:
                try:
                    self._encoder = self._loaded()
                except EmbeddingModelError as error:
                    self._failure = error
                    raise
            return self._encoder

    def _loaded(self) -> Encoder:
        if self._is_hashing:
            return HashingEncoder()
        if is_static_model(folder := Path(self._name)):
            return StaticModelEncoder.load(folder)
        from app.embedding.sentence_transformer import SentenceTransformerEncoder

        return SentenceTransformerEncoder(self._name)

    def serving_encoder(self) -> Encoder:
        """The loaded model for a request; raises Unavailable, which names no file, without one."""
        try:
            return self.encoder()
        except EmbeddingModelError:
            raise Unavailable("The embedding model is not loaded") from None

    @cache  # noqa: B019
    def profiler(self) -> MeterProfiler | None:
        """The meter profiler, where it was trained on this model's vectors."""
        try:
            return MeterProfiler.load(self._profiler_folder, self.checksum())
        except EmbeddingModelError as error:
            log.warning("meter_profiler_unused", reason=error.detail)
            return None

    @cache  # noqa: B019
    def profiler_checksum(self) -> str:
        """Identifies the meter profiler in use; "" without one."""
        return folder_checksum(self._profiler_folder) if self.profiler() else ""
