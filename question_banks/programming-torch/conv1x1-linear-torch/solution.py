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
        # The view is made in every call, so it follows whatever happens
        # to the weights, and its gradient runs into the Parameter.
        weight = self.linear.weight[:, :, None, None]
        return F.conv2d(x, weight, self.linear.bias)
