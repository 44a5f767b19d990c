import torch
from torch import nn

import answer
import hotseat_check as check


def _random(*shape):
    return torch.randn(shape, dtype=torch.float64)


def _linear(inputs, outputs, bias=True, dtype=torch.float64):
    return nn.Linear(inputs, outputs, bias=bias, dtype=dtype)


def _per_pixel(linear, x):
    """What the linear layer computes, along the channels of x."""
    y = torch.einsum("md,ndhw->nmhw", linear.weight, x)
    if linear.bias is not None:
        y = y + linear.bias.view(1, -1, 1, 1)
    return y.detach()


def test_shared_layer_by_hand():
    linear = nn.Linear(2, 3)
    weight = torch.tensor([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
    with torch.no_grad():
        linear.weight.copy_(weight)
        linear.bias.copy_(torch.tensor([10.0, 20.0, 30.0]))
    pixel = torch.tensor([1.0, -1.0]).reshape(1, 2, 1, 1)
    got = answer.LinearConv1x1(linear)(pixel)
    want = torch.tensor([9.0, 19.0, 29.0]).reshape(1, 3, 1, 1)
    check.close(got, want, "pixel (1, -1)")


def test_shared_layer_gives_the_right_shape():
    layer = answer.LinearConv1x1(nn.Linear(5, 3))
    assert isinstance(layer, nn.Module), "expected an nn.Module"
    for n, h, w in ((2, 7, 11), (1, 1, 13), (0, 7, 11)):
        got = layer(torch.zeros(n, 5, h, w))
        check.tensor(got, f"output, N={n}", shape=(n, 3, h, w))


def test_shared_layer_holds_the_very_same_parameters():
    for bias in (True, False):
        linear = _linear(5, 3, bias=bias)
        wanted = {id(p) for p in linear.parameters()}
        got = list(answer.LinearConv1x1(linear).parameters())
        assert len(got) == len(wanted), (
            f"bias={bias}: expected {len(wanted)} parameters\n"
            f"got {len(got)}"
        )
        for parameter in got:
            assert id(parameter) in wanted, (
                f"bias={bias}: a parameter of shape "
                f"{tuple(parameter.shape)}\n"
                "is no object of the linear layer"
            )


def test_shared_layer_matches_the_linear_layer_at_every_pixel():
    with check.fresh_seed():
        for bias in (True, False):
            linear = _linear(5, 3, bias=bias)
            layer = answer.LinearConv1x1(linear)
            x = _random(2, 5, 7, 11)
            want = _per_pixel(linear, x)
            check.close(layer(x), want, f"output, bias={bias}")


def test_gradients_reach_the_linear_layer():
    with check.fresh_seed():
        linear = _linear(5, 3)
        layer = answer.LinearConv1x1(linear)
        x, g = _random(2, 5, 7, 11), _random(2, 3, 7, 11)
        by_x = torch.einsum("nmhw,md->ndhw", g, linear.weight.detach())
        check.autograd_gradient(layer, {"x": x}, {"x": by_x}, cotangent=g)
        y = check.tensor(layer(x), "output")
        assert y.requires_grad, "the output is cut off from the weights"
        (y * g).sum().backward()
        want = {
            "weight": torch.einsum("nmhw,ndhw->md", g, x),
            "bias": g.sum((0, 2, 3)),
        }
        for name, grad in want.items():
            got = getattr(linear, name).grad
            assert got is not None, f"{name} got no gradient"
            check.close(got, grad, f"gradient of {name}", **check.GRADIENT)


def test_an_optimiser_step_on_the_layer_trains_the_linear_layer():
    with check.fresh_seed():
        linear = _linear(5, 3)
        layer = answer.LinearConv1x1(linear)
        x = _random(2, 5, 3, 7)
        optimiser = torch.optim.SGD(layer.parameters(), lr=0.1)
        for step in (1, 2):
            before = linear.weight.detach().clone()
            optimiser.zero_grad()
            layer(x).square().mean().backward()
            optimiser.step()
            assert not torch.equal(linear.weight, before), (
                f"step {step} left the linear layer's weight unchanged"
            )
            want = _per_pixel(linear, x)
            check.close(layer(x), want, f"output after step {step}")


def test_weights_changed_later_show_in_the_next_forward():
    with check.fresh_seed():
        linear = _linear(5, 3, dtype=torch.float32)
        layer = answer.LinearConv1x1(linear)
        layer.double()
        assert linear.weight.dtype == torch.float64, (
            "layer.double() did not reach the linear layer"
        )
        x = _random(2, 5, 3, 7)
        want = _per_pixel(linear, x)
        check.close(layer(x), want, "output after layer.double()")
        with torch.no_grad():
            linear.weight.mul_(3.0)
            linear.bias.add_(1.0)
        want = _per_pixel(linear, x)
        check.close(layer(x), want, "output after a change in place")


def test_strided_input_is_read_and_left_as_it_was():
    with check.fresh_seed():
        linear = _linear(5, 3)
        layer = answer.LinearConv1x1(linear)
        channels_last = _random(2, 7, 11, 5).permute(0, 3, 1, 2)
        cropped = _random(2, 5, 7, 13)[..., :11]
        for name, x in (("channels last", channels_last),
                        ("cropped", cropped)):
            want = _per_pixel(linear, x)
            with check.unchanged(x=x):
                got = layer(x)
            check.close(got, want, f"output, x {name}")


def test_a_large_image_needs_no_loop_over_pixels():
    layer = answer.LinearConv1x1(nn.Linear(3, 2))
    with torch.no_grad():
        got = layer(torch.zeros(1, 3, 1500, 1500))
    check.tensor(got, "output", shape=(1, 2, 1500, 1500))
