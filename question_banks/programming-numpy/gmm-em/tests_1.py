"""gmm-em, stage 1: the step itself."""

from math import exp, fsum, log, pi, tanh

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


def test_a_worked_example():
    # Each point belongs to the nearer mean by 1 / (1 + exp(-2)).
    X, mu, cov = np.array([[-1.0], [1.0]]), np.array([[-1.0], [1.0]]), np.ones((2, 1, 1))
    logpi, mu, cov, loglik = answer.em_step(X, np.log([0.5, 0.5]), mu, cov)
    check.close(logpi, np.log([0.5, 0.5]), "logpi")
    check.close(mu, [[-tanh(1)], [tanh(1)]], "mu")
    check.close(cov, np.full((2, 1, 1), 1 - tanh(1) ** 2 + 1e-6), "cov")
    check.close(loglik, 2 * log((1 + exp(-2)) / 2 / (2 * pi) ** 0.5), "loglik")


def test_one_component_is_mean_and_covariance():
    X = np.array([[0.0, 1.0], [2.0, 1.0], [4.0, 4.0]])
    logpi, mu, cov, loglik = answer.em_step(X, np.zeros(1), np.array([[1.0, 1.0]]), np.array([[[4.0, 0.0], [0.0, 9.0]]]))
    check.close(logpi, [0.0], "logpi")
    check.close(mu, [[2.0, 2.0]], "mu")
    check.close(cov, [[[8 / 3 + 1e-6, 2.0], [2.0, 2.0 + 1e-6]]], "cov")
    # squared distances 1/4, 1/4 and 9/4 + 1, determinant 36
    check.close(loglik, -3 * log(2 * pi * 6) - (1 / 4 + 1 / 4 + 13 / 4) / 2, "loglik")


def test_shapes_of_the_parameters():
    with check.fresh_rng() as rng:
        for n, d, k in [(11, 3, 2), (7, 1, 5), (13, 5, 1), (29, 2, 3)]:
            logpi, mu, cov, loglik = em_step(*draw(rng, n, d, k))
            what = f"for N, D, K = {n, d, k}"
            check.array(logpi, f"logpi {what}", (k,))
            check.array(mu, f"mu {what}", (k, d))
            check.array(cov, f"cov {what}", (k, d, d))
            check.number(loglik, f"loglik {what}")


def test_random_mixtures_match_the_definition():
    with check.fresh_rng() as rng:
        for n, d, k in [(17, 3, 2), (23, 2, 5), (31, 1, 3), (19, 5, 3), (11, 7, 1)]:
            compare(*draw(rng, n, d, k), f"for N, D, K = {n, d, k}")


def test_unequal_weights_count():
    with check.fresh_rng() as rng:
        X, _, mu, cov = draw(rng, 29, 2, 3)
        compare(X, np.log([0.01, 0.04, 0.95]), mu, cov, "for weights 0.01, 0.04, 0.95")


def test_correlated_covariances():
    with check.fresh_rng() as rng:
        X, logpi, mu, _ = draw(rng, 37, 2, 2)
        cov = np.array([[[1.0, 0.9], [0.9, 1.0]], [[2.0, -1.3], [-1.3, 1.0]]])
        compare(X, logpi, mu, cov, "for correlated covariances")


def test_a_single_row():
    with check.fresh_rng() as rng:
        for d, k in [(3, 2), (1, 1), (2, 5)]:
            compare(*draw(rng, 1, d, k), f"of one row, D, K = {d, k}")


def test_whole_numbers_count_as_floats():
    with check.fresh_rng() as rng:
        _, logpi, mu, cov = draw(rng, 1, 3, 2)
        compare(rng.integers(-3, 4, (23, 3)), logpi, mu, cov, "of int64 data")


def test_each_step_raises_the_likelihood():
    with check.fresh_rng() as rng:
        centres = np.array([[-3.0, 0.0], [3.0, 1.0], [0.0, 4.0]])
        X = centres[rng.integers(0, 3, 200)] + rng.standard_normal((200, 2))
        state = np.log(np.full(3, 1 / 3)), centres / 2, np.stack([2 * np.eye(2)] * 3)
        last = -np.inf
        for step in range(15):
            *state, loglik = em_step(X, *state)
            now = float(check.number(loglik, "loglik"))
            assert now >= last - 1e-6, f"step {step}: expected a loglik of {last} or more\ngot {now}"
            last = now
            check.close(np.exp(state[0]).sum(), 1.0, "sum of the weights")


def test_inputs_stay_unchanged_and_calls_repeat():
    with check.fresh_rng() as rng:
        X, logpi, mu, cov = (check.strided(a) for a in draw(rng, 19, 3, 2))
        with check.unchanged(X=X, logpi=logpi, mu=mu, cov=cov):
            check.repeats(lambda: answer.em_step(X, logpi, mu, cov), "result")
            compare(X, logpi, mu, cov, "of strided inputs")
