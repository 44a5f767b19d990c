# fault: the maximum is subtracted from the logits that were given; rejected by test_no_input_is_modified
"""Softmax cross-entropy of logits, with its gradient."""

import numpy as np


def softmax_ce(logits, targets, ignore_index=-100):
    dlogits = np.zeros_like(logits)
    kept = np.flatnonzero(targets != ignore_index)
    n = len(kept)
    if n == 0:
        return 0.0, dlogits
    z, at = logits[kept], (np.arange(n), targets[kept])
    logits -= logits.max(axis=1, keepdims=True)
    z = logits[kept]
    z = z - z.max(axis=1, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    loss = -log_p[at].mean()
    grad = np.exp(log_p)
    grad[at] -= 1
    dlogits[kept] = grad / n
    return loss, dlogits
