import math

import pytest
import torch

from models.training.contrastive import TokenTable, adam, in_batch_softmax, learning_rate_factor


def test_token_table_gives_the_unit_mean_of_each_text_and_zero_for_none() -> None:
    table = TokenTable(torch.tensor([[3.0, 0.0], [0.0, 4.0]]))

    vectors = table(torch.tensor([0, 0, 1, 1]), torch.tensor([0, 1, 1, 3]))

    expected = torch.tensor([[1.0, 0.0], [0.0, 0.0], [0.6, 0.8], [0.0, 1.0]])
    assert torch.allclose(vectors, expected)


def test_token_table_random_repeats_with_its_seed() -> None:
    one, same, other = (TokenTable.random(50, 8, seed).weights for seed in (3, 3, 4))

    assert torch.equal(one, same)
    assert not torch.equal(one, other)


def test_in_batch_softmax_of_right_angles_is_the_known_value() -> None:
    vectors = torch.eye(4)

    loss = in_batch_softmax(vectors, vectors, cosine_scale=2.0).item()

    assert loss == pytest.approx(math.log(1 + 3 * math.exp(-2)))


def test_in_batch_softmax_is_the_same_from_either_side_and_lowest_for_the_right_pairs() -> None:
    generator = torch.Generator().manual_seed(3)
    left = torch.nn.functional.normalize(torch.randn(6, 8, generator=generator))
    right = torch.nn.functional.normalize(left + 0.1 * torch.randn(6, 8, generator=generator))

    loss = in_batch_softmax(left, right, 10.0)

    assert torch.allclose(loss, in_batch_softmax(right, left, 10.0))
    assert loss < in_batch_softmax(left, right.roll(1, dims=0), 10.0)


def test_learning_rate_warms_up_over_a_twentieth_and_falls_to_zero() -> None:
    factors = [learning_rate_factor(step, 100) for step in range(101)]

    assert factors[:6] == pytest.approx([0.2, 0.4, 0.6, 0.8, 1.0, 1.0])
    assert factors[5:] == sorted(factors[5:], reverse=True)
    assert factors[100] == pytest.approx(0)


def test_adam_starts_a_single_step_at_the_full_rate() -> None:
    optimiser, _ = adam(TokenTable.random(3, 2, seed=1), learning_rate=0.03, steps=1)

    assert optimiser.param_groups[0]["lr"] == pytest.approx(0.03)


def test_in_batch_softmax_leaves_out_pairs_that_are_no_negatives() -> None:
    vectors = torch.eye(4)
    related = torch.zeros(4, 4, dtype=torch.bool)
    related[0, 1] = related[1, 0] = True

    loss = in_batch_softmax(vectors, vectors, 2.0, related).item()

    of_related, of_others = (math.log(1 + count * math.exp(-2)) for count in (2, 3))
    assert loss == pytest.approx((2 * of_related + 2 * of_others) / 4)
