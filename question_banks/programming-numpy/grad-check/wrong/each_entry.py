# fault: the largest of the errors of single entries; rejected by test_both_maxima_are_over_all_entries
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
        grad[at] = (f(up) - f(down)) / (2 * h)
    return grad


def rel_error(a, b):
    gap, size = np.abs(np.subtract(a, b)), np.abs(a) + np.abs(b)
    return np.max(gap / np.maximum(1e-8, size))
