"""Softmax cross-entropy of logits, with its
gradient.

softmax_ce(logits, targets, ignore_index=-100)
        -> (loss, dlogits)

    logits   (N, C) float64 or float32
    targets  (N,) int64, each 0 ... C-1 or
             ignore_index
    loss     mean over the rows that are not ignored
             of -log softmax(logits)[n, targets[n]];
             a Python float or a 0-d array
    dlogits  (N, C), gradient of that loss by the
             logits, dtype of the logits

A row whose target is ignore_index is ignored (stage
2), also where ignore_index is the number of
a class; its gradient is 0, whatever logits it
holds. With no row left the loss is 0.0 and dlogits
are zeros.

Finite logits are at most 1e4 in size. Logits of
-inf (stage 2) may stand anywhere but at the target:
that class has probability 0. Natural logarithm.
Inputs are never modified. No loop over the rows.
"""

import numpy as np


def softmax_ce(logits, targets, ignore_index=-100):
    raise NotImplementedError("not written yet")
