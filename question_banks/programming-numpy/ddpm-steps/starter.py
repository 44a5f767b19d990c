"""Steps of a denoising diffusion model.

    x0, xt, noise, eps  (N, ...), any dims after the
                        first, or none
    t                   (N,) int64, each 0 ... T-1
    betas               (T,), each 1e-5 to 0.999

Step t adds noise of variance betas[t]:
    q(x_t | x_{t-1})
        = N(sqrt(1 - betas[t]) x_{t-1}, betas[t] I)
where t = 0 is the first step, applied to the clean
x0 itself.

q_sample(x0, t, noise, betas) -> xt
    x after the steps 0 ... t, from x0 at once, with
    standard normal noise as given
predict_x0(xt, t, eps, betas) -> x0
    the x0 from which q_sample with noise eps makes
    xt
posterior(x0, xt, t, betas) -> (mean, var)
    of q(x_{t-1} | x_t, x0), where x_{-1} is x0:
    mean (N, ...) and one variance a row, var (N,).
    At t = 0 the mean is x0 and var is 0.

All arrays but t are float64, and so are the
results. N may be 0. Inputs are never modified. No
Python loop over rows.
"""

import numpy as np


def q_sample(x0, t, noise, betas):
    raise NotImplementedError("not written yet")


def predict_x0(xt, t, eps, betas):
    raise NotImplementedError("not written yet")


def posterior(x0, xt, t, betas):
    raise NotImplementedError("not written yet")
