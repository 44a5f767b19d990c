# fault: dW is (D, M), the transpose of what it should be; rejected by test_gradients_have_the_shapes_of_their_arrays
"""A linear layer y = x Wᵀ + b, forward and backward."""

import numpy as np


def linear_forward(x, W, b):
    return x @ W.T + b, (x, W)


def linear_backward(dy, cache):
    x, W = cache
    # Rows know nothing of each other: all leading dims become one.
    dy_rows = dy.reshape(-1, dy.shape[-1])
    x_rows = x.reshape(-1, x.shape[-1])
    dx = dy @ W
    dW = x_rows.T @ dy_rows
    db = dy_rows.sum(axis=0)
    return dx, dW, db
