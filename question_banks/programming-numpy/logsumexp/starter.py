"""The logarithm of a sum of exponentials, safe for
every input.

logsumexp(x, axis=-1, keepdims=False)
        -> log(sum(exp(x)))

    x         array of one or more dims; the axes
              summed over are not empty, the others
              may be
    axis      an int, a tuple of different ints, or
              None for all axes; negative ones count
              from the end
    keepdims  True keeps the axes summed over, with
              length 1

Natural logarithm. Finite entries are at most 1e4 in
size. What is summed together may also hold
infinities and NaN (stage 2): only -inf gives -inf,
any +inf gives +inf, any NaN gives NaN.

float64 gives float64, float32 gives float32,
integers count as float64; a single number may be a
Python float or a 0-d array. The input is never
modified. NumPy's logaddexp and logaddexp2 are not
allowed.
"""

import numpy as np


def logsumexp(x, axis=-1, keepdims=False):
    raise NotImplementedError("not written yet")
