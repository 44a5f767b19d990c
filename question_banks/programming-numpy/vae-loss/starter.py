"""Loss of a variational autoencoder with Bernoulli
decoder.

    x, logits   (N, D), targets in [0, 1]; the
                decoder's outputs
    mu, logvar  (N, Z), mean and log of the variance
                of q(z|x)

reparameterize(mu, logvar, rng) -> z (N, Z)
    z = mu + exp(logvar / 2) * noise, where the
    noise is one call
    rng.standard_normal(mu.shape)

vae_loss(x, logits, mu, logvar, beta=1.0)
        -> (total, recon, kl)
    recon   binary cross-entropy of x against
            sigmoid(logits)
    kl      KL(q(z|x) || N(0, I)), not scaled by
            beta
    total   recon + beta * kl
    Each is summed over its dims (D or Z), then
    averaged over the N rows: a Python float or a
    0-d array. Natural logarithm.

vae_grads(x, logits, mu, logvar, beta=1.0)
        -> (dlogits, dmu, dlogvar)
    the gradients of total, logits, mu and logvar
    taken as independent

N >= 1. logits and mu are at most 1e4 in size,
logvar lies between -1e4 and 20. Inputs are float64;
x may also be int64 with zeros and ones. Inputs are
never modified. No Python loop over rows or dims.
"""

import numpy as np


def reparameterize(mu, logvar, rng):
    raise NotImplementedError("not written yet")


def vae_loss(x, logits, mu, logvar, beta=1.0):
    raise NotImplementedError("not written yet")


def vae_grads(x, logits, mu, logvar, beta=1.0):
    raise NotImplementedError("not written yet")
