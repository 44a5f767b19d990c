"""batchnorm, stage 3: running statistics in use, and images."""

import numpy as np

import answer
import hotseat_check as check

PARTS = "y", "new_mean", "new_var", "dx", "dgamma", "dbeta"
NAMES = "x", "gamma", "beta", "running_mean", "running_var"


def both(args, dy, training, **more):
    y, cache, mean, var = check.results(answer.batchnorm_forward(*args, training, **more),
                                        "y", "cache", "new_mean", "new_var")
    return (y, mean, var, *check.results(answer.batchnorm_backward(dy, cache), "dx", "dgamma", "dbeta"))


def by_definition(args, dy, training, momentum=0.1, eps=1e-5):
    """Channel by channel; in training with the whole Jacobian."""
    x, gamma, beta, mean, var, dy = (a.astype(float) for a in (*args, dy))
    y, dx, dgamma, dbeta = np.zeros(x.shape), np.zeros(x.shape), np.zeros(gamma.shape), np.zeros(gamma.shape)
    new_mean, new_var = mean.copy(), var.copy()
    for c in range(x.shape[1]):
        values, grads = x[:, c].ravel(), dy[:, c].ravel()
        n = values.size
        used = values.sum() / n if training else mean[c]
        off = values - used
        spread = (off * off).sum() / n if training else var[c]
        root = np.sqrt(spread + eps)
        jacobian = np.eye(n) / root
        if training:
            jacobian = jacobian - 1 / (n * root) - np.multiply.outer(off, off) / (n * root**3)
            new_mean[c] += momentum * (used - mean[c])
            new_var[c] += momentum * (spread * n / (n - 1) - var[c])
        y[:, c] = (gamma[c] * off / root + beta[c]).reshape(x[:, c].shape)
        dx[:, c] = (gamma[c] * (jacobian @ grads)).reshape(x[:, c].shape)
        dgamma[c], dbeta[c] = (off / root) @ grads, grads.sum()
    return y, new_mean, new_var, dx, dgamma, dbeta


def compare(got, want, what, **tolerance):
    for at, (g, w, name) in enumerate(zip(got, want, PARTS)):
        check.close(g, w, f"{name} {what}", **(tolerance or (check.FORWARD if at < 3 else check.GRADIENT)))


def draw(rng, shape=(3, 5, 2, 7), kind=np.float64):
    c = shape[1]
    x = 1.5 + 2 * rng.standard_normal(shape)
    rest = rng.standard_normal(c), rng.standard_normal(c), rng.standard_normal(c), rng.uniform(0.5, 3, c)
    return [a.astype(kind) for a in (x, *rest)], rng.standard_normal(shape).astype(kind)


def test_evaluation_of_a_worked_example():
    x = np.array([[1.0, 2.0], [3.0, 4.0]])
    gamma, beta = np.array([2.0, 3.0]), np.array([10.0, 20.0])
    mean, var = np.array([1.0, 0.0]), np.array([4.0, 0.64])
    y, cache, new_mean, new_var = answer.batchnorm_forward(
        x, gamma, beta, mean, var, False, eps=2.25)
    check.close(y, [[10.0, 20 + 6 / 1.7], [11.6, 20 + 12 / 1.7]], "y")
    check.close(new_mean, [1.0, 0.0], "new_mean")
    check.close(new_var, [4.0, 0.64], "new_var")
    dy = np.array([[1.0, 2.0], [3.0, -1.0]])
    dx, dgamma, dbeta = answer.batchnorm_backward(dy, cache)
    check.close(dx, [[0.8, 6 / 1.7], [2.4, -3 / 1.7]], "dx")
    check.close(dgamma, [2.4, 0.0], "dgamma")
    check.close(dbeta, [4.0, 1.0], "dbeta")


def test_an_image_of_a_worked_example():
    x = np.array([[[[1.0, 5.0]], [[-1.0, 0.6]]]])  # N = 1, C = 2, 1 x 2
    gamma, beta, ones = np.array([2.0, 3.0]), np.array([10.0, 20.0]), np.ones(2)
    y, cache, new_mean, new_var = answer.batchnorm_forward(
        x, gamma, beta, ones, ones, True, eps=2.25)
    z = 0.8 / 1.7
    check.close(y, [[[[8.4, 11.6]], [[20 - 3 * z, 20 + 3 * z]]]], "y")
    check.close(new_mean, [0.9 + 0.3, 0.9 - 0.02], "new_mean")
    check.close(new_var, [0.9 + 0.8, 0.9 + 0.128], "new_var")
    dx, dgamma, dbeta = answer.batchnorm_backward(np.ones((1, 2, 1, 2)), cache)
    check.close(dx, np.zeros((1, 2, 1, 2)), "dx for dy of ones")
    check.close(dbeta, [2.0, 2.0], "dbeta")


