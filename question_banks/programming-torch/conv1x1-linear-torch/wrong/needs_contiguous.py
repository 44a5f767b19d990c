# fault: forward takes a view of the input and fails where none exists; rejected by test_strided_input_is_read_and_left_as_it_was
import torch
from torch import nn
from torch.nn import functional as F


def to_conv(linear):
    weight, bias = linear.weight, linear.bias
    conv = nn.Conv2d(
        linear.in_features,
        linear.out_features,
        kernel_size=1,
        bias=bias is not None,
        device=weight.device,
        dtype=weight.dtype,
    )
    with torch.no_grad():
        # (M, D) -> (M, D, 1, 1): every kernel is a single pixel wide
        conv.weight.copy_(weight[:, :, None, None])
        if bias is not None:
            conv.bias.copy_(bias)
    return conv


class LinearConv1x1(nn.Module):
    def __init__(self, linear):
        super().__init__()
        self.linear = linear

    def forward(self, x):
        n, d, h, w = x.shape
        weight = self.linear.weight[:, :, None]
        y = F.conv1d(x.view(n, d, h * w), weight, self.linear.bias)
        return y.view(n, self.linear.out_features, h, w)
