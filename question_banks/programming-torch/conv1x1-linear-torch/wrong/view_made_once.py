# fault: the view of the weight is made once and stays behind when double() moves the weights; rejected by test_weights_changed_later_show_in_the_next_forward
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
        self.kernel = linear.weight[:, :, None, None]

    def forward(self, x):
        return F.conv2d(x, self.kernel, self.linear.bias)
