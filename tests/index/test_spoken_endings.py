import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.index.spoken_endings import SpokenEndings

TEXTS = (
    "jäin työttömäksi ja pitäisi saada apua",
    "kiusataan koulussa eikä meillä ole toisella luokalla kuultu siitä keneltäkään",
    "kela ei ole maksanut eikä lääkäri kirjoittanut, kiitos keneltä saa asumistukea",
    "viikosta toiseen menen kouluun",
    *["ostin talon kaupasta"] * 10,
    *["kauppaa käydään"] * 4,
    *["menen kauppaan"] * 9,
    *["tulin raskaaksi"] * 2,
    *["tulin raskaaks"] * 5,
)
ENDINGS = SpokenEndings.build(
    [*(("fi", text) for text in TEXTS), ("en", "a list"), ("fi", "lista"), ("sv", "ställa")]
)


@pytest.mark.parametrize(
    ("spoken", "written"),
    [
        ("Jäin työttömäks, pitäis saada apuu", "Jäin työttömäksi, pitäisi saada apua"),
        ("KOULUS meil", "koulussa meillä"),
        ("kenelt viikost", "keneltä viikosta"),
        ("ei maksanu asumistukee!", "ei maksanut asumistukea!"),
        ("meen kouluu", "meen kouluun"),
        ("tulin raskaaks", "tulin raskaaksi"),
    ],
)
def test_spoken_words_are_written(spoken: str, written: str) -> None:
    assert ENDINGS.restored(spoken) == written


@pytest.mark.parametrize(
    "text",
    ["käyn kauppaa", "a list", "stäl", "jäin työttömäksi", "outokses", "", " \n"],
    ids=["often a word", "another language's", "not Finnish", "written", "unknown", "", "blank"],
)
def test_other_words_stay(text: str) -> None:
    assert ENDINGS.restored(text) == text


def test_short_words_stay() -> None:
    assert SpokenEndings.build([("fi", "missä")]).written == {}
    assert SpokenEndings.build([("fi", "meillä")]).written == {"meil": "meillä"}


def test_more_common_word_wins_whatever_the_order() -> None:
    texts = [("fi", "lääkäriä"), ("fi", "lääkäriin"), ("fi", "lääkäriin")]
    for each in (texts, texts[::-1]):
        assert SpokenEndings.build(each).written == {"lääkärii": "lääkäriin"}  # type: ignore[arg-type]


def test_only_those_in_the_text_are_told_in_it() -> None:
    assert ENDINGS.told_in("(Koulus) on kivaa").written == {"koulus": "koulussa"}
    assert ENDINGS.told_in("koulussa on kivaa").written == {}


@given(st.text(alphabet="koulusßS .,-\n\0", max_size=60))
def test_those_told_in_a_text_are_all_it_needs(text: str) -> None:
    assert ENDINGS.told_in(text).restored(text) == ENDINGS.restored(text)
