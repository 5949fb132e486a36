import random

from models.training.text_pool import TextPool, pair_within_groups


def test_text_pool_gives_each_distinct_text_one_position() -> None:
    pool = TextPool()

    assert [pool.position(text) for text in ("velat", "koti", "velat", "Velat")] == [0, 1, 0, 2]
    assert pool.texts == ["velat", "koti", "Velat"]


def test_pair_within_groups_gives_every_text_two_partners_in_a_ring() -> None:
    pool = TextPool()
    groups = [["a", "b", "c", "d"], ["e", "f"]]

    pairs = pair_within_groups(groups, pool, random.Random(1))

    assert len(pairs) == 6
    assert sorted(one for one, _ in pairs) == sorted(other for _, other in pairs) == [*range(6)]
    assert all(one != other and (one < 4) == (other < 4) for one, other in pairs)


def test_pair_within_groups_passes_over_groups_with_one_distinct_text() -> None:
    pool = TextPool()

    assert pair_within_groups([["a", "a"], ["b"], []], pool, random.Random(1)) == []
