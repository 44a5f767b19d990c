# fault: +inf as the maximum gives inf - inf, which is NaN; rejected by test_any_plus_infinity_gives_plus_infinity
"""The logarithm of a sum of exponentials, safe for every input."""

import numpy as np


def logsumexp(x, axis=-1, keepdims=False):
    if x.dtype.kind != "f":
        x = x.astype(np.float64)
    top = x.max(axis=axis, keepdims=True)
    # An infinite maximum would give inf - inf; without a shift the
    # exponentials are 0 or inf, and their log is right.
    shift = np.where(top != -np.inf, top, 0).astype(x.dtype)
    with np.errstate(divide="ignore", over="ignore"):
        total = np.exp(x - shift).sum(axis=axis, keepdims=True)
        result = shift + np.log(total)
    return result if keepdims else result.squeeze(axis=axis)
