# fault: one cache of the module serves all calls; rejected by test_a_cache_survives_later_calls
"""A linear layer y = x Wᵀ + b, forward and backward."""

import numpy as np

last = {}


def linear_forward(x, W, b):
    last.update(x=x, W=W)
    return x @ W.T + b, last


def linear_backward(dy, cache):
    x, W = cache["x"], cache["W"]
    # Rows know nothing of each other: all leading dims become one.
    dy_rows = dy.reshape(-1, dy.shape[-1])
    x_rows = x.reshape(-1, x.shape[-1])
    dx = dy @ W
    dW = dy_rows.T @ x_rows
    db = dy_rows.sum(axis=0)
    return dx, dW, db
