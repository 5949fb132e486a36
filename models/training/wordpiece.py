"""The only place that decides how text is cut into tokens."""

from collections.abc import Iterable

from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers

UNKNOWN = "[UNK]"
MAX_CHARS_PER_WORD = 60


def train_wordpiece(texts: Iterable[str], vocabulary_size: int) -> Tokenizer:
    """Train a WordPiece tokenizer (NFKC, lower case, split at white space and punctuation).

    Diacritics are kept: "saari" and "sääri" are different words. Tokens are numbered in the order
    of the alphabet, because the trainer numbers part of them anew in every run.
    """
    tokenizer = Tokenizer(_wordpiece({UNKNOWN: 0}))
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase()])
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.decoder = decoders.WordPiece()
    trainer = trainers.WordPieceTrainer(
        vocab_size=vocabulary_size,
        min_frequency=3,
        limit_alphabet=300,
        special_tokens=[UNKNOWN],
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    tokens = sorted(tokenizer.get_vocab().keys() - {UNKNOWN})
    tokenizer.model = _wordpiece({token: number for number, token in enumerate([UNKNOWN, *tokens])})
    return tokenizer


def _wordpiece(vocabulary: dict[str, int]) -> models.WordPiece:
    return models.WordPiece(
        vocabulary, unk_token=UNKNOWN, max_input_chars_per_word=MAX_CHARS_PER_WORD
    )
