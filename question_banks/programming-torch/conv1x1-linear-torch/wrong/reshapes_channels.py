# fault: pixels are cut out by a reshape while the channels still lie in axis 1; rejected by test_shared_layer_matches_the_linear_layer_at_every_pixel
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
        y = self.linear(x.reshape(n * h * w, d))
        return y.reshape(n, y.shape[1], h, w)
