# fault: the shift is subtracted from the input itself; rejected by test_the_input_is_not_modified
"""The logarithm of a sum of exponentials, safe for every input."""

import numpy as np


def logsumexp(x, axis=-1, keepdims=False):
    if x.dtype.kind != "f":
        x = x.astype(np.float64)
    top = x.max(axis=axis, keepdims=True)
    # An infinite maximum would give inf - inf; without a shift the
    # exponentials are 0 or inf, and their log is right.
    shift = np.where(np.isfinite(top), top, 0).astype(x.dtype)
    with np.errstate(divide="ignore", over="ignore"):
        x -= shift
        total = np.exp(x).sum(axis=axis, keepdims=True)
        result = shift + np.log(total)
    return result if keepdims else result.squeeze(axis=axis)
