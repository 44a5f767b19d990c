import torch
from torch import nn
from torch.nn import functional as F

import answer
import hotseat_check as check


def _random(*shape, grad=True, dtype=torch.float64):
    return torch.randn(shape, dtype=dtype).requires_grad_(grad)


def _copies(tensors):
    return [t.detach().clone().requires_grad_(t.requires_grad)
            for t in tensors]


def _grads(tensors, wanted, name):
    for i, (t, want) in enumerate(zip(tensors, wanted)):
        if want.grad is None:
            check.equal(t.grad, None, f"gradient of tensor {i}, {name}")
        else:
            assert t.grad is not None, f"tensor {i} has none, {name}"
            check.close(t.grad, want.grad,
                        f"gradient of tensor {i}, {name}",
                        **check.GRADIENT)


def _same(fn, tensors, name, rest=()):
    """fn(*tensors, *rest) checkpointed against the plain call."""
    others = _copies(tensors)
    want = fn(*others, *rest)
    out = answer.checkpoint(fn, *tensors, *rest)
    check.close(out.detach(), want.detach(), f"value, {name}")
    g = torch.randn_like(want)
    want.backward(g)
    out.backward(g)
    _grads(tensors, others, name)


def test_a_product_by_hand():
    a = torch.tensor(3.0, requires_grad=True)
    b = torch.tensor(5.0)
    out = answer.checkpoint(lambda a, k, b: k * a.square() * b, a, 2, b)
    check.close(out.detach(), torch.tensor(90.0), "value")
    out.backward()
    check.close(a.grad, torch.tensor(60.0), "gradient of a")
    check.equal(b.grad, None, "gradient of b")


def test_parameters_that_fn_closes_over():
    with check.fresh_seed():
        layer = nn.Linear(3, 5).double()
        x = _random(7, 3)
        g = torch.randn(7, 5).double()
        out = answer.checkpoint(lambda x: layer(x).tanh(), x)
        slope = (1 - out.detach().square()) * g
        out.backward(g)
        check.close(layer.weight.grad, slope.T @ x.detach(), "weight",
                    **check.GRADIENT)
        check.close(layer.bias.grad, slope.sum(0), "bias",
                    **check.GRADIENT)
        check.close(x.grad, slope @ layer.weight.detach(), "x",
                    **check.GRADIENT)


def test_which_arguments_require_a_gradient():
    def fn(a, b, c, index):
        return (a @ b).tanh()[index] * c.exp() + a.sum() * b.sum()

    with check.fresh_seed():
        index = torch.tensor([2, 0, 1, 2])
        for flags in ((1, 1, 1), (1, 0, 0), (0, 1, 0), (0, 0, 1),
                      (1, 0, 1), (0, 1, 1)):
            tensors = [_random(3, 5, grad=bool(flags[0])),
                       _random(5, 7, grad=bool(flags[1])),
                       _random(7, grad=bool(flags[2]))]
            _same(fn, tensors, f"grad {flags}", (index,))


def test_tensors_among_other_objects():
    things = {"shift": 0.5}, None, "word", [2.0, 3.0], 7, False
    seen = []

    def fn(table, x, none, word, y, numbers, seven, w, no):
        seen.append((table, none, word, numbers, seven, no))
        z = (x * numbers[1]).sin() * y.exp() + table["shift"]
        return z * w.square() * seven

    with check.fresh_seed():
        tensors = [_random(3, 5), _random(5), _random(3, 1)]
        others = _copies(tensors)

        def both(call, x, y, w):
            table, none, word, numbers, seven, no = things
            return call(table, x, none, word, y, numbers, seven, w, no)

        want = both(fn, *others)
        seen.clear()
        out = both(lambda *a: answer.checkpoint(fn, *a), *tensors)
        check.close(out.detach(), want.detach(), "value")
        g = torch.randn(3, 5).double()
        want.backward(g)
        out.backward(g)
        _grads(tensors, others, "among other objects")
        for run in seen:
            for got, gave in zip(run, things):
                assert got is gave, f"fn got another {gave!r}"


