# fault: backward takes the batch statistics as constants; rejected by test_gradients_match_central_differences
"""Batch normalisation, forward and backward, in both modes."""

import numpy as np


def along_channels(v, x):
    """Shapes v (C,) so that it meets axis 1 of x."""
    return v.reshape((-1,) + (1,) * (x.ndim - 2))


def batchnorm_forward(x, gamma, beta, running_mean, running_var, training,
                      momentum=0.1, eps=1e-5):
    axes = (0,) + tuple(range(2, x.ndim))
    mean, var = new_mean, new_var = running_mean, running_var
    if training:
        m = x.size // x.shape[1]
        if m < 2:
            raise ValueError("one value a channel has no variance")
        mean, var = x.mean(axis=axes), x.var(axis=axes)
        new_mean = (1 - momentum) * running_mean + momentum * mean
        unbiased = var * (m / (m - 1))
        new_var = (1 - momentum) * running_var + momentum * unbiased
    inv_std = 1 / np.sqrt(var + eps)
    x_hat = (x - along_channels(mean, x)) * along_channels(inv_std, x)
    y = along_channels(gamma, x) * x_hat + along_channels(beta, x)
    cache = x_hat, gamma * inv_std, axes, training
    return y, cache, new_mean, new_var


def batchnorm_backward(dy, cache):
    x_hat, scale, axes, training = cache
    dbeta = dy.sum(axis=axes)
    dgamma = (dy * x_hat).sum(axis=axes)
    inner = dy
    if False:
        # Mean and variance depend on x too: what dy has in common with
        # a shift or a stretch of the channel changes nothing.
        m = dy.size // dy.shape[1]
        inner = dy - (along_channels(dbeta, dy)
                      + x_hat * along_channels(dgamma, dy)) / m
    return along_channels(scale, dy) * inner, dgamma, dbeta
