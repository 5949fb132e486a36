"""The only place that normalises vectors."""

import numpy as np

from app.embedding.encoder import Vectors


def unit_rows(vectors: Vectors) -> Vectors:
    """Scale rows, float32 (n, dimension), to L2 norm 1; a zero or non-finite one becomes zero."""
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    usable = np.isfinite(norms) & (norms > 0)
    return np.where(usable, vectors / np.where(usable, norms, 1), 0).astype(np.float32, copy=False)
