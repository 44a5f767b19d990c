"""Multi-head self-attention, packed projections.

mha(x, Wqkv, bqkv, Wo, bo, n_heads, causal=False)
        -> y (B, T, E)

    x     (B, T, E)
    Wqkv  (3E, E), bqkv (3E,): rows of q, then k,
          then v
    Wo    (E, E), bo (E,)
    A weight W (out, in) with bias b is applied as
    x @ W.T + b.

Head h owns the features h*E/H ... (h+1)*E/H - 1 of
q, k and v, H being n_heads >= 1. Each head:
softmax(q kT / sqrt(E/H)) v over the keys. The heads
are joined in order and go through Wo, bo. E not a
multiple of n_heads: ValueError (stage 2). With
causal, position i sees the positions j <= i
(stage 3).

All arrays are float64, entries finite and at most
1e4 in size. B and T may be 0. Inputs are never
modified. No loops over batch or positions.
"""

import numpy as np


def mha(x, Wqkv, bqkv, Wo, bo, n_heads,
        causal=False):
    raise NotImplementedError("not written yet")
