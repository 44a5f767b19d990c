"""Scaled dot-product attention.

attention(q, k, v, mask=None, causal=False)
        -> out (..., Tq, e)

    q     (..., Tq, d)   queries, d >= 1
    k     (..., Tk, d)   keys
    v     (..., Tk, e)   values
    mask  bool, broadcasts to (..., Tq, Tk);
          True = may attend (stage 2)
    causal  query i sees key j iff j <= i + Tk - Tq
            (stage 3)

out = softmax(q kT / sqrt(d)) v, the softmax over
the keys that are visible. With mask and causal both
must allow. A query that sees nothing gives zeros;
that includes Tk = 0. Tq and batch dims may be 0 as
well.

The batch dims (...) of q, k, v are equal, maybe
none. All values are finite, at most 1e4 in size.
float64 in, float64 out; float32 in, float32 out;
integer arrays count as float64. Inputs are never
modified. No loops over batch, queries or keys.
"""

import numpy as np


def attention(q, k, v, mask=None, causal=False):
    raise NotImplementedError("not written yet")
