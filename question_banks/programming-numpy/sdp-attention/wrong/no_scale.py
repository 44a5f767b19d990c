# fault: the scores are not divided by the root of d; rejected by test_random_inputs_match_the_definition
"""Scaled dot-product attention with masks."""

import math

import numpy as np


def attention(q, k, v, mask=None, causal=False):
    q, k, v = (a if a.dtype.kind == "f" else a.astype(np.float64)
               for a in (q, k, v))
    Tq, Tk = q.shape[-2], k.shape[-2]
    # A Python float as divisor keeps float32.
    scores = q @ k.swapaxes(-1, -2)
    visible = np.True_ if mask is None else mask
    if causal:
        # The last query sees all keys, whatever the two lengths are.
        visible = visible & np.tri(Tq, Tk, Tk - Tq, dtype=bool)
    scores = np.where(visible, scores, -np.inf)
    top = scores.max(axis=-1, keepdims=True, initial=-np.inf)
    # -inf - -inf is NaN: a row that sees nothing is shifted by 0.
    weights = np.exp(scores - np.where(np.isfinite(top), top, 0))
    total = weights.sum(axis=-1, keepdims=True)
    return weights @ v / np.where(total > 0, total, 1)
