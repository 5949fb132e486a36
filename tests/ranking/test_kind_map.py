from collections.abc import Collection, Sequence

import numpy as np
import pytest

from app.ranking.kind_map import (
    KindCorrection,
    KindMap,
    KindMapRecipe,
    OfficialTexts,
    build_kind_map,
    corrected,
    kind_vectors,
    spoken_vectors,
)

PLAIN = KindMapRecipe(
    kinds_per_service=2, temperature=0.5, same_class_bonus=0.0, same_main_class_bonus=0.0
)
X, Y, Z, NOTHING = [1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0], [0.0, 0.0, 0.0]


def texts(
    vectors: Sequence[Sequence[Sequence[float]]], classes: Sequence[Collection[str]] | None = None
) -> OfficialTexts:
    """Owners whose names and texts have the same vectors, given as owners x languages."""
    array = np.array(vectors, dtype=np.float32)
    return OfficialTexts(
        name_vectors=array,
        text_vectors=array,
        service_class_codes=classes if classes is not None else [()] * len(vectors),
    )


def random_texts(count: int, seed: int) -> OfficialTexts:
    random = np.random.default_rng(seed)
    array = random.normal(size=(count, 3, 16)).astype(np.float32)
    array /= np.linalg.norm(array, axis=2, keepdims=True)
    return OfficialTexts(
        name_vectors=array, text_vectors=array[:, ::-1], service_class_codes=[()] * count
    )


def dense(kind_map: KindMap, service_count: int) -> np.ndarray:
    matrix = np.zeros((kind_map.kind_count, service_count), dtype=np.float32)
    for kind in range(kind_map.kind_count):
        services, weights = kind_map.services_of(kind)
        matrix[kind, services] = weights
    return matrix


def test_kind_map_weights_are_the_softmax_of_name_and_text_similarity() -> None:
    kind_map = build_kind_map(texts([[X], [Y], [Z]]), texts([[X], [Y]]), PLAIN)
    own = np.exp(2 / 0.5) / (np.exp(2 / 0.5) + 2)
    matrix = dense(kind_map, service_count=2)
    assert matrix[0, 0] == pytest.approx(own)
    assert matrix[1, 1] == pytest.approx(own)
    assert np.count_nonzero(matrix) == 4
    assert (matrix.sum(axis=0) <= 1.0 + 1e-6).all()


def test_best_weight_is_that_of_the_surest_allowed_service() -> None:
    kind_map = KindMap(
        np.array([0, 2, 2]), np.array([1, 2], np.int32), np.array([0.25, 0.75], np.float32)
    )
    assert kind_map.best_weight(0, None) == 0.75
    assert kind_map.best_weight(0, np.array([True, True, False])) == 0.25
    assert kind_map.best_weight(0, np.array([True, False, False])) == 0.0
    assert kind_map.best_weight(1, None) == 0.0


def test_kind_map_meets_across_languages() -> None:
    kinds = texts([[X, Y, NOTHING], [Z, NOTHING, NOTHING]])
    only_in_the_second_language = texts([[NOTHING, X, NOTHING]])
    matrix = dense(build_kind_map(kinds, only_in_the_second_language, PLAIN), service_count=1)
    assert matrix[0, 0] > 0.9 * matrix.sum()


def test_kind_map_gives_a_service_without_text_no_kind() -> None:
    kind_map = build_kind_map(texts([[X], [Y]]), texts([[NOTHING], [Y]]), PLAIN)
    assert set(kind_map.indices.tolist()) == {1}


def test_kind_map_prefers_the_same_class_then_the_same_main_class() -> None:
    recipe = KindMapRecipe(kinds_per_service=3, same_class_bonus=0.05, same_main_class_bonus=0.02)
    kinds = texts([[X], [X], [X]], classes=[("P4.2",), ("P5.1",), ("P4.13",)])
    service = texts([[X]], classes=[("P4.13", "P7")])
    by_kind = dense(build_kind_map(kinds, service, recipe), service_count=1)[:, 0]
    assert by_kind[2] > by_kind[0] > by_kind[1]
    assert by_kind[2] / by_kind[1] == pytest.approx(np.exp(0.05 / recipe.temperature), rel=1e-4)


