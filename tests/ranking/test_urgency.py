"""Known signs of danger are always seen, and figures of speech are not taken for them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.urgent_signs import UrgentSign
from app.need_signs import load_urgent_signs
from app.ranking.urgency import SignPhrases, first_of_each, folded_words
from tests.ranking.urgent_texts import DANGERS, HARMLESS

SHIPPED = SignPhrases(load_urgent_signs())


def make_sign(*phrases: str, harmless: tuple[str, ...] = (), sign: str = "danger") -> UrgentSign:
    return UrgentSign(
        sign=sign,
        kind_id="shelter",
        service_kind_ids=(("shelter",),),
        recognised_by=(),
        phrases=phrases,
        harmless=harmless,
    )


def told(text: str, *signs: UrgentSign) -> list[str]:
    """The characters that tell of danger."""
    return [text[each.start : each.end] for each in SignPhrases(signs).told_in(text)]


@pytest.mark.parametrize(
    ("sign", "text"), [(sign, text) for sign, texts in DANGERS.items() for text in texts]
)
def test_known_danger_is_seen(sign: str, text: str) -> None:
    assert sign in {each.sign.sign for each in SHIPPED.told_in(text)}


@pytest.mark.parametrize(
    "text", [text for texts in DANGERS.values() for text in texts if text.isascii()]
)
def test_known_danger_is_seen_in_capitals_amid_other_talk(text: str) -> None:
    amid = f"hej, tack!! {text.upper()}... kiitos avusta"
    assert SHIPPED.told_in(amid)


@pytest.mark.parametrize("text", HARMLESS)
def test_figure_of_speech_is_no_danger(text: str) -> None:
    assert [(each.sign.sign, text[each.start : each.end]) for each in SHIPPED.told_in(text)] == []


def test_every_sign_has_phrases_in_three_languages_that_are_tested() -> None:
    assert {sign.sign for sign in load_urgent_signs()} == DANGERS.keys()


def test_accents_case_apostrophes_and_punctuation_make_no_difference() -> None:
    sign = make_sign("hän löi", "can't breathe")
    assert told("HAN LOI!", sign) == ["HAN LOI"]
    assert told("ha\u0308n, löi", sign) == ["ha\u0308n, löi"]
    assert told("I cant breathe", sign) == ["cant breathe"]
    assert told("I can’t breathe", sign) == ["can’t breathe"]


def test_word_is_met_whole_and_stem_by_its_beginning() -> None:
    sign = make_sign("uhka* tappa*")
    assert told("se uhkaa tappaa mut", sign) == ["uhkaa tappaa"]
    assert told("se uhkaa tapaa", sign) == []
    assert told("kohtalo", make_sign("kohta")) == []


def test_word_as_spelled_is_met_with_its_accents_alone() -> None:
    sign = make_sign("hän löi mua", harmless=("=loi",))
    assert told("HÄN LÖI MUA", sign) == ["HÄN LÖI MUA"]
    assert told("hän lo\u0308i mua", sign) == ["hän lo\u0308i mua"]
    assert told("hän loi mua", sign) == []
    assert told("Hän LÖI", make_sign("=hän =löi")) == ["Hän LÖI"]
    assert told("han loi", make_sign("=hän =löi")) == []


def test_gap_stands_for_three_words_at_most() -> None:
    sign = make_sign("mies ... löi")
    assert told("mies löi", sign) == ["mies löi"]
    assert told("mies yhtenä iltana sitten löi", sign) == ["mies yhtenä iltana sitten löi"]
    assert told("mies yhtenä iltana sitten vain löi", sign) == []


def test_harmless_phrase_cancels_only_what_it_overlaps() -> None:
    sign = make_sign("kill*", harmless=("killing time",))
    assert told("killing time", sign) == []
    assert told("killing time, he will kill me", sign) == ["kill"]


def test_signs_are_told_wherever_they_show_in_the_order_of_the_signs() -> None:
    signs = [make_sign("apua", sign="a"), make_sign("puukko", sign="b")]
    text = "puukko, apua, puukko, apua"
    assert told(text, *signs) == ["apua", "apua", "puukko", "puukko"]
    first = first_of_each(SignPhrases(signs).told_in(text))
    assert [(each.sign.sign, each.start) for each in first] == [("a", 8), ("b", 0)]


@pytest.mark.parametrize("pattern", ["", "...", "... löi", "löi ...", "ly* hän", "a||b", "hän ="])
def test_ill_formed_pattern_is_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match="pattern"):
        SignPhrases([make_sign(pattern)])


@given(st.text(max_size=200))
def test_any_text_can_be_looked_at(text: str) -> None:
    words = folded_words(text)
    assert all(text[word.start : word.end] for word in words)
    assert all(0 <= each.start < each.end <= len(text) for each in SHIPPED.told_in(text))
