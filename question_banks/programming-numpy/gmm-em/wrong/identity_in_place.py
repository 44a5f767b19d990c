# fault: 1e-6 times the identity is added to the covariances given, in place; rejected by test_inputs_stay_unchanged_and_calls_repeat
"""One step of expectation maximisation for a mixture of Gaussians."""

import numpy as np


def em_step(X, logpi, mu, cov):
    n, d = X.shape
    # Mahalanobis distances and determinants from Cholesky factors.
    cov += 1e-6 * np.eye(d)
    chol = np.linalg.cholesky(cov)
    diff = X - mu[:, None]
    z = np.linalg.solve(chol, diff.swapaxes(1, 2))
    logdet = 2 * np.log(np.diagonal(chol, axis1=1, axis2=2)).sum(axis=1)
    constant = logpi - 0.5 * (logdet + d * np.log(2 * np.pi))
    joint = constant[:, None] - 0.5 * (z * z).sum(axis=1)

    top = joint.max(axis=0)
    share = np.exp(joint - top)
    total = share.sum(axis=0)
    loglik = (top + np.log(total)).sum()
    r = share / total

    counts = r.sum(axis=1)
    mu = r @ X / counts[:, None]
    diff = X - mu[:, None]
    scatter = (r[:, None] * diff.swapaxes(1, 2)) @ diff
    cov = scatter / counts[:, None, None] + 1e-6 * np.eye(d)
    return np.log(counts / n), mu, cov, loglik
