import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.index.accented_words import AccentedWords

WORDS = AccentedWords.build(
    [
        "Olen työtön",
        "jag är arbetslös på Åland",
        "for a fee",
        "for me",
        "för mig",
        "hän",
        "han",
        "han",
    ]
)


@pytest.mark.parametrize(
    ("text", "restored"),
    [
        ("olen tyoton!", "olen työtön!"),
        ("OLEN TYOTON", "OLEN työtön"),
        ("jag ar arbetslos, pa Aland", "jag är arbetslös, på åland"),
        ("tyottomyys", "tyottomyys"),
        ("", ""),
    ],
)
def test_plain_words_get_their_accents(text: str, restored: str) -> None:
    assert WORDS.restored(text) == restored


@pytest.mark.parametrize("text", ["olen tyoton täällä", "Åbo, tyoton"])
def test_text_with_accents_is_left_alone(text: str) -> None:
    assert WORDS.restored(text) == text


def test_words_are_missing_in_a_text_without_any_accent() -> None:
    assert WORDS.missing_in("olen tyoton") is WORDS
    for text in ("tyoton täällä", unicodedata.normalize("NFD", "tyoton täällä")):
        assert WORDS.missing_in(text).restored("tyoton") == "tyoton"


def test_accent_written_after_its_letter_is_one() -> None:
    decomposed = unicodedata.normalize("NFD", "olen työtön")
    assert decomposed != "olen työtön"
    assert WORDS.restored(decomposed) == "olen työtön"
    assert AccentedWords.build([decomposed]).spelling == {"tyoton": "työtön"}


def test_quotation_marks_are_no_accents() -> None:
    assert WORDS.restored("”tyoton” – en") == "”työtön” – en"


def test_more_common_word_wins() -> None:
    assert WORDS.restored("for han") == "for han"


def test_equally_common_words_are_told_apart_alike_every_time() -> None:
    assert AccentedWords.build(["för", "for"]) == AccentedWords.build(["for", "för"])


@given(st.text())
def test_only_accents_change(text: str) -> None:
    text = unicodedata.normalize("NFC", text)
    restored = WORDS.restored(text)
    plain = str.maketrans("åäöÅÄÖ", "aaoAAO")
    assert restored.translate(plain).casefold() == text.translate(plain).casefold()
    assert WORDS.restored(restored) == restored
