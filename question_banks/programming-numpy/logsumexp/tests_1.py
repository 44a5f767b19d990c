"""logsumexp, stage 1: finite values along one axis."""

from math import exp, fsum, log

import numpy as np

import answer
import hotseat_check as check


def of_values(values):
    top = max(values)
    return top + log(fsum(exp(v - top) for v in values))


def by_definition(x, axis):
    return np.apply_along_axis(lambda v: of_values(v.tolist()), axis, np.asarray(x, dtype=float))


def test_a_worked_example():
    x = np.log(np.array([[1.0, 2.0, 5.0], [3.0, 2.0, 4.0]]))
    rows = answer.logsumexp(x)
    check.close(rows, np.log([8.0, 9.0]), "logsumexp(x)")
    columns = answer.logsumexp(x, axis=0)
    check.close(columns, np.log([4.0, 4.0, 9.0]), "logsumexp(x, 0)")


def test_shapes_with_and_without_keepdims():
    x = np.zeros((2, 3, 5))
    got = answer.logsumexp(x)
    check.array(got, "default axis", shape=(2, 3))
    got = answer.logsumexp(x, axis=1)
    check.array(got, "axis 1", shape=(2, 5))
    got = answer.logsumexp(x, axis=1, keepdims=True)
    check.array(got, "axis 1, keepdims", shape=(2, 1, 5))


def test_random_values_along_every_axis():
    with check.fresh_rng() as rng:
        x = 5 * rng.standard_normal((2, 3, 5))
        for axis in range(-3, 3):
            want = by_definition(x, axis)
            check.close(answer.logsumexp(x, axis=axis), want, f"axis {axis}")
            kept = answer.logsumexp(x, axis=axis, keepdims=True)
            check.close(kept, np.expand_dims(want, axis), f"axis {axis}, keepdims")


def test_large_values_neither_overflow_nor_vanish():
    with check.fresh_rng() as rng:
        near = rng.uniform(-3, 3, (3, 7))
        for offset in (1e4, -1e4, 800.0, -800.0):
            x = np.clip(near + offset, -1e4, 1e4)
            check.close(answer.logsumexp(x), by_definition(x, -1), f"values near {offset:g}")


def test_slices_of_very_different_size():
    x = np.array([[-1e4, -1e4, -9999.0], [0.0, 1.0, -1.0], [1e4, 9999.0, 0.0]])
    check.close(answer.logsumexp(x), by_definition(x, -1), "rows near -1e4, 0 and 1e4")
    check.close(answer.logsumexp(x.T, axis=0), by_definition(x, -1), "columns near -1e4, 0 and 1e4")


def test_float32_gives_float32():
    with check.fresh_rng() as rng:
        for offset in (0, 200, -200, 9000, -9000):
            x = (offset + 3 * rng.standard_normal((5, 7))).astype(np.float32)
            check.close(answer.logsumexp(x), by_definition(x, -1), f"float32 near {offset}", **check.FLOAT32)
        check.array(answer.logsumexp(x.astype(float)), "result for float64", dtype=np.float64)


def test_arrays_that_are_not_contiguous():
    with check.fresh_rng() as rng:
        x = rng.standard_normal((3, 5, 2))
        for axis in (0, 1, 2):
            want = by_definition(x, axis)
            check.close(answer.logsumexp(check.strided(x), axis=axis), want, f"strided, axis {axis}")
            check.close(answer.logsumexp(np.asfortranarray(x), axis=axis), want, f"Fortran order, axis {axis}")


def test_the_input_is_not_modified():
    with check.fresh_rng() as rng:
        x = rng.standard_normal((3, 5))
        with check.unchanged(x=x):
            first = answer.logsumexp(x)
            second = answer.logsumexp(x)
        check.close(second, by_definition(x, -1), "a second call")
        check.close(first, by_definition(x, -1), "the first call, afterwards")


def test_many_rows_are_vectorised():
    with check.fresh_rng() as rng:
        x = rng.standard_normal((20_000, 3))
        check.fast(lambda module: module.logsumexp(x), times=10)
