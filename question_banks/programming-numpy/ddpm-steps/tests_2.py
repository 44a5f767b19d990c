"""ddpm-steps, stage 2: one step back, knowing x0."""

from math import exp, expm1, fsum, log1p, sqrt

import numpy as np

import answer
import hotseat_check as check


def posterior(*args):
    return check.results(answer.posterior(*args), "mean", "var")


def by_definition(x0, xt, t, betas):
    """As a product of two Gaussians of x_{t-1}: the next step seen from it, and what x0 says of it."""
    mean, var = x0.astype(float), np.zeros(len(t))
    for n, step in enumerate(t.tolist()):
        if step == 0:
            continue
        logs = fsum(log1p(-b) for b in betas[:step].tolist())
        beta = float(betas[step])
        from_next, from_x0 = (1 - beta) / beta, -1 / expm1(logs)
        var[n] = 1 / (from_next + from_x0)
        mean[n] = var[n] * (sqrt(1 - beta) / beta * xt[n] + from_x0 * exp(logs / 2) * x0[n])
    return mean, var


def compare(args, what, **more):
    for g, w, name in zip(posterior(*args), by_definition(*args), ("mean", "var")):
        check.close(g, w, f"{name} {what}", **more)


def draw(rng, shape=(7, 3), steps=11):
    betas = rng.uniform(0.01, 0.5, steps)
    return rng.standard_normal(shape), rng.standard_normal(shape), rng.integers(0, steps, shape[0]), betas


def test_posterior_of_a_worked_example():
    betas = np.array([0.36, 0.4375])  # keeps 0.64, then 0.36 of the variance
    x0 = np.array([[1.0, 2.0], [-1.0, 0.5]])
    xt = np.array([[2.0, -1.0], [3.0, 4.0]])
    mean, var = answer.posterior(x0, xt, np.array([1, 0]), betas)
    of_x0, of_xt = 0.8 * 0.4375 / 0.64, 0.75 * 0.36 / 0.64
    want = [[of_x0 + 2 * of_xt, 2 * of_x0 - of_xt], [-1.0, 0.5]]
    check.close(mean, want, "mean")
    check.close(var, [0.4375 * 0.36 / 0.64, 0.0], "var")


def test_posterior_shapes():
    for shape in [(7,), (7, 3), (3, 2, 7), (5, 3, 2, 7)]:
        ones, t = np.ones(shape), np.arange(shape[0])
        result = answer.posterior(ones, ones, t, np.full(11, 0.1))
        mean, var = check.results(result, "mean", "var")
        check.array(mean, f"mean for x0 {shape}", shape)
        check.array(var, f"var for x0 {shape}", shape[:1])


def test_posterior_matches_the_product_of_two_gaussians():
    with check.fresh_rng() as rng:
        for shape in [(7,), (7, 3), (5, 5), (3, 2, 7), (5, 3, 2, 7), (1, 2, 3, 5), (3, 3, 3, 3)]:
            compare(draw(rng, shape), f"for x0 {shape}")


def test_posterior_before_the_first_step_is_x0():
    with check.fresh_rng() as rng:
        x0, xt, t, betas = draw(rng)
        t[:] = 0
        mean, var = posterior(x0, xt, t, betas)
        check.close(mean, x0, "mean at t = 0")
        check.close(var, np.zeros(7), "var at t = 0", rtol=0, atol=1e-13)


def test_posterior_at_every_step_of_a_long_schedule():
    betas, t = np.linspace(1e-4, 0.02, 1000), np.arange(1000)
    with check.fresh_rng() as rng:
        x0, xt = rng.standard_normal((1000, 2)), rng.standard_normal((1000, 2))
        compare((x0, xt, t, betas), "for 1,000 steps")


def test_posterior_gives_the_marginal_one_step_before():
    with check.fresh_rng() as rng:
        betas = rng.uniform(0.01, 0.5, 11)
        kept, t = np.cumprod(1 - betas), np.arange(1, 11)
        one, none = np.ones((10, 1)), np.zeros((10, 1))
        of_x0, var = posterior(one, none, t, betas)
        of_xt, _ = posterior(none, one, t, betas)
        of_x0, of_xt = (check.array(v, "mean", (10, 1))[:, 0] for v in (of_x0, of_xt))
        check.close(of_x0 + of_xt * np.sqrt(kept[1:]), np.sqrt(kept[:-1]), "scale of x0 in x_{t-1}")
        check.close(of_xt**2 * (1 - kept[1:]) + var, 1 - kept[:-1], "variance of x_{t-1} given x0")


def test_posterior_for_one_step_and_extreme_betas():
    with check.fresh_rng() as rng:
        for betas in ([0.19], [1e-5], [0.999], [1e-5, 0.999, 1e-5, 0.5], [0.5, 1e-5]):
            betas = np.array(betas)
            t = rng.permutation(np.arange(7) % len(betas))
            compare((rng.standard_normal((7, 3)), rng.standard_normal((7, 3)), t, betas), f"for betas {betas}")


def test_posterior_of_large_values():
    with check.fresh_rng() as rng:
        x0, xt, t, betas = draw(rng)
        compare((1e4 * x0.clip(-1, 1), 1e4 * xt.clip(-1, 1), t, betas), "of large values", atol=1e-6)


def test_posterior_of_an_empty_batch():
    with check.fresh_rng() as rng:
        for shape in [(0,), (0, 3), (0, 3, 2, 7)]:
            compare(draw(rng, shape), f"for {shape}", dtype=np.float64)


def test_posterior_of_strided_inputs_leaves_them():
    with check.fresh_rng() as rng:
        x0, xt, t, betas = args = [check.strided(a) for a in draw(rng, (5, 3, 2))]
        with check.unchanged(x0=x0, xt=xt, t=t, betas=betas):
            check.repeats(lambda: posterior(*args), "mean, var")
            compare(args, "of strided inputs")


def test_posterior_of_many_rows_is_vectorised():
    with check.fresh_rng() as rng:
        args = draw(rng, (15_000, 3), 1000)
        check.fast(lambda module: module.posterior(*args), times=10)
