"""Learn the weights of an order from graded lists."""

from collections.abc import Iterable
from typing import Final

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from app.domain.learned_order import OrderWeights
from app.ranking.learned_order import FEATURES

INVERSE_REGULARISATION: Final = 1.0
MAX_ITERATIONS: Final = 1000


def fit_order(
    graded_lists: Iterable[tuple[NDArray[np.float64], NDArray[np.int64]]],
) -> OrderWeights:
    """Pairwise logistic regression: within a list, the better graded service should score higher.

    Each list is its features, (services, 4), and its grades, (services,). The pairwise transform of Joachims (KDD 2002)
    with a logistic loss in place of the hinge; every list weighs the same, however many pairs it has. Deterministic.
    All weights are 0, which keeps the order by match, when no list holds two different grades.
    """
    differences, list_weights = [], []
    for rows, grades in graded_lists:
        better, worse = np.nonzero(grades[:, None] > grades[None, :])
        if len(better):
            differences.append(rows[better] - rows[worse])
            list_weights.append(np.full(len(better), 1.0 / len(better)))
    if not differences:
        return OrderWeights(**dict.fromkeys(FEATURES, 0.0))
    pairs, pair_weights = np.concatenate(differences), np.concatenate(list_weights)
    model = LogisticRegression(
        C=INVERSE_REGULARISATION, fit_intercept=False, max_iter=MAX_ITERATIONS
    )
    model.fit(
        np.concatenate([pairs, -pairs]),
        np.repeat([1, 0], len(pairs)),
        sample_weight=np.concatenate([pair_weights, pair_weights]) / 2,
    )
    return OrderWeights(**dict(zip(FEATURES, model.coef_[0].tolist(), strict=True)))
