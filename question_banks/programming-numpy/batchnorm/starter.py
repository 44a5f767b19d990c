"""Batch normalisation, forward and backward, in
both modes.

    x                          (N, C); in stage 3
                               also (N, C, H, W)
    gamma, beta                (C,)
    running_mean, running_var  (C,)
    y, dy, dx                  like x

batchnorm_forward(x, gamma, beta, running_mean,
                  running_var, training,
                  momentum=0.1, eps=1e-5)
    -> (y, cache, new_mean, new_var)
batchnorm_backward(dy, cache) -> (dx, dgamma, dbeta)

y = gamma * (x - mean) / sqrt(var + eps) + beta,
channel by channel.

training=True: mean and var are those of the batch,
over all axes but axis 1; var is the biased one, the
mean of squared deviations. Running statistics:
new = (1 - momentum) * old + momentum * batch, where
the batch variance is the unbiased one (divided by
the count less one). One value a channel ->
ValueError.

training=False (stage 3): mean and var are
running_mean and running_var, which are returned
unchanged. N may be 0 then.

dx, dgamma, dbeta: the exact gradients of a scalar
loss, of which dy is the gradient by y, in the mode
of the forward call. In training the batch
statistics depend on x; running statistics never
carry gradient.

The cache serves its own call even after other
calls, and more than once. The arrays of a call are
all float64 or all float32, and so are the results.
In float64 entries of x may be as large as 1e4 with
a spread of only 0.01. Inputs are never modified,
running statistics included. No Python loop over
rows, channels or pixels.
"""

import numpy as np


def batchnorm_forward(x, gamma, beta, running_mean,
                      running_var, training,
                      momentum=0.1, eps=1e-5):
    raise NotImplementedError("not written yet")


def batchnorm_backward(dy, cache):
    raise NotImplementedError("not written yet")
