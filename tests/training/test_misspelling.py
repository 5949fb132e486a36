import random

import pytest

from models.training.misspelling import PLAIN_LETTERS, misspell

TEXT = "en pysty maksamaan sähkölaskua ja jag behöver hjälp på boendestödet"


def variants(text: str, count: int = 400) -> list[str]:
    """The text misspelt over and over by one source of chance."""
    chance = random.Random(6)
    return [misspell(text, chance) for _ in range(count)]


def test_misspell_same_seed_gives_the_same_text() -> None:
    assert variants(TEXT) == variants(TEXT)
    assert len(set(variants(TEXT))) > 100


def test_misspell_keeps_every_word_and_loses_one_letter_of_it_at_most() -> None:
    for misspelt in variants(TEXT):
        for word, slip in zip(TEXT.split(), misspelt.split(), strict=True):
            assert len(word) - 1 <= len(slip) <= len(word)


def test_misspell_keeps_first_and_last_letter_but_for_dots_and_rings() -> None:
    for misspelt in variants(TEXT):
        for word, slip in zip(TEXT.split(), misspelt.split(), strict=True):
            for at in (0, -1):
                assert slip[at] in (word[at], word[at].translate(PLAIN_LETTERS))


def test_misspell_swaps_or_leaves_out_one_letter() -> None:
    assert set(variants("velka")) == {"velka", "vlka", "veka", "vleka", "vekla"}


def test_misspell_leaves_words_of_four_letters_whole() -> None:
    assert set(variants("työ rent hyra")) == {"työ rent hyra", "tyo rent hyra"}


def test_misspell_slips_in_three_words_of_ten_and_folds_every_other_text() -> None:
    slipped = sum(misspelt != "laskut" for misspelt in variants("laskut", 2_000))
    folded = sum(misspelt == "a" for misspelt in variants("ä", 2_000))

    assert 500 < slipped < 700
    assert 900 < folded < 1_100


def test_misspell_folds_capitals_too() -> None:
    assert set(variants("ÄÖÅ äöå")) == {"ÄÖÅ äöå", "AOA aoa"}


@pytest.mark.parametrize("text", ["a", "ö", "lasku", "?", "Åland"])
def test_misspell_never_makes_a_text_empty(text: str) -> None:
    assert all(misspelt.strip() for misspelt in variants(text))
