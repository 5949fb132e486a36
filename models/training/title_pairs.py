"""The only place that decides what a library title means the same as."""

import random
from collections import defaultdict
from pathlib import Path

from models.training.corpora import Title, read_titles
from models.training.text_pool import Pairs, TextPool

TITLES_PER_LANGUAGE = 600_000
CONCEPT_PAIRS_PER_TITLE = 2
SUBTITLE_MARK = " : "
MIN_TITLE_PART_CHARS = 8


def sample_titles(train: Path, language: str, chance: random.Random) -> list[Title]:
    titles = read_titles(train / f"titles_{language}.tsv.xz", language)
    if len(titles) <= TITLES_PER_LANGUAGE:
        return titles
    return chance.sample(titles, TITLES_PER_LANGUAGE)


def pair_with_concepts(
    titles: list[Title],
    label_texts: dict[str, list[str]],
    pool: TextPool,
    chance: random.Random,
) -> Pairs:
    """Two of each title's concepts at most, each by a label or synonym in any language."""
    pairs: Pairs = []
    for title in titles:
        known = [concept for concept in title.concepts if concept in label_texts]
        title_position = pool.position(title.text)
        for concept in chance.sample(known, min(2, len(known))):
            label = chance.choice(label_texts[concept])
            pairs.append((title_position, pool.position(label)))
    return pairs


def pair_sharing_concepts(titles: list[Title], pool: TextPool, chance: random.Random) -> Pairs:
    """Pair titles, in one language or across, that have two concepts in common."""
    by_concept_pair: dict[tuple[str, str], list[int]] = defaultdict(list)
    for title in titles:
        if len(title.concepts) < 2:
            continue
        position = pool.position(title.text)
        for _ in range(CONCEPT_PAIRS_PER_TITLE):
            first, second = sorted(chance.sample(title.concepts, 2))
            by_concept_pair[first, second].append(position)
    pairs: Pairs = []
    for positions in by_concept_pair.values():
        chance.shuffle(positions)
        pairs += [
            (one, other)
            for one, other in zip(positions[::2], positions[1::2], strict=False)
            if one != other
        ]
    return pairs


def pair_with_subtitles(titles: list[Title], pool: TextPool) -> Pairs:
    """Pair the two parts of titles such as "Oma talo : rakentajan opas"."""
    parts = [title.text.split(SUBTITLE_MARK, 1) for title in titles if SUBTITLE_MARK in title.text]
    return [
        (pool.position(title), pool.position(subtitle))
        for title, subtitle in parts
        if min(len(title), len(subtitle)) >= MIN_TITLE_PART_CHARS
    ]
