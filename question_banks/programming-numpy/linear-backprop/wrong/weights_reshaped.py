# fault: W is reshaped to (D, M) where it has to be transposed; rejected by test_forward_matches_the_definition
"""A linear layer y = x Wᵀ + b, forward and backward."""

import numpy as np


def linear_forward(x, W, b):
    return x @ W.reshape(W.shape[::-1]) + b, (x, W)


def linear_backward(dy, cache):
    x, W = cache
    # Rows know nothing of each other: all leading dims become one.
    dy_rows = dy.reshape(-1, dy.shape[-1])
    x_rows = x.reshape(-1, x.shape[-1])
    dx = dy @ W
    dW = dy_rows.T @ x_rows
    db = dy_rows.sum(axis=0)
    return dx, dW, db
