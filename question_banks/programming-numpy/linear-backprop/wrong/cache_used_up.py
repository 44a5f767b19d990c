# fault: the first backward call empties its cache; rejected by test_backward_changes_no_input_and_may_be_repeated
"""A linear layer y = x Wᵀ + b, forward and backward."""

import numpy as np


def linear_forward(x, W, b):
    return x @ W.T + b, [x, W]


def linear_backward(dy, cache):
    W, x = cache.pop(), cache.pop()
    # Rows know nothing of each other: all leading dims become one.
    dy_rows = dy.reshape(-1, dy.shape[-1])
    x_rows = x.reshape(-1, x.shape[-1])
    dx = dy @ W
    dW = dy_rows.T @ x_rows
    db = dy_rows.sum(axis=0)
    return dx, dW, db
