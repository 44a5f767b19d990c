# fault: the log-likelihood is that under the new parameters; rejected by test_a_worked_example
"""One step of expectation maximisation for a mixture of Gaussians."""

import numpy as np


def scores(X, logpi, mu, cov):
    chol = np.linalg.cholesky(cov)
    z = np.linalg.solve(chol, (X - mu[:, None]).swapaxes(1, 2))
    logdet = 2 * np.log(np.diagonal(chol, axis1=1, axis2=2)).sum(axis=1)
    constant = logpi - 0.5 * (logdet + X.shape[1] * np.log(2 * np.pi))
    return constant[:, None] - 0.5 * (z * z).sum(axis=1)


def em_step(X, logpi, mu, cov):
    joint = scores(X, logpi, mu, cov)
    r = np.exp(joint - np.logaddexp.reduce(joint, axis=0))
    counts = r.sum(axis=1)
    mu = r @ X / counts[:, None]
    diff = X - mu[:, None]
    scatter = (r[:, None] * diff.swapaxes(1, 2)) @ diff
    cov = scatter / counts[:, None, None] + 1e-6 * np.eye(X.shape[1])
    logpi = np.log(counts / len(X))
    loglik = np.logaddexp.reduce(scores(X, logpi, mu, cov), axis=0).sum()
    return logpi, mu, cov, loglik
