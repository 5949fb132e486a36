"""Texts by their words, for when no model can compare meanings.

A word is the runs of four letters in it, its ends marked, in small letters and without accents: inflected, compound and
misspelt words share most of theirs, in any language and without a stemmer for it. Two sparse tables are kept, from runs
to words and from words to texts; one from runs to texts would be several times as large, since words repeat.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Final, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from app.compressed_rows import sum_of_rows
from app.errors import SnapshotError

RUN_LETTERS: Final = 4
_PART_BITS: Final = 8 * RUN_LETTERS

_WORD: Final = re.compile(r"[^\W_]+")
_ACCENTS: Final = re.compile("[\u0300-\u036f]")
_RUNS: Final = "runs"
_TABLES: Final = ("words_of_runs", "texts_of_words")
_TABLE_ARRAYS: Final = ("indptr", "wholes", "shares", "weights")


class NearTexts(NamedTuple):
    """Positions of texts, int64 (n,), and their scores, float32 (n,), in (0, 1], in no order."""

    positions: NDArray[np.int64]
    scores: NDArray[np.float32]


class _Pairs(NamedTuple):
    """Parts, runs or words, beside the wholes that they stand in, words or texts: int64 (pairs,) each."""

    parts: NDArray[np.int64]
    wholes: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class _Table:
    """Sparse matrix parts x wholes in compressed rows: what each part makes of a whole.

    The wholes with part p are wholes[indptr[p]:indptr[p + 1]], int32, with their shares beside them, float32; the
    shares of one whole are of length 1 together. indptr is int64 (parts + 1,). weights, float32 (parts,), is how rare
    each part is.
    """

    indptr: NDArray[np.int64]
    wholes: NDArray[np.int32]
    shares: NDArray[np.float32]
    weights: NDArray[np.float32]
    whole_count: int

    @classmethod
    def build(cls, pairs: _Pairs, weights: NDArray[np.float32], whole_count: int) -> Self:
        """From the parts of each whole, each once."""
        parts, wholes = pairs
        lengths = np.sqrt(np.bincount(wholes, weights[parts] ** 2, whole_count))
        lengths[lengths == 0.0] = 1.0
        order = np.argsort(parts, kind="stable")
        counts = np.bincount(parts, minlength=len(weights))
        return cls(
            indptr=np.concatenate([[0], np.cumsum(counts)]),
            wholes=wholes[order].astype(np.int32),
            shares=(weights[parts] / lengths[wholes])[order].astype(np.float32),
            weights=weights,
            whole_count=whole_count,
        )

    def of_parts(
        self, parts: NDArray[np.int64], values: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """What parts of these values make of every whole, float64 (whole_count,); a part may be given twice."""
        return sum_of_rows(
            parts,
            values,
            indptr=self.indptr,
            columns=self.wholes,
            weights=self.shares,
            column_count=self.whole_count,
        )


@dataclass(frozen=True, slots=True)
class LexicalIndex:
    """Finds the texts that share words, or parts of words, with a text.

    runs, int64 ascending, are those that occur, by their bytes.
    """

    runs: NDArray[np.int64]
    words_of_runs: _Table
    texts_of_words: _Table

    @classmethod
    def build(cls, texts: Sequence[str]) -> Self:
        """Index the texts; their positions count from 0 in this order."""
        known_words, words = _words_of(texts)
        run_codes, of_words = _runs_of(known_words)
        runs, run_numbers = np.unique(run_codes, return_inverse=True)
        texts_of_word = np.bincount(words.parts, minlength=len(known_words))
        texts_of_run = np.bincount(run_numbers, texts_of_word[of_words], len(runs))
        word_weights = _rarity(texts_of_word, len(texts))
        run_weights = _rarity(np.minimum(texts_of_run, len(texts)), len(texts))
        return cls(
            runs,
            _Table.build(_Pairs(run_numbers, of_words), run_weights, len(known_words)),
            _Table.build(words, word_weights, len(texts)),
        )

    @property
    def text_count(self) -> int:
        return self.texts_of_words.whole_count

    def nearest(self, text: str, limit: int) -> NearTexts:
        """The `limit` indexed texts nearest to it; fewer, or none, where fewer share anything with it.

        A word stands for the indexed words with the same runs, the more and the rarer the more; a score is the cosine
        of these and the words of the indexed text, each weighted by how rare it is.
        """
        alike = self.words_of_runs.of_parts(*self._asked_runs(text))
        words = np.flatnonzero(alike)
        values = alike[words] * self.texts_of_words.weights[words]
        values /= np.linalg.norm(values) or 1.0
        scores = self.texts_of_words.of_parts(words, values).astype(np.float32)
        positions = np.flatnonzero(scores)
        if len(positions) > limit:
            positions = positions[np.argpartition(scores[positions], -limit)[-limit:]]
        return NearTexts(positions, scores[positions])

    def _asked_runs(self, text: str) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """The known runs of every word, repeated words too, and their values: of length 1 in a word of known runs."""
        codes, words = _runs_of(words_in(text))
        places = np.searchsorted(self.runs, codes)
        is_known = np.searchsorted(self.runs, codes, side="right") > places
        values = np.full(len(codes), _rarity(0, self.text_count), dtype=np.float64)
        values[is_known] = self.words_of_runs.weights[places[is_known]]
        lengths = np.sqrt(np.bincount(words, values**2))
        return places[is_known], (values / lengths[words])[is_known]

    def save(self, folder: Path) -> None:
        """Write the index into a new folder. Raises OSError when the disk refuses."""
        folder.mkdir()
        np.save(folder / f"{_RUNS}.npy", self.runs, allow_pickle=False)
        for name in _TABLES:
            for array in _TABLE_ARRAYS:
                values = getattr(getattr(self, name), array)
                np.save(folder / f"{name}_{array}.npy", values, allow_pickle=False)

    @classmethod
    def load(cls, folder: Path, text_count: int) -> Self:
        """What `save` wrote, mapped into memory, of which it takes none until it is searched.

        Raises SnapshotError when a file is missing or damaged.
        """
        try:
            runs = np.load(folder / f"{_RUNS}.npy", mmap_mode="r")
            words_of_runs, texts_of_words = (
                {
                    array: np.load(folder / f"{name}_{array}.npy", mmap_mode="r")
                    for array in _TABLE_ARRAYS
                }
                for name in _TABLES
            )
        except (OSError, ValueError, EOFError) as error:
            raise SnapshotError("The words of the index cannot be read") from error
        return cls(
            runs,
            _Table(**words_of_runs, whole_count=len(texts_of_words["weights"])),
            _Table(**texts_of_words, whole_count=text_count),
        )


def words_in(text: str) -> list[str]:
    """The words in small letters without accents: "Työtön!" is tyoton."""
    plain = text.casefold()
    if not plain.isascii():
        plain = _ACCENTS.sub("", unicodedata.normalize("NFKD", plain))
    return _WORD.findall(plain)


def _words_of(texts: Sequence[str]) -> tuple[list[str], _Pairs]:
    """All words, each once, and those of each text."""
    words_of = [words_in(text) for text in texts]
    known = list(dict.fromkeys(chain.from_iterable(words_of)))
    numbers = {word: number for number, word in enumerate(known)}
    words = np.fromiter(map(numbers.__getitem__, chain.from_iterable(words_of)), dtype=np.int64)
    of_texts = np.repeat(np.arange(len(texts)), [len(each) for each in words_of])
    return known, _each_once(_Pairs(words, of_texts))


def _runs_of(words: Sequence[str]) -> _Pairs:
    """The runs of each word, once, by their bytes in UTF-8, of which a letter beyond ASCII has several.

    A word of one letter is a run of its own.
    """
    marked = "".join(f"<{word}{'>' if len(word) > 1 else '>>'}" for word in words).encode()
    letters = np.frombuffer(marked, dtype=np.uint8).astype(np.int64)
    word_at = np.cumsum(letters == ord("<")) - 1
    last = RUN_LETTERS - 1
    starts = np.flatnonzero(word_at[:-last] == word_at[last:])
    bytes_of_runs = letters[starts[:, np.newaxis] + np.arange(RUN_LETTERS)]
    codes = bytes_of_runs @ (1 << 8 * np.arange(RUN_LETTERS))
    return _each_once(_Pairs(codes, word_at[starts]))


def _each_once(pairs: _Pairs) -> _Pairs:
    """In order of wholes, then parts, which must lie below 2^32; sorting is several times as fast as np.unique here."""
    keys = np.sort((pairs.wholes << _PART_BITS) + pairs.parts)
    keys = keys[np.append(True, keys[1:] != keys[:-1])[: len(keys)]]
    return _Pairs(parts=keys % (1 << _PART_BITS), wholes=keys >> _PART_BITS)


def _rarity(texts_with: NDArray[np.int64] | int, text_count: int) -> NDArray[np.float32]:
    """Inverse document frequency, above 0 even of what stands in every text."""
    return np.log((text_count + 1) / (texts_with + 0.5)).astype(np.float32)
