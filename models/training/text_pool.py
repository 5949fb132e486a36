"""The only place that numbers training texts, so that pairs are pairs of numbers."""

import random
from collections.abc import Iterable, Sequence

Pairs = list[tuple[int, int]]


class TextPool:
    """Gives each distinct text one position."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._positions: dict[str, int] = {}

    def position(self, text: str) -> int:
        found = self._positions.get(text)
        if found is None:
            found = self._positions[text] = len(self.texts)
            self.texts.append(text)
        return found


def pair_within_groups(
    groups: Iterable[Sequence[str]], pool: TextPool, chance: random.Random
) -> Pairs:
    """Pair the texts of each group in a random ring, so that every text gets two partners."""
    pairs: Pairs = []
    for texts in groups:
        positions = list(dict.fromkeys(pool.position(text) for text in texts))
        if len(positions) < 2:
            continue
        chance.shuffle(positions)
        pairs += zip(positions, [*positions[1:], positions[0]], strict=True)
    return pairs
