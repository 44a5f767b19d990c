import torch
from torch import nn

import answer
import hotseat_check as check


def _random(*shape, dtype=torch.float64):
    return torch.randn(shape, dtype=dtype)


def _linear(d, m, bias=True, dtype=torch.float64):
    return nn.Linear(d, m, bias=bias, dtype=dtype)


def _filled(linear, r, alpha):
    """A layer whose update is not zero."""
    layer = answer.LoRALinear(linear, r, alpha)
    with torch.no_grad():
        layer.A.copy_(torch.randn(layer.A.shape))
        layer.B.copy_(torch.randn(layer.B.shape))
    return layer


def _small():
    """D = 2, M = 3, r = 2, alpha = 6: the update is 3 B A."""
    linear = nn.Linear(2, 3)
    layer = answer.LoRALinear(linear, 2, 6)
    with torch.no_grad():
        linear.weight.copy_(torch.tensor([[1., 0.], [0., 1.],
                                          [1., 1.]]))
        linear.bias.copy_(torch.tensor([10.0, 20.0, 30.0]))
        layer.A.copy_(torch.tensor([[1.0, 2.0], [0.0, 1.0]]))
        layer.B.copy_(torch.tensor([[1.0, 0.0], [0.0, 1.0],
                                    [2.0, 1.0]]))
    return linear, layer


def _expected(linear, layer, x, r, alpha):
    with torch.no_grad():
        weight = linear.weight + alpha / r * (layer.B @ layer.A)
        y = torch.einsum("...d,md->...m", x, weight)
        return y if linear.bias is None else y + linear.bias


def test_output_by_hand():
    _, layer = _small()
    # x A^T = (5, 2), times B^T = (5, 2, 12), times 3
    got = layer(torch.tensor([[1.0, 2.0]]))
    check.close(got, torch.tensor([[26.0, 28.0, 69.0]]), "output", 1e-5)


def test_shapes_and_what_trains():
    for bias in (True, False):
        linear = _linear(5, 7, bias)
        layer = answer.LoRALinear(linear, 3, 4)
        assert isinstance(layer, nn.Module), "expected an nn.Module"
        check.tensor(layer.A, "A", (3, 5), parameter=True)
        check.tensor(layer.B, "B", (7, 3), parameter=True)
        trains = sorted(tuple(p.shape) for p in layer.parameters()
                        if p.requires_grad)
        check.equal(trains, [(3, 5), (7, 3)], "shapes that train")
        for name, p in linear.named_parameters():
            assert not p.requires_grad, f"linear.{name} still trains"
        count = len(list(layer.parameters()))
        check.equal(count, 4 if bias else 3, "number of parameters")


def test_a_new_layer_computes_what_linear_does():
    with check.fresh_seed():
        for bias in (True, False):
            linear, x = _linear(5, 7, bias), _random(11, 5)
            layer = answer.LoRALinear(linear, 3, 4)
            with torch.no_grad():
                want = linear(x)
            check.close(layer(x).detach(), want, f"output, bias={bias}")
            zero = torch.zeros(7, 3, dtype=torch.float64)
            check.close(layer.B.detach(), zero, "B of a new layer")


def test_a_starts_random():
    with check.fresh_seed():
        layers = [answer.LoRALinear(_linear(1009, 3), 7,
                                    4) for _ in "ab"]
        for layer in layers:
            entries = check.tensor(layer.A, "A", (7, 1009)).detach()
            size = entries.abs()
            usual = ((size > 1e-7) & (size < 1e3)).double().mean().item()
            assert usual > 0.99, (
                "A: expected entries of an ordinary size\n"
                f"got {usual:.0%} of them"
            )
            distinct = len(set(entries.flatten().tolist()))
            assert distinct > 7000, (
                "A: expected 7063 random numbers\n"
                f"got {distinct} distinct"
            )
        assert not torch.equal(layers[0].A, layers[1].A), (
            "A: expected other numbers in another layer"
        )


def test_output_matches_the_formula():
    with check.fresh_seed():
        for r, alpha, bias in ((3, 4, True), (1, 0.5, False),
                               (2, 16.0, True), (11, 3, False)):
            linear = _linear(5, 7, bias)
            layer = _filled(linear, r, alpha)
            x = _random(13, 5)
            want = _expected(linear, layer, x, r, alpha)
            check.close(layer(x).detach(), want,
                        f"output, r={r}, alpha={alpha}, bias={bias}")


