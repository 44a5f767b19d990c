"""CTC: loss in the log domain, and greedy decoding.

ctc_greedy(logp, blank=0) -> list
ctc_loss(logp, target, blank=0) -> float

    logp    (T, C), natural logarithms of
            probabilities: each row is a
            distribution over C classes, one of them
            the blank; T may be 0, entries may be
            -inf (probability 0)
    target  list of int, the labels in order; none
            is the blank; it may be empty and may
            repeat labels
    blank   the class that stands for "no label",
            0 ... C-1

A path chooses one class for each frame. It
collapses to labels: first runs of the same class
become one, then blanks are removed.

ctc_greedy  the collapse of the path that takes the
            likeliest class of each frame (a tie:
            the lower class); a list of Python ints
ctc_loss    -log of the summed probability of all
            paths that collapse to target; inf if
            there is none (stage 3); frames are
            independent, so a path's probability is
            a product

Inputs are never modified. A loop over the frames is
fine; within a frame work on arrays. T = 1,000
frames and more must not underflow, nor an entry
whose exp is 0 (below -745): only -inf is impossible.
"""

import numpy as np


def ctc_greedy(logp, blank=0):
    raise NotImplementedError("not written yet")


def ctc_loss(logp, target, blank=0):
    raise NotImplementedError("not written yet")
