# fault: the reconstruction is averaged over D instead of summed; rejected by test_loss_of_a_worked_example
"""Loss of a variational autoencoder with Bernoulli decoder."""

import numpy as np


def reparameterize(mu, logvar, rng):
    return mu + np.exp(logvar / 2) * rng.standard_normal(mu.shape)


def vae_loss(x, logits, mu, logvar, beta=1.0):
    # -x log p - (1 - x) log(1 - p) with p = sigmoid(logits)
    bce = np.logaddexp(0, logits) - x * logits
    # KL of N(mu, exp(logvar)) from N(0, 1), coordinate by coordinate
    kl = (mu**2 + np.expm1(logvar) - logvar) / 2
    recon, kl = bce.mean(), kl.sum(axis=1).mean()
    return recon + beta * kl, recon, kl


def vae_grads(x, logits, mu, logvar, beta=1.0):
    n = len(x)
    p = (1 + np.tanh(logits / 2)) / 2
    return (p - x) / n, beta * mu / n, beta * np.expm1(logvar) / (2 * n)
