# fault: the fakes are not detached, and G is updated by the loss of D as well; rejected by test_several_steps_match_the_formulas
import torch
from torch.nn import functional as F


def _bce(logits, target):
    goal = torch.full_like(logits, target)
    return F.binary_cross_entropy_with_logits(logits, goal)


def gan_step(G, D, opt_g, opt_d, real, z):
    fake = G(z)

    opt_d.zero_grad()
    opt_g.zero_grad()
    # detached: this loss is no business of G
    d_loss = _bce(D(real), 1.0) + _bce(D(fake), 0.0)
    d_loss.backward(retain_graph=True)
    opt_d.step()

    # D has moved, so its logits are new; fake and its graph still hold
    g_loss = _bce(D(fake), 1.0)
    g_loss.backward()  # also into D, whose next step clears it
    opt_g.step()
    return d_loss.item(), g_loss.item()
