# fault: the gradient is not divided by the number of rows; rejected by test_the_gradient_matches_central_differences
"""Softmax cross-entropy of logits, with its gradient."""

import numpy as np


def softmax_ce(logits, targets, ignore_index=-100):
    dlogits = np.zeros_like(logits)
    kept = np.flatnonzero(targets != ignore_index)
    n = len(kept)
    if n == 0:
        return 0.0, dlogits
    z, at = logits[kept], (np.arange(n), targets[kept])
    # Shifted first and for good: adding the maximum back would round
    # away the digits that matter when the logits are large.
    z = z - z.max(axis=1, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    loss = -log_p[at].mean()
    grad = np.exp(log_p)
    grad[at] -= 1
    dlogits[kept] = grad
    return loss, dlogits
