"""The only place that decides which two texts of the general corpora mean the same."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.training.corpora import (
    LANGUAGES,
    Concept,
    Title,
    open_text,
    read_concepts,
    read_json_lines,
)
from models.training.text_pool import Pairs, TextPool, pair_within_groups
from models.training.title_pairs import (
    pair_sharing_concepts,
    pair_with_concepts,
    pair_with_subtitles,
    sample_titles,
)

Int64 = NDArray[np.int64]
VOCABULARY_TITLES_PER_LANGUAGE = 150_000


@dataclass(frozen=True)
class PairSource:
    """Pairs of positions in BaseCorpus.texts that mean the same.

    share is how often a batch is drawn from this source, relative to the others.
    """

    name: str
    left: Int64
    right: Int64
    share: float


@dataclass(frozen=True)
class BaseCorpus:
    """Every general text once, the pairs between them, and a sample balanced by language.

    vocabulary_sample is what a tokenizer for the three languages should be trained on.
    """

    texts: list[str]
    sources: list[PairSource]
    vocabulary_sample: list[str]


def build_base_corpus(data: Path, chance: random.Random) -> BaseCorpus:
    """Read the corpora under data/train; chance draws samples and pairings."""
    train = data / "train"
    pool = TextPool()
    concepts = read_concepts(train / "terms.jsonl.gz")
    titles = [title for language in LANGUAGES for title in sample_titles(train, language, chance)]
    label_texts = _concept_texts(concepts)
    makers: list[tuple[str, float, Callable[[], Pairs]]] = [
        ("title-concept", 6.0, lambda: pair_with_concepts(titles, label_texts, pool, chance)),
        ("title-title", 4.0, lambda: pair_sharing_concepts(titles, pool, chance)),
        ("title-subtitle", 3.0, lambda: pair_with_subtitles(titles, pool)),
        ("concept-concept", 2.0, lambda: pair_within_groups(label_texts.values(), pool, chance)),
        ("synsets", 1.0, lambda: pair_within_groups(_synset_texts(train), pool, chance)),
        ("question-passage", 4.0, lambda: _questions(train, pool)),
        ("librarian", 1.0, lambda: _librarian(train, label_texts, pool, chance)),
        ("web-class", 1.0, lambda: _web_resources(train, pool)),
        ("parallel-title", 2.0, lambda: _parallel_titles(train, pool)),
        ("paraphrase", 0.5, lambda: _paraphrases(train, pool)),
    ]
    sources = []
    for name, share, make in makers:
        pairs = np.asarray(make(), dtype=np.int64)
        sources.append(PairSource(name, pairs[:, 0], pairs[:, 1], share))
    return BaseCorpus(pool.texts, sources, _vocabulary_sample(train, titles, chance))


def _vocabulary_sample(train: Path, titles: list[Title], chance: random.Random) -> list[str]:
    sample = [record["passage"] for record in read_json_lines(train / "questions_fi.jsonl.xz")]
    for language in LANGUAGES:
        texts = [title.text for title in titles if title.language == language]
        sample += chance.sample(texts, min(VOCABULARY_TITLES_PER_LANGUAGE, len(texts)))
    return sample


def _concept_texts(concepts: list[Concept]) -> dict[str, list[str]]:
    texts: dict[str, list[str]] = {}
    for concept in concepts:
        synonyms = [synonym for values in concept.synonyms.values() for synonym in values]
        texts[concept.concept_id] = [*concept.labels.values(), *synonyms]
    return texts


def _synset_texts(train: Path) -> list[list[str]]:
    return [
        [word for words in record.values() for word in words]
        for record in read_json_lines(train / "synsets.jsonl.xz")
    ]


def _questions(train: Path, pool: TextPool) -> Pairs:
    return [
        (pool.position(question), pool.position(record["passage"]))
        for record in read_json_lines(train / "questions_fi.jsonl.xz")
        for question in record["questions"]
    ]


def _librarian(
    train: Path,
    label_texts: dict[str, list[str]],
    pool: TextPool,
    chance: random.Random,
) -> Pairs:
    pairs: Pairs = []
    for record in read_json_lines(train / "librarian_fi.jsonl.xz"):
        question = pool.position(record["question"])
        pairs.append((question, pool.position(record["answer"])))
        for concept in record.get("concepts", []):
            if labels := label_texts.get(concept):
                pairs.append((question, pool.position(chance.choice(labels))))
    return pairs


def _web_resources(train: Path, pool: TextPool) -> Pairs:
    return [
        (pool.position(record["text"]), pool.position(label))
        for record in read_json_lines(train / "web_resources_fi.jsonl.xz")
        for labels in record["classes"]
        for label in labels.values()
    ]


def _parallel_titles(train: Path, pool: TextPool) -> Pairs:
    with open_text(train / "parallel_titles.tsv.xz") as lines:
        rows = [line.rstrip("\n").split("\t") for line in lines]
    return [(pool.position(row[2]), pool.position(row[3])) for row in rows]


def _paraphrases(train: Path, pool: TextPool) -> Pairs:
    with open_text(train / "paraphrases.tsv.xz") as lines:
        rows = [line.rstrip("\n").split("\t") for line in lines]
    return [(pool.position(row[2]), pool.position(row[3])) for row in rows]
