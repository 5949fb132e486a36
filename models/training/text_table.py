"""The only place that turns texts into rows of token ids and gathers rows into batches."""

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer

Int64 = NDArray[np.int64]
ENCODE_CHUNK = 20_000


class TextTable:
    """Texts as token ids, stored back to back; a row is one text, cut to max_tokens.

    Row i is token_ids[starts[i] : starts[i] + lengths[i]]. A blank text keeps an empty row, whose
    mean vector is zero.
    """

    def __init__(self, tokenizer: Tokenizer, texts: Sequence[str], max_tokens: int) -> None:
        ids: list[NDArray[np.int32]] = []
        lengths: list[int] = []
        for chunk_start in range(0, len(texts), ENCODE_CHUNK):
            chunk = list(texts[chunk_start : chunk_start + ENCODE_CHUNK])
            for encoding in tokenizer.encode_batch_fast(chunk, add_special_tokens=False):
                row = encoding.ids[:max_tokens]
                ids.append(np.asarray(row, dtype=np.int32))
                lengths.append(len(row))
        self.token_ids = np.concatenate(ids)
        self.lengths: Int64 = np.asarray(lengths, dtype=np.int64)
        self.starts: Int64 = np.concatenate([[0], np.cumsum(self.lengths)[:-1]])

    def bags(self, rows: Int64) -> tuple[torch.Tensor, torch.Tensor]:
        """Token ids and offsets of the rows, as torch.nn.functional.embedding_bag takes them."""
        lengths = self.lengths[rows]
        offsets = np.concatenate([[0], np.cumsum(lengths)])
        within = np.arange(offsets[-1]) - np.repeat(offsets[:-1], lengths)
        tokens = self.token_ids[np.repeat(self.starts[rows], lengths) + within]
        return (
            torch.from_numpy(tokens.astype(np.int64)),
            torch.from_numpy(offsets[:-1].astype(np.int64)),
        )

    def renumber(self) -> Int64:
        """Number the tokens in use from 0; returns their former ids, ascending."""
        used, renumbered = np.unique(self.token_ids, return_inverse=True)
        self.token_ids = renumbered.astype(np.int32)
        former: Int64 = used.astype(np.int64)
        return former
