"""linear-backprop, stage 2: the backward pass of (N, D)."""

from math import fsum

import numpy as np

import answer
import hotseat_check as check


def draw(rng, n=7, d=5, m=3):
    return [rng.standard_normal(shape) for shape in [(n, d), (m, d), (m,), (n, m)]]


def backward(x, W, b, dy):
    _, cache = check.results(answer.linear_forward(x, W, b), "y", "cache")
    return check.results(answer.linear_backward(dy, cache), "dx", "dW", "db")


def by_definition(x, W, dy):
    (n, d), m = x.shape, len(W)
    dx = [[fsum(dy[i, k] * W[k, j] for k in range(m)) for j in range(d)] for i in range(n)]
    dW = [[fsum(dy[i, k] * x[i, j] for i in range(n)) for j in range(d)] for k in range(m)]
    db = [fsum(dy[i, k] for i in range(n)) for k in range(m)]
    return np.array(dx), np.array(dW), np.array(db)


def compare(got, want, what, **tolerance):
    for g, w, name in zip(got, want, ("dx", "dW", "db")):
        check.close(g, w, f"{name} {what}".strip(), **tolerance)


def test_backward_of_a_worked_example():
    x = np.array([[1.0, 2.0, 0.0], [0.0, -1.0, 3.0]])
    W = np.array([[1.0, 0.0, 2.0], [-1.0, 1.0, 0.5]])
    b = np.array([10.0, -10.0])
    dy = np.array([[1.0, 0.0], [2.0, -1.0]])
    y, cache = answer.linear_forward(x, W, b)
    dx, dW, db = answer.linear_backward(dy, cache)
    check.close(dx, [[1.0, 0.0, 2.0], [3.0, -1.0, 3.5]], "dx")
    check.close(dW, [[1.0, 0.0, 6.0], [0.0, 1.0, -3.0]], "dW")
    check.close(db, [3.0, -1.0], "db")


def test_gradients_have_the_shapes_of_their_arrays():
    for n, d, m in [(7, 5, 3), (2, 3, 11), (1, 5, 2), (3, 1, 1)]:
        x, W, b = np.ones((n, d)), np.ones((m, d)), np.ones(m)
        y, cache = answer.linear_forward(x, W, b)
        result = answer.linear_backward(np.ones((n, m)), cache)
        dx, dW, db = check.results(result, "dx", "dW", "db")
        check.array(dx, f"dx for x {n, d}", shape=(n, d))
        check.array(dW, f"dW for W {m, d}", shape=(m, d))
        check.array(db, f"db for b {m,}", shape=(m,))


def test_gradients_match_the_definition():
    with check.fresh_rng() as rng:
        for n, d, m in [(7, 5, 3), (3, 7, 11), (1, 2, 5), (5, 5, 5)]:
            x, W, b, dy = draw(rng, n, d, m)
            compare(backward(x, W, b, dy), by_definition(x, W, dy), f"for x {n, d}, W {m, d}", **check.GRADIENT)


def test_gradients_match_central_differences():
    with check.fresh_rng() as rng:
        x, W, b, dy = draw(rng, 3, 2, 5)
        dx, dW, db = backward(x, W, b, dy)

        def loss(x=x, W=W, b=b):
            return (dy * answer.linear_forward(x, W, b)[0]).sum()

        check.gradient(lambda v: loss(x=v), x, dx, "dx")
        check.gradient(lambda v: loss(W=v), W, dW, "dW")
        check.gradient(lambda v: loss(b=v), b, db, "db")


def test_db_of_several_rows():
    dy = np.array([[1.0, 10.0], [2.0, 20.0], [4.0, 40.0]])
    _, _, db = backward(np.ones((3, 5)), np.ones((2, 5)), np.ones(2), dy)
    check.close(db, [7.0, 70.0], "db")


def test_a_cache_survives_later_calls():
    with check.fresh_rng() as rng:
        x, W, b, dy = draw(rng)
        for later, what in [(draw(rng), "of equal shapes"), (draw(rng, 2, 3, 11), "of other shapes")]:
            _, cache = answer.linear_forward(x, W, b)
            _, later_cache = answer.linear_forward(*later[:3])
            got = check.results(answer.linear_backward(dy, cache), "dx", "dW", "db")
            compare(got, by_definition(x, W, dy), f"after a call {what}")
            got = check.results(answer.linear_backward(later[3], later_cache), "dx", "dW", "db")
            compare(got, by_definition(later[0], later[1], later[3]), f"of the call {what}")


def test_backward_changes_no_input_and_may_be_repeated():
    with check.fresh_rng() as rng:
        x, W, b, dy = draw(rng)
        want = by_definition(x, W, dy)
        _, cache = answer.linear_forward(x, W, b)
        with check.unchanged(x=x, W=W, b=b, dy=dy):
            first = answer.linear_backward(dy, cache)
            compare(answer.linear_backward(dy, cache), want, "of a second call")
        compare(first, want, "of the first call, afterwards")


def test_backward_keeps_float32_and_takes_strided_arrays():
    with check.fresh_rng() as rng:
        x, W, b, dy = draw(rng)
        want = by_definition(x, W, dy)
        compare(backward(*map(check.strided, (x, W, b, dy))), want, "of strided inputs", dtype=np.float64)
        alike = np.broadcast_to(dy[:1], dy.shape)
        compare(backward(x, W, b, alike), by_definition(x, W, alike), "of a broadcast dy")
        compare(backward(*(a.astype(np.float32) for a in (x, W, b, dy))), want, "of float32", **check.FLOAT32)


def test_backward_of_many_rows_is_vectorised():
    with check.fresh_rng() as rng:
        x, W, b, dy = draw(rng, 30_000, 3, 2)
        check.fast(lambda module: module.linear_backward(dy, module.linear_forward(x, W, b)[1]), times=10)
