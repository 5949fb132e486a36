"""A tokenizer with one token for each known word, so that a test can count tokens by eye."""

from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.normalizers import Lowercase
from tokenizers.pre_tokenizers import Whitespace


def word_tokenizer(*words: str) -> Tokenizer:
    """Number the words from 1 in the given order; any other word is 0."""
    vocabulary = {word: number for number, word in enumerate(("[UNK]", *words))}
    tokenizer = Tokenizer(WordLevel(vocabulary, unk_token="[UNK]"))
    tokenizer.normalizer = Lowercase()
    tokenizer.pre_tokenizer = Whitespace()
    return tokenizer
