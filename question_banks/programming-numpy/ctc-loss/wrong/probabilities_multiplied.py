# fault: probabilities are multiplied, which underflows; rejected by test_long_input_does_not_underflow
"""CTC: loss over probabilities, and greedy decoding."""

from itertools import groupby

import numpy as np


def ctc_greedy(logp, blank=0):
    best = np.asarray(logp).argmax(axis=1).tolist()
    return [k for k, _ in groupby(best) if k != blank]


def ctc_loss(logp, target, blank=0):
    if len(logp) == 0:
        return np.inf if target else 0.0
    labels = np.full(2 * len(target) + 1, blank)
    labels[1::2] = target
    skip = np.zeros(len(labels))
    skip[3::2] = labels[3::2] != labels[1:-2:2]
    p = np.exp(logp)
    alpha = np.zeros(len(labels))
    alpha[:2] = p[0, labels[:2]]
    for row in p[1:]:
        ways = alpha.copy()
        ways[1:] += alpha[:-1]
        ways[2:] += skip[2:] * alpha[:-2]
        alpha = ways * row[labels]
    with np.errstate(divide="ignore"):
        return -float(np.log(alpha[-2:].sum()))
