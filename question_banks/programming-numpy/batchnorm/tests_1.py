"""batchnorm, stage 1: forward in training, (N, C)."""

from math import fsum, sqrt

import numpy as np

import answer
import hotseat_check as check

PARTS = "y", "new_mean", "new_var"
NAMES = "x", "gamma", "beta", "running_mean", "running_var"


def forward(*args, **more):
    y, _, mean, var = check.results(answer.batchnorm_forward(*args, True, **more), "y", "cache", "new_mean", "new_var")
    return y, mean, var


def by_definition(x, gamma, beta, running_mean, running_var, momentum=0.1, eps=1e-5):
    y, means, variances = np.zeros(x.shape), [], []
    n = len(x)
    for c, column in enumerate(x.T.astype(float).tolist()):
        mean = fsum(column) / n
        square = fsum((v - mean) ** 2 for v in column)
        y[:, c] = [gamma[c] * ((v - mean) / sqrt(square / n + eps)) + beta[c] for v in column]
        means.append((1 - momentum) * running_mean[c] + momentum * mean)
        variances.append((1 - momentum) * running_var[c] + momentum * square / (n - 1))
    return y, np.array(means), np.array(variances)


def compare(got, want, what, **tolerance):
    for g, w, name in zip(got, want, PARTS):
        check.close(g, w, f"{name} {what}", **tolerance)


def draw(rng, n=7, c=5, kind=np.float64):
    x = 1.5 + 2 * rng.standard_normal((n, c))
    rest = rng.standard_normal(c), rng.standard_normal(c), rng.standard_normal(c), rng.uniform(0.5, 3, c)
    return [a.astype(kind) for a in (x, *rest)]


def test_forward_of_a_worked_example():
    x = np.array([[1.0, -1.0], [5.0, 0.6]])
    gamma, beta = np.array([2.0, 3.0]), np.array([10.0, 20.0])
    mean, var = np.array([1.0, 2.0]), np.array([1.0, 4.0])
    # means 3 and -0.2, biased variances 4 and 0.64, unbiased 8 and 1.28
    y, cache, new_mean, new_var = answer.batchnorm_forward(
        x, gamma, beta, mean, var, True, eps=2.25)
    z = 0.8 / 1.7
    check.close(y, [[8.4, 20 - 3 * z], [11.6, 20 + 3 * z]], "y")
    check.close(new_mean, [0.9 + 0.3, 1.8 - 0.02], "new_mean")
    check.close(new_var, [0.9 + 0.8, 3.6 + 0.128], "new_var")


def test_forward_shapes():
    for n, c in [(7, 5), (2, 3), (5, 1), (3, 11)]:
        x, ones = np.arange(n * c, dtype=float).reshape(n, c), np.ones(c)
        result = answer.batchnorm_forward(x, ones, ones, ones, ones, True)
        y, cache, mean, var = check.results(result, "y", "cache", "new_mean", "new_var")
        check.array(y, f"y for x {n, c}", (n, c))
        check.array(mean, f"new_mean for x {n, c}", (c,))
        check.array(var, f"new_var for x {n, c}", (c,))


def test_forward_matches_the_definition():
    with check.fresh_rng() as rng:
        for n, c in [(7, 5), (2, 3), (13, 2), (5, 5), (3, 1)]:
            args = draw(rng, n, c)
            compare(forward(*args), by_definition(*args), f"for x {n, c}")


def test_forward_with_other_momentum_and_eps():
    with check.fresh_rng() as rng:
        args = draw(rng)
        for momentum, eps in [(0.0, 1e-5), (1.0, 1e-3), (0.25, 0.5), (0.9, 1e-8)]:
            want, what = by_definition(*args, momentum, eps), f"for momentum {momentum}, eps {eps}"
            compare(forward(*args, momentum=momentum, eps=eps), want, what)
            y, _, mean, var = check.results(answer.batchnorm_forward(*args, True, momentum, eps),
                                            "y", "cache", "new_mean", "new_var")
            compare((y, mean, var), want, f"{what} by position")


def test_forward_of_a_channel_that_hardly_varies():
    with check.fresh_rng() as rng:
        x, *rest = draw(rng)
        x[:, 0], x[:, 1] = 1.5, 0.0
        x[:, 2] = 0.25 + 2e-3 * rng.standard_normal(7)
        compare(forward(x, *rest), by_definition(x, *rest), "with constant channels")


def test_forward_far_from_zero():
    with check.fresh_rng() as rng:
        x, *rest = draw(rng)
        for spread in (1e-2, 1.0):
            far = 9000 + spread * x
            compare(forward(far, *rest), by_definition(far, *rest), f"near 9000 with spread {spread}", rtol=1e-6, atol=1e-7)


def test_one_row_is_refused():
    with check.fresh_rng() as rng:
        args = draw(rng, 1)
        check.rejects(lambda: answer.batchnorm_forward(*args, True), "one row in training")
        compare(forward(*draw_two(args)), by_definition(*draw_two(args)), "for two rows")


def draw_two(args):
    x, *rest = args
    return [np.concatenate([x, x + 1 + x * x]), *rest]


def test_forward_keeps_float32():
    with check.fresh_rng() as rng:
        args = draw(rng, 11, 3, kind=np.float32)
        compare(forward(*args), by_definition(*args), "of float32", **check.FLOAT32)
        for got, name in zip(forward(*draw(rng)), PARTS):
            check.array(got, f"{name} of float64", dtype=np.float64)


def test_forward_takes_strided_inputs_and_leaves_them():
    with check.fresh_rng() as rng:
        args = draw(rng)
        want, strided = by_definition(*args), [check.strided(a) for a in args]
        with check.unchanged(**dict(zip(NAMES, strided))):
            compare(check.repeats(lambda: forward(*strided), "results"), want, "of strided inputs")
        compare(forward(np.asfortranarray(args[0]), *args[1:]), want, "of Fortran order")


def test_forward_of_many_rows_is_vectorised():
    with check.fresh_rng() as rng:
        args = draw(rng, 15_000, 3)
        check.fast(lambda module: module.batchnorm_forward(*args, True), times=10)