def test_any_leading_axes():
    with check.fresh_seed():
        linear = _linear(5, 7)
        layer = _filled(linear, 3, 4)
        for lead in ((), (1,), (0,), (2, 3), (2, 0, 3), (2, 3, 11)):
            x = _random(*lead, 5)
            want = _expected(linear, layer, x, 3, 4)
            check.close(layer(x).detach(), want,
                        f"output, x {lead + (5,)}")


def test_gradients_of_both_factors_and_of_the_input():
    with check.fresh_seed():
        linear = _linear(5, 7)
        layer = _filled(linear, 3, 4)
        x, g = _random(2, 11, 5), _random(2, 11, 7)
        x.requires_grad_()
        y = check.tensor(layer(x), "output", (2, 11, 7))
        assert y.requires_grad, "the output is cut off from A and B"
        (y * g).sum().backward()
        s, a, b = 4 / 3, layer.A.detach(), layer.B.detach()
        flat_x, flat_g = x.detach().reshape(-1, 5), g.reshape(-1, 7)
        want = {"A": s * b.T @ flat_g.T @ flat_x,
                "B": s * flat_g.T @ flat_x @ a.T}
        for name, grad in want.items():
            got = getattr(layer, name).grad
            assert got is not None, f"{name} got no gradient"
            check.close(got, grad, f"gradient of {name}",
                        **check.GRADIENT)
        weight = linear.weight.detach() + s * b @ a
        check.close(x.grad, g @ weight, "gradient of x",
                    **check.GRADIENT)
        for name, p in linear.named_parameters():
            assert p.grad is None, f"linear.{name} got a gradient"


def test_training_moves_a_and_b_and_nothing_else():
    with check.fresh_seed():
        linear = _linear(5, 7)
        kept = {k: v.clone() for k, v in linear.state_dict().items()}
        layer = answer.LoRALinear(linear, 3, 4)
        first = layer.A.detach().clone(), layer.B.detach().clone()
        optimiser = torch.optim.SGD(
            [p for p in layer.parameters() if p.requires_grad], lr=0.1)
        x, y = _random(11, 5), _random(11, 7)
        for _ in range(2):
            optimiser.zero_grad()
            (layer(x) - y).square().mean().backward()
            optimiser.step()
        for name, before in zip("AB", first):
            assert not torch.equal(getattr(layer, name), before), (
                f"two steps left {name} unchanged"
            )
        for key, before in kept.items():
            check.close(linear.state_dict()[key], before,
                        f"linear.{key}")


def test_the_state_of_a_layer_loads_into_another():
    with check.fresh_seed():
        one, other = (_filled(_linear(5, 7), 3, 4) for _ in "ab")
        other.load_state_dict(one.state_dict())
        x = _random(11, 5)
        check.close(other(x).detach(), one(x).detach(), "output")


def test_dtype_and_device_of_the_linear_layer():
    for dtype in (torch.float64, torch.bfloat16, torch.float32):
        linear = _linear(5, 7, dtype=dtype)
        layer = answer.LoRALinear(linear, 3, 4)
        check.tensor(layer.A, "A", (3, 5), dtype)
        check.tensor(layer.B, "B", (7, 3), dtype)
        x = torch.ones(2, 5, dtype=dtype)
        check.tensor(layer(x), "output", (2, 7), dtype)
    linear = nn.Linear(5, 7, device="meta")
    layer = answer.LoRALinear(linear, 3, 4)
    check.tensor(layer.A, "A", (3, 5), device="meta")
    check.tensor(layer.B, "B", (7, 3), device="meta")


def test_the_layer_is_converted_as_a_whole():
    with check.fresh_seed():
        linear = _linear(5, 7, dtype=torch.float32)
        layer = _filled(linear, 3, 4).double()
        x = _random(2, 5)
        want = _expected(linear, layer, x, 3, 4)
        check.close(layer(x).detach(), want, "output after double()")


def test_strided_input_stays_as_it_is():
    with check.fresh_seed():
        linear = _linear(5, 7)
        layer = _filled(linear, 3, 4)
        x = check.strided(_random(3, 11, 5))
        want = _expected(linear, layer, x, 3, 4)
        with check.unchanged(x=x, state=dict(layer.state_dict())):
            got = check.repeats(lambda: layer(x).detach(), "output")
        check.close(got, want, "output")
