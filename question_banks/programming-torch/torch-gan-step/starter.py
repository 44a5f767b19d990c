"""One training step of a generative adversarial
network.

gan_step(G, D, opt_g, opt_d, real, z)
        -> (d_loss, g_loss), floats
    G      nn.Module, G(z) is a batch of fakes in
           the shape of real ones
    D      nn.Module, D(x) is logits (N,) or (N, 1),
           high means real
    opt_g  optimiser over the parameters of G, opt_d
           over those of D
    real   batch of real samples, z batch of inputs
           of G; both have at least one row, not
           always as many

    First D:  d_loss = mean BCE(D(real), 1) + mean
              BCE(D(G(z)), 0), one step of opt_d;
              the parameters of G stay as they are
    Then G:   g_loss = mean BCE(D(G(z)), 1) with the
              updated D and the same z, one step of
              opt_g; the parameters of D stay
    BCE is the binary cross-entropy with logits.
    Each loss is returned as it was before its own
    step. Gradients left from before the call have
    no effect. Afterwards D's requires_grad flags
    and both modules' modes are as before.
"""

import torch
from torch.nn import functional as F


def gan_step(G, D, opt_g, opt_d, real, z):
    raise NotImplementedError("gan_step")
