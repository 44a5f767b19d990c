import weakref

import torch

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


def _counting(fn):
    """fn, and a list that gets an entry each time it runs."""
    runs = []

    def counted(*args):
        runs.append(1)
        return fn(*args)

    return counted, runs


def test_fn_runs_twice():
    fn, runs = _counting(lambda x, k: (x * k).exp())
    x = torch.tensor([0.0, 1.0], requires_grad=True)
    out = answer.checkpoint(fn, x, 2.0)
    check.equal(len(runs), 1, "runs after forward")
    out.sum().backward()
    check.equal(len(runs), 2, "runs after backward")
    want = 2 * torch.tensor([0.0, 2.0]).exp()
    check.close(x.grad, want, "gradient", 1e-5)


def test_once_without_gradients():
    with check.fresh_seed():
        w = _random(5, 7)
        fn, runs = _counting(lambda x, k: (x @ w * k).tanh())
        x = _random(3, 5)
        with torch.no_grad():
            out = answer.checkpoint(fn, x, 2.0)
            want = (x @ w * 2.0).tanh()
        check.close(out, want, "value")
        check.equal(out.requires_grad, False, "requires_grad")
        check.equal(len(runs), 1, "runs")


def test_what_fn_computes_is_not_kept():
    refs = []

    def fn(x, layers):
        for _ in range(layers):
            # exp keeps its result, sin what it is given
            x = (x.sin() * 0.5).exp().sin()
            x = x * x
            refs.append(weakref.ref(x))
        return x.sum(-1)

    with check.fresh_seed():
        x = _random(7, 5)
        keep = fn(x, 3)
        alive = sum(ref() is not None for ref in refs)
        assert alive > 1, "the plain call keeps nothing: no comparison"
        del keep
        refs.clear()
        out = answer.checkpoint(fn, x, 3)
        alive = sum(ref() is not None for ref in refs)
        check.equal(alive, 0, "results inside fn that are alive")
        out.sum().backward()
        other, = _copies([x])
        fn(other, 3).sum().backward()
        _grads([x], [other], "three layers")


def test_each_of_a_row_runs_twice():
    with check.fresh_seed():
        made = [_counting(lambda x, k=k: (x * k).sin())
                for k in (0.5, 2.0, 3.0)]
        x = _random(3, 5)
        h = x
        for fn, _ in made:
            h = answer.checkpoint(fn, h)
        check.equal([len(r) for _, r in made], [1] * 3, "forward")
        h.sum().backward()
        check.equal([len(r) for _, r in made], [2] * 3, "backward")


def test_calls_are_independent():
    with check.fresh_seed():
        for order in ((0, 1, 2), (2, 1, 0), (1, 0, 2)):
            tensors = [_random(n, 3) for n in (2, 5, 7)]
            others = _copies(tensors)
            scales = 0.5, 2.0, 3.0

            def fn(x, k):
                return (x * k).sin()

            outs = [answer.checkpoint(fn, x, k)
                    for x, k in zip(tensors, scales)]
            for i in order:
                outs[i].sum().backward()
                fn(others[i], scales[i]).sum().backward()
            _grads(tensors, others, f"backward in order {order}")


def test_fn_with_a_loop_and_objects():
    class Scale:
        def __init__(self, by):
            self.by, self.used = by, 0

    with check.fresh_seed():
        scale, x, b = Scale(3.0), _random(3, 5), _random(5, grad=False)

        def fn(scale, x, b, times=1):
            scale.used += 1
            for _ in range(times):
                x = (x * scale.by + b).sin()
            return x

        out = answer.checkpoint(fn, scale, x, b, 4)
        out.sum().backward()
        check.equal(scale.used, 2, "runs that got this object")
        other, = _copies([x])
        want = fn(scale, other, b, 4)
        want.sum().backward()
        check.close(out.detach(), want.detach(), "value")
        _grads([x, b], [other, b.clone()], "a loop")
