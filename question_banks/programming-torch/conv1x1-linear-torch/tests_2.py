import contextlib
import os
import random

import torch
from torch import nn

import answer


@contextlib.contextmanager
def _fresh_seed():
    """Seeds torch anew and adds the seed to whatever fails inside."""
    fixed = os.environ.get("HOTSEAT_SEED")
    seed = int(fixed or random.randrange(2**32))
    torch.manual_seed(seed)
    try:
        yield
    except Exception as failure:
        failure.args = (f"{failure}\nseed {seed}",)
        raise


def _random(*shape):
    return torch.randn(shape, dtype=torch.float64)


def _close(got, want, name, rtol=1e-7, atol=1e-10):
    if not isinstance(got, torch.Tensor):
        kind = type(got).__name__
        raise AssertionError(f"{name}: expected a tensor\ngot {kind}")
    shapes = tuple(want.shape), tuple(got.shape)
    assert shapes[0] == shapes[1], (
        f"{name}: expected shape {shapes[0]}\ngot shape {shapes[1]}"
    )
    assert got.dtype == want.dtype, (
        f"{name}: expected {want.dtype}\ngot {got.dtype}"
    )
    wrong = ~torch.isclose(got, want, rtol=rtol, atol=atol)
    if wrong.any():
        at = tuple(wrong.nonzero()[0].tolist())
        expected, found = want[at].item(), got[at].item()
        raise AssertionError(
            f"{name}, index {at}: expected {expected:.8g}\n"
            f"got {found:.8g}"
        )


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
    got = answer.LinearConv1x1(linear)(pixel).flatten().tolist()
    assert got == [9.0, 19.0, 29.0], (
        f"pixel (1, -1): expected [9.0, 19.0, 29.0]\ngot {got}"
    )


def test_shared_layer_gives_the_right_shape():
    layer = answer.LinearConv1x1(nn.Linear(5, 3))
    assert isinstance(layer, nn.Module), "expected an nn.Module"
    for n, h, w in ((2, 7, 11), (1, 1, 13), (0, 7, 11)):
        got = tuple(layer(torch.zeros(n, 5, h, w)).shape)
        want = (n, 3, h, w)
        assert got == want, f"expected shape {want}\ngot shape {got}"


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
    with _fresh_seed():
        for bias in (True, False):
            linear = _linear(5, 3, bias=bias)
            layer = answer.LinearConv1x1(linear)
            x = _random(2, 5, 7, 11)
            want = _per_pixel(linear, x)
            _close(layer(x), want, f"output, bias={bias}")


def test_gradients_reach_the_linear_layer():
    with _fresh_seed():
        linear = _linear(5, 3)
        x = _random(2, 5, 7, 11).requires_grad_()
        g = _random(2, 3, 7, 11)
        y = answer.LinearConv1x1(linear)(x)
        assert y.requires_grad, "the output is cut off from the weights"
        (y * g).sum().backward()
        plain, weight = x.detach(), linear.weight.detach()
        want = {
            "weight": torch.einsum("nmhw,ndhw->md", g, plain),
            "bias": g.sum((0, 2, 3)),
            "x": torch.einsum("nmhw,md->ndhw", g, weight),
        }
        for name, grad in want.items():
            got = x.grad if name == "x" else getattr(linear, name).grad
            assert got is not None, f"{name} got no gradient"
            _close(got, grad, f"gradient of {name}", 1e-6, 1e-9)


def test_an_optimiser_step_on_the_layer_trains_the_linear_layer():
    with _fresh_seed():
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
            _close(layer(x), want, f"output after step {step}")


def test_weights_changed_later_show_in_the_next_forward():
    with _fresh_seed():
        linear = _linear(5, 3, dtype=torch.float32)
        layer = answer.LinearConv1x1(linear)
        layer.double()
        assert linear.weight.dtype == torch.float64, (
            "layer.double() did not reach the linear layer"
        )
        x = _random(2, 5, 3, 7)
        want = _per_pixel(linear, x)
        _close(layer(x), want, "output after layer.double()")
        with torch.no_grad():
            linear.weight.mul_(3.0)
            linear.bias.add_(1.0)
        want = _per_pixel(linear, x)
        _close(layer(x), want, "output after a change in place")


def test_strided_input_is_read_and_left_as_it_was():
    with _fresh_seed():
        linear = _linear(5, 3)
        layer = answer.LinearConv1x1(linear)
        channels_last = _random(2, 7, 11, 5).permute(0, 3, 1, 2)
        cropped = _random(2, 5, 7, 13)[..., :11]
        for name, x in (("channels last", channels_last),
                        ("cropped", cropped)):
            before = x.clone()
            want = _per_pixel(linear, x)
            _close(layer(x), want, f"output, input {name}")
            assert torch.equal(x, before), (
                f"input {name}: expected to stay as it was"
            )


def test_a_large_image_needs_no_loop_over_pixels():
    layer = answer.LinearConv1x1(nn.Linear(3, 2))
    with torch.no_grad():
        got = tuple(layer(torch.zeros(1, 3, 1500, 1500)).shape)
    want = (1, 2, 1500, 1500)
    assert got == want, f"expected shape {want}\ngot shape {got}"
