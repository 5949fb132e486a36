"""Stage 2: teach the token table what people say about public services and what officials call them."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer

from app.domain.phrasebook import Kind
from models.training.contrastive import TokenTable, adam, in_batch_softmax
from models.training.corpora import OfficialText
from models.training.misspelling import misspell
from models.training.progress import Progress
from models.training.text_table import TextTable

Int64 = NDArray[np.int64]


def spoken_texts(kind: Kind) -> list[str]:
    """Utterances and keywords of every language: all that a person might type."""
    lists = [*kind.utterances.values(), *kind.keywords.values()]
    return [text for texts in lists for text in texts]


def official_texts(kind: Kind) -> list[str]:
    """Name alone, and name with summary, in each language the kind has."""
    long_texts = [
        f"{name}. {kind.summary[language]}"
        for language, name in kind.name.items()
        if language in kind.summary
    ]
    return [*kind.name.values(), *long_texts]


def _with_misspellings(texts: list[str], chance: random.Random) -> list[str]:
    """Each text twice as it is and once misspelt, so that one draw in three is misspelt."""
    return [*texts, *texts, *(misspell(text, chance) for text in texts)]


@dataclass(frozen=True)
class TuningRecipe:
    """How long and how hard to tune. cosine_scale is the inverse temperature of the softmax.

    phrase_phrase and template weigh their losses against the 1 of phrase with official text.
    """

    steps: int = 600
    batch: int = 512
    learning_rate: float = 0.01
    cosine_scale: float = 10.0
    phrase_phrase: float = 0.5
    template: float = 0.5
    max_tokens: int = 128


class TextGroups:
    """Positions of texts in groups of one meaning, stored back to back."""

    def __init__(self, groups: Sequence[Sequence[int]]) -> None:
        self._positions: Int64 = np.array([p for group in groups for p in group], dtype=np.int64)
        self._sizes: Int64 = np.array([len(group) for group in groups], dtype=np.int64)
        self._starts: Int64 = np.concatenate([[0], np.cumsum(self._sizes)[:-1]])

    def __len__(self) -> int:
        return len(self._sizes)

    def draw(self, groups: Int64, generator: np.random.Generator) -> Int64:
        """One text of each group."""
        within = (generator.random(len(groups)) * self._sizes[groups]).astype(np.int64)
        positions: Int64 = self._positions[self._starts[groups] + within]
        return positions

    def draw_two(self, groups: Int64, generator: np.random.Generator) -> tuple[Int64, Int64]:
        """Two texts of each group, different ones where the group has two."""
        sizes = self._sizes[groups]
        first = (generator.random(len(groups)) * sizes).astype(np.int64)
        shift = 1 + (generator.random(len(groups)) * (sizes - 1)).astype(np.int64)
        second = (first + shift) % sizes
        starts = self._starts[groups]
        return self._positions[starts + first], self._positions[starts + second]


def related_kinds(kinds: Sequence[Kind]) -> torch.Tensor:
    """Which kinds name the other as helping too, either way: bool (kinds, kinds), false on the diagonal."""
    positions = {kind.kind_id: position for position, kind in enumerate(kinds)}
    related = torch.zeros(len(kinds), len(kinds), dtype=torch.bool)
    for position, kind in enumerate(kinds):
        for other in kind.related.keys() & positions.keys():
            related[position, positions[other]] = related[positions[other], position] = True
    return related.fill_diagonal_(fill_value=False)


class TuningTexts:
    """The texts of the stage, grouped by meaning; chance misspells a copy of what people say.

    related, bool (kinds, kinds), marks kinds that help the same person: neither is wrong where the other is right.
    """

    def __init__(
        self,
        kinds: Sequence[Kind],
        templates: Sequence[OfficialText],
        chance: random.Random,
    ) -> None:
        self.texts: list[str] = []
        self.phrases = TextGroups(
            [self._add(_with_misspellings(spoken_texts(kind), chance)) for kind in kinds]
        )
        self.officials = TextGroups([self._add(official_texts(kind)) for kind in kinds])
        self.templates = TextGroups([self._add(template.variants) for template in templates])
        self.related = related_kinds(kinds)

    def _add(self, texts: Sequence[str]) -> range:
        start = len(self.texts)
        self.texts.extend(texts)
        return range(start, len(self.texts))


def tune_and_average(
    weights: torch.Tensor,
    tokenizer: Tokenizer,
    material: TuningTexts,
    recipe: TuningRecipe,
    seeds: Sequence[int],
) -> torch.Tensor:
    """Tune once for each seed and return the mean of the tables (Wortsman et al., ICML 2022).

    They start from one table and stay in one basin, so the mean keeps what they agree on.
    """
    tables = [tune(weights, tokenizer, material, recipe, seed) for seed in seeds]
    return torch.stack(tables).mean(dim=0)


def tune(
    weights: torch.Tensor,
    tokenizer: Tokenizer,
    material: TuningTexts,
    recipe: TuningRecipe,
    seed: int,
) -> torch.Tensor:
    """Tune a trained table and return the new one, float32 (tokens, dimension).

    Each step takes its texts through the table in one call, and the table holds only the tokens
    these texts use: its gradient is dense and costs more than the rest of the step.
    """
    generator = np.random.default_rng(seed)
    texts = TextTable(tokenizer, material.texts, recipe.max_tokens)
    used = torch.from_numpy(texts.renumber())
    table = TokenTable(weights[used])
    optimiser, schedule = adam(table, recipe.learning_rate, recipe.steps)
    progress = Progress("phrasebook", recipe.steps)
    for _ in range(recipe.steps):
        pairs = _draw_pairs(material, recipe, generator)
        rows = np.concatenate([side for _, left, right, _ in pairs for side in (left, right)])
        vectors = table(*texts.bags(rows))
        loss = torch.zeros(())
        start = 0
        for weight, left, _, no_negatives in pairs:
            one, other = vectors[start : start + 2 * len(left)].chunk(2)
            loss = loss + weight * in_batch_softmax(one, other, recipe.cosine_scale, no_negatives)
            start += 2 * len(left)
        optimiser.zero_grad(set_to_none=True)
        torch.autograd.backward(loss)
        optimiser.step()
        schedule.step()
        progress.report(loss.item())
    tuned = weights.clone()
    tuned[used] = table.weights.detach()
    return tuned


def _draw_pairs(
    material: TuningTexts, recipe: TuningRecipe, generator: np.random.Generator
) -> list[tuple[float, Int64, Int64, torch.Tensor | None]]:
    """Weight, the two sides and the pairs that are no negatives of each loss of one step."""
    kinds = _draw_groups(material.phrases, recipe.batch, generator)
    templates = _draw_groups(material.templates, recipe.batch, generator)
    phrase, other_phrase = material.phrases.draw_two(kinds, generator)
    chosen = torch.from_numpy(kinds)
    related = material.related[chosen][:, chosen]
    return [
        (1.0, phrase, material.officials.draw(kinds, generator), related),
        (recipe.phrase_phrase, phrase, other_phrase, related),
        (recipe.template, *material.templates.draw_two(templates, generator), None),
    ]


def _draw_groups(groups: TextGroups, batch: int, generator: np.random.Generator) -> Int64:
    chosen: Int64 = generator.choice(len(groups), min(batch, len(groups)), replace=False)
    return chosen
