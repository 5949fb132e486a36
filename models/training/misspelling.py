"""The only place that spells people's words wrong, so that the model has seen it before."""

import random

MIN_MISSPELT_CHARS = 5
MISSPELT_WORDS_SHARE = 0.3
FOLDED_TEXTS_SHARE = 0.5
PLAIN_LETTERS = str.maketrans("äöåÄÖÅ", "aoaAOA")


def misspell(text: str, chance: random.Random) -> str:
    """The text as a hurried person, or one whose keyboard lacks ä, ö and å, might type it.

    About 30 % of words of five letters or more have two letters swapped or one left out; half of
    the texts lose the dots and rings of every letter.
    """
    words = [
        _slip(word, chance)
        if len(word) >= MIN_MISSPELT_CHARS and chance.random() < MISSPELT_WORDS_SHARE
        else word
        for word in text.split()
    ]
    misspelt = " ".join(words)
    folds = chance.random() < FOLDED_TEXTS_SHARE
    return misspelt.translate(PLAIN_LETTERS) if folds else misspelt


def _slip(word: str, chance: random.Random) -> str:
    """Swap two neighbouring letters or leave one out; first and last letter stay."""
    position = chance.randrange(1, len(word) - 2)
    before, one, other, after = (
        word[:position],
        word[position],
        word[position + 1],
        word[position + 2 :],
    )
    return before + (other + one if chance.random() < 0.5 else other) + after
