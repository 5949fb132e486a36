"""Reasons in the answer's language, as far as the catalogue and the phrasebook have it."""

from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.language import Language
from app.domain.results import Explanation, MetSentence
from app.embedding.hashing import HashingEncoder
from app.storage.database import Database
from app.usecases.find_services import FindServices
from app.usecases.said_in_language import said_in
from tests.builders import make_kind, make_query, make_service
from tests.usecases.small_index import make_build_index, make_find_services, store

RENT = make_service(
    1,
    name={"fi": "Asumisneuvonta", "sv": "Boenderådgivning"},
    summary={"fi": "Apua vuokralaiselle.", "sv": "Hjälp för hyresgäster."},
    description={
        "fi": "Neuvoja sopii vuokranantajan kanssa. Käynti on maksuton.",
        "sv": "Rådgivaren förhandlar med hyresvärden. Besöket är avgiftsfritt.",
    },
)
TENANCY = make_kind(
    "tenancy",
    name={"fi": "Asumisneuvonta"},
    summary={},
    utterances={
        "fi": ("vuokranantaja sanoi minut irti",),
        "sv": ("vuokranantaja har sagt upp mig",),
    },
    keywords={},
)


@pytest.fixture
def find(database: Database, tmp_path: Path) -> FindServices:
    store(database, [RENT])
    make_build_index(database, tmp_path / "index", (TENANCY,)).rebuild()
    return replace(make_find_services(tmp_path / "index"), open_stores=database.open_stores)


def reason(find: FindServices, text: str, language: Language) -> Explanation:
    (found,) = find(make_query(text, language=language, explain=True)).services
    assert found.explanation
    return found.explanation


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("fi", ("fi", "Neuvoja sopii vuokranantajan kanssa.")),
        ("sv", ("sv", "Rådgivaren förhandlar med hyresvärden.")),
        ("en", ("fi", "Neuvoja sopii vuokranantajan kanssa.")),
    ],
)
def test_sentence_that_met_the_words_is_shown_in_the_answers_language(
    find: FindServices, language: Language, shown: tuple[str, str]
) -> None:
    met = reason(find, "sopii vuokranantajan kanssa", language).sentences[0]
    assert (met.language, met.text) == ("fi", "Neuvoja sopii vuokranantajan kanssa.")
    told = met.in_language(language)
    assert (told.language, told.text) == shown


@pytest.mark.parametrize(
    ("language", "phrase"),
    [
        ("fi", "vuokranantaja sanoi minut irti"),
        ("sv", "vuokranantaja har sagt upp mig"),
        ("en", "vuokranantaja sanoi minut irti"),
    ],
)
def test_phrase_is_named_in_the_answers_language(
    find: FindServices, language: Language, phrase: str
) -> None:
    assert reason(find, "vuokranantaja sanoi minut irti", language).phrase == phrase


def test_versions_of_other_lengths_are_met_by_meaning() -> None:
    description = {"fi": "Eka lause. Asuntoa etsitään. Kolmas.", "sv": "Asuntoa söks. Något annat."}
    sentence = MetSentence("fi", "Asuntoa etsitään.")
    service = replace(RENT, description=description)
    (told,) = said_in("sv", [sentence], service, HashingEncoder())
    assert told.in_language("sv").text == "Asuntoa söks."
    assert told == sentence
