# fault: the weights of x0 and xt are exchanged; rejected by test_posterior_gives_the_marginal_one_step_before
"""Steps of a denoising diffusion model."""

import numpy as np


def at(values, t, x):
    """The entries of values at t, shaped to scale the rows of x."""
    return values[t].reshape((-1,) + (1,) * (x.ndim - 1))


def q_sample(x0, t, noise, betas):
    kept = np.cumprod(1 - betas)
    return (at(np.sqrt(kept), t, x0) * x0
            + at(np.sqrt(1 - kept), t, x0) * noise)


def predict_x0(xt, t, eps, betas):
    kept = np.cumprod(1 - betas)
    return (xt - at(np.sqrt(1 - kept), t, xt) * eps) / at(
        np.sqrt(kept), t, xt)


def posterior(x0, xt, t, betas):
    kept = np.cumprod(1 - betas)
    # What was kept one step before; all of it before the first step.
    before = np.concatenate([[1.0], kept[:-1]])
    of_x0 = np.sqrt(before) * betas / (1 - kept)
    of_xt = np.sqrt(1 - betas) * (1 - before) / (1 - kept)
    var = betas * (1 - before) / (1 - kept)
    return at(of_xt, t, x0) * x0 + at(of_x0, t, xt) * xt, var[t]
