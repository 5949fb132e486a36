"""The shipped kind of model, a table of token vectors, read without torch."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load_file
from tokenizers import Encoding, Tokenizer

from app.embedding.encoder import Vectors
from app.embedding.model_checksum import folder_checksum
from app.embedding.unit_rows import unit_rows
from app.errors import EmbeddingModelError

_MODULES_FILE: Final = "modules.json"
_CONFIG_FILE: Final = "config_sentence_transformers.json"
_TOKENIZER_FILE: Final = "tokenizer.json"
_WEIGHTS_FILE: Final = "model.safetensors"
_READ_ERRORS: Final = (OSError, ValueError, KeyError, TypeError, AttributeError, SafetensorError)

_TEXTS_PER_BATCH: Final = 512

_TEXTS_OF_A_REQUEST: Final = 32
"""Up to so many are tokenized one after the other in the calling thread (30 µs each): a batch goes to threads of the
tokenizer's own, and on a busy machine a request waits for them (four texts: 1.2 instead of 0.3 ms on average).
"""


class StaticModelEncoder:
    """A text's vector has the direction of the mean, and so of the sum, of its tokens' rows in a table.

    The same vectors, up to rounding, as sentence-transformers makes of the same folder, which takes eight seconds and
    three hundred megabytes more to begin with.
    """

    def __init__(
        self, tokenizer: Tokenizer, table: Vectors, prompts: dict[str, str], checksum: str
    ) -> None:
        self._tokenizer = tokenizer
        self._table = table
        self._query_prompt = prompts.get("query") or ""
        self._document_prompt = prompts.get("document") or ""
        self._checksum = checksum

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read a folder that `is_static_model`. Raises EmbeddingModelError when a file in it is damaged."""
        checksum = folder_checksum(folder)
        try:
            parts = folder / _read_json(folder / _MODULES_FILE)[0]["path"]
            prompts = dict(_read_json(folder / _CONFIG_FILE).get("prompts") or {})
            tokenizer = _read_tokenizer(parts / _TOKENIZER_FILE)
            table = _folded(load_file(parts / _WEIGHTS_FILE))
            if tokenizer.get_vocab_size() > len(table):
                raise ValueError("more tokens than rows")
        except _READ_ERRORS as error:
            message = (
                f"The embedding model {folder} cannot be loaded: {type(error).__name__}: {error}"
            )
            raise EmbeddingModelError(message) from error
        return cls(tokenizer, table, prompts, checksum)

    @property
    def dimension(self) -> int:
        return int(self._table.shape[1])

    @property
    def checksum(self) -> str:
        return self._checksum

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return self._encode(texts, self._query_prompt)

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        return self._encode(texts, self._document_prompt)

    def _encode(self, texts: Sequence[str], prompt: str) -> Vectors:
        """Blank texts stay zero, whatever the prompt would make of them."""
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        positions = [position for position, text in enumerate(texts) if text.strip()]
        for start in range(0, len(positions), _TEXTS_PER_BATCH):
            batch = positions[start : start + _TEXTS_PER_BATCH]
            encodings = self._encodings([prompt + texts[position] for position in batch])
            for position, encoding in zip(batch, encodings, strict=True):
                if token_ids := encoding.ids:
                    vectors[position] = self._table.take(token_ids, axis=0).sum(axis=0)
        return unit_rows(vectors)

    def _encodings(self, texts: list[str]) -> list[Encoding]:
        if len(texts) > _TEXTS_OF_A_REQUEST:
            return self._tokenizer.encode_batch_fast(texts, add_special_tokens=False)
        return [self._tokenizer.encode(text, add_special_tokens=False) for text in texts]


def is_static_model(folder: Path) -> bool:
    """Whether a sentence-transformers folder holds a StaticEmbedding and nothing more, apart from normalising."""
    try:
        modules = _read_json(folder / _MODULES_FILE)
        first, *others = [module["type"].rpartition(".")[2] for module in modules]
        has_table = (folder / modules[0]["path"] / _WEIGHTS_FILE).is_file()
    except _READ_ERRORS:
        return False
    return first == "StaticEmbedding" and set(others) <= {"Normalize"} and has_table


def _read_json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def _read_tokenizer(path: Path) -> Tokenizer:
    try:
        tokenizer = Tokenizer.from_file(str(path))
    except Exception as error:  # the library raises nothing narrower
        raise ValueError(str(error)) from error
    tokenizer.no_padding()
    return tokenizer


def _folded(tensors: dict[str, NDArray[Any]]) -> Vectors:
    """One row a token, float32: stored so, or in model2vec's way as rows shared by tokens and the length of each."""
    if "embedding.weight" in tensors:
        table = tensors["embedding.weight"]
    else:
        table = tensors["embeddings"]
        if "mapping" in tensors:
            table = table[tensors["mapping"]]
        if "weights" in tensors:
            table = table * tensors["weights"].astype(np.float32)[:, np.newaxis]
    if table.ndim != 2:
        raise ValueError("a table of another shape")
    return np.ascontiguousarray(table, dtype=np.float32)
