"""A linear layer y = x Wᵀ + b, forward and
backward.

    x   (..., D)   stages 1 and 2: (N, D)
    W   (M, D)
    b   (M,)
    y   (..., M)   dy, the gradient of a scalar loss
                   L by y, likewise

linear_forward(x, W, b) -> (y, cache)
linear_backward(dy, cache) -> (dx, dW, db)

dx, dW and db are the exact gradients of L by x, W
and b, shaped like these. The cache is whatever
backward needs; it serves its own call even after
other calls, and more than once.

The arrays of a call are all float64 or all float32,
and so are the results. Inputs are never modified.
No Python loop over the rows.
"""

import numpy as np


def linear_forward(x, W, b):
    raise NotImplementedError("not written yet")


def linear_backward(dy, cache):
    raise NotImplementedError("not written yet")
