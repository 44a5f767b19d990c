"""gmm-em, stage 2: far points, many dimensions, large offsets, many rows."""

from math import exp, fsum, log, pi

import numpy as np

import answer
import hotseat_check as check


def em_step(X, logpi, mu, cov):
    return check.results(answer.em_step(X, logpi, mu, cov), "logpi", "mu", "cov", "loglik")


def by_definition(X, logpi, mu, cov):
    """Row by row and component by component, with sums that do not round."""
    X, (K, D) = np.asarray(X, dtype=float), mu.shape
    shares, loglik = [], []
    inverse, logdet = [np.linalg.inv(c) for c in cov], [np.linalg.slogdet(c)[1] for c in cov]
    for x in X:
        logs = [logpi[k] - (D * log(2 * pi) + logdet[k] + (x - mu[k]) @ inverse[k] @ (x - mu[k])) / 2 for k in range(K)]
        top = max(logs)
        total = fsum(exp(v - top) for v in logs)
        loglik.append(top + log(total))
        shares.append([exp(v - top) / total for v in logs])
    new_pi, new_mu, new_cov = [], [], []
    for k in range(K):
        w = [s[k] for s in shares]
        m = [fsum(a * x[i] for a, x in zip(w, X)) / fsum(w) for i in range(D)]
        c = [[fsum(a * (x[i] - m[i]) * (x[j] - m[j]) for a, x in zip(w, X)) / fsum(w) + 1e-6 * (i == j)
              for j in range(D)] for i in range(D)]
        new_pi.append(log(fsum(w) / len(X)))
        new_mu.append(m)
        new_cov.append(c)
    return np.array(new_pi), np.array(new_mu), np.array(new_cov), fsum(loglik)


def compare(X, logpi, mu, cov, what):
    got, want = em_step(X, logpi, mu, cov), by_definition(X, logpi, mu, cov)
    for value, expected, name in zip(got, want, ("logpi", "mu", "cov", "loglik")):
        check.close(value, expected, f"{name} {what}")


def draw(rng, n, d, k):
    """Parameters and rows drawn from the components in turn, so that each keeps a share."""
    for _ in range(1000):
        mu, a = rng.standard_normal((k, d)), rng.standard_normal((k, d, d))
        cov = a @ a.swapaxes(1, 2) / d + np.eye(d) * rng.uniform(0.5, 2.0, k)[:, None, None]
        X = np.array([mu[i % k] + np.linalg.cholesky(cov[i % k]) @ rng.standard_normal(d) for i in range(n)])
        weights = rng.uniform(0.2, 1.0, k)
        logpi = np.log(weights / weights.sum())
        if by_definition(X, logpi, mu, cov)[0].min() > log(0.01):
            return X, logpi, mu, cov
    raise RuntimeError("no mixture found in which every component has a share")


def test_a_point_far_from_every_mean():
    X = np.array([[0.0], [2.0], [200.0]])
    mu, cov = np.array([[0.0], [2.0]]), np.ones((2, 1, 1))
    logpi, mu, cov, loglik = em_step(X, np.log([0.5, 0.5]), mu, cov)
    near, far = 1 / (1 + exp(-2)), 1 / (1 + exp(-398))
    want = np.array([near, 1 - near, 0.0]), np.array([1 - near, near, far])
    check.close(logpi, np.log([want[0].sum() / 3, want[1].sum() / 3]), "logpi")
    check.close(mu, [[w @ X[:, 0] / w.sum()] for w in want], "mu")
    first, second = (1 + exp(-2)) / 2, (exp(-99 * 99 * 2) + 1) / 2
    check.close(loglik, 2 * log(first) - 198 ** 2 / 2 + log(second) - 1.5 * log(2 * pi), "loglik")


def test_outliers_of_random_mixtures():
    with check.fresh_rng() as rng:
        X, logpi, mu, cov = draw(rng, 23, 3, 2)
        X[::5] *= 100
        compare(X, logpi, mu, cov, "with outliers")
        X[::7] = 1e4
        compare(X, logpi, mu, cov, "with rows of 1e4")


def test_clear_clusters_far_apart():
    with check.fresh_rng() as rng:
        mu = np.array([[-9000.0, 0.0], [0.0, 9000.0], [9000.0, -9000.0]])
        X = np.repeat(mu, 7, axis=0) + rng.standard_normal((21, 2))
        _, logpi, _, cov = draw(rng, 1, 2, 3)
        compare(X, logpi, mu, cov, "of clusters 9,000 apart")


def test_determinants_beyond_the_range_of_floats():
    with check.fresh_rng() as rng:
        for scale in (1e-4, 1e4):
            X, logpi, mu, cov = draw(rng, 13, 53, 2)
            compare(scale * X, logpi, scale * mu, scale ** 2 * cov, f"in 53 dimensions at scale {scale:g}")


def test_a_narrow_cluster_far_from_zero():
    with check.fresh_rng() as rng:
        X, logpi, mu, cov = draw(rng, 29, 2, 2)
        compare(8000 + 0.01 * X, logpi, 8000 + 0.01 * mu, 1e-4 * cov, "of spread 0.01 near 8,000")


def test_the_identity_is_added_to_the_result_only():
    with check.fresh_rng() as rng:
        X, logpi, mu, cov = draw(rng, 17, 2, 2)
        compare(0.001 * X, logpi, 0.001 * mu, 1e-6 * cov, "of spread 0.001")
        same = np.full((5, 3), 2.5)
        _, mu, cov, _ = em_step(same, np.zeros(1), np.ones((1, 3)), np.eye(3)[None])
        check.close(mu, [[2.5] * 3], "mu of equal rows")
        check.close(cov, 1e-6 * np.eye(3)[None], "cov of equal rows")


def test_many_rows_are_done_on_arrays():
    with check.fresh_rng() as rng:
        X, logpi, mu, cov = draw(rng, 60, 3, 4)
        X = np.tile(X, (100, 1))
        check.fast(lambda module: module.em_step(X, logpi, mu, cov), times=10)
