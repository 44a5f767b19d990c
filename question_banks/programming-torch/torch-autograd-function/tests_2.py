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


def test_second_derivative_is_the_covariance():
    with check.fresh_seed():
        x = (2 * _random(3, 5, 7)).requires_grad_()
        g, v = _random(3, 5), _random(3, 5, 7)
        grad, = torch.autograd.grad(_node(x), x, g, create_graph=True)
        assert grad.requires_grad, "the gradient has no graph"
        got, = torch.autograd.grad(grad, x, v)
        e = x.detach().exp()
        p = e / e.sum(-1, keepdim=True)
        want = g[..., None] * p * (v - (p * v).sum(-1, keepdim=True))
        check.close(got, want, "second derivative times v",
                    **check.GRADIENT)


def test_second_derivative_by_the_incoming_gradient():
    with check.fresh_seed():
        x = (2 * _random(5, 7)).requires_grad_()
        g, v = _random(5).requires_grad_(), _random(5, 7)
        grad, = torch.autograd.grad(_node(x), x, g, create_graph=True)
        assert grad.requires_grad, "the gradient has no graph"
        got, = torch.autograd.grad(grad, g, v)
        e = x.detach().exp()
        want = (v * e).sum(-1) / e.sum(-1)
        check.close(got, want, "derivative by the incoming gradient",
                    **check.GRADIENT)


def test_second_derivative_inside_a_larger_function():
    with check.fresh_seed():
        x, v = _random(3, 5).requires_grad_(), _random(3, 5)
        grad, = torch.autograd.grad(_node(x).square().sum(), x,
                                    create_graph=True)
        assert grad.requires_grad, "the gradient has no graph"
        got, = torch.autograd.grad(grad, x, v)
        e = x.detach().exp()
        y, p = e.sum(-1).log()[:, None], e / e.sum(-1, keepdim=True)
        pv = (p * v).sum(-1, keepdim=True)
        want = 2 * p * pv + 2 * y * p * (v - pv)
        check.close(got, want, "second derivative of lse squared",
                    **check.GRADIENT)


def test_a_shift_changes_neither_derivative():
    with check.fresh_seed():
        base = torch.randint(-24, 25, (3, 5)).double() / 8
        v, results = _random(3, 5), []
        for shift in (0.0, 1e4 - 8, 8 - 1e4):
            x = (base + shift).requires_grad_()
            y = _node(x)
            grad, = torch.autograd.grad(y.sum(), x, create_graph=True)
            assert grad.requires_grad, "the gradient has no graph"
            second, = torch.autograd.grad(grad, x, v)
            results.append((shift, grad.detach(), second))
        for shift, grad, second in results[1:]:
            check.close(grad, results[0][1], f"gradient at {shift:g}",
                        1e-6, 1e-9)
            check.close(second, results[0][2],
                        f"second derivative at {shift:g}", 1e-6, 1e-9)


def test_float32_and_empty_batches():
    for shape in ((2, 3), (0, 5), (2, 0, 3), (1, 1)):
        x = torch.zeros(shape).requires_grad_()
        y = _node(x)
        grad, = torch.autograd.grad(y, x, torch.ones_like(y),
                                    create_graph=True)
        want = torch.full(shape, 1 / shape[-1])
        check.close(grad.detach(), want, f"gradient, x {shape}", 1e-5)
        assert grad.requires_grad, f"x {shape}: the gradient has no graph"
        second, = torch.autograd.grad(grad.sum(), x)
        check.close(second, torch.zeros(shape),
                    f"second derivative, x {shape}", atol=1e-6)


def test_backward_again_gives_the_same():
    with check.fresh_seed():
        data, g = 3 * _random(5, 7), _random(5)
        data[2] = -INF
        data[3, :4] = -INF
        x = data.clone().requires_grad_()
        y = _node(x)
        with check.unchanged(x=x.detach(), y=y.detach(), g=g):
            first, = torch.autograd.grad(y, x, g, retain_graph=True)
            again, = torch.autograd.grad(y, x, g, retain_graph=True)
        check.close(again, first, "second call of backward")
