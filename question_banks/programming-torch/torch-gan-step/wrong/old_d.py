# fault: G learns against D as it was before its step; rejected by test_one_step_by_hand
import torch
from torch.nn import functional as F


def _bce(logits, target):
    goal = torch.full_like(logits, target)
    return F.binary_cross_entropy_with_logits(logits, goal)


def gan_step(G, D, opt_g, opt_d, real, z):
    fake = G(z)

    opt_d.zero_grad()
    # detached: this loss is no business of G
    d_loss = _bce(D(real), 1.0) + _bce(D(fake.detach()), 0.0)
    d_loss.backward()

    # D has moved, so its logits are new; fake and its graph still hold
    g_loss = _bce(D(fake), 1.0)
    opt_g.zero_grad()
    kept = [p.grad for p in D.parameters()]
    for p in D.parameters():
        p.grad = None
    g_loss.backward()
    opt_g.step()
    for p, grad in zip(D.parameters(), kept):
        p.grad = grad
    opt_d.step()
    return d_loss.item(), g_loss.item()
