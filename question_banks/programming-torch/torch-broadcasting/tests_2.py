import contextlib
import os
import random

import torch

import answer


@contextlib.contextmanager
def _fresh_seed():
    """Seeds torch anew and adds the seed to whatever fails inside."""
    fixed = os.environ.get("HOTSEAT_SEED")
    seed = int(fixed or random.randrange(2**32))
    torch.manual_seed(seed)
    try:
        yield
    except Exception as failure:
        failure.args = (f"{failure}\nseed {seed}",)
        raise


def _random(*shape):
    return torch.randn(shape, dtype=torch.float64)


def _close(got, want, name, rtol=1e-7, atol=1e-10):
    if not isinstance(got, torch.Tensor):
        kind = type(got).__name__
        raise AssertionError(f"{name}: expected a tensor\ngot {kind}")
    shapes = tuple(want.shape), tuple(got.shape)
    assert shapes[0] == shapes[1], (
        f"{name}: expected shape {shapes[0]}\ngot shape {shapes[1]}"
    )
    assert got.dtype == want.dtype, (
        f"{name}: expected {want.dtype}\ngot {got.dtype}"
    )
    wrong = ~torch.isclose(got, want, rtol=rtol, atol=atol)
    if wrong.any():
        at = tuple(wrong.nonzero()[0].tolist())
        expected, found = want[at].item(), got[at].item()
        raise AssertionError(
            f"{name}, index {at}: expected {expected:.8g}\n"
            f"got {found:.8g}"
        )


def _differences(a, b):
    return a[:, None, :] - b[None, :, :]


def test_distances_of_a_small_example():
    a = torch.tensor([[0.0, 0.0], [3.0, 4.0]])
    b = torch.tensor([[0.0, 0.0], [3.0, 0.0], [6.0, 8.0]])
    want = torch.tensor([[0.0, 9.0, 100.0], [25.0, 16.0, 25.0]])
    _close(answer.pairwise_sq(a, b), want, "distances", 1e-4, 1e-4)


def test_distances_have_the_right_shape():
    for n, m in ((5, 7), (1, 3), (3, 1), (0, 7), (5, 0)):
        a, b = torch.ones(n, 2), torch.ones(m, 2)
        got = tuple(answer.pairwise_sq(a, b).shape)
        assert got == (n, m), (
            f"N={n}, M={m}: expected shape {(n, m)}\ngot shape {got}"
        )


def test_distances_match_the_definition():
    with _fresh_seed():
        for n, m, d in ((5, 7, 3), (11, 2, 5), (1, 1, 1)):
            a, b = _random(n, d), _random(m, d)
            want = (_differences(a, b) ** 2).sum(-1)
            got = answer.pairwise_sq(a, b)
            _close(got, want, f"N={n}, M={m}, D={d}")


def test_distances_are_never_below_zero():
    with _fresh_seed():
        for scale in (1.0, 1e4):
            for dtype in (torch.float32, torch.float64):
                a = scale * torch.randn(97, 17, dtype=dtype)
                got = answer.pairwise_sq(a, a.clone())
                assert not got.isnan().any(), (
                    f"scale {scale:g}, {dtype}: expected no NaN"
                )
                low = got.min().item()
                assert low >= 0, (
                    f"scale {scale:g}, {dtype}: expected all >= 0\n"
                    f"got {low:.3g}"
                )


def test_distance_gradients_match_the_formula():
    with _fresh_seed():
        a = _random(5, 3).requires_grad_()
        b = _random(7, 3).requires_grad_()
        g = _random(5, 7)
        (answer.pairwise_sq(a, b) * g).sum().backward()
        gap = _differences(a.detach(), b.detach())
        pull = 2 * g[:, :, None] * gap
        for name, got, want in (("a", a.grad, pull.sum(1)),
                                ("b", b.grad, -pull.sum(0))):
            assert got is not None, f"{name} got no gradient"
            _close(got, want, f"gradient of {name}", 1e-6, 1e-9)


def test_equal_rows_have_finite_gradients():
    with _fresh_seed():
        a = _random(5, 3).requires_grad_()
        answer.pairwise_sq(a, a).sum().backward()
        rows = a.detach()
        want = 4 * (5 * rows - rows.sum(0))
        _close(a.grad, want, "gradient with a as b", 1e-6, 1e-9)
    for value in (0.0, 3.0):
        a = torch.full((2, 3), value, requires_grad=True)
        b = torch.full((5, 3), value, requires_grad=True)
        answer.pairwise_sq(a, b).sum().backward()
        for name, grad in (("a", a.grad), ("b", b.grad)):
            name = f"gradient of {name}, all entries {value:g}"
            _close(grad, torch.zeros_like(grad), name)


def test_strided_float32_inputs_stay_as_they_are():
    with _fresh_seed():
        a, b = torch.randn(3, 5).T, torch.randn(7, 6)[:, ::2]
        before = a.clone(), b.clone()
        want = (_differences(a, b) ** 2).sum(-1)
        got = answer.pairwise_sq(a, b)
        _close(got, want, "float32", 1e-4, 1e-4)
        for name, now, was in zip("ab", (a, b), before):
            assert torch.equal(now, was), (
                f"{name}: expected to stay as it was\ngot modified"
            )


def test_long_axes_need_no_loop():
    n = 1_250_000
    for rows, columns, d in ((n, 2, 1), (2, n, 1), (2, 1, n)):
        a, b = torch.zeros(rows, d), torch.ones(columns, d)
        got = answer.pairwise_sq(a, b)
        name = f"N={rows}, M={columns}, D={d}"
        assert tuple(got.shape) == (rows, columns), (
            f"{name}: got shape {tuple(got.shape)}"
        )
        low, high = got.min().item(), got.max().item()
        assert abs(low - d) + abs(high - d) <= 1e-4 * d, (
            f"{name}: expected all {d}\ngot {low:g} to {high:g}"
        )
