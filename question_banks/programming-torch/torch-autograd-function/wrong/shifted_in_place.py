# fault: shifts the input in place; rejected by test_strided_input_stays_as_it_is
import torch


class StableLSE(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        top = x.amax(-1, keepdim=True)
        # -inf - (-inf) would be NaN: shift such a row by 0
        top = top.masked_fill(top == -torch.inf, 0.0)
        x.sub_(top)
        y = x.exp().sum(-1).log() + top.squeeze(-1)
        ctx.save_for_backward(x + top, y)
        return y

    @staticmethod
    def backward(ctx, grad):
        x, y = ctx.saved_tensors
        y = y.masked_fill(y == -torch.inf, 0.0)
        # the softmax, from operations that autograd can follow
        return grad.unsqueeze(-1) * (x - y.unsqueeze(-1)).exp()


def lse(x):
    return StableLSE.apply(x)
