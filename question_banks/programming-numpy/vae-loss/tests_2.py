"""vae-loss, stage 2: the gradients of the total."""

from math import exp, expm1

import numpy as np

import answer
import hotseat_check as check

GRADS = "dlogits", "dmu", "dlogvar"


def grads(*args, **kwargs):
    return check.results(answer.vae_grads(*args, **kwargs), *GRADS)


def by_definition(x, logits, mu, logvar, beta=1.0):
    n, each = len(x), np.vectorize
    p = each(lambda v: 1 / (1 + exp(-v)) if v > -700 else 0.0, otypes=[float])(logits)
    return (p - x) / n, beta / n * mu, beta / n * each(lambda v: expm1(v) / 2, otypes=[float])(logvar)


def compare(args, what, got=None):
    for g, w, name in zip(got or grads(*args), by_definition(*args), GRADS):
        check.close(g, w, f"{name} {what}", **check.GRADIENT)


def draw(rng, n=7, d=5, z=3):
    return (rng.uniform(0, 1, (n, d)), 2 * rng.standard_normal((n, d)), rng.standard_normal((n, z)),
            rng.standard_normal((n, z)))


def test_gradients_of_a_worked_example():
    ln3, ln4 = np.log([3, 4])
    x = np.array([[1.0, 0.0], [0.5, 1.0]])
    logits = np.array([[ln3, 0.0], [ln3, -ln3]])
    mu, logvar = np.array([[2.0], [0.0]]), np.array([[0.0], [ln4]])
    # probabilities 3/4 and 1/2, then 3/4 and 1/4; variances 1 and 4
    result = answer.vae_grads(x, logits, mu, logvar, 0.5)
    dlogits, dmu, dlogvar = result
    check.close(dlogits, [[-1 / 8, 1 / 4], [1 / 8, -3 / 8]], "dlogits")
    check.close(dmu, [[0.5], [0.0]], "dmu")
    check.close(dlogvar, [[0.0], [3 / 8]], "dlogvar")


def test_gradients_have_the_shapes_of_their_arrays():
    for n, d, z in [(7, 5, 3), (2, 3, 11), (1, 5, 2), (3, 1, 1)]:
        wide, narrow = np.ones((n, d)), np.ones((n, z))
        result = answer.vae_grads(wide, wide, narrow, narrow)
        dlogits, dmu, dlogvar = check.results(result, *GRADS)
        check.array(dlogits, f"dlogits for N, D, Z = {n, d, z}", (n, d))
        check.array(dmu, f"dmu for N, D, Z = {n, d, z}", (n, z))
        check.array(dlogvar, f"dlogvar for N, D, Z = {n, d, z}", (n, z))


def test_random_gradients_match_the_definition():
    with check.fresh_rng() as rng:
        for sizes in [(7, 5, 3), (3, 2, 11), (1, 5, 2), (5, 1, 1), (5, 5, 5)]:
            compare(draw(rng, *sizes), f"for N, D, Z = {sizes}")


def test_gradients_match_central_differences():
    with check.fresh_rng() as rng:
        x, *free = draw(rng, 3, 5, 2)
        for beta in (1.0, 0.3):
            for at, (grad, name) in enumerate(zip(grads(x, *free, beta), GRADS)):
                def total(v):
                    return answer.vae_loss(x, *free[:at], v, *free[at + 1:], beta)[0]

                check.gradient(total, free[at], grad, f"{name} for beta {beta}")


def test_gradients_for_other_betas():
    with check.fresh_rng() as rng:
        args = draw(rng)
        for beta in (0.0, 0.25, 4):
            compare((*args, beta), f"for beta {beta}")
            compare((*args, beta), f"for beta={beta} by name", grads(*args, beta=beta))


def test_gradients_at_extremes_are_finite():
    logits = np.array([[1e4, -1e4, 0.0], [800.0, -800.0, 40.0]])
    mu, logvar = np.array([[1e4, -1e4], [0.0, 3.0]]), np.array([[-1e4, 20.0], [-50.0, 0.0]])
    for x in (0.0, 0.3, 1.0):
        compare((np.full((2, 3), x), logits, mu, logvar), f"of extremes, targets {x}")


def test_gradients_for_integer_targets():
    with check.fresh_rng() as rng:
        x, *rest = draw(rng)
        compare(((x > 0.5).astype(np.int64), *rest), "of integer targets")


def test_gradients_of_strided_inputs_leave_them():
    with check.fresh_rng() as rng:
        args = [check.strided(a) for a in draw(rng)]
        with check.unchanged(x=args[0], logits=args[1], mu=args[2], logvar=args[3]):
            compare(args, "of strided inputs", check.repeats(lambda: grads(*args), "gradients"))


def test_gradients_of_many_rows_are_vectorised():
    with check.fresh_rng() as rng:
        args = draw(rng, 15_000, 3, 2)
        check.fast(lambda module: module.vae_grads(*args), times=10)
