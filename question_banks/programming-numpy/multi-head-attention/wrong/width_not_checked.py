# fault: nothing is checked, so an empty batch hides a number of heads that does not divide E; rejected by test_heads_that_do_not_divide_the_width
"""Multi-head self-attention with packed projections."""

import math

import numpy as np


def mha(x, Wqkv, bqkv, Wo, bo, n_heads, causal=False):
    B, T, E = x.shape
    d = E // n_heads
    # The 3E features vary as: which of q, k, v; head; within the head.
    qkv = (x @ Wqkv.T + bqkv).reshape(B, T, 3, n_heads, d)
    q, k, v = qkv.transpose(2, 0, 3, 1, 4)  # each (B, H, T, d)
    scores = q @ k.swapaxes(2, 3) / math.sqrt(d)
    if causal:
        scores = np.where(np.tri(T, dtype=bool), scores, -np.inf)
    # With T = 0 there is no maximum, hence the initial value.
    top = scores.max(axis=-1, keepdims=True, initial=-np.inf)
    weights = np.exp(scores - top)
    weights /= weights.sum(axis=-1, keepdims=True)
    joined = (weights @ v).swapaxes(1, 2).reshape(B, T, E)
    return joined @ Wo.T + bo
