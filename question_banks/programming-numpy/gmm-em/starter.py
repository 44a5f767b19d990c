"""One step of expectation maximisation for a
mixture of Gaussians.

em_step(X, logpi, mu, cov)
        -> (logpi, mu, cov, loglik)

    X      (N, D), data, N >= 1, D >= 1; float64, or
           integers, which count as float64
    logpi  (K,), natural logs of the weights, which
           sum to 1
    mu     (K, D), means
    cov    (K, D, D), full covariances, symmetric
           positive definite, used as they are given

Returns new arrays of the same shapes, after one E
step and one M step:

    weights      the mean responsibility of each
                 component, as its log
    mu           the mean of X weighted by
                 responsibilities
    cov          the weighted mean of
                 (x - m)(x - m)^T about the *new*
                 mean m, plus 1e-6 times the
                 identity
    loglik       the log-likelihood under the
                 parameters *given*, summed over the
                 rows of X; a Python float or a 0-d
                 array

Every component is given finite logpi and keeps
responsibilities whose sum is at least 1e-3. Inputs
are never modified. No loop over the rows; one over
the components is fine.
"""

import numpy as np


def em_step(X, logpi, mu, cov):
    raise NotImplementedError("not written yet")
