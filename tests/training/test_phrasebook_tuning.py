import random

import numpy as np
import pytest
import torch

from app.domain.phrasebook import Kind
from models.training.contrastive import TokenTable, in_batch_softmax
from models.training.corpora import OfficialText
from models.training.phrasebook_tuning import (
    TextGroups,
    TuningRecipe,
    TuningTexts,
    official_texts,
    related_kinds,
    spoken_texts,
    tune,
    tune_and_average,
)
from models.training.text_table import TextTable
from tests.builders import make_kind
from tests.training.word_tokenizer import word_tokenizer

GROUPS = [[4, 7], [2], [0, 1, 3, 9]]
# Words of four letters without dots are never misspelt.
SAID = ("rent", "debt", "work", "baby", "pain")
OFFICIAL = ("vuok", "vela", "toim", "neuv", "kipu")
TEMPLATES = (["bost", "stod"], ["mini", "pens"])
TOKENIZER = word_tokenizer(*SAID, *OFFICIAL, *TEMPLATES[0], *TEMPLATES[1], "unused")
ONE_STEP = TuningRecipe(steps=1, batch=8, learning_rate=0.05)


def test_text_groups_draw_takes_one_text_of_each_group_asked_for() -> None:
    groups = TextGroups(GROUPS)
    wanted = np.array([2, 0, 1, 2])
    generator = np.random.default_rng(5)

    drawn = np.array([groups.draw(wanted, generator) for _ in range(300)])

    assert len(groups) == 3
    for column, group in zip(drawn.T, wanted, strict=True):
        assert sorted(set(column.tolist())) == GROUPS[group]


def test_text_groups_draw_is_fair_and_repeats_with_the_seed() -> None:
    groups = TextGroups(GROUPS)
    wanted = np.full(4_000, 2)

    drawn = groups.draw(wanted, np.random.default_rng(5))

    _, counts = np.unique(drawn, return_counts=True)
    assert counts.min() > 900
    assert drawn.tolist() == groups.draw(wanted, np.random.default_rng(5)).tolist()


def test_text_groups_draw_two_gives_different_texts_where_there_are_two() -> None:
    groups = TextGroups(GROUPS)
    wanted = np.tile([0, 1, 2], 300)

    one, other = groups.draw_two(wanted, np.random.default_rng(5))

    assert ((one != other) == (wanted != 1)).all()
    for group, members in enumerate(GROUPS):
        assert set(one[wanted == group].tolist()) == set(members)
        assert set(other[wanted == group].tolist()) == set(members)


def test_related_kinds_are_marked_from_either_side_and_never_with_themselves() -> None:
    kinds = [
        make_kind("shelter", related={"crisis-help": 0.8, "unheard-of": 0.6, "shelter": 1.0}),
        make_kind("crisis-help"),
        make_kind("library"),
    ]
    assert related_kinds(kinds).tolist() == [
        [False, True, False],
        [True, False, False],
        [False, False, False],
    ]


def test_spoken_and_official_texts_share_nothing() -> None:
    kind = make_kind(summary={"fi": "Neuvontaa velallisille."})

    assert spoken_texts(kind) == [
        "en pysty maksamaan laskujani",
        "jag kan inte betala mina räkningar",
        "I cannot pay my bills",
        "velat",
        "skulder",
        "debts",
    ]
    assert official_texts(kind) == [
        "Velkaneuvonta",
        "Skuldrådgivning",
        "Debt counselling",
        "Velkaneuvonta. Neuvontaa velallisille.",
    ]


def test_tuning_texts_hold_phrases_twice_as_said_and_once_misspelt() -> None:
    kind = make_kind(utterances={"fi": ("sähkölasku maksamatta",)}, keywords={})
    templates = [OfficialText(["Velkaneuvonta", "Skuldrådgivning"])]

    material = TuningTexts([kind], templates, random.Random(1))

    assert material.texts[:2] == ["sähkölasku maksamatta"] * 2
    assert material.texts[2] != "sähkölasku maksamatta"
    assert material.texts[3:] == [*official_texts(kind), "Velkaneuvonta", "Skuldrådgivning"]
    assert (len(material.phrases), len(material.officials), len(material.templates)) == (1, 1, 1)


@pytest.fixture(scope="module")
def material() -> TuningTexts:
    kinds: list[Kind] = [
        make_kind(name={"fi": name}, summary={}, utterances={"en": (said,)}, keywords={})
        for said, name in zip(SAID, OFFICIAL, strict=True)
    ]
    return TuningTexts(kinds, [OfficialText(texts) for texts in TEMPLATES], random.Random(1))


@pytest.fixture
def weights() -> torch.Tensor:
    return TokenTable.random(TOKENIZER.get_vocab_size(), 16, seed=3).weights.detach()


def loss_between_said_and_official(weights: torch.Tensor) -> float:
    texts = TextTable(TOKENIZER, [*SAID, *OFFICIAL], 8)
    with torch.no_grad():
        said, official = TokenTable(weights)(*texts.bags(np.arange(10))).chunk(2)
        return in_batch_softmax(said, official, ONE_STEP.cosine_scale).item()


def test_tune_lowers_the_loss_in_one_step(material: TuningTexts, weights: torch.Tensor) -> None:
    before = loss_between_said_and_official(weights)

    tuned = tune(weights, TOKENIZER, material, ONE_STEP, seed=5)

    assert loss_between_said_and_official(tuned) < before - 0.1


def test_tune_brings_each_phrase_to_its_own_kind(
    material: TuningTexts, weights: torch.Tensor
) -> None:
    recipe = TuningRecipe(steps=40, batch=8, learning_rate=0.05)

    tuned = tune(weights, TOKENIZER, material, recipe, seed=5)

    said, official = torch.nn.functional.normalize(tuned[1:11]).chunk(2)
    assert (said @ official.T).argmax(dim=1).tolist() == [0, 1, 2, 3, 4]


def test_tune_leaves_unused_tokens_and_the_given_table_alone(
    material: TuningTexts, weights: torch.Tensor
) -> None:
    given = weights.clone()

    tuned = tune(weights, TOKENIZER, material, ONE_STEP, seed=5)

    changed = (tuned != given).any(dim=1).tolist()
    unused = [0, TOKENIZER.token_to_id("unused")]
    assert [token for token, has_changed in enumerate(changed) if not has_changed] == unused
    assert torch.equal(weights, given)


def test_tune_and_average_is_the_mean_over_seeds(weights: torch.Tensor) -> None:
    kinds = [
        make_kind(name={"fi": name}, summary={}, utterances={"en": SAID}, keywords={})
        for name in OFFICIAL
    ]
    material = TuningTexts(kinds, [OfficialText(texts) for texts in TEMPLATES], random.Random(1))

    one, other = (tune(weights, TOKENIZER, material, ONE_STEP, seed) for seed in (5, 6))
    mean = tune_and_average(weights, TOKENIZER, material, ONE_STEP, seeds=(5, 6))

    assert not torch.equal(one, other)
    assert torch.allclose(mean, (one + other) / 2)
