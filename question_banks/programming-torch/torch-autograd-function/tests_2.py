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


def test_second_derivative_by_hand():
    x = torch.tensor([0.0, math.log(3.0)]).double().requires_grad_()
    grad, = torch.autograd.grad(_node(x), x, create_graph=True)
    assert grad.requires_grad, "the gradient cannot be differentiated"
    second, = torch.autograd.grad(grad[0], x)
    want = torch.tensor([3.0, -3.0]).double() / 16
    check.close(second, want, "second derivative of x[0]")


def test_gradcheck_of_both_orders():
    with check.fresh_seed():
        for shape in ((3, 5), (2, 3, 2), (7,), (3, 1)):
            x = _random(*shape)
            _node(x.requires_grad_())
            check.gradcheck(answer.lse, {"x": x.detach()},
                            f"gradient, x {shape}", second=True)


def test_rows_of_minus_infinity_have_gradient_zero():
    x = torch.tensor([[-INF, -INF], [-INF, 2.0], [1.0, 1.0]]).double()
    x.requires_grad_()
    want = torch.tensor([[0.0, 0.0], [0.0, 1.0], [0.5, 0.5]]).double()
    y = _node(x)
    grad, = torch.autograd.grad(y, x, torch.ones_like(y),
                                create_graph=True)
    check.close(grad.detach(), want, "gradient")
    v = torch.tensor([[2.0, 3.0], [5.0, 7.0], [1.0, 3.0]]).double()
    second, = torch.autograd.grad((grad * v).sum(), x)
    want = torch.tensor([[0.0, 0.0], [0.0, 0.0], [-0.5, 0.5]]).double()
    check.close(second, want, "second derivative")


def test_large_entries_have_finite_gradients():
    for shift in (1e4, -1e4):
        x = torch.full((2, 4), shift).requires_grad_()
        _node(x).sum().backward()
        check.close(x.grad, torch.full((2, 4), 0.25), "gradient", 1e-2)