def test_images_in_training_match_the_definition():
    with check.fresh_rng() as rng:
        for shape in [(3, 5, 2, 7), (1, 2, 3, 5), (7, 3, 1, 1), (2, 1, 1, 3), (3, 3, 3, 3)]:
            args, dy = draw(rng, shape)
            compare(both(args, dy, True), by_definition(args, dy, True), f"for x {shape}")


def test_evaluation_matches_the_definition():
    with check.fresh_rng() as rng:
        for shape in [(7, 5), (1, 3), (3, 5, 2, 7), (1, 2, 1, 1), (3, 3, 3, 3)]:
            args, dy = draw(rng, shape)
            compare(both(args, dy, False), by_definition(args, dy, False), f"for x {shape}")


def test_evaluation_with_other_momentum_and_eps():
    with check.fresh_rng() as rng:
        args, dy = draw(rng)
        for training in (False, True):
            want = by_definition(args, dy, training, 0.25, 0.5)
            compare(both(args, dy, training, momentum=0.25, eps=0.5), want, f"for training={training}")


def test_evaluation_of_a_tiny_running_variance():
    with check.fresh_rng() as rng:
        args, dy = draw(rng)
        args[4][:] = 0.0, 1e-6, 1e-5, 1e-3, 1e4
        compare(both(args, dy, False), by_definition(args, dy, False), "for running_var near 0")


def test_evaluation_of_an_empty_batch():
    with check.fresh_rng() as rng:
        for shape in [(0, 5), (0, 5, 2, 7)]:
            for kind in (np.float64, np.float32):
                args, dy = draw(rng, shape, kind)
                none = np.zeros(shape), args[3], args[4], np.zeros(shape), np.zeros(5), np.zeros(5)
                compare(both(args, dy, False), none, f"for x {shape}", dtype=kind)


def test_one_pixel_of_one_image_is_refused_in_training():
    with check.fresh_rng() as rng:
        args, dy = draw(rng, (1, 5, 1, 1))
        check.rejects(lambda: answer.batchnorm_forward(*args, True), "x (1, 5, 1, 1) in training")
        compare(both(args, dy, False), by_definition(args, dy, False), "of (1, 5, 1, 1) in evaluation")
        args, dy = draw(rng, (1, 5, 1, 2))
        args[0][..., 1] = args[0][..., 0] + 2
        compare(both(args, dy, True), by_definition(args, dy, True), "of (1, 5, 1, 2)")


def test_gradients_of_images_match_central_differences():
    with check.fresh_rng() as rng:
        (x, *rest), dy = draw(rng, (2, 3, 1, 5))
        x = 2 * rng.permuted(np.arange(30.0).reshape(3, 10), axis=1).reshape(3, 2, 1, 5).swapaxes(0, 1) / 7
        for training in (True, False):
            dx, dgamma, dbeta = both([x, *rest], dy, training)[3:]

            def loss(v, at):
                args = [x, *rest]
                args[at] = v
                return (dy * answer.batchnorm_forward(*args, training)[0]).sum()

            check.gradient(lambda v: loss(v, 0), x, dx, f"dx for training={training}")
            check.gradient(lambda v: loss(v, 1), rest[0], dgamma, f"dgamma for training={training}")
            check.gradient(lambda v: loss(v, 2), rest[1], dbeta, f"dbeta for training={training}")


def test_modes_do_not_disturb_each_other():
    with check.fresh_rng() as rng:
        args, dy = draw(rng)
        caches = [check.results(answer.batchnorm_forward(*args, training), "y", "cache", "new_mean", "new_var")[1]
                  for training in (True, False)]
        for training, cache in zip((True, False), caches):
            got = check.results(answer.batchnorm_backward(dy, cache), "dx", "dgamma", "dbeta")
            for g, w, name in zip(got, by_definition(args, dy, training)[3:], PARTS[3:]):
                check.close(g, w, f"{name} for training={training}", **check.GRADIENT)


def test_images_and_evaluation_keep_float32():
    with check.fresh_rng() as rng:
        for shape in [(3, 5, 2, 7), (11, 3)]:
            for training in (True, False):
                args, dy = draw(rng, shape, np.float32)
                want = by_definition(args, dy, training)
                compare(both(args, dy, training), want, f"of float32, training={training}", **check.FLOAT32)


def test_strided_images_stay_unchanged():
    with check.fresh_rng() as rng:
        args, dy = draw(rng)
        strided, dy_strided = [check.strided(a) for a in args], check.strided(dy)
        for training in (True, False):
            want = by_definition(args, dy, training)
            with check.unchanged(**dict(zip(NAMES, strided)), dy=dy_strided):
                got = check.repeats(lambda: both(strided, dy_strided, training), "results")
                compare(got, want, f"of strided inputs, training={training}")


def test_many_images_are_vectorised():
    with check.fresh_rng() as rng:
        args, dy = draw(rng, (1000, 3, 2, 7))
        check.fast(lambda module: module.batchnorm_backward(dy, module.batchnorm_forward(*args, True)[1]), times=10)
