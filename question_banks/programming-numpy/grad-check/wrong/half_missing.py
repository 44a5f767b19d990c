# fault: the difference is divided by h; rejected by test_shapes_and_one_number
"""Numerical gradients, and how far two gradients are apart."""

import numpy as np


def numerical_grad(f, x, h=1e-5):
    x = np.asarray(x, dtype=np.float64)
    grad = np.zeros(x.shape)
    for at in np.ndindex(x.shape):
        # Fresh copies: nothing has to be put back, not even roughly.
        up, down = x.copy(), x.copy()
        up[at] += h
        down[at] -= h
        grad[at] = (f(up) - f(down)) / h
    return grad


def rel_error(a, b):
    gap = np.max(np.abs(np.subtract(a, b)))
    size = np.max(np.abs(a) + np.abs(b))
    return gap / max(1e-8, size)
