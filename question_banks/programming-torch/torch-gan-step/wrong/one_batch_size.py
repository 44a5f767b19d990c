# fault: both halves are put into one mean, right only for as many fakes as real ones; rejected by test_batches_of_other_sizes
import torch
from torch.nn import functional as F


def _bce(logits, target):
    goal = torch.full_like(logits, target)
    return F.binary_cross_entropy_with_logits(logits, goal)


def gan_step(G, D, opt_g, opt_d, real, z):
    fake = G(z)

    opt_d.zero_grad()
    # detached: this loss is no business of G
    logits = D(torch.cat([real, fake.detach()]))
    goal = torch.zeros_like(logits)
    goal[:len(real)] = 1.0
    d_loss = 2 * F.binary_cross_entropy_with_logits(logits, goal)
    d_loss.backward()
    opt_d.step()

    # D has moved, so its logits are new; fake and its graph still hold
    g_loss = _bce(D(fake), 1.0)
    opt_g.zero_grad()
    g_loss.backward()  # also into D, whose next step clears it
    opt_g.step()
    return d_loss.item(), g_loss.item()
