"""batchnorm, stage 2: backward in training, (N, C)."""

import numpy as np

import answer
import hotseat_check as check

GRADS = "dx", "dgamma", "dbeta"


def backward(args, dy, **more):
    _, cache, _, _ = check.results(answer.batchnorm_forward(*args, True, **more), "y", "cache", "new_mean", "new_var")
    return check.results(answer.batchnorm_backward(dy, cache), *GRADS)


def by_definition(args, dy, eps=1e-5):
    """With the whole Jacobian of each channel."""
    x, gamma, dy = args[0].astype(float), args[1].astype(float), dy.astype(float)
    n, dx, dgamma, dbeta = len(x), np.zeros(x.shape), np.zeros(gamma.shape), np.zeros(gamma.shape)
    for c in range(x.shape[1]):
        off = x[:, c] - x[:, c].sum() / n
        root = np.sqrt((off * off).sum() / n + eps)
        jacobian = (np.eye(n) - 1 / n) / root - np.multiply.outer(off, off) / (n * root**3)
        dx[:, c] = gamma[c] * (jacobian @ dy[:, c])
        dgamma[c], dbeta[c] = (off / root) @ dy[:, c], dy[:, c].sum()
    return dx, dgamma, dbeta


def compare(got, want, what, **tolerance):
    for g, w, name in zip(got, want, GRADS):
        check.close(g, w, f"{name} {what}", **(tolerance or check.GRADIENT))


def draw(rng, n=7, c=5, kind=np.float64):
    x = 1.5 + 2 * rng.standard_normal((n, c))
    rest = rng.standard_normal(c), rng.standard_normal(c), rng.standard_normal(c), rng.uniform(0.5, 3, c)
    return [a.astype(kind) for a in (x, *rest)], rng.standard_normal((n, c)).astype(kind)


def test_backward_of_a_worked_example():
    x = np.array([[1.0, -1.0], [5.0, 0.6]])
    gamma, beta, ones = np.array([2.0, 3.0]), np.array([10.0, 20.0]), np.ones(2)
    dy = np.array([[1.0, 2.0], [3.0, -1.0]])
    y, cache, new_mean, new_var = answer.batchnorm_forward(
        x, gamma, beta, ones, ones, True, eps=2.25)
    dx, dgamma, dbeta = answer.batchnorm_backward(dy, cache)
    # roots of var + eps: 2.5 and 1.7
    z = 0.8 / 1.7
    check.close(dbeta, [4.0, 1.0], "dbeta")
    check.close(dgamma, [1.6, -3 * z], "dgamma")
    side = 4.5 * (1 - z * z) / 1.7
    check.close(dx, [[-0.288, side], [0.288, -side]], "dx")


def test_gradients_have_the_shapes_of_their_arrays():
    for n, c in [(7, 5), (2, 3), (5, 1), (3, 11)]:
        x, ones = np.arange(n * c, dtype=float).reshape(n, c), np.ones(c)
        cache = answer.batchnorm_forward(x, ones, ones, ones, ones, True)[1]
        result = answer.batchnorm_backward(np.ones((n, c)), cache)
        dx, dgamma, dbeta = check.results(result, *GRADS)
        check.array(dx, f"dx for x {n, c}", (n, c))
        check.array(dgamma, f"dgamma for x {n, c}", (c,))
        check.array(dbeta, f"dbeta for x {n, c}", (c,))


def test_gradients_match_the_jacobian():
    with check.fresh_rng() as rng:
        for n, c in [(7, 5), (2, 3), (13, 2), (5, 5), (3, 1)]:
            args, dy = draw(rng, n, c)
            for eps in (1e-5, 0.5):
                compare(backward(args, dy, eps=eps), by_definition(args, dy, eps), f"for x {n, c}, eps {eps}")


def test_gradients_match_central_differences():
    with check.fresh_rng() as rng:
        (x, gamma, beta, mean, var), dy = draw(rng, 7, 3)
        x = 2 * rng.permuted(np.arange(21.0).reshape(3, 7), axis=1).T / 7 + rng.uniform(0, 0.1, (7, 3))
        dx, dgamma, dbeta = backward((x, gamma, beta, mean, var), dy)

        def loss(x=x, gamma=gamma, beta=beta):
            return (dy * answer.batchnorm_forward(x, gamma, beta, mean, var, True)[0]).sum()

        check.gradient(lambda v: loss(x=v), x, dx, "dx")
        check.gradient(lambda v: loss(gamma=v), gamma, dgamma, "dgamma")
        check.gradient(lambda v: loss(beta=v), beta, dbeta, "dbeta")


def test_gradient_of_a_channel_that_hardly_varies():
    with check.fresh_rng() as rng:
        args, dy = draw(rng)
        args[0][:, 0] = 1.5
        args[0][:, 2] = 0.25 + 2e-3 * rng.standard_normal(7)
        compare(backward(args, dy), by_definition(args, dy), "with a constant channel", rtol=1e-6, atol=1e-8)


def test_gradients_far_from_zero():
    with check.fresh_rng() as rng:
        args, dy = draw(rng)
        args[0] = 9000 + args[0]
        compare(backward(args, dy), by_definition(args, dy), "near 9000", rtol=1e-6, atol=1e-8)


def test_caches_are_independent_and_serve_twice():
    with check.fresh_rng() as rng:
        (args, dy), (later, later_dy) = draw(rng), draw(rng)
        _, cache, _, _ = check.results(answer.batchnorm_forward(*args, True), "y", "cache", "new_mean", "new_var")
        _, later_cache, _, _ = check.results(answer.batchnorm_forward(*later, True), "y", "cache", "new_mean", "new_var")
        with check.unchanged(x=args[0], gamma=args[1], dy=dy):
            first = check.results(answer.batchnorm_backward(dy, cache), *GRADS)
            got = check.results(answer.batchnorm_backward(later_dy, later_cache), *GRADS)
            compare(got, by_definition(later, later_dy), "of the later call")
            again = check.results(answer.batchnorm_backward(dy, cache), *GRADS)
            compare(again, by_definition(args, dy), "of a second backward")
        compare(first, by_definition(args, dy), "of the first backward, afterwards")


def test_backward_keeps_float32():
    with check.fresh_rng() as rng:
        args, dy = draw(rng, 11, 3, kind=np.float32)
        compare(backward(args, dy), by_definition(args, dy), "of float32", **check.FLOAT32)
        for got, name in zip(backward(*draw(rng)), GRADS):
            check.array(got, f"{name} of float64", dtype=np.float64)


def test_backward_takes_strided_arrays():
    with check.fresh_rng() as rng:
        args, dy = draw(rng)
        want = by_definition(args, dy)
        compare(backward([check.strided(a) for a in args], check.strided(dy)), want, "of strided inputs")
        alike = np.broadcast_to(dy[:, :1], dy.shape)
        compare(backward(args, alike), by_definition(args, alike), "of a broadcast dy")


def test_backward_of_many_rows_is_vectorised():
    with check.fresh_rng() as rng:
        args, dy = draw(rng, 15_000, 3)
        check.fast(lambda module: module.batchnorm_backward(dy, module.batchnorm_forward(*args, True)[1]), times=10)
