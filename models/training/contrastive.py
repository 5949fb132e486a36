"""The only place with the arithmetic of training: table, mean vectors, loss, optimiser."""

import math

import torch
from torch import nn
from torch.nn import functional

INITIAL_DEVIATION = 0.1
WARMUP_SHARE = 0.05


class TokenTable(nn.Module):
    """One vector per token; a text is the unit-length mean of its tokens' vectors.

    This is what sentence-transformers' StaticEmbedding followed by Normalize computes. Training
    goes through this bare module because it takes token ids, so that a text is tokenised once and
    not each time it is drawn, as it would be by SentenceTransformerTrainer.
    """

    def __init__(self, weights: torch.Tensor) -> None:
        super().__init__()
        self.weights = nn.Parameter(weights.clone())

    @classmethod
    def random(cls, tokens: int, dimension: int, seed: int) -> "TokenTable":
        generator = torch.Generator().manual_seed(seed)
        return cls(torch.randn(tokens, dimension, generator=generator) * INITIAL_DEVIATION)

    def forward(self, token_ids: torch.Tensor, offsets: torch.Tensor) -> torch.Tensor:
        """Unit vectors float32 (texts, dimension); a text without tokens gives a zero row."""
        means = functional.embedding_bag(token_ids, self.weights, offsets, mode="mean")
        return functional.normalize(means, dim=1)


NO_NEGATIVE = -1e4
"""A score that a softmax takes for none."""


def in_batch_softmax(
    left: torch.Tensor,
    right: torch.Tensor,
    cosine_scale: float,
    no_negatives: torch.Tensor | None = None,
) -> torch.Tensor:
    """Multiple-negatives ranking loss both ways: row i of left belongs to row i of right only.

    left and right are unit vectors (batch, dimension); cosine_scale is the inverse temperature. no_negatives, bool
    (batch, batch), symmetric and false on the diagonal, marks pairs that are not wrong either. Henderson et al.,
    arXiv:1705.00652.
    """
    scores = left @ right.T * cosine_scale
    if no_negatives is not None:
        scores = scores.masked_fill(no_negatives, NO_NEGATIVE)
    targets = torch.arange(len(scores))
    return (
        functional.cross_entropy(scores, targets) + functional.cross_entropy(scores.T, targets)
    ) / 2


def learning_rate_factor(step: int, steps: int) -> float:
    """Linear warm-up over the first 5 % of the steps, then half a cosine down to zero."""
    warmup = max(1, round(steps * WARMUP_SHARE))
    if step < warmup:
        return (step + 1) / warmup
    return 0.5 * (1 + math.cos(math.pi * (step - warmup) / max(1, steps - warmup)))


def adam(
    table: TokenTable, learning_rate: float, steps: int
) -> tuple[torch.optim.Optimizer, torch.optim.lr_scheduler.LambdaLR]:
    """Adam over the whole table, with its learning-rate schedule."""
    optimiser = torch.optim.Adam(table.parameters(), lr=learning_rate, fused=True)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: learning_rate_factor(step, steps)
    )
    return optimiser, schedule
