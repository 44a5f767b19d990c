# fault: the entries of x itself are moved there and back, with rounding; rejected by test_x_is_exactly_what_it_was
"""Numerical gradients, and how far two gradients are apart."""

import numpy as np


def numerical_grad(f, x, h=1e-5):
    x = np.asarray(x, dtype=np.float64)
    grad = np.zeros(x.shape)
    for at in np.ndindex(x.shape):
        # Fresh copies: nothing has to be put back, not even roughly.
        x[at] += h
        above = f(x)
        x[at] -= 2 * h
        below = f(x)
        x[at] += h
        grad[at] = (above - below) / (2 * h)
    return grad


def rel_error(a, b):
    gap = np.max(np.abs(np.subtract(a, b)))
    size = np.max(np.abs(a) + np.abs(b))
    return gap / max(1e-8, size)