def test_arguments_that_are_results_themselves():
    def fn(a, b):
        return (a @ b).sin() * a.sum()

    with check.fresh_seed():
        tensors = x, y = [_random(5, 3), _random(5, 7)]
        others = _copies(tensors)
        g = torch.randn(3, 7).double()
        fn(others[0].t().exp(), others[1] * 3).backward(g)
        a, b = x.t().exp(), y * 3
        out = answer.checkpoint(fn, a, b)
        check.close(out.detach(), fn(a, b).detach(), "value")
        out.backward(g)
        _grads(tensors, others, "arguments computed from these")


def test_one_tensor_as_two_arguments():
    with check.fresh_seed():
        x = _random(3, 5)
        out = answer.checkpoint(lambda a, b: a.sin() * b.exp(), x, x)
        out.sum().backward()
        v = x.detach()
        want = (v.cos() + v.sin()) * v.exp()
        check.close(x.grad, want, "gradient", **check.GRADIENT)


def test_gradients_add_to_those_that_are_there():
    with check.fresh_seed():
        x, w = _random(3, 5), _random(5, 7)
        for turn in (1, 2):
            answer.checkpoint(lambda x: (x @ w).sum(), x).backward()
            ones = torch.ones(3, 7).double()
            want = turn * (ones @ w.detach().T)
            check.close(x.grad, want, f"x, call {turn}",
                        **check.GRADIENT)
            want = turn * (x.detach().T @ ones)
            check.close(w.grad, want, f"w, call {turn}",
                        **check.GRADIENT)


def test_an_argument_that_fn_does_not_use():
    with check.fresh_seed():
        x, y = _random(3), _random(5)
        answer.checkpoint(lambda x, y: x.exp(), x, y).sum().backward()
        check.close(x.grad, x.detach().exp(), "x", **check.GRADIENT)
        if y.grad is not None:
            check.close(y.grad, torch.zeros(5).double(), "y")


def test_checkpoints_in_a_row_and_one_inside():
    with check.fresh_seed():
        w = _random(5, 5)

        def layer(x, k):
            return (x @ w * k).tanh() + x

        def row(call, x):
            for k in (0.5, 2.0, -1.5):
                x = call(layer, x, k)
            return x

        def plain(fn, *args):
            return fn(*args)

        tensors = [_random(3, 5), w]
        others = _copies(tensors)
        g = torch.randn(3, 5).double()
        for name, call in (
                ("a row", lambda x: row(answer.checkpoint, x)),
                ("one inside", lambda x: answer.checkpoint(
                    lambda x: row(answer.checkpoint, x), x))):
            w.grad, others[1].grad = None, None
            x, other = _copies([tensors[0]] * 2)
            want = row(plain, other)
            want.backward(g)
            others[1].grad, w.grad = w.grad, None
            out = call(x)
            check.close(out.detach(), want.detach(), f"value, {name}")
            out.backward(g)
            _grads([x, w], [other, others[1]], name)


def test_gradient_matches_differences():
    with check.fresh_seed():
        x, y = _random(3, 5), _random(5, 2)
        g = torch.randn(3, 2).double()

        def f(x):
            out = answer.checkpoint(lambda a, b: (a @ b).sin(), x, y)
            return (out * g).sum()

        f(x).backward()
        check.gradient(lambda v: f(v).detach(), x.detach(), x.grad, "x")


def test_strided_arguments_stay_as_they_are():
    with check.fresh_seed():
        for n in (1, 0, 7):
            x = check.strided(torch.randn(n, 3).double())
            x.requires_grad_()
            y = check.strided(torch.randn(3, 5).double())
            with check.unchanged(x=x, y=y):
                _same(lambda a, b: (a @ b).tanh(), [x, y], f"{n} rows")


def test_float32():
    with check.fresh_seed():
        x = _random(3, 5, dtype=torch.float32)
        out = answer.checkpoint(lambda x: x.exp(), x)
        check.tensor(out.detach(), "value", (3, 5), torch.float32)
        out.sum().backward()
        check.close(x.grad, x.detach().exp(), "x", **check.FLOAT32)
