"""A static embedding model of a dozen words with random vectors, saved the way real ones are."""

from pathlib import Path

DIMENSION = 8
WORDS = ("en", "saa", "töitä", "laskut", "velat", "jag", "hyra", "rent", "query", "document", ":")


def save_tiny_model(folder: Path, *, prompts: dict[str, str] | None = None, seed: int = 0) -> Path:
    """Write a sentence-transformers model that lower-cases and splits on space; returns folder."""
    import numpy as np
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel
    from tokenizers.normalizers import Lowercase
    from tokenizers.pre_tokenizers import Whitespace

    vocabulary = {word: number for number, word in enumerate(("[UNK]", *WORDS))}
    tokenizer = Tokenizer(WordLevel(vocabulary, unk_token="[UNK]"))
    tokenizer.normalizer = Lowercase()
    tokenizer.pre_tokenizer = Whitespace()
    weights = np.random.default_rng(seed).standard_normal((len(vocabulary), DIMENSION))
    module = StaticEmbedding(tokenizer, embedding_weights=weights.astype(np.float32))
    SentenceTransformer(modules=[module], prompts=prompts).save(str(folder))
    return folder
