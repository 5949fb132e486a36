"""The only place that writes the model folder sentence-transformers loads."""

import hashlib
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.numpy import save_file
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Normalize, StaticEmbedding
from tokenizers import Tokenizer
from torch import nn

WEIGHTS_FILE = "model.safetensors"


def quantise_rows(table: NDArray[np.float32]) -> dict[str, NDArray[np.int8] | NDArray[np.float32]]:
    """One signed byte per number and one float32 scale per token, in model2vec's layout.

    StaticEmbedding multiplies embeddings by weights on loading, so the model in memory is float32:
    weights stored as float16 would stay float16 there, and so would the vectors it returns.
    """
    scales = np.maximum(np.abs(table).max(axis=1), 1e-12) / 127
    return {
        "embeddings": np.rint(table / scales[:, None]).astype(np.int8),
        "weights": scales.astype(np.float32),
    }


def export_model(tokenizer: Tokenizer, table: NDArray[np.float32], output: Path) -> str:
    """Write the model with its prompts and return the SHA-256 of its weights file."""
    modules: list[nn.Module] = [
        StaticEmbedding(tokenizer, embedding_weights=torch.from_numpy(table)),
        Normalize(),
    ]
    model = SentenceTransformer(
        modules=modules,
        device="cpu",
        prompts={"query": "", "document": ""},
        similarity_fn_name="cosine",
    )
    model.save(str(output), create_model_card=False)
    weights_path = next(output.rglob(WEIGHTS_FILE))
    save_file(quantise_rows(table), weights_path)
    weights_path.chmod(0o644)
    return sha256_of(weights_path)


def sha256_of(path: Path) -> str:
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
