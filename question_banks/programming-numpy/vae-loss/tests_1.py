"""vae-loss, stage 1: the sample and the loss."""

from math import exp, expm1, fsum, log1p

import numpy as np

import answer
import hotseat_check as check

PARTS = "total", "recon", "kl"


def loss(*args, **kwargs):
    return check.results(answer.vae_loss(*args, **kwargs), *PARTS)


def by_definition(x, logits, mu, logvar, beta=1.0):
    """Entry by entry; log(1 + e^-|v|) and the distance from the right side, so that nothing cancels."""
    def entry(t, v):
        return log1p(exp(-abs(v))) + (v * (1 - t) if v > 0 else -v * t)

    n = len(x)
    recon = fsum(entry(t, v) for t, v in zip(x.ravel().tolist(), logits.ravel().tolist())) / n
    kl = fsum((m * m + expm1(s) - s) / 2 for m, s in zip(mu.ravel().tolist(), logvar.ravel().tolist())) / n
    return recon + beta * kl, recon, kl


def compare(args, what, got=None):
    for g, w, name in zip(got or loss(*args), by_definition(*args), PARTS):
        check.close(g, w, f"{name} {what}")


def draw(rng, n=7, d=5, z=3):
    return (rng.uniform(0, 1, (n, d)), 2 * rng.standard_normal((n, d)), rng.standard_normal((n, z)),
            rng.standard_normal((n, z)))


def test_loss_of_a_worked_example():
    ln2, ln3, ln4 = np.log([2, 3, 4])
    x = np.array([[1.0, 0.0], [0.5, 1.0]])
    logits = np.array([[ln3, 0.0], [ln3, -ln3]])
    mu, logvar = np.array([[2.0], [0.0]]), np.array([[0.0], [ln4]])
    # probabilities 3/4 and 1/2, then 3/4 and 1/4; variances 1 and 4
    total, recon, kl = answer.vae_loss(x, logits, mu, logvar, 0.5)
    rows = [ln4 - ln3 + ln2, ln4 - ln3 / 2 + ln4]
    check.close(recon, (rows[0] + rows[1]) / 2, "recon")
    check.close(kl, (2 + (3 - ln4) / 2) / 2, "kl")
    check.close(total, (sum(rows) + 1 + (3 - ln4) / 4) / 2, "total")


def test_a_sample_of_a_worked_example():
    mu = np.array([[1.0, -2.0, 0.5]])
    logvar = np.log([[4.0, 1.0, 0.25]])
    noise = np.random.default_rng(5).standard_normal((1, 3))
    z = answer.reparameterize(mu, logvar, np.random.default_rng(5))
    check.close(z, mu + np.array([[2.0, 1.0, 0.5]]) * noise, "z")


def test_samples_of_several_shapes_use_one_draw():
    with check.fresh_rng() as rng:
        for shape in [(7, 3), (1, 5), (3, 3), (2, 1)]:
            seed = int(rng.integers(2**31))
            mu, logvar = rng.standard_normal(shape), rng.uniform(-4, 4, shape)
            same, given = np.random.default_rng(seed), np.random.default_rng(seed)
            want = mu + np.exp(logvar) ** 0.5 * same.standard_normal(shape)
            with check.unchanged(mu=mu, logvar=logvar):
                check.close(answer.reparameterize(mu, logvar, given), want, f"z of shape {shape}")
            check.close(given.standard_normal(), same.standard_normal(), "the next number that rng draws")


def test_samples_have_the_right_mean_and_spread():
    n = 40_000
    mu, logvar = np.tile([1.5, -0.5], (n, 1)), np.tile(np.log([9.0, 0.04]), (n, 1))
    z = check.array(answer.reparameterize(mu, logvar, np.random.default_rng(11)), "z", (n, 2))
    spread = np.array([3.0, 0.2])
    off = np.abs(z.mean(axis=0) - mu[0]) / spread * n**0.5
    assert (off < 5).all(), f"mean of z: expected within 5 standard errors of mu\ngot {off} standard errors"
    off = np.abs(z.std(axis=0) / spread - 1) * (2 * n)**0.5
    assert (off < 5).all(), f"spread of z: expected within 5 standard errors of exp(logvar / 2)\ngot {off}"


def test_a_variance_near_zero_gives_the_mean():
    mu = np.array([[3.0, -1e4]])
    z = answer.reparameterize(mu, np.array([[-1e4, -200.0]]), np.random.default_rng(1))
    check.close(z, mu, "z for logvar -1e4 and -200")


def test_random_losses_match_the_definition():
    with check.fresh_rng() as rng:
        for sizes in [(7, 5, 3), (3, 2, 11), (1, 5, 2), (5, 1, 1), (5, 5, 5)]:
            compare(draw(rng, *sizes), f"for N, D, Z = {sizes}")


def test_beta_scales_the_divergence_only_in_the_total():
    with check.fresh_rng() as rng:
        args = draw(rng)
        for beta in (0.0, 0.25, 4):
            compare((*args, beta), f"for beta {beta}")
            compare((*args, beta), f"for beta={beta} by name", loss(*args, beta=beta))


def test_sure_logits_cost_their_whole_margin():
    logits = np.array([[1e4, -1e4, 1e4, -1e4, 0.0], [800.0, -800.0, 40.0, -40.0, 5.0]])
    for x in (np.array([[1.0, 0.0, 0.0, 1.0, 1.0]] * 2), np.array([[0.0, 1.0, 1.0, 0.0, 0.0]] * 2), np.full((2, 5), 0.3)):
        compare((x, logits, np.ones((2, 3)), np.zeros((2, 3))), f"for targets {x[0]}")


def test_extreme_means_and_variances():
    x, logits = np.full((2, 3), 0.25), np.full((2, 3), -0.5)
    compare((x, logits, np.array([[1e4, -1e4], [0.0, 3.0]]), np.array([[-1e4, 20.0], [-50.0, 0.0]])), "of extremes")
    compare((x, logits, np.zeros((2, 5)), np.zeros((2, 5))), "where q is the prior")


def test_targets_may_be_integers():
    with check.fresh_rng() as rng:
        x, *rest = draw(rng)
        compare(((x > 0.5).astype(np.int64), *rest), "of integer targets")


def test_loss_of_strided_inputs_leaves_them():
    with check.fresh_rng() as rng:
        args = [check.strided(a) for a in draw(rng)]
        with check.unchanged(x=args[0], logits=args[1], mu=args[2], logvar=args[3]):
            check.repeats(lambda: loss(*args), "total, recon, kl")
            compare(args, "of strided inputs")


def test_loss_of_many_rows_is_vectorised():
    with check.fresh_rng() as rng:
        args = draw(rng, 15_000, 3, 2)
        check.fast(lambda module: module.vae_loss(*args), times=10)
