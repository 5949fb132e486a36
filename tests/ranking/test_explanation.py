import numpy as np
import pytest

from app.domain.meters import METERS
from app.ranking.explanation import evidence_shares, helped_meters, leading_kind, meter_level
from app.ranking.fusion import EvidenceParts, FusionWeights
from app.ranking.kind_map import KindMap

WEIGHTS = FusionWeights(direct=1.0, bridge=0.5, meters=0.25, life_events=0.25)
KIND_MAP = KindMap(
    indptr=np.array([0, 2, 3], dtype=np.int64),
    indices=np.array([0, 2, 2], dtype=np.int32),
    weights=np.array([0.9, 0.2, 0.8], dtype=np.float32),
)


def test_shares_are_each_evidences_part_of_the_weighted_score() -> None:
    parts = EvidenceParts(direct=np.array([0.0, 0.6]), bridge=np.array([0.0, 0.4]))
    assert evidence_shares(parts, 1, WEIGHTS) == pytest.approx({"direct": 0.75, "bridge": 0.25})


def test_shares_of_a_service_without_any_score_are_zero() -> None:
    parts = EvidenceParts(direct=np.array([-0.2]), meters=np.array([np.nan]))
    assert evidence_shares(parts, 0, WEIGHTS) == {"direct": 0.0, "meters": 0.0}


def test_leading_kind_is_the_one_that_gave_most_and_none_where_no_kind_leads() -> None:
    help_ = np.array([0.7, 0.3])
    assert leading_kind(help_, KIND_MAP, 0) == 0
    assert leading_kind(help_, KIND_MAP, 2) == 1
    assert leading_kind(help_, KIND_MAP, 1) is None
    assert leading_kind(np.zeros(2), KIND_MAP, 0) is None


def test_helped_meters_are_given_and_helped_in_the_order_of_the_meters() -> None:
    profile = np.array(
        [1.0 if meter in ("finance", "family", "housing") else 0.2 for meter in METERS]
    )
    means = {"finance": 2.0, "health": 1.0, "family": 3.0}
    assert helped_meters(means, profile) == ("family", "finance")


def test_meter_is_low_below_the_middle() -> None:
    assert [meter_level(mean) for mean in (0.0, 4.9, 5.0, 10.0)] == ["low", "low", "high", "high"]
