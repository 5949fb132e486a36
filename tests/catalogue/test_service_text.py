from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.catalogue.service_text import (
    PIECE_WORDS,
    Passage,
    description_sentences,
    passages_in,
    service_passages,
    without_sentence,
)
from tests.builders import make_service

SEPARATORS = [" ", ". ", "? ", "!\n", "\n\n", " (", '." ', " • ", ", esim. "]


def texts(**changes: Any) -> list[str]:
    defaults: dict[str, Any] = {"name": {"fi": "Nimi"}, "summary": {"fi": "Tiivistelmä."}}
    return [passage.text for passage in service_passages(make_service(**(defaults | changes)))]


def test_passages_of_a_plain_service_are_its_summaries_with_its_names() -> None:
    assert service_passages(make_service(3)) == [
        Passage("fi", "Velkaneuvonta 3", "Neuvoja, kun laskut jäävät maksamatta."),
        Passage("sv", "Skuldrådgivning 3", "Råd när räkningarna blir obetalda."),
        Passage("en", "Debt counselling 3", "Advice when bills go unpaid."),
    ]


def test_passages_without_summary_begin_with_the_name() -> None:
    assert texts(summary={}) == ["Nimi"]
    assert texts(summary={}, description={"fi": "Kuvaus."}) == ["Nimi", "Kuvaus."]


def test_passages_of_a_language_without_name_carry_the_fallback() -> None:
    service = make_service(name={"en": "Advice"}, summary={"sv": "Råd."})
    assert service_passages(service) == [
        Passage("sv", "Advice", "Råd."),
        Passage("en", "Advice", "Advice"),
    ]


def test_passages_join_keywords_into_one() -> None:
    assert texts(keywords={"fi": ("velka", " häätö ")}) == ["Tiivistelmä.", "velka, häätö"]


def test_passages_leave_out_what_the_summary_already_says() -> None:
    assert texts(description={"fi": " Tiivistelmä.\n"}) == ["Tiivistelmä."]


def test_passages_cut_a_description_at_sentence_ends() -> None:
    sentences = [f"Lause {number} {'sana ' * 23}loppuu." for number in range(1, 6)]
    pieces = texts(description={"fi": " ".join(sentences)})[1:]
    assert pieces == [
        " ".join(f"{sentences[0]} {sentences[1]}".split()),
        " ".join(f"{sentences[2]} {sentences[3]}".split()),
        sentences[4],
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "Apua antaa esim. Kela tai kunta.",
        "Palvelu alkaa 1. tammikuuta.",
        "Auki klo 8.00–16.00 joka päivä.",
        "Stöd ges av bl.a. Fpa.",
        "Help comes from e.g. Kela.",
    ],
)
def test_passages_do_not_end_at_abbreviations_and_numbers(sentence: str) -> None:
    filler = " ".join(["sana"] * (PIECE_WORDS - 3)) + "."
    assert texts(description={"fi": f"{filler} {sentence}"})[1:] == [filler, sentence]


def test_passages_cut_a_sentence_longer_than_a_piece_between_words() -> None:
    words = [f"sana{number}" for number in range(PIECE_WORDS * 2 + 5)]
    pieces = texts(description={"fi": " ".join(words)})[1:]
    assert [len(piece.split()) for piece in pieces] == [PIECE_WORDS, PIECE_WORDS, 5]


def test_passages_treat_a_line_as_the_end_of_a_sentence() -> None:
    line = " ".join(["rivi"] * 40)
    assert texts(description={"fi": f"{line}\n{line} toinen"})[1:] == [line, f"{line} toinen"]


WORDS = st.lists(st.tuples(st.sampled_from(["Sana", "sana"]), st.sampled_from(SEPARATORS)))


@given(WORDS)
def test_passages_keep_every_word_once_and_in_order(words: list[tuple[str, str]]) -> None:
    description = "".join(f"{word}{place}{end}" for place, (word, end) in enumerate(words))
    pieces = texts(description={"fi": description})[1:]
    assert all(0 < len(piece.split()) <= PIECE_WORDS for piece in pieces)
    assert [word for piece in pieces for word in piece.split()] == description.split()


def test_sentences_are_those_of_the_description_each_once() -> None:
    service = make_service(
        description={"fi": "Apua velkoihin. Varaa  aika\nesim. puhelimella. Maksuton. Maksuton."},
    )
    assert description_sentences(service, "fi") == [
        "Apua velkoihin.",
        "Varaa aika",
        "esim. puhelimella.",
        "Maksuton.",
    ]
    assert description_sentences(service, "sv") == []


def test_service_without_a_sentence_says_all_else_as_before() -> None:
    service = make_service(description={"fi": "Apua velkoihin. Maksuton.", "sv": "Avgiftsfri."})
    changed = without_sentence(service, "fi", "Apua velkoihin.")
    assert changed.summary == service.summary
    assert changed.description == {"fi": "Maksuton.", "sv": "Avgiftsfri."}
    assert without_sentence(service, "sv", "Avgiftsfri.").description == {
        "fi": service.description["fi"]
    }
    assert passages_in(without_sentence(service, "fi", "Muuta."), "fi") == passages_in(
        service, "fi"
    )


@given(WORDS)
def test_passages_lose_exactly_the_sentence_that_is_taken_out(words: list[tuple[str, str]]) -> None:
    description = "".join(f"{word}{place}{end}" for place, (word, end) in enumerate(words))
    service = make_service(name={"fi": "Nimi"}, summary={}, description={"fi": description})
    for sentence in description_sentences(service, "fi"):
        changed = without_sentence(service, "fi", sentence)
        left = " ".join(passage.text for passage in passages_in(changed, "fi")[1:]).split()
        kept = [each for each in description_sentences(service, "fi") if each != sentence]
        assert left == " ".join(kept).split()
