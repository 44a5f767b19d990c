# fault: dW and db sum over the first leading dim only; rejected by test_shapes_with_leading_dims
"""A linear layer y = x Wᵀ + b, forward and backward."""

import numpy as np


def linear_forward(x, W, b):
    return x @ W.T + b, (x, W)


def linear_backward(dy, cache):
    x, W = cache
    dx = dy @ W
    dW = dy.swapaxes(0, -1) @ x
    db = dy.sum(axis=0)
    return dx, dW, db
