import random
from pathlib import Path

import numpy as np
import pytest

from models.training.base_pairs import BaseCorpus, build_base_corpus
from tests.training.corpus_files import write_json_lines, write_lines

SHARING_TITLES = {
    "Velaton koti : asukkaan opas",
    *(f"Skuldfritt hem {volume}" for volume in range(1, 5)),
}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One or two lines of each training file."""
    folder = tmp_path_factory.mktemp("data")
    train = folder / "train"
    train.mkdir()
    write_json_lines(
        train / "terms.jsonl.gz",
        {"uri": "http://example.org/p1", "label": {"fi": "asuminen", "sv": "boende"}},
        {"uri": "http://example.org/p2", "label": {"fi": "velat"}, "alt": {"en": ["debts"]}},
    )
    write_lines(train / "titles_fi.tsv.xz", "Velaton koti : asukkaan opas\tp1 p2")
    debt_free = (f"Skuldfritt hem {volume}\tp2 p1" for volume in range(1, 5))
    write_lines(train / "titles_sv.tsv.xz", *debt_free, "Om boende\tp1")
    write_lines(train / "titles_en.tsv.xz", "Unlabelled\t")
    write_json_lines(train / "synsets.jsonl.xz", {"fi": ["koti", "asunto"], "en": ["koti"]})
    write_json_lines(
        train / "questions_fi.jsonl.xz",
        {"passage": "Turku on vanha.", "questions": ["Mikä on vanha?", "Millainen Turku on?"]},
    )
    write_json_lines(
        train / "librarian_fi.jsonl.xz",
        {"question": "Mistä apua velkoihin?", "answer": "Lue tämä.", "concepts": ["p2", "p404"]},
        {"question": "Milloin avaatte?", "answer": "Kahdeksalta."},
    )
    write_json_lines(
        train / "web_resources_fi.jsonl.xz",
        {"text": "Juhlien aikataulu", "classes": [{"fi": "MUSIIKKI", "en": "MUSIC"}]},
    )
    write_lines(train / "parallel_titles.tsv.xz", "fi\tsv\tNäyttely\tUtställningen")
    write_lines(train / "paraphrases.tsv.xz", "fi\t4\tNyt on tiukkaa.\tHelppoa ei ole.")
    return folder


@pytest.fixture(scope="module")
def corpus(data: Path) -> BaseCorpus:
    return build_base_corpus(data, random.Random(1))


def pairs_of(corpus: BaseCorpus, name: str) -> set[tuple[str, str]]:
    (source,) = (source for source in corpus.sources if source.name == name)
    return {
        (corpus.texts[left], corpus.texts[right])
        for left, right in zip(source.left, source.right, strict=True)
    }


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("title-subtitle", {("Velaton koti", "asukkaan opas")}),
        (
            "question-passage",
            {
                ("Mikä on vanha?", "Turku on vanha."),
                ("Millainen Turku on?", "Turku on vanha."),
            },
        ),
        ("web-class", {("Juhlien aikataulu", "MUSIIKKI"), ("Juhlien aikataulu", "MUSIC")}),
        ("parallel-title", {("Näyttely", "Utställningen")}),
        ("paraphrase", {("Nyt on tiukkaa.", "Helppoa ei ole.")}),
        ("synsets", {("koti", "asunto"), ("asunto", "koti")}),
        (
            "concept-concept",
            {
                ("asuminen", "boende"),
                ("boende", "asuminen"),
                ("velat", "debts"),
                ("debts", "velat"),
            },
        ),
    ],
)
def test_base_corpus_reads_the_pairs_of_each_file(
    corpus: BaseCorpus, name: str, expected: set[tuple[str, str]]
) -> None:
    assert pairs_of(corpus, name) == expected


def test_base_corpus_pairs_titles_across_languages_by_their_concepts(corpus: BaseCorpus) -> None:
    pairs = pairs_of(corpus, "title-title")

    assert any("Velaton koti : asukkaan opas" in pair for pair in pairs)
    assert {title for pair in pairs for title in pair} <= SHARING_TITLES
    assert {title for title, _ in pairs_of(corpus, "title-concept")} == {
        *SHARING_TITLES,
        "Om boende",
    }


def test_base_corpus_pairs_librarians_questions_with_answers_and_known_subjects(
    corpus: BaseCorpus,
) -> None:
    pairs = pairs_of(corpus, "librarian")

    assert ("Mistä apua velkoihin?", "Lue tämä.") in pairs
    assert ("Milloin avaatte?", "Kahdeksalta.") in pairs
    ((question, subject),) = pairs - {
        ("Mistä apua velkoihin?", "Lue tämä."),
        ("Milloin avaatte?", "Kahdeksalta."),
    }
    assert question == "Mistä apua velkoihin?"
    assert subject in ("velat", "debts")


def test_base_corpus_holds_each_text_once_and_samples_passages_and_titles_for_the_tokenizer(
    corpus: BaseCorpus,
) -> None:
    assert len(set(corpus.texts)) == len(corpus.texts)
    assert sorted(corpus.vocabulary_sample) == sorted(
        [*SHARING_TITLES, "Om boende", "Turku on vanha.", "Unlabelled"]
    )


def test_base_corpus_same_seed_gives_the_same_pairs(data: Path, corpus: BaseCorpus) -> None:
    again = build_base_corpus(data, random.Random(1))

    assert again.texts == corpus.texts
    for one, other in zip(corpus.sources, again.sources, strict=True):
        assert (one.name, one.share) == (other.name, other.share)
        assert np.array_equal(one.left, other.left)
        assert np.array_equal(one.right, other.right)
