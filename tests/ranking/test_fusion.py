import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ranking.fusion import EvidenceParts, FusionWeights, fuse, rank, weights_beside_text

EVEN = FusionWeights(direct=1.0, bridge=1.0, meters=0.5, life_events=0.5)

some_scores = st.lists(st.sampled_from([-0.5, 0.0, 0.1, 0.25, 0.5, 0.9]), min_size=1, max_size=30)


def ids(ranked: object) -> list[str]:
    return [each.service_id for each in ranked]  # type: ignore[attr-defined]


def test_fuse_is_the_weighted_mean_of_what_is_given() -> None:
    direct, bridge = np.array([0.8, 0.2]), np.array([0.4, 0.0])
    both = EvidenceParts(direct=direct, bridge=bridge)
    assert fuse(both, EVEN).tolist() == pytest.approx([0.6, 0.1])
    everything = EvidenceParts(
        direct=direct,
        bridge=bridge,
        meters=np.array([0.5, 1.0]),
        life_events=np.array([False, True]),
    )
    fused = fuse(everything, EVEN)
    assert fused.tolist() == pytest.approx([(1.2 + 0.25) / 3, (0.2 + 0.5 + 0.5) / 3], abs=1e-6)


def test_fuse_without_bridge_is_the_direct_score() -> None:
    assert fuse(EvidenceParts(direct=np.array([0.25, -0.5]))).tolist() == [0.25, -0.5]


def test_fuse_counts_a_service_without_meters_as_zero_there() -> None:
    parts = EvidenceParts(direct=np.array([0.5, 0.5]), meters=np.array([np.nan, 0.4]))
    fused = fuse(parts, EVEN)
    assert np.isfinite(fused).all()
    assert fused[0] < fused[1]


def test_fuse_by_default_lets_meters_and_events_refine_but_not_overrule_the_text() -> None:
    exactly_this, unrelated = 0, 1
    parts = EvidenceParts(
        direct=np.array([0.7, 0.1]),
        bridge=np.array([0.5, 0.0]),
        meters=np.array([np.nan, 1.0]),
        life_events=np.array([False, True]),
    )
    fused = fuse(parts)
    assert fused[exactly_this] > fused[unrelated]
    even = np.array([0.5, 0.5])
    tied_by_text = fuse(EvidenceParts(direct=even, bridge=even, meters=np.array([0.1, 0.9])))
    assert tied_by_text[1] > tied_by_text[0]


@pytest.mark.parametrize(
    ("best_kind_score", "meters"), [(0.9, 0.1), (0.45, 0.1), (0.35, 0.3), (0.25, 0.5), (-0.2, 0.5)]
)
def test_meters_weigh_more_the_less_the_words_say(best_kind_score: float, meters: float) -> None:
    weights = FusionWeights(meters=0.1, meters_beside_vague_text=0.5)
    beside = weights_beside_text(best_kind_score, 1.0, weights)
    assert beside.meters == pytest.approx(meters)
    assert (beside.direct, beside.bridge) == (weights.direct, weights.bridge)
    assert beside.life_events == weights.life_events


@pytest.mark.parametrize("confidence", [0.0, 0.25, 1.0])
def test_life_event_weighs_as_much_as_it_is_sure(confidence: float) -> None:
    weights = FusionWeights(life_events=0.4)
    assert weights_beside_text(0.9, confidence, weights).life_events == pytest.approx(
        0.4 * confidence
    )


def test_fuse_ties_scores_that_differ_by_float32_rounding_alone() -> None:
    score = np.float32(0.3)
    neighbours = np.array([score, np.nextafter(score, np.float32(1))], dtype=np.float32)
    fused = fuse(EvidenceParts(direct=neighbours))
    assert fused[0] == fused[1]


def test_fuse_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="nothing"):
        fuse(EvidenceParts())


@given(some_scores)
def test_fuse_stays_within_its_documented_range(scores: list[float]) -> None:
    direct = np.array(scores)
    clipped = np.clip(direct, 0, 1)
    fused = fuse(EvidenceParts(direct=direct, bridge=clipped, meters=clipped))
    assert ((fused >= -1.0) & (fused <= 1.0)).all()


def test_fusion_ties_break_by_service_id() -> None:
    ranked = rank(np.array([0.5, 0.9, 0.5, 0.5]), np.array([4, 0, 2, 1]), list("abc-d"), limit=3)
    assert [(each.service_id, each.similarity_score, each.rank) for each in ranked] == [
        ("a", 0.9, 1),
        ("b", 0.5, 2),
        ("c", 0.5, 3),
    ]


def test_rank_leaves_out_services_without_a_score_and_still_fills_the_limit() -> None:
    scores = np.array([np.nan, 0.1, 0.2, np.nan, -0.3])
    assert ids(rank(scores, np.arange(5), list("abcde"), limit=3)) == ["c", "b", "e"]


def test_rank_shows_a_negative_score_as_zero_but_orders_by_it() -> None:
    ranked = rank(np.array([-0.4, -0.1]), np.arange(2), ["a", "b"], limit=2)
    assert ids(ranked) == ["b", "a"]
    assert [each.similarity_score for each in ranked] == [0.0, 0.0]


def test_rank_of_no_candidates_is_empty() -> None:
    assert rank(np.array([]), np.arange(0), ["a"], limit=5) == ()
    assert rank(np.array([np.nan]), np.arange(1), ["a"], limit=5) == ()


@given(some_scores, st.integers(1, 12), st.randoms(use_true_random=False))
def test_rank_is_the_same_for_a_permuted_catalogue(scores, limit, random) -> None:
    catalogue = [(score, f"{number:03d}") for number, score in enumerate(scores)]
    shuffled = random.sample(catalogue, len(catalogue))
    everyone = np.arange(len(catalogue))
    expected = rank(np.array([s for s, _ in catalogue]), everyone, [i for _, i in catalogue], limit)
    permuted = rank(np.array([s for s, _ in shuffled]), everyone, [i for _, i in shuffled], limit)
    assert permuted == expected


@given(some_scores, st.integers(1, 12))
def test_rank_equals_sorting_everything(scores, limit) -> None:
    names = [f"{number:03d}" for number in range(len(scores))]
    expected = sorted(names, key=lambda name: (-scores[int(name)], name))[:limit]
    ranked = rank(np.array(scores), np.arange(len(scores)), names, limit)
    assert ids(ranked) == expected
    assert [each.rank for each in ranked] == list(range(1, len(expected) + 1))
    similarity = [each.similarity_score for each in ranked]
    assert similarity == sorted(similarity, reverse=True)
