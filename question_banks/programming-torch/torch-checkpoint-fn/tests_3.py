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


def _state():
    return torch.get_rng_state()


def test_the_mask_is_the_same_in_both_runs():
    with check.fresh_seed():
        x = torch.ones(7, 11, requires_grad=True)
        out = answer.checkpoint(F.dropout, x, 0.5)
        out.sum().backward()
        # of ones the result is the mask, and so is the gradient
        check.close(x.grad, out.detach(), "gradient")


def test_the_generator_stands_as_after_one_run():
    with check.fresh_seed():
        x = torch.ones(7, 11, requires_grad=True)
        start = _state()
        F.dropout(x, 0.5)
        want = _state()
        torch.set_rng_state(start)
        out = answer.checkpoint(F.dropout, x, 0.5)
        check.equal(_state(), want, "state after forward")
        out.sum().backward()
        check.equal(_state(), want, "state after backward")


def test_numbers_drawn_in_between():
    with check.fresh_seed():
        x = torch.ones(7, 11, requires_grad=True)
        for seed in (None, 3, 5):
            x.grad = None
            out = answer.checkpoint(F.dropout, x, 0.4)
            torch.rand(13)
            if seed is not None:
                torch.default_generator.manual_seed(seed)
                torch.rand(5)
            before = _state()
            out.sum().backward()
            check.close(x.grad, out.detach(), f"gradient, seed {seed}")
            check.equal(_state(), before, f"state, seed {seed}")


def test_a_model_with_dropout_and_noise():
    with check.fresh_seed():
        net = nn.Sequential(nn.Linear(5, 11), nn.Dropout(0.3),
                            nn.Tanh(),
                            nn.Linear(11, 7), nn.Dropout(0.6)).double()

        def fn(x, size):
            noise = torch.randn_like(x) * size
            return net(x + noise) * torch.rand(7).double()

        params = list(net.parameters())
        x = _random(3, 5)
        other, = _copies([x])
        g = torch.randn(3, 7).double()
        start = _state()
        want = fn(other, 0.5)
        want.backward(g)
        after, grads = _state(), [p.grad for p in params]
        for p in params:
            p.grad = None
        torch.set_rng_state(start)
        out = answer.checkpoint(fn, x, 0.5)
        check.close(out.detach(), want.detach(), "value")
        out.backward(g)
        _grads([x], [other], "noise and dropout")
        for p, grad in zip(params, grads):
            assert p.grad is not None, "a parameter has no gradient"
            check.close(p.grad, grad, "parameter", **check.GRADIENT)
        check.equal(_state(), after, "state")


def test_a_row_with_dropout():
    with check.fresh_seed():
        x = _random(7, 5)
        other, = _copies([x])

        def row(call, x):
            for p in (0.2, 0.5, 0.3):
                x = call(lambda x, p: F.dropout(x.sin(), p), x, p)
            return x

        start = _state()
        want = row(lambda fn, *args: fn(*args), other)
        want.sum().backward()
        after = _state()
        torch.set_rng_state(start)
        out = row(answer.checkpoint, x)
        out.sum().backward()
        check.close(out.detach(), want.detach(), "value")
        _grads([x], [other], "a row")
        check.equal(_state(), after, "state")


def test_once_without_gradients_draws_once():
    with check.fresh_seed():
        x = torch.ones(7, 11, requires_grad=True)
        start = _state()
        want = F.dropout(x, 0.5).detach()
        after = _state()
        torch.set_rng_state(start)
        with torch.no_grad():
            out = answer.checkpoint(F.dropout, x, 0.5)
        check.close(out, want, "value")
        check.equal(_state(), after, "state")


def test_fn_without_random_numbers_leaves_the_generator():
    with check.fresh_seed():
        x = _random(3, 5)
        before = _state()
        answer.checkpoint(lambda x: x.exp(), x).sum().backward()
        check.equal(_state(), before, "state")
