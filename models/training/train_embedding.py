"""Train the embedding model from the corpora and the phrasebook, in one command.

    python -m models.training.train_embedding --data DATA --output models/embedding

Stages: tokenizer, base training on general corpora, tuning on the phrasebook, export. --tokenizer takes an
earlier run's tokenizer, without which a changed phrasebook changes even the base; --base keeps the result of the
first two stages, so that a changed phrasebook costs only the last two.
"""

import argparse
import os
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer

from app.domain.phrasebook import Kind
from app.phrasebook import SHIPPED_PHRASEBOOK, load_phrasebook
from models.training.base_pairs import build_base_corpus
from models.training.base_training import BaseRecipe, train_base
from models.training.corpora import (
    OfficialText,
    read_general_descriptions,
    read_service_classes,
)
from models.training.export import export_model
from models.training.phrasebook_tuning import (
    TuningRecipe,
    TuningTexts,
    official_texts,
    spoken_texts,
    tune_and_average,
)
from models.training.progress import say
from models.training.wordpiece import train_wordpiece

CORPUS_SEED, BASE_SEED, MISSPELLING_SEED = 1, 3, 6
TUNING_SEEDS = (5, 6, 7)
VOCABULARY_SIZE = 64_000
PHRASEBOOK_REPEATS = 5
OFFICIAL_REPEATS = 3


@dataclass(frozen=True)
class DomainTexts:
    """What is known about public services themselves."""

    kinds: tuple[Kind, ...]
    templates: list[OfficialText]
    service_classes: list[OfficialText]

    @classmethod
    def read(cls, data: Path, phrasebook: Path) -> "DomainTexts":
        return cls(
            load_phrasebook(phrasebook),
            read_general_descriptions(data / "ptv" / "general_descriptions.jsonl.gz"),
            read_service_classes(data / "codelists" / "service_classes.csv"),
        )

    def vocabulary_sample(self) -> list[str]:
        """The domain's texts several times over, so that its words get tokens of their own."""
        phrasebook = [
            text for kind in self.kinds for text in (*spoken_texts(kind), *official_texts(kind))
        ]
        official = [
            text for item in (*self.templates, *self.service_classes) for text in item.variants
        ]
        return PHRASEBOOK_REPEATS * phrasebook + OFFICIAL_REPEATS * official

    def tuning_texts(self, kinds: Sequence[Kind]) -> TuningTexts:
        """What the second stage learns, with the given kinds instead of all."""
        chance = random.Random(MISSPELLING_SEED)
        return TuningTexts(kinds, self.templates, chance)


def train_general(
    data: Path, domain: DomainTexts, recipe: BaseRecipe, tokenizer_file: Path | None
) -> tuple[Tokenizer, torch.Tensor]:
    corpus = build_base_corpus(data, random.Random(CORPUS_SEED))
    say(f"corpus: {len(corpus.texts)} texts, {sum(len(s.left) for s in corpus.sources)} pairs")
    tokenizer = (
        Tokenizer.from_file(str(tokenizer_file))
        if tokenizer_file
        else train_wordpiece(corpus.vocabulary_sample + domain.vocabulary_sample(), VOCABULARY_SIZE)
    )
    say(f"tokenizer: {tokenizer.get_vocab_size()} tokens")
    return tokenizer, train_base(corpus, tokenizer, recipe, BASE_SEED)


def save_base(folder: Path, tokenizer: Tokenizer, weights: torch.Tensor) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    np.save(folder / "table.npy", weights.numpy())
    tokenizer.save(str(folder / "tokenizer.json"))


def load_base(folder: Path) -> tuple[Tokenizer, torch.Tensor]:
    weights = np.load(folder / "table.npy")
    return Tokenizer.from_file(str(folder / "tokenizer.json")), torch.from_numpy(weights)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with train/ and ptv/")
    parser.add_argument("--phrasebook", type=Path, default=SHIPPED_PHRASEBOOK)
    parser.add_argument(
        "--tokenizer", type=Path, help="tokenizer.json to take instead of training one"
    )
    parser.add_argument("--output", type=Path, default=Path("models/embedding"))
    parser.add_argument(
        "--base", type=Path, help="folder of a base table: read if there, else written"
    )
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()

    os.environ["RAYON_NUM_THREADS"] = str(arguments.threads)
    torch.set_num_threads(arguments.threads)
    started = time.monotonic()
    domain = DomainTexts.read(arguments.data, arguments.phrasebook)
    if arguments.base is None or not arguments.base.exists():
        tokenizer, weights = train_general(
            arguments.data, domain, BaseRecipe(), arguments.tokenizer
        )
        if arguments.base is not None:
            save_base(arguments.base, tokenizer, weights)
    else:
        tokenizer, weights = load_base(arguments.base)
    tuned = tune_and_average(
        weights, tokenizer, domain.tuning_texts(domain.kinds), TuningRecipe(), TUNING_SEEDS
    )
    checksum = export_model(tokenizer, tuned.numpy(), arguments.output)
    say(f"wrote {arguments.output} (weights sha256 {checksum})")
    say(f"took {time.monotonic() - started:.0f} s")


if __name__ == "__main__":
    main()