def test_kind_map_does_not_depend_on_block_size_or_service_order() -> None:
    kinds, services = random_texts(20, seed=1), random_texts(37, seed=2)
    whole = dense(build_kind_map(kinds, services), service_count=37)
    blocks = KindMapRecipe(services_per_block=5)
    np.testing.assert_allclose(
        dense(build_kind_map(kinds, services, blocks), service_count=37), whole, atol=1e-5
    )
    backwards = OfficialTexts(
        name_vectors=services.name_vectors[::-1],
        text_vectors=services.text_vectors[::-1],
        service_class_codes=services.service_class_codes,
    )
    reversed_map = dense(build_kind_map(kinds, backwards), service_count=37)
    np.testing.assert_allclose(reversed_map[:, ::-1], whole, atol=1e-5)


def test_kind_map_rows_are_ascending_and_types_compact() -> None:
    kind_map = build_kind_map(random_texts(20, seed=1), random_texts(300, seed=2))
    assert (kind_map.indptr.dtype, kind_map.indices.dtype) == (np.int64, np.int32)
    assert kind_map.weights.dtype == np.float32
    assert len(kind_map.indices) == kind_map.indptr[-1] == 300 * KindMapRecipe().kinds_per_service
    for kind in range(kind_map.kind_count):
        services, _ = kind_map.services_of(kind)
        assert (np.diff(services) > 0).all()


def test_kinds_of_a_service_are_the_surest_first() -> None:
    kinds, services = random_texts(20, seed=1), random_texts(7, seed=2)
    kind_map = build_kind_map(kinds, services)
    matrix = dense(kind_map, service_count=7)
    for service in range(7):
        found = kind_map.kinds_of(service)
        assert [weight for _, weight in found] == sorted(matrix[:, service], reverse=True)[:8]
        assert all(matrix[kind, service] == weight for kind, weight in found)


def test_corrected_kind_map_holds_what_was_stated_and_all_the_rest() -> None:
    kind_map = build_kind_map(texts([[X], [Y]]), texts([[X], [Y], [Z]]), PLAIN)
    before = dense(kind_map, service_count=3)
    after = dense(
        corrected(
            kind_map,
            [
                KindCorrection(kind_position=0, service_position=0, weight=0.0),
                KindCorrection(kind_position=1, service_position=0, weight=1.0),
                KindCorrection(kind_position=0, service_position=2, weight=0.25),
            ],
        ),
        service_count=3,
    )
    expected = before.copy()
    expected[0, 0], expected[1, 0], expected[0, 2] = 0.0, 1.0, 0.25
    np.testing.assert_array_equal(after, expected)


def test_kind_map_without_corrections_stays_as_it_is() -> None:
    kind_map = build_kind_map(random_texts(20, seed=1), random_texts(37, seed=2))
    same = corrected(kind_map, [])
    for before, after in zip(
        (kind_map.indptr, kind_map.indices, kind_map.weights),
        (same.indptr, same.indices, same.weights),
        strict=True,
    ):
        np.testing.assert_array_equal(before, after)
        assert before.dtype == after.dtype


@pytest.mark.parametrize(("kind_count", "service_count"), [(0, 3), (3, 0), (0, 0)])
def test_kind_map_of_nothing_is_empty(kind_count: int, service_count: int) -> None:
    kind_map = build_kind_map(random_texts(kind_count, seed=1), random_texts(service_count, seed=2))
    assert kind_map.kind_count == kind_count
    assert len(kind_map.indices) == len(kind_map.weights) == 0


def test_kind_vectors_are_unit_means_over_the_languages_there_are() -> None:
    kinds = OfficialTexts(
        name_vectors=np.array([[X, NOTHING], [Y, NOTHING], [NOTHING, NOTHING]], dtype=np.float32),
        text_vectors=np.array([[X, Y], [X, NOTHING], [NOTHING, NOTHING]], dtype=np.float32),
        service_class_codes=[(), (), ()],
    )
    vectors = kind_vectors(kinds, name_weight=0.75)
    assert vectors.dtype == np.float32
    assert vectors[0].tolist() == pytest.approx([0.5**0.5, 0.5**0.5, 0.0])
    assert vectors[1].tolist() == pytest.approx([0.8, 0.6, 0.0])
    assert vectors[2].tolist() == [0.0, 0.0, 0.0]


def test_spoken_vectors_mix_what_people_say_of_a_services_kinds_by_their_weights() -> None:
    kind_map = KindMap(
        indptr=np.array([0, 2, 3], dtype=np.int64),
        indices=np.array([0, 1, 1], dtype=np.int32),
        weights=np.array([1.0, 0.25, 0.5], dtype=np.float32),
    )
    centroids = np.array([X, Y], dtype=np.float32)
    spoken = spoken_vectors(kind_map, centroids, service_count=3)
    assert spoken.dtype == np.float32
    assert spoken.tolist() == [X, [0.25, 0.5, 0.0], NOTHING]
