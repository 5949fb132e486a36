import numpy as np
import pytest
import torch
from torch.nn import functional

from models.training import text_table
from models.training.text_table import TextTable
from tests.training.word_tokenizer import word_tokenizer

WORDS = ("en", "saa", "töitä", "laskut", "velat")
TEXTS = ["en saa töitä", "", "velat", "laskut velat laskut", " "]


def table(max_tokens: int = 96) -> TextTable:
    return TextTable(word_tokenizer(*WORDS), TEXTS, max_tokens)


def test_text_table_stores_rows_back_to_back() -> None:
    texts = table()

    assert texts.token_ids.tolist() == [1, 2, 3, 5, 4, 5, 4]
    assert texts.starts.tolist() == [0, 3, 3, 4, 7]
    assert texts.lengths.tolist() == [3, 0, 1, 3, 0]


def test_text_table_cuts_rows_to_max_tokens() -> None:
    texts = table(max_tokens=2)

    assert texts.lengths.tolist() == [2, 0, 1, 2, 0]
    assert texts.token_ids.tolist() == [1, 2, 5, 4, 5]


def test_text_table_bags_follow_the_order_asked_for_and_may_repeat_rows() -> None:
    token_ids, offsets = table().bags(np.array([3, 0, 3]))

    assert token_ids.tolist() == [4, 5, 4, 1, 2, 3, 4, 5, 4]
    assert offsets.tolist() == [0, 3, 6]
    assert token_ids.dtype == offsets.dtype == torch.int64


def test_text_table_bags_keep_empty_rows_in_their_places() -> None:
    token_ids, offsets = table().bags(np.array([1, 2, 4, 1, 0, 4]))

    assert token_ids.tolist() == [5, 1, 2, 3]
    assert offsets.tolist() == [0, 0, 1, 1, 1, 4]


def test_text_table_bags_of_empty_rows_alone_hold_no_token() -> None:
    token_ids, offsets = table().bags(np.array([4, 1]))

    assert token_ids.tolist() == []
    assert offsets.tolist() == [0, 0]


def test_text_table_bags_give_embedding_bag_the_mean_of_each_row() -> None:
    weights = torch.arange(12, dtype=torch.float32).reshape(6, 2)

    token_ids, offsets = table().bags(np.array([4, 3, 0]))
    means = functional.embedding_bag(token_ids, weights, offsets, mode="mean")

    expected = [[0, 0], [(8 + 10 + 8) / 3, (9 + 11 + 9) / 3], [4, 5]]
    assert torch.allclose(means, torch.tensor(expected))


def test_text_table_renumber_keeps_the_words_and_drops_unused_tokens() -> None:
    texts = TextTable(word_tokenizer(*WORDS), ["velat saa", "", "velat laskut"], 96)
    before = texts.token_ids.copy()

    former = texts.renumber()

    assert former.tolist() == [2, 4, 5]
    assert sorted(set(texts.token_ids.tolist())) == [0, 1, 2]
    assert former[texts.token_ids].tolist() == before.tolist()


def test_text_table_does_not_depend_on_the_size_of_its_chunks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    whole = table()
    monkeypatch.setattr(text_table, "ENCODE_CHUNK", 2)

    in_parts = table()

    assert in_parts.token_ids.tolist() == whole.token_ids.tolist()
    assert in_parts.starts.tolist() == whole.starts.tolist()
