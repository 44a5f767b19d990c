import itertools

import torch

import answer
import hotseat_check as check


def _random(*shape):
    return torch.randn(shape, dtype=torch.float64)


def _by_hand(x, mask, dim):
    """The masked mean, slice by slice, and the gradient of its sum."""
    axes = [range(n) for n in x.shape]
    axes[dim] = [slice(None)]
    shape = list(x.shape)
    del shape[dim]
    mean = torch.zeros(shape, dtype=x.dtype)
    grad = torch.zeros_like(x)
    full = torch.zeros(x.shape, dtype=torch.bool) | mask
    for at in itertools.product(*axes):
        valid = full[at]
        if valid.any():
            to = tuple(i for i in at if isinstance(i, int))
            mean[to] = x[at][valid].mean()
            grad[at] = valid.to(x.dtype) / valid.sum()
    return mean, grad


def _last_by_hand(x, lengths):
    last = torch.zeros(x.shape[0], x.shape[2], dtype=x.dtype)
    for row, length in enumerate(lengths.tolist()):
        last[row] = x[row, length - 1]
    return last


def test_masked_mean_of_a_small_example():
    x = torch.tensor([[1.0, 2.0, 6.0], [4.0, 5.0, 9.0]])
    mask = torch.tensor([[True, False, True], [False, False, False]])
    for dim, want in ((1, [3.5, 0.0]), (0, [1.0, 0.0, 6.0])):
        got = answer.masked_mean(x, mask, dim)
        check.close(got, torch.tensor(want), f"dim={dim}")


def test_gather_last_of_a_small_example():
    x = torch.tensor([[[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]],
                      [[7.0, 8.0], [0.0, 0.0], [0.0, 0.0]]])
    got = answer.gather_last(x, torch.tensor([3, 1]))
    want = torch.tensor([[5.0, 6.0], [7.0, 8.0]])
    check.close(got, want, "last steps")


def test_masked_mean_along_every_axis():
    with check.fresh_seed():
        for shape in ((3, 5, 7), (7,)):
            x = _random(*shape)
            mask = torch.rand(shape) < 0.6
            for dim in range(-len(shape), len(shape)):
                want, _ = _by_hand(x, mask, dim)
                got = answer.masked_mean(x, mask, dim)
                check.close(got, want, f"x {shape}, dim={dim}")


def test_masked_mean_broadcasts_the_mask():
    with check.fresh_seed():
        x = _random(3, 5, 7)
        shapes = (3, 5, 1), (3, 1, 1), (1, 5, 7), (5, 1), (7,), ()
        for shape in shapes:
            mask = torch.rand(shape) < 0.6
            for dim in (0, 1, -1):
                want, _ = _by_hand(x, mask, dim)
                got = answer.masked_mean(x, mask, dim)
                check.close(got, want, f"mask {shape}, dim={dim}")


def test_masked_mean_of_nothing_is_zero_with_finite_gradients():
    with check.fresh_seed():
        x = _random(3, 5)
        mask = torch.rand(3, 5) < 0.5
        mask[1] = False
        want, grad = _by_hand(x, mask, 1)
        check.close(answer.masked_mean(x, mask, 1), want, "mean")
        check.autograd_gradient(lambda x: answer.masked_mean(x, mask, 1),
                                {"x": x}, {"x": grad},
                                cotangent=torch.ones_like(want))
        nothing = torch.ones(3, 0, dtype=torch.bool)
        got = answer.masked_mean(torch.zeros(3, 0), nothing, 1)
        check.close(got, torch.zeros(3), "mean over an axis of length 0")


def test_gather_last_takes_each_row_at_its_own_length():
    with check.fresh_seed():
        for batch in (7, 1, 0):
            x = _random(batch, 5, 3)
            lengths = torch.randint(1, 6, (batch,))
            got = answer.gather_last(x, lengths)
            check.close(got, _last_by_hand(x, lengths), f"B={batch}")


def test_gather_last_sends_gradients_to_the_chosen_steps_only():
    with check.fresh_seed():
        x, g = _random(7, 5, 3), _random(7, 3)
        lengths = torch.randint(1, 6, (7,))
        want = torch.zeros(7, 5, 3, dtype=torch.float64)
        for row, length in enumerate(lengths.tolist()):
            want[row, length - 1] = g[row]
        check.autograd_gradient(lambda x: answer.gather_last(x, lengths),
                                {"x": x}, {"x": want}, cotangent=g)


def test_inputs_stay_as_they_are_and_float32_stays_float32():
    with check.fresh_seed():
        x = torch.randn(3, 7, 5).transpose(1, 2)
        mask = torch.rand(5, 1) < 0.6
        lengths = torch.randint(1, 6, (3,))
        mean, _ = _by_hand(x, mask, 1)
        last = _last_by_hand(x, lengths)
        with check.unchanged(x=x, mask=mask, lengths=lengths):
            got = answer.masked_mean(x, mask, 1)
            check.close(got, mean, "masked_mean", **check.FLOAT32)
            got = answer.gather_last(x, lengths)
            check.close(got, last, "gather_last")


def test_a_million_rows_or_steps_need_no_loop():
    x = torch.ones(1_000_000, 2, 1)
    got = answer.masked_mean(x, x > 0, 1)
    check.close(got, torch.ones(1_000_000, 1), "masked_mean of ones")
    x = torch.ones(3_000_000, 1, 1)
    lengths = torch.ones(3_000_000, dtype=torch.int64)
    check.close(answer.gather_last(x, lengths), x[:, 0], "gather_last")
    x = torch.ones(1, 1_000_000, 1)
    got = answer.masked_mean(x, x > 0, 1)
    check.close(got, torch.ones(1, 1), "masked_mean of a million steps")
