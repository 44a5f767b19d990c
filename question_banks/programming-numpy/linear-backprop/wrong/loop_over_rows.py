# fault: the forward pass loops over the rows; rejected by test_forward_of_many_rows_is_vectorised
"""A linear layer y = x Wᵀ + b, forward and backward."""

import numpy as np


def linear_forward(x, W, b):
    y = np.empty(x.shape[:-1] + b.shape, x.dtype)
    for at in np.ndindex(x.shape[:-1]):
        y[at] = W @ x[at] + b
    return y, (x, W)


def linear_backward(dy, cache):
    x, W = cache
    # Rows know nothing of each other: all leading dims become one.
    dy_rows = dy.reshape(-1, dy.shape[-1])
    x_rows = x.reshape(-1, x.shape[-1])
    dx = dy @ W
    dW = dy_rows.T @ x_rows
    db = dy_rows.sum(axis=0)
    return dx, dW, db
