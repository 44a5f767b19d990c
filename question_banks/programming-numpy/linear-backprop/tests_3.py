"""linear-backprop, stage 3: any number of leading dims, also none or an empty one."""

import numpy as np

import answer
import hotseat_check as check


def draw(rng, leading, d=5, m=3):
    return [rng.standard_normal(shape) for shape in [(*leading, d), (m, d), (m,), (*leading, m)]]


def both(x, W, b, dy):
    y, cache = check.results(answer.linear_forward(x, W, b), "y", "cache")
    return (y, *check.results(answer.linear_backward(dy, cache), "dx", "dW", "db"))


def by_definition(x, W, b, dy):
    y = np.einsum("...d,md->...m", x, W) + b
    rows, grads = [x[i] for i in np.ndindex(x.shape[:-1])], [dy[i] for i in np.ndindex(dy.shape[:-1])]
    dW, db = np.zeros(W.shape), np.zeros(b.shape)
    for row, grad in zip(rows, grads):
        dW += np.multiply.outer(grad, row)
        db += grad
    return y, np.einsum("...m,md->...d", dy, W), dW, db


def compare(got, want, what, **tolerance):
    for g, w, name in zip(got, want, ("y", "dx", "dW", "db")):
        check.close(g, w, f"{name} {what}", **tolerance)


def test_a_single_vector_without_a_batch():
    x = np.array([1.0, 2.0, 0.0])
    W = np.array([[1.0, 0.0, 2.0], [-1.0, 1.0, 0.5]])
    b = np.array([10.0, -10.0])
    y, cache = answer.linear_forward(x, W, b)
    check.close(y, [11.0, -9.0], "y")
    dx, dW, db = answer.linear_backward(np.array([2.0, -1.0]), cache)
    check.close(dx, [3.0, -1.0, 3.5], "dx")
    check.close(dW, [[2.0, 4.0, 0.0], [-1.0, -2.0, 0.0]], "dW")
    check.close(db, [2.0, -1.0], "db")


def test_shapes_with_leading_dims():
    W, b = np.ones((3, 5)), np.ones(3)
    for leading in [(), (4,), (2, 7), (2, 7, 1, 4)]:
        x, dy = np.ones((*leading, 5)), np.ones((*leading, 3))
        y, cache = answer.linear_forward(x, W, b)
        check.array(y, f"y for x {x.shape}", shape=dy.shape)
        dx, dW, db = answer.linear_backward(dy, cache)
        check.array(dx, f"dx for x {x.shape}", shape=x.shape)
        check.array(dW, f"dW for x {x.shape}", shape=(3, 5))
        check.array(db, f"db for x {x.shape}", shape=(3,))


def test_leading_dims_match_the_definition():
    with check.fresh_rng() as rng:
        for leading in [(), (1,), (2, 7), (7, 2, 3), (1, 1, 1, 2)]:
            args = draw(rng, leading)
            compare(both(*args), by_definition(*args), f"for leading {leading}", **check.GRADIENT)


def test_dims_of_equal_size_are_not_mixed_up():
    with check.fresh_rng() as rng:
        args = draw(rng, (3, 3), 3, 3)
        compare(both(*args), by_definition(*args), "for all dims 3", **check.GRADIENT)


def test_leading_dims_match_central_differences():
    with check.fresh_rng() as rng:
        x, W, b, dy = draw(rng, (2, 3), 2, 5)
        _, dx, dW, db = both(x, W, b, dy)

        def loss(x=x, W=W, b=b):
            return (dy * answer.linear_forward(x, W, b)[0]).sum()

        check.gradient(lambda v: loss(x=v), x, dx, "dx")
        check.gradient(lambda v: loss(W=v), W, dW, "dW")
        check.gradient(lambda v: loss(b=v), b, db, "db")


def test_an_empty_batch_has_zero_gradients():
    W, b = np.ones((3, 5)), np.ones(3)
    for leading in [(0,), (0, 4), (4, 0), (2, 0, 3)]:
        want = np.zeros((*leading, 3)), np.zeros((*leading, 5)), np.zeros((3, 5)), np.zeros(3)
        for kind in (np.float64, np.float32):
            args = np.ones((*leading, 5)), W, b, np.ones((*leading, 3))
            compare(both(*(a.astype(kind) for a in args)), want, f"for leading {leading}", dtype=kind)


def test_leading_dims_may_be_strided_and_stay_unchanged():
    with check.fresh_rng() as rng:
        x, W, b, dy = draw(rng, (2, 7))
        want = by_definition(x, W, b, dy)
        x, dy = check.strided(x), np.asfortranarray(dy)
        with check.unchanged(x=x, W=W, b=b, dy=dy):
            compare(both(x, W, b, dy), want, "of strided inputs")
        swapped = by_definition(x.swapaxes(0, 1), W, b, dy.swapaxes(0, 1))
        compare(both(x.swapaxes(0, 1), W, b, dy.swapaxes(0, 1)), swapped, "of swapped dims")


def test_leading_dims_keep_float32():
    with check.fresh_rng() as rng:
        for leading in [(), (2, 7)]:
            args = [a.astype(np.float32) for a in draw(rng, leading)]
            want = by_definition(*(a.astype(float) for a in args))
            compare(both(*args), want, f"for leading {leading}", **check.FLOAT32)


def test_many_leading_dims_are_vectorised():
    with check.fresh_rng() as rng:
        x, W, b, dy = draw(rng, (150, 200), 3, 2)
        check.fast(lambda module: module.linear_backward(dy, module.linear_forward(x, W, b)[1]), times=10)
