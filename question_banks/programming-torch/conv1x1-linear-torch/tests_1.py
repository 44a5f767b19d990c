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


def test_copy_of_a_small_layer_by_hand():
    linear = nn.Linear(2, 3)
    weight = torch.tensor([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
    with torch.no_grad():
        linear.weight.copy_(weight)
        linear.bias.copy_(torch.tensor([10.0, 20.0, 30.0]))
    pixel = torch.tensor([1.0, -1.0]).reshape(1, 2, 1, 1)
    got = answer.to_conv(linear)(pixel).flatten().tolist()
    assert got == [9.0, 19.0, 29.0], (
        f"pixel (1, -1): expected [9.0, 19.0, 29.0]\ngot {got}"
    )


def test_copy_is_a_conv2d_of_kernel_size_one():
    conv = answer.to_conv(nn.Linear(5, 3))
    assert isinstance(conv, nn.Conv2d), (
        f"expected an nn.Conv2d\ngot {type(conv).__name__}"
    )
    size = tuple(conv.kernel_size)
    assert size == (1, 1), f"kernel_size: expected (1, 1)\ngot {size}"
    y = conv(torch.zeros(2, 5, 7, 11))
    for name, tensor, want in (("weight", conv.weight, (3, 5, 1, 1)),
                               ("bias", conv.bias, (3,)),
                               ("output", y, (2, 3, 7, 11))):
        got = tuple(tensor.shape)
        assert got == want, (
            f"{name}: expected shape {want}\ngot shape {got}"
        )


def test_copy_matches_the_linear_layer_at_every_pixel():
    with _fresh_seed():
        linear = _linear(5, 3)
        conv = answer.to_conv(linear)
        for shape in ((2, 5, 7, 11), (1, 5, 1, 1)):
            x = _random(*shape)
            want = _per_pixel(linear, x)
            _close(conv(x), want, f"output for {shape}")


def test_copy_of_a_layer_without_bias_has_none():
    with _fresh_seed():
        linear = _linear(5, 3, bias=False)
        conv = answer.to_conv(linear)
        assert conv.bias is None, (
            "bias: expected None, as in the linear layer\ngot a bias"
        )
        x = _random(2, 5, 3, 7)
        _close(conv(x), _per_pixel(linear, x), "output")


def test_copy_keeps_the_dtype():
    for dtype in (torch.float32, torch.float64, torch.bfloat16):
        linear = _linear(5, 3, dtype=dtype)
        conv = answer.to_conv(linear)
        for name in ("weight", "bias"):
            got = getattr(conv, name)
            assert got.dtype == dtype, (
                f"{name}: expected {dtype}\ngot {got.dtype}"
            )
            want = getattr(linear, name)
            assert torch.equal(got.flatten(), want.flatten()), (
                f"{name}: expected the same values in {dtype}\n"
                "got other ones"
            )


def test_copy_keeps_the_device():
    conv = answer.to_conv(nn.Linear(5, 3, device="meta"))
    for name in ("weight", "bias"):
        got = getattr(conv, name).device.type
        assert got == "meta", (
            f"{name}: expected on device 'meta'\ngot on '{got}'"
        )


def test_copy_and_linear_share_no_memory():
    linear = _linear(5, 3)
    conv = answer.to_conv(linear)
    for name in ("weight", "bias"):
        ours, theirs = getattr(conv, name), getattr(linear, name)
        before = theirs.detach().clone()
        with torch.no_grad():
            ours.add_(1.0)
        assert torch.equal(theirs, before), (
            f"changing {name} of the copy changed the linear layer"
        )
        before = ours.detach().clone()
        with torch.no_grad():
            theirs.mul_(2.0)
        assert torch.equal(ours, before), (
            f"changing {name} of the linear layer changed the copy"
        )


def test_copy_can_be_trained_on_its_own():
    linear = _linear(5, 3)
    conv = answer.to_conv(linear)
    ones = torch.ones(2, 5, 3, 7, dtype=torch.float64)
    conv(ones).sum().backward()
    for name in ("weight", "bias"):
        grad = getattr(conv, name).grad
        assert grad is not None, f"{name} of the copy got no gradient"
        # 2 images of 3 x 7 pixels, every input 1
        want = torch.full_like(getattr(conv, name), 42.0)
        _close(grad, want, f"gradient of {name}")
        assert getattr(linear, name).grad is None, (
            f"{name} of the linear layer got the copy's gradient"
        )


def test_copying_leaves_the_linear_layer_as_it_was():
    linear = nn.Linear(5, 3)
    parameters = dict(linear.named_parameters())
    values = {k: p.detach().clone() for k, p in parameters.items()}
    answer.to_conv(linear)
    for name, before in values.items():
        now = getattr(linear, name)
        assert now is parameters[name], f"linear.{name} was replaced"
        _close(now, before, f"linear.{name} after the call", 0, 0)
        assert now.requires_grad, f"linear.{name} was frozen"
