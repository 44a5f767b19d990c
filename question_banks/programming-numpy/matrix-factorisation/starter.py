"""One epoch of stochastic gradient descent for
matrix factorisation.

mf_epoch(P, Q, bu, bi, mu, ratings, lr, reg)
        -> (P, Q, bu, bi, rmse)

    P        (U, F), factors of users
    Q        (I, F), factors of items
    bu       (U,), biases of users
    bi       (I,), biases of items; all four are
             float64, or integers, which count as
             float64
    mu       number, overall mean, not learnt
    ratings  list of (u, i, r), at least one,
             visited in this order; users, items and
             pairs may occur again (stage 2)
    lr, reg  numbers >= 0

For each rating the prediction is
mu + bu[u] + bi[i] + P[u] . Q[i] and the error e is
r minus that, with all values as the ratings before
left them. Then one gradient step of size lr on

    e^2 / 2 + reg / 2 (|P[u]|^2 + |Q[i]|^2
                       + bu[u]^2 + bi[i]^2)

in all four at once: each is updated from the old
values of the others.

Returns new float64 arrays after the last rating,
and the root of the mean of e^2 over the ratings,
each e from just before its own update. Inputs are
never modified.
"""

import numpy as np


def mf_epoch(P, Q, bu, bi, mu, ratings, lr, reg):
    raise NotImplementedError("not written yet")
