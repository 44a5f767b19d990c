"""logsumexp, stage 2: every kind of axis, infinities, NaN, odd sizes."""

from itertools import permutations
from math import exp, fsum, log

import numpy as np

import answer
import hotseat_check as check

INF, NAN = np.inf, np.nan


def of_values(values):
    top = max(values)
    return top + log(fsum(exp(v - top) for v in values))


def over_axes(x, axes):
    axes = sorted(a % x.ndim for a in axes)
    rest = [a for a in range(x.ndim) if a not in axes]
    flat = x.transpose(rest + axes).reshape([x.shape[a] for a in rest] + [-1])
    want = np.array([of_values(flat[at].tolist()) for at in np.ndindex(flat.shape[:-1])])
    return want.reshape(flat.shape[:-1])


def test_several_axes_or_all():
    x = np.log(np.arange(1.0, 9.0).reshape(2, 2, 2))
    got = answer.logsumexp(x, axis=(0, 2))
    check.close(got, np.log([14.0, 22.0]), "axis (0, 2)")
    got = answer.logsumexp(x, axis=None)
    check.close(got, np.log(36.0), "axis None")
    got = answer.logsumexp(x, axis=(0, 2), keepdims=True)
    check.array(got, "axis (0, 2), keepdims", shape=(1, 2, 1))
    got = answer.logsumexp(x, axis=None, keepdims=True)
    check.array(got, "axis None, keepdims", shape=(1, 1, 1))


def test_infinite_entries_of_a_row():
    x = np.array([[-INF, 0.0], [-INF, -INF], [INF, 0.0]])
    check.close(answer.logsumexp(x), [0.0, -INF, INF], "logsumexp(x)")


def test_any_tuple_of_axes_in_any_order():
    with check.fresh_rng() as rng:
        x = 5 * rng.standard_normal((2, 3, 5, 7))
        for axes in [*permutations(range(4), 2), (3, 0, 1), (0, 1, 2, 3), (-1, 0), (-2, -4), (2,)]:
            want = over_axes(x, axes)
            check.close(answer.logsumexp(x, axis=axes), want, f"axis {axes}")
            shape = [1 if a in [b % 4 for b in axes] else n for a, n in enumerate(x.shape)]
            check.close(answer.logsumexp(x, axis=axes, keepdims=True), want.reshape(shape), f"axis {axes}, keepdims")


def test_none_and_one_dim_give_a_number():
    with check.fresh_rng() as rng:
        x = rng.standard_normal((2, 3, 5))
        check.close(answer.logsumexp(x, axis=None), of_values(x.ravel().tolist()), "axis None")
        v = rng.standard_normal(7)
        check.close(answer.logsumexp(v), of_values(v.tolist()), "x of shape (7,)")
        check.close(answer.logsumexp(v, keepdims=True), [of_values(v.tolist())], "shape (7,), keepdims")
        check.close(answer.logsumexp(v[:1]), v[0], "x of shape (1,)")


def test_only_minus_infinity_gives_minus_infinity():
    x = np.array([[-INF, -INF, -INF], [-INF, -700.0, -INF], [1.0, -INF, 1.0]])
    want = np.array([-INF, -700.0, 1 + log(2)])
    check.close(answer.logsumexp(x), want, "rows")
    check.close(answer.logsumexp(x.T, axis=0, keepdims=True), want[None], "columns, keepdims")
    check.close(answer.logsumexp(x.astype(np.float32)), want, "rows in float32", **check.FLOAT32)
    check.close(answer.logsumexp(x[:1], axis=None), -INF, "axis None")


def test_any_plus_infinity_gives_plus_infinity():
    x = np.array([[INF, 0.0, 1.0], [1e4, INF, -INF], [INF, INF, INF], [0.0, 0.0, 0.0]])
    want = np.array([INF, INF, INF, log(3)])
    check.close(answer.logsumexp(x), want, "rows")
    check.close(answer.logsumexp(x.astype(np.float32)), want, "rows in float32", **check.FLOAT32)
    check.close(answer.logsumexp(x, axis=(0, 1)), INF, "axis (0, 1)")


def test_nan_stays_in_its_slice():
    x = np.array([[NAN, 0.0, 1.0], [0.0, 1e4, NAN], [-INF, NAN, -INF], [0.0, 0.0, 0.0]])
    check.close(answer.logsumexp(x), [NAN, NAN, NAN, log(3)], "rows")
    check.close(answer.logsumexp(x, axis=None), NAN, "axis None")


def test_integers_count_as_float64():
    for kind in (np.int64, np.int32, np.uint8):
        x = np.array([[0, 0, 0], [1, 2, 200]], dtype=kind)
        got = answer.logsumexp(x)
        check.close(got, [log(3), of_values([1, 2, 200])], f"{np.dtype(kind)}", dtype=np.float64)


def test_slices_of_one_entry_and_batches_of_one_or_none():
    with check.fresh_rng() as rng:
        x = rng.standard_normal((5, 1))
        check.close(answer.logsumexp(x), x[:, 0], "one entry a row")
        for shape in [(1, 7), (1, 3, 1, 2)]:
            x = rng.standard_normal(shape)
            check.close(answer.logsumexp(x), over_axes(x, (-1,)), f"shape {shape}")
            check.close(answer.logsumexp(x, axis=(1,)), over_axes(x, (1,)), f"shape {shape}, axis (1,)")
        for shape in [(0, 3), (2, 0, 3)]:
            x = np.zeros(shape)
            check.close(answer.logsumexp(x), np.zeros(shape[:-1]), f"shape {shape}")
            check.close(answer.logsumexp(x, keepdims=True), np.zeros((*shape[:-1], 1)), f"{shape}, keepdims")
