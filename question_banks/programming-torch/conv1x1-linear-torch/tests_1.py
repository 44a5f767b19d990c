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


def test_copy_of_a_small_layer_by_hand():
    linear = nn.Linear(2, 3)
    weight = torch.tensor([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
    with torch.no_grad():
        linear.weight.copy_(weight)
        linear.bias.copy_(torch.tensor([10.0, 20.0, 30.0]))
    pixel = torch.tensor([1.0, -1.0]).reshape(1, 2, 1, 1)
    want = torch.tensor([9.0, 19.0, 29.0]).reshape(1, 3, 1, 1)
    check.close(answer.to_conv(linear)(pixel), want, "pixel (1, -1)")


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
        check.tensor(tensor, name, shape=want)


def test_copy_matches_the_linear_layer_at_every_pixel():
    with check.fresh_seed():
        linear = _linear(5, 3)
        conv = answer.to_conv(linear)
        for shape in ((2, 5, 7, 11), (1, 5, 1, 1)):
            x = _random(*shape)
            want = _per_pixel(linear, x)
            check.close(conv(x), want, f"output for {shape}")


def test_copy_of_a_layer_without_bias_has_none():
    with check.fresh_seed():
        linear = _linear(5, 3, bias=False)
        conv = answer.to_conv(linear)
        assert conv.bias is None, (
            "bias: expected None, as in the linear layer\ngot a bias"
        )
        x = _random(2, 5, 3, 7)
        check.close(conv(x), _per_pixel(linear, x), "output")


def test_copy_keeps_the_dtype():
    for dtype in (torch.float32, torch.float64, torch.bfloat16):
        linear = _linear(5, 3, dtype=dtype)
        conv = answer.to_conv(linear)
        for name in ("weight", "bias"):
            got, want = getattr(conv, name), getattr(linear, name)
            check.tensor(got, name, dtype=dtype, parameter=True)
            want = want.reshape(got.shape)
            check.close(got, want, f"{name} in {dtype}", 0, 0)


def test_copy_keeps_the_device():
    conv = answer.to_conv(nn.Linear(5, 3, device="meta"))
    for name in ("weight", "bias"):
        check.tensor(getattr(conv, name), name, device="meta")


def test_copy_and_linear_share_no_memory():
    linear = _linear(5, 3)
    conv = answer.to_conv(linear)
    for name in ("weight", "bias"):
        ours, theirs = getattr(conv, name), getattr(linear, name)
        before = theirs.detach().clone()
        with torch.no_grad():
            ours.add_(1.0)
        what = f"{name} of the layer, after a change of the copy"
        check.close(theirs, before, what, 0, 0)
        before = ours.detach().clone()
        with torch.no_grad():
            theirs.mul_(2.0)
        what = f"{name} of the copy, after a change of the layer"
        check.close(ours, before, what, 0, 0)


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
        check.close(grad, want, f"gradient of {name}")
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
        check.close(now, before, f"linear.{name} after the call", 0, 0)
        assert now.requires_grad, f"linear.{name} was frozen"
