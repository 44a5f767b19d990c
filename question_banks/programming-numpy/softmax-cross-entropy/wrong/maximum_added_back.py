# fault: log-sum-exp is taken with the maximum added back, so float32 loses digits; rejected by test_float32_is_kept_and_precise_far_from_zero
"""Softmax cross-entropy of logits, with its gradient."""

import numpy as np


def softmax_ce(logits, targets, ignore_index=-100):
    dlogits = np.zeros_like(logits)
    kept = np.flatnonzero(targets != ignore_index)
    n = len(kept)
    if n == 0:
        return 0.0, dlogits
    z, at = logits[kept], (np.arange(n), targets[kept])
    top = z.max(axis=1, keepdims=True)
    log_p = z - (top + np.log(np.exp(z - top).sum(axis=1, keepdims=True)))
    loss = -log_p[at].mean()
    grad = np.exp(log_p)
    grad[at] -= 1
    dlogits[kept] = grad / n
    return loss, dlogits
