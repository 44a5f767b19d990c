# fault: the shift is the maximum of the whole array; rejected by test_slices_of_very_different_size
"""The logarithm of a sum of exponentials, safe for every input."""

import numpy as np


def logsumexp(x, axis=-1, keepdims=False):
    if x.dtype.kind != "f":
        x = x.astype(np.float64)
    top = np.full_like(x.max(axis=axis, keepdims=True), x.max())
    # An infinite maximum would give inf - inf; without a shift the
    # exponentials are 0 or inf, and their log is right.
    shift = np.where(np.isfinite(top), top, 0).astype(x.dtype)
    with np.errstate(divide="ignore", over="ignore"):
        total = np.exp(x - shift).sum(axis=axis, keepdims=True)
        result = shift + np.log(total)
    return result if keepdims else result.squeeze(axis=axis)
