import copy
import math

import torch
from torch import nn
from torch.nn import functional as F

import answer
import hotseat_check as check


class _Flat(nn.Module):
    def forward(self, x):
        return x.reshape(len(x))


def _nets(flat=False, dtype=torch.float64):
    """G from 3 to 5 features, D from 5 to logits (N, 1) or (N,)."""
    g = nn.Sequential(nn.Linear(3, 7), nn.Tanh(), nn.Linear(7, 5))
    d = nn.Sequential(nn.Linear(5, 11), nn.Tanh(), nn.Linear(11, 1))
    if flat:
        d.append(_Flat())
    return g.to(dtype), d.to(dtype)


def _data(n, m, dtype=torch.float64):
    return (torch.randn(n, 5, dtype=dtype),
            torch.randn(m, 3, dtype=dtype))


def _sgd(net):
    return torch.optim.SGD(net.parameters(), lr=0.3, momentum=0.8,
                           weight_decay=0.01)


def _adam(net):
    return torch.optim.Adam(net.parameters(), lr=0.02)


def _update(net, opt, loss):
    params = [p for p in net.parameters() if p.requires_grad]
    for p, grad in zip(params, torch.autograd.grad(loss, params)):
        p.grad = grad
    opt.step()


def _expected(g, d, opt_g, opt_d, real, z):
    """By the formulas, softplus(-s) for 1 and softplus(s) for 0."""
    d_loss = (F.softplus(-d(real)).mean()
              + F.softplus(d(g(z).detach())).mean())
    _update(d, opt_d, d_loss)
    g_loss = F.softplus(-d(g(z))).mean()
    _update(g, opt_g, g_loss)
    return d_loss.item(), g_loss.item()


def _number(got, name):
    if type(got) is torch.Tensor:
        assert not got.requires_grad, f"{name} still carries a graph"
        return check.tensor(got, name, shape=()).item()
    return float(check.number(got, name))


def _losses(got, want, name, rtol=1e-7):
    got = check.results(got, "d_loss", "g_loss")
    for what, one, other in zip(("d_loss", "g_loss"), got, want):
        check.close(_number(one, what), other, f"{what}, {name}", rtol)


def _same(nets, others, name, rtol=1e-7):
    for which, net, other in zip("GD", nets, others):
        wanted = other.state_dict()
        for key, value in net.state_dict().items():
            check.close(value, wanted[key], f"{which} {key}, {name}",
                        rtol, rtol / 10)


def _compare(nets, make, batches, name, rtol=1e-7, before=None):
    """Steps of the answer against steps by the formulas."""
    others = copy.deepcopy(nets)
    opts, wanted = [make(n) for n in nets], [make(n) for n in others]
    for step, (real, z) in enumerate(batches):
        if before is not None:
            before(*nets)
        want = _expected(*others, *wanted, real, z)
        got = answer.gan_step(*nets, *opts, real, z)
        at = f"{name}, step {step}"
        _losses(got, want, at, rtol)
        _same(nets, others, at, rtol)


def test_old_gradients_have_no_effect():
    def before(g, d):
        for p in (*g.parameters(), *d.parameters()):
            p.grad = torch.full_like(p, 50.0)

    with check.fresh_seed():
        batches = [_data(7, 5) for _ in range(3)]
        _compare(_nets(), _sgd, batches, "gradients of 50",
                 before=before)


def test_flags_of_d_are_as_before():
    with check.fresh_seed():
        for frozen in (False, True):
            nets = _nets()
            if frozen:
                nets[1][0].weight.requires_grad_(False)
            want = [p.requires_grad for p in nets[1].parameters()]
            kept = nets[1][0].weight.detach().clone()
            got = answer.gan_step(*nets, *map(_sgd, nets), *_data(7, 5))
            check.results(got, "d_loss", "g_loss")
            flags = [p.requires_grad for p in nets[1].parameters()]
            check.equal(flags, want, "requires_grad in D")
            same = torch.equal(nets[1][0].weight, kept)
            check.equal(same, frozen, "first weight of D is unchanged")


def test_flags_of_g_and_modes_are_as_before():
    with check.fresh_seed():
        for modes in ((True, True), (True, False), (False, True)):
            nets = _nets()
            for net, mode in zip(nets, modes):
                net.train(mode)
            got = answer.gan_step(*nets, *map(_sgd, nets), *_data(7, 5))
            check.results(got, "d_loss", "g_loss")
            check.equal(tuple(n.training for n in nets), modes, "modes")
            flags = {p.requires_grad for p in nets[0].parameters()}
            check.equal(flags, {True}, "requires_grad in G")


def test_the_next_step_of_d_is_not_disturbed():
    with check.fresh_seed():
        nets = _nets()
        others = copy.deepcopy(nets)
        opts = [_sgd(n) for n in nets]
        wanted = [_sgd(n) for n in others]
        for step in range(3):
            real, z = _data(7, 5)
            want = _expected(*others, *wanted, real, z)
            got = answer.gan_step(*nets, *opts, real, z)
            _losses(got, want, f"step {step}")
        _same(nets, others, "after three steps")


def test_each_optimiser_steps_once():
    with check.fresh_seed():
        nets = _nets()
        opts = [_adam(n) for n in nets]
        for calls in (1, 2):
            got = answer.gan_step(*nets, *opts, *_data(7, 5))
            check.results(got, "d_loss", "g_loss")
            for name, net, opt in zip("GD", nets, opts):
                steps = {int(opt.state[p]["step"])
                         for p in net.parameters()}
                check.equal(steps, {calls}, f"steps of {name}")


def test_logits_far_from_zero():
    with check.fresh_seed():
        for real, z in ((-1e4, 1e4), (1e4, -1e4), (-300.0, -900.0)):
            g, d = (nn.Linear(1, 1, bias=False).double() for _ in "gd")
            with torch.no_grad():
                g.weight.fill_(1.0)
                d.weight.fill_(1.0)
            opts = [torch.optim.SGD(n.parameters(), lr=1e-12)
                    for n in (g, d)]
            got = answer.gan_step(g, d, *opts,
                                  torch.tensor([[real]]).double(),
                                  torch.tensor([[z]]).double())
            want = max(-real, 0) + max(z, 0), max(-z, 0)
            _losses(got, want, f"logits {real:g} and {z:g}", 1e-3)


def test_the_data_stay_as_they_are():
    with check.fresh_seed():
        real, z = (check.strided(x) for x in _data(7, 5))
        with check.unchanged(real=real, z=z):
            _compare(_nets(), _sgd, [(real, z)], "strided")
        flags = real.requires_grad, z.requires_grad
        check.equal(flags, (False, False), "requires_grad of the data")
