from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from app.domain.phrasebook import Kind
from models.training.kind_recognition import (
    HELD_OUT_KINDS,
    HeldOut,
    hold_out_kinds,
    hold_out_utterances,
    right_kind_ranks,
    summarise,
)
from models.training.phrasebook_tuning import official_texts, spoken_texts
from tests.builders import make_kind

PHRASES = {"fi": ("yksi", "kaksi", "kolme"), "en": ("one", "two")}

DEGREES = {"Asunto": 0, "Velka": 40, "Koulu": 90, "vuokra": 85, "lasku": 60, "koe": 160}
"""A text's direction: the smaller the angle between two, the closer they are in meaning."""


def encode(texts: Sequence[str]) -> NDArray[np.float32]:
    angles = np.radians([DEGREES.get(text, 0) for text in texts])
    return np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)


def named_kind(name: str, *phrases: str) -> Kind:
    utterances = {"fi": phrases} if phrases else {}
    return make_kind(name, name={"fi": name}, summary={}, utterances=utterances, keywords={})


def held_out_text(degrees: int, kind_position: int, monkeypatch, *kinds: Kind) -> HeldOut:
    """One held-out text in the given direction."""
    monkeypatch.setitem(DEGREES, "kysymys", degrees)
    return HeldOut(list(kinds), ["kysymys"], ["fi"], np.array([kind_position]))


def test_hold_out_utterances_takes_one_of_each_kind_and_language() -> None:
    kinds = [make_kind(f"kind-{number}", utterances=PHRASES) for number in range(3)]

    held_out = hold_out_utterances(kinds, np.random.default_rng(7))

    assert held_out.kind_positions.tolist() == [0, 0, 1, 1, 2, 2]
    assert held_out.languages == ["fi", "en"] * 3
    for text, language, position in zip(
        held_out.texts, held_out.languages, held_out.kind_positions, strict=True
    ):
        kept = held_out.kinds[position].utterances[language]
        assert sorted((*kept, text)) == sorted(PHRASES[language])
    assert [kind.keywords for kind in held_out.kinds] == [kind.keywords for kind in kinds]


def test_hold_out_utterances_same_seed_holds_out_the_same() -> None:
    kinds = [make_kind(f"kind-{number}", utterances=PHRASES) for number in range(9)]

    one, same, other = (
        hold_out_utterances(kinds, np.random.default_rng(seed)).texts for seed in (7, 7, 8)
    )

    assert one == same != other


def test_hold_out_kinds_leaves_them_official_texts_only() -> None:
    kinds = [
        make_kind(f"kind-{number}", utterances={"fi": (f"a{number}", f"b{number}")})
        for number in range(HELD_OUT_KINDS + 10)
    ]

    held_out = hold_out_kinds(kinds, np.random.default_rng(7))

    silent = [position for position, kind in enumerate(held_out.kinds) if not spoken_texts(kind)]
    assert len(silent) == HELD_OUT_KINDS
    assert [kind.kind_id for kind in held_out.kinds] == [kind.kind_id for kind in kinds]
    assert all(official_texts(kind) for kind in held_out.kinds)
    assert held_out.kind_positions.tolist() == [at for at in silent for _ in "ab"]
    assert held_out.texts == [f"{letter}{at}" for at in silent for letter in "ab"]
    assert set(held_out.languages) == {"fi"}


def test_right_kind_ranks_by_official_texts_alone(monkeypatch) -> None:
    kinds = named_kind("Asunto"), named_kind("Velka"), named_kind("Koulu")

    for kind_position, rank in ((0, 2), (1, 1), (2, 3)):
        held_out = held_out_text(30, kind_position, monkeypatch, *kinds)
        assert right_kind_ranks(held_out, encode, by_phrases=False).tolist() == [rank]


def test_right_kind_ranks_put_the_closest_phrase_before_the_official_text(monkeypatch) -> None:
    kinds = named_kind("Asunto", "vuokra"), named_kind("Velka", "lasku"), named_kind("Koulu", "koe")
    held_out = held_out_text(85, 0, monkeypatch, *kinds)

    assert right_kind_ranks(held_out, encode, by_phrases=False).tolist() == [3]
    assert right_kind_ranks(held_out, encode, by_phrases=True).tolist() == [2]


def test_right_kind_ranks_a_kind_without_phrases_lowest(monkeypatch) -> None:
    kinds = named_kind("Asunto", "vuokra"), named_kind("Velka"), named_kind("Koulu", "koe")
    held_out = held_out_text(40, 1, monkeypatch, *kinds)

    assert right_kind_ranks(held_out, encode, by_phrases=False).tolist() == [1]
    assert right_kind_ranks(held_out, encode, by_phrases=True).tolist() == [3]


def test_right_kind_ranks_count_a_tie_against_the_right_kind(monkeypatch) -> None:
    kinds = named_kind("Velka"), named_kind("Velka")

    held_out = held_out_text(40, 0, monkeypatch, *kinds)

    assert right_kind_ranks(held_out, encode, by_phrases=False).tolist() == [2]


def test_summarise_gives_share_first_and_mean_reciprocal_rank() -> None:
    assert summarise(np.array([1, 2, 4, 1])) == {"texts": 4, "accuracy": 0.5, "mrr": 0.688}
