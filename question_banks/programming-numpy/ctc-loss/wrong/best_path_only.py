# fault: the likeliest path instead of the sum over all; rejected by test_a_worked_example
"""CTC: loss in the log domain, and greedy decoding."""

from itertools import groupby

import numpy as np


def ctc_greedy(logp, blank=0):
    best = np.asarray(logp).argmax(axis=1).tolist()
    return [k for k, _ in groupby(best) if k != blank]


def ctc_loss(logp, target, blank=0):
    if len(logp) == 0:
        return np.inf if target else 0.0
    # States: blank, t1, blank, t2, ..., blank.
    labels = np.full(2 * len(target) + 1, blank)
    labels[1::2] = target
    # The blank between two labels may be left out if they differ.
    skip = np.zeros(len(labels), dtype=bool)
    skip[3::2] = labels[3::2] != labels[1:-2:2]

    alpha = np.full(len(labels), -np.inf)
    alpha[:2] = logp[0, labels[:2]]
    for row in logp[1:]:
        ways = np.full((3, len(labels)), -np.inf)
        ways[0] = alpha
        ways[1, 1:] = alpha[:-1]
        ways[2, 2:] = np.where(skip[2:], alpha[:-2], -np.inf)
        alpha = ways.max(axis=0) + row[labels]
    return -float(np.logaddexp.reduce(alpha[-2:]))
