"""Where a text is cut, and that nothing is lost by it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ranking.clauses import Clause, in_sentences, split_clauses


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Jäin työttömäksi, vuokra on rästissä ja poika ei käy koulua.",
            ["Jäin työttömäksi,", "vuokra on rästissä", "ja poika ei käy koulua."],
        ),
        ("Mannen dog i går. Vem betalar?", ["Mannen dog i går.", "Vem betalar?"]),
        (
            "we lost our home and dad drinks - what now",
            ["we lost our home", "and dad drinks -", "what now"],
        ),
        ("hammassärky", ["hammassärky"]),
        ("Ei. Apua. Vuokra jäi maksamatta", ["Ei. Apua.", "Vuokra jäi maksamatta"]),
        ("vuokra on rästissä, apua", ["vuokra on rästissä, apua"]),
        ("maksoin 1,5 euroa liikaa", ["maksoin 1,5 euroa liikaa"]),
        ("", []),
        (" \n ... !", []),
    ],
)
def test_text_is_cut_where_one_thing_ends(text: str, expected: list[str]) -> None:
    assert [clause.text for clause in split_clauses(text)] == expected


@pytest.mark.parametrize(
    ("clause", "quoted"),
    [
        ("ja poika ei käy koulua,", "poika ei käy koulua"),
        ("mutta ei oo varaa", "ei oo varaa"),
        ("Och mannen slår mig!", "mannen slår mig!"),
        ("and dad drinks -", "dad drinks"),
        ("- and, well, rent", "and, well, rent"),
        ("eikä se pärjää", "eikä se pärjää"),
        ("jauhoja loppui", "jauhoja loppui"),
        ("ja ,", "ja ,"),
    ],
)
def test_clause_is_quoted_without_its_conjunction_and_comma(clause: str, quoted: str) -> None:
    whole = Clause(7, 7 + len(clause), clause)
    shown = whole.quoted()
    assert shown.text == quoted
    assert clause[shown.start - 7 : shown.end - 7] == quoted


def test_clauses_of_a_sentence_stand_together() -> None:
    text = "Vuokra on rästissä, ja mies joi sen. Poika lintsaa koulusta\nkuka auttaa meitä"
    sentences = in_sentences(text)
    assert [[clause.text for clause in each] for each in sentences] == [
        ["Vuokra on rästissä,", "ja mies joi sen."],
        ["Poika lintsaa koulusta"],
        ["kuka auttaa meitä"],
    ]
    assert in_sentences("") == []


@given(st.text(alphabet=st.sampled_from("aåB1 ,.;:-–!?\nja\u2009"), max_size=60) | st.text())
def test_clauses_are_parts_of_the_text_in_order_and_hold_every_letter(text: str) -> None:
    clauses = split_clauses(text)
    end = 0
    covered = []
    for clause in clauses:
        assert clause.start >= end
        assert text[clause.start : clause.end] == clause.text == clause.text.strip()
        covered.append(clause.text)
        end = clause.end
    letters = [letter for letter in text if letter.isalnum()]
    assert [letter for part in covered for letter in part if letter.isalnum()] == letters
