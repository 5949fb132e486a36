"""Stage 1: teach the token table general Finnish, Swedish and English."""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer

from models.training.base_pairs import BaseCorpus, PairSource
from models.training.contrastive import TokenTable, adam, in_batch_softmax
from models.training.progress import Progress
from models.training.text_table import TextTable

Int64 = NDArray[np.int64]


@dataclass(frozen=True)
class BaseRecipe:
    """How long and how hard to train. cosine_scale is the inverse temperature of the softmax."""

    dimension: int = 256
    steps: int = 3_000
    batch: int = 2_048
    learning_rate: float = 0.03
    cosine_scale: float = 20.0
    max_tokens: int = 96


def train_base(
    corpus: BaseCorpus, tokenizer: Tokenizer, recipe: BaseRecipe, seed: int
) -> torch.Tensor:
    """Train a table on the pairs and return it, float32 (tokens, recipe.dimension).

    Each batch comes from one source, so that negatives are of the same kind as the positive and
    language or length alone cannot tell them apart.
    """
    generator = np.random.default_rng(seed)
    texts = TextTable(tokenizer, corpus.texts, recipe.max_tokens)
    table = TokenTable.random(tokenizer.get_vocab_size(), recipe.dimension, seed)
    optimiser, schedule = adam(table, recipe.learning_rate, recipe.steps)
    shares = np.array([source.share for source in corpus.sources])
    order = generator.choice(len(corpus.sources), size=recipe.steps, p=shares / shares.sum())
    progress = Progress("base", recipe.steps)
    for source_position in order:
        left, right = _draw_batch(corpus.sources[source_position], recipe.batch, generator)
        vectors = table(*texts.bags(np.concatenate([left, right])))
        one, other = vectors.chunk(2)
        loss = in_batch_softmax(one, other, recipe.cosine_scale)
        optimiser.zero_grad(set_to_none=True)
        torch.autograd.backward(loss)
        optimiser.step()
        schedule.step()
        progress.report(loss.item())
    return table.weights.detach()


def _draw_batch(
    source: PairSource, size: int, generator: np.random.Generator
) -> tuple[Int64, Int64]:
    """Draw pairs without a text on either side twice: a repeated text would be its own negative."""
    drawn = generator.integers(len(source.left), size=size)
    _, first_left = np.unique(source.left[drawn], return_index=True)
    drawn = drawn[first_left]
    _, first_right = np.unique(source.right[drawn], return_index=True)
    drawn = drawn[first_right]
    return source.left[drawn], source.right[drawn]
