import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.need_signs import load_small_talk
from app.ranking.courtesies import ASKS_THE_WAY, matter_of, without_courtesies


@pytest.mark.parametrize(
    ("text", "matter"),
    [
        ("Hei! Vuokra on rästissä.", "Vuokra on rästissä."),
        ("moi mä oon työtön", "mä oon työtön"),
        ("Hyvää päivää,\nlapsi ei nuku. Kiitos jo etukäteen!", "lapsi ei nuku."),
        ("HEJ ALLA, jag är arbetslös. Tack på förhand.", "jag är arbetslös."),
        ("Good morning - I lost my job. Thank you for your help", "I lost my job."),
        ("Tarvitsen passin. Ystävällisin terveisin,\nLiisa Virtanen", "Tarvitsen passin."),
        (
            "En pärjää. Ystävällisin terveisin Matti Meikäläinen, Oulu, 040 1234567",
            "En pärjää.",
        ),
        ("asunto on kylmä, terveisin maija", "asunto on kylmä,"),
        ("Hyvää iltapäivää, tarvitsen passin", "tarvitsen passin"),
        ("Jag är sjuk, med vänlig hälsning Lisa", "Jag är sjuk,"),
        ("I am ill. Best regards, Lisa.", "I am ill."),
        ("Jag är sjuk. Tack på förhand, hälsningar Lisa", "Jag är sjuk."),
        (
            "Terve! Olen pulassa. Hyvää viikonloppua! Velkaa on 3,5 t€.",
            "Olen pulassa. Velkaa on 3,5 t€.",
        ),
    ],
)
def test_courtesies_are_left_out(text: str, matter: str) -> None:
    assert without_courtesies([text]) == [matter]


@pytest.mark.parametrize(
    "text",
    [
        "terve lapsi ei kasva",
        "kiitos ei auta, lasku pitää maksaa",
        "himmelin teko",
        "hissi on rikki",
        "Heidi ei syö",
        "jag tackade nej till jobbet",
        "thanks to covid I lost my job",
        "I got no answer as regards my pension",
        "potilasta ei kohdeltu ystävällisesti",
        "Hoito oli huonoa. Ystävällisesti ei kohdeltu ketään.",
        "Ystävällisesti kohdeltu",
        "Vuokra rästissä, terveisin työtön yksinhuoltaja",
        "regards my housing benefit",
        "Mvh Anna som behöver bostad",
        "hi-fi laite rikki",
        "Hei-Maija itkee",
        "  lapsi ei nuku  ",
        "Terveisin meni pieleen: " + "lapsi ei nuku " * 5,
        "",
    ],
)
def test_words_that_say_something_stay(text: str) -> None:
    assert without_courtesies([text]) == [text]


def test_text_of_courtesies_alone_is_empty_beside_one_that_says_something() -> None:
    assert without_courtesies(["Hei! Lapsi ei nuku.", "Hei!"]) == ["Lapsi ei nuku.", ""]


@pytest.mark.parametrize(
    "text", ["hei", "Moi!", "Hej, tack så mycket", "Kind regards, Lisa", "?!", "...", "🙂"]
)
def test_who_only_greets_asks_the_way(text: str) -> None:
    assert without_courtesies([text, text]) == [ASKS_THE_WAY] * 2


@pytest.mark.parametrize("text", ["", " \n"])
def test_blank_text_says_nothing(text: str) -> None:
    assert without_courtesies([text]) == without_courtesies([text, "apua"])[:1] == [""]


def test_every_greeting_in_small_talk_is_known() -> None:
    greetings = ("hei", "moi", "moro", "hyvää päivää", "hej", "god dag", "hi", "good morning")
    assert set(greetings) <= set(load_small_talk())
    assert without_courtesies([*greetings, "apua"]) == [""] * len(greetings) + ["apua"]


pieces = st.sampled_from(
    [
        "hei",
        "Kiitos",
        "kiitos avusta",
        "terveisin",
        "lapsi ei nuku",
        "Maija",
        ",",
        ".",
        "!",
        "\n",
        " ",
    ]
)


@given(st.lists(st.lists(pieces, max_size=8).map(" ".join)))
def test_nothing_is_added(texts: list[str]) -> None:
    for text, matter in zip(texts, without_courtesies([*texts, "apua"]), strict=False):
        letters = iter(text)
        assert all(letter in letters for letter in matter)


@given(st.lists(pieces, max_size=8).map(" ".join))
def test_need_is_always_heard(around: str) -> None:
    assert "lapsi ei nuku" in matter_of(f"{around}. lapsi ei nuku. {around}")
