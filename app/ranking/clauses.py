"""What a person wrote, cut where one thing ends and the next begins."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

MIN_CLAUSE_WORDS: Final = 2
"""A shorter part says too little alone and stays with its neighbour."""

_BOUNDARY: Final = re.compile(
    r"[.!?…]+(?=\s|$)|[;:\n\r]+|,(?!\d)|\s[-–—](?=\s)"
    r"|\s(?=(?:ja|mutta|sekä|eikä|vaan|och|men|samt|and|but)\s)",
    re.IGNORECASE,
)


_LEADING: Final = re.compile(
    r"(?:(?:ja|mutta|sekä|vaan|och|men|samt|and|but)\s+|[-–—]\s*)+", re.IGNORECASE
)
"""Not *eikä*, which also denies."""

_TRAILING: Final = re.compile(r"[\s,;:–—-]+$")
_SENTENCE_END: Final = re.compile(r"[.!?…;:]$")


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a text: text is the very characters from start up to end, without space around them."""

    start: int
    end: int
    text: str

    def quoted(self) -> "Clause":
        """As one quotes it: without the conjunction it begins with and the comma or dash it ends with."""
        leading = _LEADING.match(self.text)
        first = leading.end() if leading else 0
        text = _TRAILING.sub("", self.text[first:])
        return Clause(self.start + first, self.start + first + len(text), text) if text else self


def split_clauses(text: str) -> tuple[Clause, ...]:
    """The clauses of a text in order; every word of the text is in exactly one of them.

    Cuts at ends of sentences, line breaks, commas, dashes and the coordinating conjunctions of Finnish, Swedish and
    English. A text of one clause comes back whole; one without any word gives none.
    """
    found: list[Clause] = []
    start: int | None = None
    for first, end in _parts(text):
        start = first if start is None else start
        if len(text[start:end].split()) >= MIN_CLAUSE_WORDS:
            found.append(_trimmed(text, start, end))
            start = None
    if start is not None and (rest := text[start:].strip()):
        found.append(
            _trimmed(text, found.pop().start, len(text))
            if found and any(letter.isalnum() for letter in rest)
            else _trimmed(text, start, len(text))
        )
    return tuple(clause for clause in found if any(letter.isalnum() for letter in clause.text))


def in_sentences(text: str) -> list[list[Clause]]:
    """All clauses of the text in order, parted where a sentence ends or a line breaks."""
    sentences: list[list[Clause]] = []
    for clause in split_clauses(text):
        last = sentences[-1][-1] if sentences else None
        if (
            last
            and not _SENTENCE_END.search(last.text)
            and "\n" not in text[last.end : clause.start]
        ):
            sentences[-1].append(clause)
        else:
            sentences.append([clause])
    return sentences


def _parts(text: str) -> Iterator[tuple[int, int]]:
    """From each boundary to the next."""
    start = 0
    for boundary in _BOUNDARY.finditer(text):
        yield start, boundary.end()
        start = boundary.end()
    yield start, len(text)


def _trimmed(text: str, start: int, end: int) -> Clause:
    part = text[start:end]
    first = start + len(part) - len(part.lstrip())
    return Clause(first, first + len(part.strip()), part.strip())
