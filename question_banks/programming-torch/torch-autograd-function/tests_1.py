import math

import torch

import answer
import hotseat_check as check

INF = math.inf


def _random(*shape):
    return torch.randn(shape, dtype=torch.float64)


def _node(x):
    """lse(x), which has to come from StableLSE."""
    y = answer.lse(x)
    check.tensor(y, "lse(x)", tuple(x.shape[:-1]))
    name = type(y.grad_fn).__name__
    check.equal(name, "StableLSEBackward", "what made lse(x)")
    return y


def test_two_rows_by_hand():
    x = torch.tensor([[0.0, math.log(3.0)], [5.0, 5.0]])
    want = torch.tensor([math.log(4.0), 5 + math.log(2.0)])
    check.close(answer.lse(x), want, "lse", 1e-5)


def test_gradient_by_hand():
    x = torch.tensor([0.0, math.log(3.0)], requires_grad=True)
    _node(x).backward()
    check.close(x.grad, torch.tensor([0.25, 0.75]), "gradient", 1e-5)


def test_values_and_shapes():
    with check.fresh_seed():
        for shape in ((3, 5, 7), (7,), (1, 1), (0, 5), (2, 0, 3)):
            x = 2 * _random(*shape)
            want = x.exp().sum(-1).log()
            check.close(answer.lse(x), want, f"lse, x {shape}")
            got = answer.StableLSE.apply(x)
            check.close(got, want, f"apply, x {shape}")


def test_large_entries_and_float32():
    with check.fresh_seed():
        for dtype in (torch.float32, torch.float64):
            for shift in (1e4, -1e4, 500.0):
                x = (torch.randn(5, 7) + shift).to(dtype)
                want = (x.double() - shift).exp().sum(-1).log() + shift
                got = answer.lse(x)
                check.close(got, want.to(dtype), f"shift {shift:g}",
                            1e-6)


def test_rows_with_minus_infinity():
    x = torch.tensor([[-INF, -INF], [-INF, 2.0], [1e4, -INF]])
    want = torch.tensor([-INF, 2.0, 1e4])
    check.close(answer.lse(x), want, "lse", 1e-6)


def test_each_row_has_its_own_maximum():
    x = torch.tensor([[1e4, 1e4], [-1e4, -1e4]]).double()
    want = x[:, 0] + math.log(2.0)
    check.close(answer.lse(x), want, "lse")


def test_gradient_is_the_softmax():
    with check.fresh_seed():
        x, g = (3 * _random(3, 5, 7)).requires_grad_(), _random(3, 5)
        (_node(x) * g).sum().backward()
        e = x.detach().exp()
        want = g[..., None] * e / e.sum(-1, keepdim=True)
        check.close(x.grad, want, "gradient", **check.GRADIENT)


def test_strided_input_stays_as_it_is():
    with check.fresh_seed():
        x = check.strided(_random(3, 7))
        with check.unchanged(x=x):
            got = check.repeats(lambda: answer.lse(x), "lse")
        check.close(got, x.exp().sum(-1).log(), "lse")
