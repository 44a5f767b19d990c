import math

import torch
from torch import nn

import answer
import hotseat_check as check


def _random(*shape):
    return torch.randn(shape, dtype=torch.float64)


def _layer(d, heads, *dropout):
    return answer.CausalSelfAttention(d, heads, *dropout).double()


def _expected(layer, x, heads, pad_mask=None):
    """Position by position, in float64."""
    batch, steps, d = x.shape
    size = d // heads
    w, c = layer.qkv.weight.double(), layer.qkv.bias.double()
    x = x.double()
    q, k, v = (x @ w[n * d:(n + 1) * d].T + c[n * d:(n + 1) * d]
               for n in range(3))
    mixed = x.new_zeros(batch, steps, d)
    for b in range(batch):
        for i in range(steps):
            seen = [j for j in range(i + 1)
                    if pad_mask is None or pad_mask[b, j]]
            for h in range(heads if seen else 0):
                at = slice(h * size, (h + 1) * size)
                scores = k[b, seen, at] @ q[b, i, at] / math.sqrt(size)
                weights = torch.softmax(scores, 0)
                mixed[b, i, at] = weights @ v[b, seen, at]
    w, c = layer.proj.weight.double(), layer.proj.bias.double()
    return (mixed @ w.T + c).detach()


def _means(heads=1):
    """d = 2, scores 0, v = x, proj the identity: running means."""
    layer = answer.CausalSelfAttention(2, heads)
    with torch.no_grad():
        for p in layer.parameters():
            p.zero_()
        layer.qkv.weight[4:].copy_(torch.eye(2))
        layer.proj.weight.copy_(torch.eye(2))
    return layer


def test_running_means_by_hand():
    x = torch.tensor([[[1.0, 10.0], [3.0, 20.0], [8.0, 60.0]]])
    want = torch.tensor([[[1.0, 10.0], [2.0, 15.0], [4.0, 30.0]]])
    for heads in (1, 2):
        got = _means(heads)(x).detach()
        check.close(got, want, f"output, heads={heads}", 1e-5)


def test_parameters_and_shapes():
    layer = answer.CausalSelfAttention(15, 3)
    assert isinstance(layer, nn.Module), "expected an nn.Module"
    shapes = {k: tuple(v.shape) for k, v in layer.state_dict().items()}
    want = {"qkv.weight": (45, 15), "qkv.bias": (45,),
            "proj.weight": (15, 15), "proj.bias": (15,)}
    check.equal(shapes, want, "state dict")
    for batch, steps in ((2, 7), (1, 1), (0, 5)):
        got = layer(torch.ones(batch, steps, 15))
        check.tensor(got, f"output, B={batch}, T={steps}",
                     (batch, steps, 15), "float32")


def test_one_head_by_hand():
    layer = answer.CausalSelfAttention(1, 1)
    with torch.no_grad():
        layer.qkv.weight.copy_(torch.tensor([[1.0], [2.0], [5.0]]))
        layer.qkv.bias.copy_(torch.tensor([0.0, 0.0, 1.0]))
        layer.proj.weight.fill_(1.0)
        layer.proj.bias.fill_(100.0)
    x = torch.tensor([[[0.0], [math.log(3.0) / 2], [0.0]]])
    got = layer(x).detach()
    # q.k of step 1 with steps 0 and 1 are 0 and log(3)^2 / 2.
    e = math.exp(math.log(3.0) ** 2 / 2)
    v = 1 + 5 * math.log(3.0) / 2
    want = torch.tensor([[[101.0], [100 + (1 + e * v) / (1 + e)],
                          [100 + (2 + v) / 3]]])
    check.close(got, want, "output", 1e-5)


def test_output_matches_the_definition():
    with check.fresh_seed():
        for batch, steps, d, heads in ((2, 7, 15, 3), (3, 5, 14, 2),
                                       (1, 11, 7, 1), (2, 3, 5, 5)):
            layer, x = _layer(d, heads), 2 * _random(batch, steps, d)
            want = _expected(layer, x, heads)
            name = f"output, B={batch}, T={steps}, d={d}, heads={heads}"
            check.close(layer(x).detach(), want, name)


def test_any_length_one_after_the_other():
    with check.fresh_seed():
        layer = _layer(6, 2)
        for steps in (3, 29, 1, 7):
            x = _random(2, steps, 6)
            want = _expected(layer, x, 2)
            check.close(layer(x).detach(), want, f"output, T={steps}")


def test_later_steps_change_nothing_before_them():
    with check.fresh_seed():
        layer, x = _layer(15, 3), _random(2, 7, 15)
        want = layer(x).detach()
        for step in range(1, 7):
            other = x.clone()
            other[:, step:] = 100 * _random(2, 7 - step, 15)
            got = check.tensor(layer(other), "output",
                               (2, 7, 15)).detach()
            check.close(got[:, :step], want[:, :step],
                        f"output before step {step}")


def test_rows_of_a_batch_do_not_meet():
    with check.fresh_seed():
        layer, x = _layer(15, 3), _random(3, 5, 15)
        want = layer(x).detach()
        got = torch.cat([layer(x[b:b + 1]).detach() for b in range(3)])
        check.close(got, want, "rows one by one")


def test_large_inputs():
    with check.fresh_seed():
        layer, x = _layer(15, 3), 3e3 * _random(2, 7, 15)
        want = _expected(layer, x, 3)
        check.close(layer(x).detach(), want,
                    "output of entries near 3e3")


def test_gradients_match_the_definition():
    with check.fresh_seed():
        layer, x = _layer(6, 2), _random(2, 5, 6)
        g = _random(2, 5, 6)

        def slow(x):
            q, k, v = layer.qkv(x).view(2, 5, 3, 2, 3).unbind(2)
            scores = torch.einsum("bihc,bjhc->bhij", q, k) / 3**0.5
            rows = []
            for i in range(5):
                w = scores[:, :, i, :i + 1].softmax(-1)
                rows.append(torch.einsum("bhj,bjhc->bhc", w,
                                         v[:, :i + 1]))
            return layer.proj(torch.stack(rows, 1).reshape(2, 5, 6))

        check.autograd_gradient(layer, {"x": x}, slow, cotangent=g)
        for p in layer.parameters():
            p.grad = None
        (layer(x) * g).sum().backward()
        names, params = zip(*layer.named_parameters())
        want = torch.autograd.grad((slow(x) * g).sum(), params)
        for name, p, grad in zip(names, params, want):
            assert p.grad is not None, f"{name} got no gradient"
            check.close(p.grad, grad, name, **check.GRADIENT)


def test_strided_input_stays_as_it_is():
    with check.fresh_seed():
        layer, x = _layer(15, 3), check.strided(_random(2, 7, 15))
        want = _expected(layer, x, 3)
        with check.unchanged(x=x, state=dict(layer.state_dict())):
            got = check.repeats(lambda: layer(x).detach(), "output")
        check.close(got, want, "output")
