import pytest
from tokenizers import Tokenizer

from models.training.wordpiece import MAX_CHARS_PER_WORD, UNKNOWN, train_wordpiece

TEXTS = ["Sääri on kipeä", "Saari on kaunis", "jag söker bostad", "I need a home, now"] * 5


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return train_wordpiece(TEXTS, 400)


def test_train_wordpiece_lower_cases_and_keeps_diacritics(tokenizer: Tokenizer) -> None:
    encoded = tokenizer.encode("SAARI sääri").tokens

    assert encoded == ["saari", "sääri"]


def test_train_wordpiece_joins_letters_and_dots_typed_apart(tokenizer: Tokenizer) -> None:
    assert tokenizer.encode("sa\u0308a\u0308ri").tokens == ["sääri"]


def test_train_wordpiece_splits_at_punctuation_and_cuts_unseen_words(tokenizer: Tokenizer) -> None:
    assert tokenizer.encode("home,now").tokens == ["home", ",", "now"]
    assert tokenizer.decode(tokenizer.encode("saarikoti").ids) == "saarikoti"


def test_train_wordpiece_takes_unknown_letters_and_endless_words_for_unknown(
    tokenizer: Tokenizer,
) -> None:
    assert tokenizer.encode("я").tokens == [UNKNOWN]
    assert tokenizer.encode("a" * (MAX_CHARS_PER_WORD + 1)).tokens == [UNKNOWN]


def test_train_wordpiece_numbers_tokens_by_the_alphabet_after_the_unknown(
    tokenizer: Tokenizer,
) -> None:
    vocabulary = tokenizer.get_vocab()
    tokens = sorted(vocabulary, key=vocabulary.__getitem__)

    assert tokens[0] == UNKNOWN
    assert tokens[1:] == sorted(tokens[1:])
    assert list(range(len(tokens))) == sorted(vocabulary.values())
