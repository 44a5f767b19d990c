"""ddpm-steps, stage 1: to any step at once, and back."""

from math import exp, expm1, fsum, log1p, sqrt

import numpy as np

import answer
import hotseat_check as check


def scales(t, betas):
    """Returns what is left of x0 and what there is of noise after the steps 0 to t."""
    logs = fsum(log1p(-b) for b in betas[:t + 1].tolist())
    return exp(logs / 2), sqrt(-expm1(logs))


def noised(x0, t, noise, betas):
    xt = np.zeros(x0.shape)
    for n, step in enumerate(t.tolist()):
        signal, spread = scales(step, betas)
        xt[n] = signal * x0[n] + spread * noise[n]
    return xt


def cleaned(xt, t, eps, betas):
    x0 = np.zeros(xt.shape)
    for n, step in enumerate(t.tolist()):
        signal, spread = scales(step, betas)
        x0[n] = (xt[n] - spread * eps[n]) / signal
    return x0


def draw(rng, shape=(7, 3), steps=11):
    betas = rng.uniform(0.01, 0.5, steps)
    return rng.standard_normal(shape), rng.integers(0, steps, shape[0]), rng.standard_normal(shape), betas


SHAPES = (7,), (7, 3), (5, 5), (3, 2, 7), (5, 3, 2, 7), (1, 2, 3, 5), (3, 3, 3, 3)


def test_noise_of_a_worked_example():
    betas = np.array([0.36, 0.4375])  # keeps 0.64, then 0.36 of the variance
    x0 = np.array([[1.0, 2.0], [-1.0, 0.5]])
    noise = np.array([[0.5, -1.0], [2.0, 1.0]])
    xt = answer.q_sample(x0, np.array([1, 0]), noise, betas)
    check.close(xt, [[0.6 + 0.4, 1.2 - 0.8], [-0.8 + 1.2, 0.4 + 0.6]], "xt")


def test_x0_of_a_worked_example():
    betas = np.array([0.36, 0.4375])
    xt = np.array([[1.0, 0.4], [0.4, 1.0]])
    eps = np.array([[0.5, -1.0], [2.0, 1.0]])
    x0 = answer.predict_x0(xt, np.array([1, 0]), eps, betas)
    check.close(x0, [[1.0, 2.0], [-1.0, 0.5]], "x0")


def test_q_sample_matches_the_definition_for_any_dims():
    with check.fresh_rng() as rng:
        for shape in SHAPES:
            args = draw(rng, shape)
            check.close(answer.q_sample(*args), noised(*args), f"xt for x0 {shape}")


def test_predict_x0_matches_the_definition_for_any_dims():
    with check.fresh_rng() as rng:
        for shape in SHAPES:
            args = draw(rng, shape)
            check.close(answer.predict_x0(*args), cleaned(*args), f"x0 for xt {shape}")


def test_every_step_of_a_long_schedule():
    betas, t = np.linspace(1e-4, 0.02, 1000), np.arange(1000)
    with check.fresh_rng() as rng:
        x0, noise = rng.standard_normal((1000, 2)), rng.standard_normal((1000, 2))
        xt = noised(x0, t, noise, betas)
        check.close(answer.q_sample(x0, t, noise, betas), xt, "xt for 1,000 steps")
        check.close(answer.predict_x0(xt, t, noise, betas), x0, "x0 for 1,000 steps", atol=1e-9)


def test_schedules_of_one_step_and_of_extreme_betas():
    with check.fresh_rng() as rng:
        for betas in ([0.19], [1e-5], [0.999], [1e-5, 0.999, 1e-5, 0.5], [0.5, 1e-5]):
            betas = np.array(betas)
            x, noise, t = rng.standard_normal((7, 3)), rng.standard_normal((7, 3)), rng.integers(0, len(betas), 7)
            check.close(answer.q_sample(x, t, noise, betas), noised(x, t, noise, betas), f"xt for betas {betas}")
            check.close(answer.predict_x0(x, t, noise, betas), cleaned(x, t, noise, betas), f"x0 for betas {betas}")


def test_going_there_and_back():
    with check.fresh_rng() as rng:
        x0, t, noise, betas = draw(rng, (5, 3, 2))
        xt = check.array(answer.q_sample(x0, t, noise, betas), "xt", x0.shape)
        check.close(answer.predict_x0(xt, t, noise, betas), x0, "x0 from xt")


def test_large_values():
    with check.fresh_rng() as rng:
        x, t, noise, betas = draw(rng)
        x, noise = 1e4 * x.clip(-1, 1), 1e4 * noise.clip(-1, 1)
        check.close(answer.q_sample(x, t, noise, betas), noised(x, t, noise, betas), "xt", atol=1e-6)
        check.close(answer.predict_x0(x, t, noise, betas), cleaned(x, t, noise, betas), "x0", atol=1e-6)


def test_an_empty_batch():
    with check.fresh_rng() as rng:
        for shape in [(0,), (0, 3), (0, 3, 2, 7)]:
            args = draw(rng, shape)
            check.array(answer.q_sample(*args), f"xt for {shape}", shape, np.float64)
            check.array(answer.predict_x0(*args), f"x0 for {shape}", shape, np.float64)


def test_strided_inputs_stay_unchanged():
    with check.fresh_rng() as rng:
        x, t, noise, betas = args = [check.strided(a) for a in draw(rng, (5, 3, 2))]
        with check.unchanged(x=x, t=t, noise=noise, betas=betas):
            got = check.repeats(lambda: answer.q_sample(*args), "xt")
            check.close(got, noised(*args), "xt of strided inputs")
            got = check.repeats(lambda: answer.predict_x0(*args), "x0")
            check.close(got, cleaned(*args), "x0 of strided inputs")


def test_many_rows_are_vectorised():
    with check.fresh_rng() as rng:
        args = draw(rng, (15_000, 3), 1000)
        check.fast(lambda module: (module.q_sample(*args), module.predict_x0(*args)), times=10)
