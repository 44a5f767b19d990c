"""A cache of keys and values, and attention that
decodes with it.

class KVCache(batch, n_heads, max_len, d_head,
              dtype=np.float64)

    append(k, v) -> (k_all, v_all)
        k, v (B, H, t, d) with t >= 1, in the
        cache's dtype, are stored behind what is
        there. Returns everything stored, each of
        shape (B, H, length, d); views are fine, and
        they keep their values after later appends.
        What is stored is a copy: the caller may
        overwrite k and v afterwards. Room for
        max_len positions is taken at the start, and
        an append copies t positions, not what is
        stored already. More than max_len positions
        in all: ValueError, and the cache is
        unchanged.
    length
        property: number of positions stored, at
        first 0

decode_step(x, cache, Wq, Wk, Wv, Wo, n_heads)
        -> y (B, t, E)   (stage 2)

    x (B, t, E): the next t positions, t >= 1; each
    W (E, E), used as x @ W; head h owns the columns
    h*E/H ... (h+1)*E/H - 1. Keys and values of x go
    into the cache. y holds the last t rows of
    causal attention over all positions seen so far,
    scale 1/sqrt(E/H), heads joined in order, then
    @ Wo. No room: ValueError, cache unchanged.
    No Python loop over positions.

x, weights and cache share one dtype, float64 or
float32, which is that of y too. B may be 0. No
input but the cache is modified; caches know nothing
of each other.
"""

import numpy as np


class KVCache:
    def __init__(self, batch, n_heads, max_len,
                 d_head, dtype=np.float64):
        raise NotImplementedError("not written yet")

    @property
    def length(self):
        raise NotImplementedError

    def append(self, k, v):
        raise NotImplementedError


def decode_step(x, cache, Wq, Wk, Wv, Wo, n_heads):
    raise NotImplementedError("not written yet")
