# fault: copies of integers stay integers, so that h is cut off; rejected by test_integers_count_as_floats
"""Numerical gradients, and how far two gradients are apart."""

import numpy as np


def numerical_grad(f, x, h=1e-5):
    x = np.asarray(x)
    grad = np.zeros(x.shape)
    for at in np.ndindex(x.shape):
        # Fresh copies: nothing has to be put back, not even roughly.
        up, down = x.copy(), x.copy()
        up[at] = up[at] + h
        down[at] = down[at] - h
        grad[at] = (f(up) - f(down)) / (2 * h)
    return grad


def rel_error(a, b):
    gap = np.max(np.abs(np.subtract(a, b)))
    size = np.max(np.abs(a) + np.abs(b))
    return gap / max(1e-8, size)
