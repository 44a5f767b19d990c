# fault: head h takes every H-th feature instead of consecutive ones; rejected by test_heads_match_the_definition
"""Multi-head self-attention with packed projections."""

import math

import numpy as np


def mha(x, Wqkv, bqkv, Wo, bo, n_heads, causal=False):
    B, T, E = x.shape
    if E % n_heads:
        raise ValueError(f"{n_heads} heads do not divide {E}")
    d = E // n_heads
    # The 3E features vary as: which of q, k, v; head; within the head.
    qkv = (x @ Wqkv.T + bqkv).reshape(B, T, 3, d, n_heads)
    q, k, v = qkv.transpose(2, 0, 4, 1, 3)  # each (B, H, T, d)
    scores = q @ k.swapaxes(2, 3) / math.sqrt(d)
    if causal:
        scores = np.where(np.tri(T, dtype=bool), scores, -np.inf)
    # With T = 0 there is no maximum, hence the initial value.
    top = scores.max(axis=-1, keepdims=True, initial=-np.inf)
    weights = np.exp(scores - top)
    weights /= weights.sum(axis=-1, keepdims=True)
    joined = (weights @ v).transpose(0, 2, 3, 1).reshape(B, T, E)
    return joined @ Wo.T + bo
