# fault: forward detaches the weights, so no gradient arrives at the linear layer; rejected by test_gradients_reach_the_linear_layer
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
        weight, bias = self.linear.weight.detach(), self.linear.bias
        if bias is not None:
            bias = bias.detach()
        return F.conv2d(x, weight[:, :, None, None], bias)
