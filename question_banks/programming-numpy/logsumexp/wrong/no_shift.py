# fault: the exponentials are taken without a shift; rejected by test_large_values_neither_overflow_nor_vanish
"""The logarithm of a sum of exponentials, safe for every input."""

import numpy as np


def logsumexp(x, axis=-1, keepdims=False):
    if x.dtype.kind != "f":
        x = x.astype(np.float64)
    top = x.max(axis=axis, keepdims=True)
    shift = np.zeros_like(top)
    with np.errstate(divide="ignore", over="ignore"):
        total = np.exp(x - shift).sum(axis=axis, keepdims=True)
        result = shift + np.log(total)
    return result if keepdims else result.squeeze(axis=axis)
