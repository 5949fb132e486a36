import random
from pathlib import Path

import pytest

from models.training import title_pairs
from models.training.corpora import Title
from models.training.text_pool import Pairs, TextPool
from models.training.title_pairs import (
    pair_sharing_concepts,
    pair_with_concepts,
    pair_with_subtitles,
    sample_titles,
)
from tests.training.corpus_files import write_lines

LABELS = {"p1": ["asuminen", "boende"], "p2": ["velat"], "p3": ["work"]}


def as_texts(pairs: Pairs, pool: TextPool) -> list[tuple[str, str]]:
    return [(pool.texts[one], pool.texts[other]) for one, other in pairs]


def title(text: str, *concepts: str, language: str = "fi") -> Title:
    return Title(language, text, concepts)


def test_sample_titles_keeps_all_of_a_small_file_and_a_sample_of_a_large_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_lines(tmp_path / "titles_sv.tsv.xz", *(f"Bok {number}\tp1" for number in range(9)))

    everything = sample_titles(tmp_path, "sv", random.Random(1))
    monkeypatch.setattr(title_pairs, "TITLES_PER_LANGUAGE", 4)
    sample = sample_titles(tmp_path, "sv", random.Random(1))

    assert [one.text for one in everything] == [f"Bok {number}" for number in range(9)]
    assert len(set(sample)) == len(sample) == 4
    assert set(sample) < set(everything)
    assert sample == sample_titles(tmp_path, "sv", random.Random(1))


def test_pair_with_concepts_takes_two_known_concepts_at_most() -> None:
    pool = TextPool()
    titles = [title("Koti", "p1", "p2", "p3"), title("Raha", "p2", "p404"), title("Muu", "p404")]

    pairs = as_texts(pair_with_concepts(titles, LABELS, pool, random.Random(1)), pool)

    of_home = [label for text, label in pairs if text == "Koti"]
    assert len(set(of_home)) == len(of_home) == 2
    assert set(of_home) <= {"asuminen", "boende", "velat", "work"}
    assert [pair for pair in pairs if pair[0] != "Koti"] == [("Raha", "velat")]


def test_pair_with_concepts_uses_every_label_of_a_concept() -> None:
    pool = TextPool()
    titles = [title(f"Koti {number}", "p1") for number in range(40)]

    pairs = as_texts(pair_with_concepts(titles, LABELS, pool, random.Random(1)), pool)

    assert {label for _, label in pairs} == {"asuminen", "boende"}


def test_pair_sharing_concepts_needs_two_in_common() -> None:
    pool = TextPool()
    titles = [
        title("Koti ja raha", "p1", "p2"),
        title("Hem och pengar", "p2", "p1", language="sv"),
        title("Koti ja työ", "p1", "p3"),
        title("Vain koti", "p1"),
    ]

    pairs = as_texts(pair_sharing_concepts(titles, pool, random.Random(1)), pool)

    assert {frozenset(pair) for pair in pairs} == {frozenset({"Koti ja raha", "Hem och pengar"})}


def test_pair_sharing_concepts_does_not_mind_the_order_of_concepts() -> None:
    titles = [title("Koti ja raha", "p1", "p2"), title("Raha ja koti", "p2", "p1")]

    pair_counts = {
        len(pair_sharing_concepts(titles, TextPool(), random.Random(seed))) for seed in range(30)
    }

    # Each title stands twice in the one group: it meets the other both times or itself.
    assert pair_counts == {0, 2}


def test_pair_sharing_concepts_never_pairs_a_title_with_itself() -> None:
    pool = TextPool()
    titles = [title("Sama nimi", "p1", "p2")] * 2 + [title("Toinen", "p1", "p2")]

    pairs = [
        pair
        for seed in range(30)
        for pair in pair_sharing_concepts(titles, pool, random.Random(seed))
    ]

    assert pairs
    assert all(one != other for one, other in pairs)


def test_pair_with_subtitles_splits_at_the_first_mark_and_leaves_short_parts_out() -> None:
    pool = TextPool()
    titles = [
        title("Oma talo kuntoon : rakentajan : opas"),
        title("Opas : rakentajan käsikirja"),
        title("Rakentajan käsikirja : opas"),
        title("Ei alaotsikkoa:tässä"),
    ]

    pairs = as_texts(pair_with_subtitles(titles, pool), pool)

    assert pairs == [("Oma talo kuntoon", "rakentajan : opas")]
