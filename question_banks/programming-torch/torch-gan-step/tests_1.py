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


def _scalars():
    """G(z) = z, D(x) = 0, each with one weight."""
    g, d = nn.Linear(1, 1, bias=False), nn.Linear(1, 1, bias=False)
    with torch.no_grad():
        g.weight.fill_(1.0)
        d.weight.fill_(0.0)
    return g, d


def test_one_step_by_hand():
    g, d = _scalars()
    opt_g = torch.optim.SGD(g.parameters(), lr=1.0)
    opt_d = torch.optim.SGD(d.parameters(), lr=2.0)
    got = answer.gan_step(g, d, opt_g, opt_d, torch.tensor([[2.0]]),
                          torch.tensor([[1.0]]))
    # D: all logits 0, gradient -0.5 * 2 + 0.5 * 1, so its weight is 1.
    # G: logit 1, gradient -(1 - sigmoid(1)).
    want = 2 * math.log(2.0), math.log(1 + math.exp(-1.0))
    _losses(got, want, "one step", 1e-5)
    check.close(d.weight.detach(), torch.ones(1, 1), "weight of D",
                1e-5)
    want = torch.tensor([[1 + 1 / (1 + math.e)]])
    check.close(g.weight.detach(), want, "weight of G", 1e-5)


def test_losses_are_numbers_for_both_shapes_of_logits():
    with check.fresh_seed():
        for flat in (True, False):
            nets = _nets(flat)
            got = answer.gan_step(*nets, *map(_sgd, nets), *_data(7, 7))
            for one in check.results(got, "d_loss", "g_loss"):
                assert math.isfinite(_number(one, "loss"))


def test_several_steps_match_the_formulas():
    with check.fresh_seed():
        for flat in (True, False):
            for name, make in (("SGD", _sgd), ("Adam", _adam)):
                batches = [_data(7, 7) for _ in range(4)]
                _compare(_nets(flat), make, batches,
                         f"{name}, flat={flat}")


def test_batches_of_other_sizes():
    with check.fresh_seed():
        for n, m in ((7, 3), (2, 13), (1, 1), (1, 5), (5, 1)):
            for flat in (True, False):
                _compare(_nets(flat), _sgd, [_data(n, m)],
                         f"{n} real, {m} fake, flat={flat}")


def test_a_step_of_size_zero_shows_who_moves():
    with check.fresh_seed():
        for which in "GD":
            nets = _nets()
            first = copy.deepcopy(nets)
            rates = (0.3, 0.0) if which == "G" else (0.0, 0.3)
            opts = [torch.optim.SGD(n.parameters(), lr=rate)
                    for n, rate in zip(nets, rates)]
            got = answer.gan_step(*nets, *opts, *_data(7, 5))
            check.results(got, "d_loss", "g_loss")
            for name, net, old in zip("GD", nets, first):
                moved = any(not torch.equal(p, q) for p, q in
                            zip(net.parameters(), old.parameters()))
                check.equal(moved, name == which,
                            f"only {which} has a rate: {name} moved")


def test_float32():
    with check.fresh_seed():
        batches = [_data(7, 5, torch.float32)]
        _compare(_nets(dtype=torch.float32), _sgd, batches, "float32",
                 1e-4)
