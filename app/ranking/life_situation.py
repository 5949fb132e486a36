"""What the ten 3X10D meters say about which services are needed."""

from collections.abc import Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.domain.meters import METERS

NEED_DIVISOR: Final = 10.1
"""Just over the largest meter value, so that a full ten still leaves a need of one hundredth: a
need vector is never zero and its cosine always defined (the AuroraAI network's own formula)."""


def need_vector(meter_means: Mapping[str, float]) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """The given meters' columns in METERS order, and the need in each: 1 - mean / 10.1.

    meter_means maps meter names to means 0..10; low means the person fares badly, so need lies in
    (0, 1] and higher is more. An unknown meter name is a KeyError: requests have been checked at
    the door.
    """
    column_of = {meter: column for column, meter in enumerate(METERS)}
    columns = sorted(column_of[meter] for meter in meter_means)
    need = [1.0 - meter_means[METERS[column]] / NEED_DIVISOR for column in columns]
    return np.array(columns, dtype=np.intp), np.array(need, dtype=np.float64)


def meters_similarity(
    meter_means: Mapping[str, float], profiles: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Cosine of the person's need and what each service helps with, over the given meters only.

    profiles is (n, 10) in METERS order, 0..1 each. Returns float64 (n,) in 0..1, higher is better,
    with NaN for a service that helps with none of the given meters: it is to be left out. Equal
    profiles score exactly equal wherever they stand. ValueError without any meter.
    """
    if not meter_means:
        raise ValueError("at least one meter is needed")
    columns, need = need_vector(meter_means)
    help_given = profiles[:, columns]
    # Sums along rows rather than a matrix product, whose rounding may depend on a row's place in
    # the matrix.
    dot_products = (help_given * need).sum(axis=1)
    norms = np.sqrt((help_given * help_given).sum(axis=1)) * np.sqrt((need * need).sum())
    similarity = np.full(len(help_given), np.nan)
    np.divide(dot_products, norms, out=similarity, where=norms > 0.0)
    clipped: NDArray[np.float64] = np.minimum(similarity, 1.0)
    return clipped
