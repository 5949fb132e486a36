"""The encoder in production: any model that sentence-transformers can load, on the CPU."""

import os
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

import numpy as np

from app.embedding.encoder import Vectors
from app.embedding.model_checksum import folder_checksum, name_checksum
from app.embedding.unit_rows import unit_rows
from app.errors import EmbeddingModelError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

_TEXTS_PER_BATCH: Final = 512
"""How many texts one thread may encode before another gets its turn."""


class SentenceTransformerEncoder:
    """Encodes with the query and document prompts the model itself declares.

    model is a folder, read without any network access, or a name on the Hugging Face hub (`model`
    or `organisation/model`, where there is no folder `organisation`), fetched when it is not cached
    (fix its revision: the checksum of a name cannot see that the model behind it changed). Raises
    EmbeddingModelError when the model is missing, damaged or not one that embeds text.

    threads is how many cores one call may use. It is a setting of torch and so holds for the whole
    process: with 1, a server answers as many requests at once as it has workers; more only pays for
    large models and few requests.

    Calls take turns: tokenizers with truncation may not be used by two threads at once, and one
    text takes well under a millisecond with a static model. Long lists give way to waiting queries
    between batches.
    """

    def __init__(self, model: str | Path, *, revision: str | None = None, threads: int = 1) -> None:
        folder = Path(model)
        is_local = folder.is_dir()
        if not is_local and (isinstance(model, Path) or _reads_as_a_path(model)):
            raise EmbeddingModelError(f"The embedding model's folder {model} does not exist")
        self._checksum = (
            folder_checksum(folder) if is_local else name_checksum(str(model), revision)
        )
        self._turn = threading.Lock()
        self._model, self._dimension = _load(str(model), revision, is_local, threads)

    @property
    def dimension(self) -> int:
        return self._dimension

    @property
    def checksum(self) -> str:
        return self._checksum

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return self._encode(texts, "query")

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        return self._encode(texts, "document")

    def _encode(self, texts: Sequence[str], task: Literal["query", "document"]) -> Vectors:
        """Blank texts never reach the model, whose prompt would give them a meaning."""
        vectors = np.zeros((len(texts), self._dimension), dtype=np.float32)
        positions = [position for position, text in enumerate(texts) if text.strip()]
        for start in range(0, len(positions), _TEXTS_PER_BATCH):
            batch = positions[start : start + _TEXTS_PER_BATCH]
            with self._turn:
                vectors[batch] = self._embed([texts[position] for position in batch], task)
        return unit_rows(vectors)

    def _embed(self, texts: list[str], task: Literal["query", "document"]) -> Vectors:
        if task == "document":
            return self._model.encode_document(texts, show_progress_bar=False)
        if len(texts) == 1:
            return self._embed_query(texts[0])
        return self._model.encode_query(texts, show_progress_bar=False)

    def _embed_query(self, text: str) -> Vectors:
        """What encode_query does for one text, without its sorting and batching."""
        import torch

        with torch.inference_mode():
            features = self._model.preprocess(
                [text], prompt=self._model.prompts.get("query"), task="query"
            )
            embedding = self._model(features, task="query")["sentence_embedding"]
            return np.asarray(embedding.numpy(), dtype=np.float32)


def _reads_as_a_path(model: str) -> bool:
    """So that a folder's mistyped name is never asked for over the network."""
    parent, separator, _ = model.rpartition(os.sep)
    is_beside_others = bool(separator) and Path(parent).exists()
    return model.startswith((".", "~", os.sep)) or os.sep in parent or is_beside_others


def _load(
    name: str, revision: str | None, is_local: bool, threads: int
) -> "tuple[SentenceTransformer, int]":
    """The model, ready to use, and its dimension; a first text shows that it really embeds text."""
    import torch
    from sentence_transformers import SentenceTransformer

    torch.set_num_threads(threads)
    try:
        model = SentenceTransformer(
            name, device="cpu", revision=revision, local_files_only=is_local
        )
        model.float().eval()
        (vector,) = model.encode_query(["a"], show_progress_bar=False)
    except Exception as error:  # its parts raise whatever they like, plain Exception included
        message = f"The embedding model {name} cannot be loaded: {type(error).__name__}: {error}"
        raise EmbeddingModelError(message) from error
    return model, len(vector)
