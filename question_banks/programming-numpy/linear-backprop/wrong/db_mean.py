# fault: db is averaged over the batch; rejected by test_db_of_several_rows
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
    dW = dy_rows.T @ x_rows
    db = dy_rows.mean(axis=0) if len(dy_rows) else dy_rows.sum(axis=0)
    return dx, dW, db
