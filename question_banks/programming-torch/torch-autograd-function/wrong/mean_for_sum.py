# fault: the mean of exp where the sum is meant; rejected by test_values_and_shapes
import torch


class StableLSE(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        top = x.amax(-1, keepdim=True)
        # -inf - (-inf) would be NaN: shift such a row by 0
        top = top.masked_fill(top == -torch.inf, 0.0)
        y = (x - top).exp().mean(-1).log() + top.squeeze(-1)
        ctx.save_for_backward(x, y)
        return y

    @staticmethod
    def backward(ctx, grad):
        x, y = ctx.saved_tensors
        y = y.masked_fill(y == -torch.inf, 0.0)
        # the softmax, from operations that autograd can follow
        return grad.unsqueeze(-1) * (x - y.unsqueeze(-1)).exp()


def lse(x):
    return StableLSE.apply(x)
