"""A stable log-sum-exp with a backward pass of its
own.

StableLSE, a subclass of torch.autograd.Function
    StableLSE.apply(x)  (..., C) -> (...): log of
                        the sum of exp over the last
                        dim, in the dtype of x
lse(x)                  calls StableLSE.apply,
                        returns its result
    x  float, C at least 1, leading dims may be
       empty or missing; all finite (up to 1e4 in
       size) or -inf; it is not changed. An entry of
       -inf has the gradient 0. A row of -inf alone
       has the value -inf and both derivatives 0.
First and second derivatives are right: backward can
be differentiated, by x and by the incoming
gradient.
"""

import torch


class StableLSE(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        raise NotImplementedError("forward")

    @staticmethod
    def backward(ctx, grad):
        raise NotImplementedError("backward")


def lse(x):
    return StableLSE.apply(x)
