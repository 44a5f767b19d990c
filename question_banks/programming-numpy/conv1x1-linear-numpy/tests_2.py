"""conv1x1-linear-numpy, stage 2: backward."""

from math import fsum

import numpy as np

import answer
import hotseat_check as check

SIZES = [(2, 5, 3, 7, 11), (3, 2, 7, 5, 3), (1, 7, 2, 3, 5)]  # N, D, H, V, M


def draw(rng, n=2, d=5, h=3, v=7, m=11):
    return [rng.standard_normal(shape) for shape in [(n, m, h, v), (n, d, h, v), (m, d)]]


def backward(dy, x, W):
    return check.results(answer.conv1x1_backward(dy, x, W), "dx", "dW", "db")


def by_definition(dy, x, W):
    dx = np.empty(x.shape)
    for n, d, i, j in np.ndindex(dx.shape):
        dx[n, d, i, j] = fsum(dy[n, :, i, j] * W[:, d])
    dW = [[fsum((dy[:, m] * x[:, d]).ravel()) for d in range(x.shape[1])] for m in range(len(W))]
    db = [fsum(dy[:, m].ravel()) for m in range(len(W))]
    return dx, np.array(dW), np.array(db)


def compare(got, want, what, **tolerance):
    for g, w, name in zip(got, want, ("dx", "dW", "db")):
        check.close(g, w, f"{name} {what}", **tolerance)


def test_backward_of_a_worked_example():
    # one image of two channels and 1 x 2 pixels
    x = np.array([[[[1.0, 2.0]], [[10.0, 20.0]]]])
    W = np.array([[1.0, 1.0], [0.0, -1.0], [2.0, 0.0]])
    dy = np.array([[[[1.0, 0.0]], [[0.0, 1.0]], [[1.0, 1.0]]]])
    dx, dW, db = answer.conv1x1_backward(dy, x, W)
    check.close(dx, [[[[3.0, 2.0]], [[1.0, -1.0]]]], "dx")
    check.close(dW, [[1.0, 10.0], [2.0, 20.0], [3.0, 30.0]], "dW")
    check.close(db, [1.0, 1.0, 2.0], "db")


def test_gradients_have_the_shapes_of_their_arrays():
    sizes = [(2, 5, 3, 7, 11), (1, 1, 1, 1, 1), (3, 2, 1, 5, 4)]
    for n, d, h, v, m in sizes:
        dy, W = np.ones((n, m, h, v)), np.ones((m, d))
        result = answer.conv1x1_backward(dy, np.ones((n, d, h, v)), W)
        dx, dW, db = check.results(result, "dx", "dW", "db")
        check.array(dx, f"dx for x {n, d, h, v}", shape=(n, d, h, v))
        check.array(dW, f"dW for W {m, d}", shape=(m, d))
        check.array(db, f"db for b {m,}", shape=(m,))


def test_gradients_match_the_definition():
    with check.fresh_rng() as rng:
        for n, d, h, v, m in [*SIZES, (3, 3, 3, 3, 3)]:
            dy, x, W = draw(rng, n, d, h, v, m)
            compare(backward(dy, x, W), by_definition(dy, x, W), f"for x {n, d, h, v}, W {m, d}", **check.GRADIENT)


def test_gradients_match_central_differences():
    with check.fresh_rng() as rng:
        dy, x, W = draw(rng, 2, 3, 2, 3, 5)
        b = rng.standard_normal(5)
        dx, dW, db = backward(dy, x, W)

        def loss(x=x, W=W, b=b):
            return (dy * answer.conv1x1(x, W, b)).sum()

        check.gradient(lambda a: loss(x=a), x, dx, "dx")
        check.gradient(lambda a: loss(W=a), W, dW, "dW")
        check.gradient(lambda a: loss(b=a), b, db, "db")


def test_db_of_several_images():
    dy = np.ones((2, 3, 5, 7)) * np.array([1.0, 10.0, 100.0]).reshape(1, 3, 1, 1)
    _, _, db = backward(dy, np.ones((2, 2, 5, 7)), np.ones((3, 2)))
    check.close(db, [70.0, 700.0, 7000.0], "db")


def test_backward_of_one_pixel_and_of_no_image():
    with check.fresh_rng() as rng:
        for n, d, h, v, m in [(5, 3, 1, 1, 2), (1, 1, 1, 1, 1), (0, 5, 3, 7, 2)]:
            dy, x, W = draw(rng, n, d, h, v, m)
            compare(backward(dy, x, W), by_definition(dy, x, W), f"for x {n, d, h, v}", **check.GRADIENT)


def test_backward_keeps_float32_and_takes_strided_arrays():
    with check.fresh_rng() as rng:
        dy, x, W = draw(rng)
        want = by_definition(dy, x, W)
        compare(backward(*map(check.strided, (dy, x, W))), want, "of strided inputs", dtype=np.float64)
        alike = np.broadcast_to(dy[:, :, :1, :1], dy.shape)
        compare(backward(alike, x, W), by_definition(alike, x, W), "of a broadcast dy")
        compare(backward(*(a.astype(np.float32) for a in (dy, x, W))), want, "of float32", **check.FLOAT32)


def test_backward_changes_no_input():
    with check.fresh_rng() as rng:
        dy, x, W = draw(rng)
        want = by_definition(dy, x, W)
        with check.unchanged(dy=dy, x=x, W=W):
            first = backward(dy, x, W)
            compare(backward(dy, x, W), want, "of a second call")
        compare(first, want, "of the first call, afterwards")


def test_backward_of_many_pixels_is_vectorised():
    with check.fresh_rng() as rng:
        dy, x, W = draw(rng, 1, 3, 150, 200, 2)
        check.fast(lambda module: module.conv1x1_backward(dy, x, W), times=10)
