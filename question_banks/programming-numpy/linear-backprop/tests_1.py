"""linear-backprop, stage 1: the forward pass of (N, D)."""

from math import fsum

import numpy as np

import answer
import hotseat_check as check


def forward(x, W, b):
    y, _ = check.results(answer.linear_forward(x, W, b), "y", "cache")
    return y


def by_definition(x, W, b):
    return np.array([[fsum([*(x[n] * W[m]), b[m]]) for m in range(len(W))] for n in range(len(x))])


def draw(rng, n=7, d=5, m=3):
    return rng.standard_normal((n, d)), rng.standard_normal((m, d)), rng.standard_normal(m)


def test_forward_of_a_worked_example():
    x = np.array([[1.0, 2.0, 0.0], [0.0, -1.0, 3.0]])
    W = np.array([[1.0, 0.0, 2.0], [-1.0, 1.0, 0.5]])
    b = np.array([10.0, -10.0])
    y, cache = answer.linear_forward(x, W, b)
    check.close(y, [[11.0, -9.0], [16.0, -9.5]], "y")


def test_forward_shapes():
    for n, d, m in [(7, 5, 3), (2, 3, 11), (1, 5, 2), (3, 1, 1)]:
        x, W, b = np.ones((n, d)), np.ones((m, d)), np.ones(m)
        result = answer.linear_forward(x, W, b)
        y, cache = check.results(result, "y", "cache")
        check.array(y, f"y for x {n, d}, W {m, d}", shape=(n, m))


def test_forward_matches_the_definition():
    with check.fresh_rng() as rng:
        for n, d, m in [(7, 5, 3), (3, 7, 11), (1, 2, 5), (5, 5, 5)]:
            x, W, b = draw(rng, n, d, m)
            check.close(forward(x, W, b), by_definition(x, W, b), f"y for x {n, d}, W {m, d}", **check.FORWARD)


def test_forward_of_large_values():
    with check.fresh_rng() as rng:
        x, W, b = (1e4 * rng.uniform(-1, 1, a.shape) for a in draw(rng))
        check.close(forward(x, W, b), by_definition(x, W, b), "y", atol=1e-5)


def test_forward_keeps_float32():
    with check.fresh_rng() as rng:
        x, W, b = (a.astype(np.float32) for a in draw(rng))
        check.close(forward(x, W, b), by_definition(*(a.astype(float) for a in (x, W, b))), "y", **check.FLOAT32)
        check.array(forward(*draw(rng)), "y of float64", dtype=np.float64)


def test_forward_takes_arrays_that_are_not_contiguous():
    with check.fresh_rng() as rng:
        x, W, b = draw(rng)
        want = by_definition(x, W, b)
        check.close(forward(check.strided(x), check.strided(W), check.strided(b)), want, "y of strided inputs")
        check.close(forward(np.asfortranarray(x), np.asfortranarray(W), b), want, "y of Fortran order")


def test_forward_changes_no_input():
    with check.fresh_rng() as rng:
        x, W, b = draw(rng)
        with check.unchanged(x=x, W=W, b=b):
            y = check.repeats(lambda: forward(x, W, b), "y")
        check.close(y, by_definition(x, W, b), "y after a second call")


def test_forward_of_many_rows_is_vectorised():
    with check.fresh_rng() as rng:
        x, W, b = draw(rng, 30_000, 3, 2)
        check.fast(lambda module: module.linear_forward(x, W, b), times=10)
