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


def _masks(batch, steps):
    """Padding on the right, on the left, scattered, everywhere."""
    right = torch.arange(steps) < torch.randint(1, steps, (batch, 1))
    yield "on the right", right
    yield "on the left", right.flip(1)
    yield "scattered", torch.rand(batch, steps) < 0.5
    yield "everywhere", torch.zeros(batch, steps, dtype=torch.bool)
    yield "nowhere", torch.ones(batch, steps, dtype=torch.bool)


def test_padding_by_hand():
    x = torch.tensor([[[1.0, 10.0], [3.0, 20.0], [8.0, 60.0]]])
    pad_mask = torch.tensor([[False, True, True]])
    want = torch.tensor([[[0.0, 0.0], [3.0, 20.0], [5.5, 40.0]]])
    got = _means()(x, pad_mask).detach()
    check.close(got, want, "first step is padding", 1e-5)
    pad_mask = torch.tensor([[True, True, False]])
    want = torch.tensor([[[1.0, 10.0], [2.0, 15.0], [2.0, 15.0]]])
    got = _means()(x, pad_mask).detach()
    check.close(got, want, "last step is padding", 1e-5)


def test_where_nothing_is_seen_the_output_is_the_bias():
    with check.fresh_seed():
        layer = _layer(15, 3)
        pad_mask = torch.tensor([[False, False, True, False]])
        got = check.tensor(layer(_random(1, 4, 15), pad_mask), "output",
                           (1, 4, 15)).detach()
        want = layer.proj.bias.detach().expand(2, 15)
        check.close(got[0, :2], want, "two steps of padding at first")


def test_padding_in_all_places():
    with check.fresh_seed():
        layer, x = _layer(15, 3), 2 * _random(5, 7, 15)
        for where, pad_mask in _masks(5, 7):
            want = _expected(layer, x, 3, pad_mask)
            with check.unchanged(x=x, pad_mask=pad_mask):
                got = layer(x, pad_mask).detach()
            check.close(got, want, f"output, padding {where}")


def test_what_is_padded_has_no_influence():
    with check.fresh_seed():
        layer, x = _layer(15, 3), _random(5, 7, 15)
        for where, pad_mask in _masks(5, 7):
            other = torch.where(pad_mask[..., None], x, 1e4 * x)
            want, got = layer(x, pad_mask), layer(other, pad_mask)
            for name, y in (("first", want), ("second", got)):
                check.tensor(y, name, (5, 7, 15))
            check.close(got[pad_mask].detach(), want[pad_mask].detach(),
                        f"real positions, padding {where}")


def test_gradients_are_finite_with_padding():
    with check.fresh_seed():
        layer = _layer(15, 3)
        for where, pad_mask in _masks(5, 7):
            x = _random(5, 7, 15).requires_grad_()
            layer.zero_grad()
            y = check.tensor(layer(x, pad_mask), "output", (5, 7, 15))
            y.square().sum().backward()
            grads = {"x": x.grad}
            for name, p in layer.named_parameters():
                grads[name] = p.grad
            for name, grad in grads.items():
                assert grad is None or bool(grad.isfinite().all()), (
                    f"gradient of {name}, padding {where}:\n"
                    "expected finite numbers"
                )
            empty = ~pad_mask & (pad_mask.cumsum(1) == 0)
            check.close(grads["x"][empty],
                        torch.zeros_like(grads["x"][empty]),
                        f"gradient where nothing is seen, {where}")


def test_dropout_takes_whole_weights_in_training():
    with check.fresh_seed():
        rows, heads, p = 2003, 3, 0.3
        layer = _layer(6, heads, p)
        with torch.no_grad():
            layer.proj.weight.copy_(torch.eye(6))
            layer.proj.bias.zero_()
        x = _random(1, 1, 6).expand(rows, 1, 6)
        layer.train()
        got = check.tensor(layer(x), "output", (rows, 1, 6)).detach()
        layer.eval()
        value = check.tensor(layer(x), "output", (rows, 1, 6)).detach()
        share = (got / value).reshape(rows, heads, 2)
        kept = share[..., :1].round() > 0
        want = kept.expand(rows, heads, 2).double() / (1 - p)
        # The only weight of a head is 0 or 1/(1-p), for all features.
        check.close(share, want, "output in training over that without")
        rate = kept.double().mean().item()
        error = 5 * math.sqrt(p * (1 - p) / (rows * heads))
        assert abs(rate - (1 - p)) < error, (
            f"share of weights that stay: expected near {1 - p:.2f}\n"
            f"got {rate:.3f}"
        )


def test_dropout_draws_each_weight_for_itself():
    with check.fresh_seed():
        rows, steps, p = 4001, 2, 0.4
        layer = _means().double()
        twin = _layer(2, 1, p)
        twin.load_state_dict(layer.state_dict())
        twin.train()
        x = torch.tensor([[[1.0, 0.0], [0.0, 1.0]]]).double()
        y = check.tensor(twin(x.expand(rows, 2, 2)), "output",
                         (rows, steps, 2)).detach()
        # v is the identity: the output is the weights themselves.
        scale = 1 / (1 - p)
        kept = y * torch.tensor([[1.0, 0.0],
                                 [2.0, 2.0]]).double() / scale
        check.close(kept, kept.round(), "weights over their full size")
        both = (kept[:, 1].round().sum(1) == 2).double().mean().item()
        want = (1 - p) ** 2
        error = 5 * math.sqrt(want * (1 - want) / rows)
        assert abs(both - want) < error, (
            f"both weights of step 1 stay: expected near {want:.3f}\n"
            f"got {both:.3f}"
        )


def test_no_dropout_in_evaluation_or_unless_asked():
    with check.fresh_seed():
        x = _random(2, 7, 15)
        for name, layer in (("evaluation", _layer(15, 3, 0.9).eval()),
                            ("dropout=0", _layer(15, 3, 0.0).train()),
                            ("the default", _layer(15, 3).train())):
            want = _expected(layer, x, 3)
            got = check.repeats(lambda: layer(x).detach(), name)
            check.close(got, want, f"output, {name}")


def test_the_device_is_that_of_the_input():
    layer = answer.CausalSelfAttention(15, 3).to("meta")
    x = torch.ones(2, 7, 15, device="meta")
    pad_mask = torch.ones(2, 7, dtype=torch.bool, device="meta")
    for mask in (None, pad_mask):
        check.tensor(layer(x, mask), "output", (2, 7, 15),
                     device="meta")


def test_half_precision():
    dtypes = [torch.bfloat16]
    try:
        nn.Linear(2, 2).half()(torch.ones(1, 2).half()).softmax(-1)
        torch.ones(1, 2, 2).half() @ torch.ones(1, 2, 2).half()
        dtypes.append(torch.float16)
    except RuntimeError:
        pass  # this PyTorch has no float16 on the CPU
    with check.fresh_seed():
        for dtype in dtypes:
            layer = answer.CausalSelfAttention(15, 3).to(dtype)
            x = torch.randn(5, 7, 15).to(dtype)
            for where, pad_mask in _masks(5, 7):
                want = _expected(layer, x, 3, pad_mask).to(dtype)
                got = layer(x, pad_mask).detach()
                check.close(got, want, f"{dtype}, padding {where}",
                            0.05,
                            0.05)
