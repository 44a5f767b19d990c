# fault: the tables are copied for each rating; rejected by test_a_rating_costs_the_same_in_a_large_table
"""One epoch of stochastic gradient descent for matrix factorisation."""

import numpy as np


def mf_epoch(P, Q, bu, bi, mu, ratings, lr, reg):
    given = P, Q, bu, bi
    P, Q, bu, bi = (np.array(a, dtype=np.float64) for a in given)
    squares = 0.0
    for u, i, r in ratings:
        # Copies: the update of q needs the p from before.
        P, Q = P.copy(), Q.copy()
        p, q = P[u].copy(), Q[i].copy()
        e = r - (mu + bu[u] + bi[i] + p @ q)
        squares += e * e
        P[u] += lr * (e * q - reg * p)
        Q[i] += lr * (e * p - reg * q)
        bu[u] += lr * (e - reg * bu[u])
        bi[i] += lr * (e - reg * bi[i])
    return P, Q, bu, bi, float(np.sqrt(squares / len(ratings)))
