"""conv1x1-linear-numpy, stage 1: forward."""

from math import fsum

import numpy as np

import answer
import hotseat_check as check

SIZES = [(2, 5, 3, 7, 11), (3, 2, 7, 5, 3), (1, 7, 2, 3, 5)]  # N, D, H, V, M


def draw(rng, n=2, d=5, h=3, v=7, m=11):
    return [rng.standard_normal(shape) for shape in [(n, d, h, v), (m, d), (m,)]]


def by_definition(x, W, b):
    y = np.empty((len(x), len(W), *x.shape[2:]))
    for n, m, i, j in np.ndindex(y.shape):
        y[n, m, i, j] = fsum([*(W[m] * x[n, :, i, j]), b[m]])
    return y


def test_forward_of_a_worked_example():
    # one image of two channels and 1 x 2 pixels
    x = np.array([[[[1.0, 2.0]], [[10.0, 20.0]]]])
    W = np.array([[1.0, 1.0], [0.0, -1.0], [2.0, 0.0]])
    b = np.array([0.0, 0.5, 100.0])
    y = answer.conv1x1(x, W, b)
    want = [[[[11.0, 22.0]], [[-9.5, -19.5]], [[102.0, 104.0]]]]
    check.close(y, want, "y")


def test_forward_shapes():
    sizes = [(2, 5, 3, 7, 11), (1, 1, 1, 1, 1), (3, 2, 1, 5, 4)]
    for n, d, h, v, m in sizes:
        x, W, b = np.ones((n, d, h, v)), np.ones((m, d)), np.ones(m)
        y = answer.conv1x1(x, W, b)
        check.array(y, f"y for x {x.shape}, W {m, d}", (n, m, h, v))


def test_forward_matches_the_definition():
    with check.fresh_rng() as rng:
        for n, d, h, v, m in SIZES:
            x, W, b = draw(rng, n, d, h, v, m)
            check.close(answer.conv1x1(x, W, b), by_definition(x, W, b), f"y for x {n, d, h, v}, W {m, d}")


def test_axes_of_equal_size_are_not_mixed_up():
    with check.fresh_rng() as rng:
        x, W, b = draw(rng, 3, 3, 3, 3, 3)
        check.close(answer.conv1x1(x, W, b), by_definition(x, W, b), "y for all dims 3")


def test_forward_of_one_pixel_and_of_no_image():
    with check.fresh_rng() as rng:
        for n, d, h, v, m in [(5, 3, 1, 1, 2), (1, 1, 1, 1, 1), (0, 5, 3, 7, 2), (0, 1, 1, 1, 3)]:
            x, W, b = draw(rng, n, d, h, v, m)
            check.close(answer.conv1x1(x, W, b), by_definition(x, W, b), f"y for x {n, d, h, v}")


def test_forward_keeps_float32():
    with check.fresh_rng() as rng:
        x, W, b = (a.astype(np.float32) for a in draw(rng))
        want = by_definition(*(a.astype(float) for a in (x, W, b)))
        check.close(answer.conv1x1(x, W, b), want, "y of float32", **check.FLOAT32)
        check.array(answer.conv1x1(*draw(rng)), "y of float64", dtype=np.float64)


def test_forward_takes_arrays_that_are_not_contiguous():
    with check.fresh_rng() as rng:
        x, W, b = draw(rng)
        want = by_definition(x, W, b)
        check.close(answer.conv1x1(*map(check.strided, (x, W, b))), want, "y of strided inputs")
        channels_last = np.ascontiguousarray(x.transpose(0, 2, 3, 1)).transpose(0, 3, 1, 2)
        check.close(answer.conv1x1(channels_last, np.asfortranarray(W), b), want, "y, channels last in memory")


def test_forward_changes_no_input():
    with check.fresh_rng() as rng:
        x, W, b = draw(rng)
        want = by_definition(x, W, b)
        with check.unchanged(x=x, W=W, b=b):
            first = answer.conv1x1(x, W, b)
            check.close(answer.conv1x1(x, W, b), want, "y of a second call")
        check.close(first, want, "y of the first call, afterwards")


def test_forward_of_many_pixels_is_vectorised():
    with check.fresh_rng() as rng:
        x, W, b = draw(rng, 1, 3, 150, 200, 2)
        check.fast(lambda module: module.conv1x1(x, W, b), times=10)
