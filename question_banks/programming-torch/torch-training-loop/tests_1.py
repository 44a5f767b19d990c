import copy
import weakref

import torch
from torch import nn
from torch.nn import functional as F

import answer
import hotseat_check as check


def _value(got, name):
    """A number, or a tensor without dims and without a graph."""
    if type(got) is torch.Tensor:
        got = check.tensor(got, name, shape=())
        assert not got.requires_grad, f"{name} still carries a graph"
        return got.item()
    return float(check.number(got, name))


def _near(got, want, name, rtol=1e-7):
    check.close(_value(got, name), want, name, rtol)


def _data(sizes, inputs=3, outputs=2):
    return [(torch.randn(n, inputs, dtype=torch.float64),
             torch.randn(n, outputs, dtype=torch.float64))
            for n in sizes]


def _loss(got, want):
    """Not the same with its arguments swapped."""
    return ((got - want).square() + 0.1 * got * want.cos()).mean()


def _model():
    return nn.Sequential(nn.Linear(3, 5), nn.Tanh(),
                         nn.Linear(5, 2)).double()


class _Probe(nn.Module):
    """Notes at each call whether it trains and has a graph."""

    def __init__(self, model):
        super().__init__()
        self.model, self.seen = model, []

    def forward(self, x):
        y = self.model(x)
        self.seen.append((self.training, y.requires_grad))
        return y


class _Marker:
    pass


class _Marked(torch.autograd.Function):
    """Passes a loss on; its node in the graph holds a marker."""

    @staticmethod
    def forward(ctx, loss, marker):
        ctx.marker = marker
        return loss.clone()

    @staticmethod
    def backward(ctx, grad):
        return grad, None


class _Graphs:
    """A loss whose graphs are counted while they live."""

    def __init__(self):
        self.markers, self.most = [], 0

    def __call__(self, got, want):
        marker = _Marker()
        self.markers.append(weakref.ref(marker))
        loss = _Marked.apply(F.mse_loss(got, want), marker)
        del marker
        alive = sum(ref() is not None for ref in self.markers)
        self.most = max(self.most, alive)
        return loss


def _expected(model, data, loss_fn, opt, accum, max_norm):
    """The epoch with the gradient of each group taken at once."""
    params = [p for p in model.parameters() if p.requires_grad]
    total = seen = 0
    for start in range(0, len(data), accum):
        group = data[start:start + accum]
        losses = [loss_fn(model(x), y) for x, y in group]
        grads = torch.autograd.grad(sum(losses) / len(group), params)
        norm = sum(g.square().sum() for g in grads).sqrt().item()
        scale = 1.0
        if max_norm is not None and norm > max_norm:
            scale = max_norm / norm
        for p, g in zip(params, grads):
            p.grad = g * scale
        opt.step()
        for loss, (x, _) in zip(losses, group):
            total += loss.item() * len(x)
            seen += len(x)
    return total / seen


def _same(model, data, name, accum, max_norm=None, rtol=1e-7, make=None,
          loss_fn=_loss, before=None):
    """Compares an epoch with the expected one, from the same start."""
    make = make or (lambda p: torch.optim.SGD(
        p, lr=0.3, momentum=0.7, weight_decay=0.01))
    other = copy.deepcopy(model)
    want = _expected(other, data, loss_fn, make(other.parameters()),
                     accum, max_norm)
    if before is not None:
        before(model)
    opt = make(model.parameters())
    got = answer.train_epoch(model, data, loss_fn, opt, accum, max_norm)
    _near(got, want, f"mean loss, {name}", rtol)
    wanted = dict(other.named_parameters())
    for key, p in model.named_parameters():
        want = wanted[key].detach()
        at = f"{key}, {name}"
        check.close(p.detach(), want, at, rtol, rtol / 10)


def _line():
    model = nn.Linear(1, 1, bias=False)
    with torch.no_grad():
        model.weight.fill_(1.0)
    return model


def _pairs(*pairs):
    return [(torch.tensor([[x]]), torch.tensor([[y]]))
            for x, y in pairs]


def test_three_batches_in_groups_of_two_by_hand():
    model = _line()
    opt = torch.optim.SGD(model.parameters(), lr=0.1)
    data = _pairs((1.0, 0.0), (2.0, 0.0), (2.0, 3.0))
    got = answer.train_epoch(model, data, F.mse_loss, opt, accum=2)
    # Gradients 2 and 8, mean 5, w = 0.5; then -8 alone, w = 1.3.
    _near(got, 3.0, "mean loss", 1e-5)
    check.close(model.weight.detach(), torch.tensor([[1.3]]), "weight",
                1e-5)


def test_two_updates_with_clipping_by_hand():
    model = _line()
    opt = torch.optim.SGD(model.parameters(), lr=0.1)
    data = _pairs((1.0, 0.0), (1.0, 0.9))
    got = answer.train_epoch(model, data, F.mse_loss, opt, max_norm=1.0)
    # Gradient 2, clipped to 1, w = 0.9; then gradient 0.
    _near(got, 0.5, "mean loss", 1e-5)
    check.close(model.weight.detach(), torch.tensor([[0.9]]), "weight",
                1e-5)


def test_gradients_are_averaged_over_each_group():
    with check.fresh_seed():
        for accum, count in ((1, 3), (3, 6), (2, 4)):
            data = _data((5,) * count)
            _same(_model(), data, f"accum={accum}", accum)


def test_a_group_that_is_left_over_makes_an_update_of_its_own():
    with check.fresh_seed():
        for accum, count in ((2, 3), (3, 5), (3, 7), (5, 2), (11, 1)):
            name = f"{count} batches, accum={accum}"
            _same(_model(), _data((5,) * count), name, accum)


def test_batches_of_unequal_size():
    with check.fresh_seed():
        _same(_model(), _data((7, 2, 1, 5, 3)), "sizes 7 2 1 5 3", 2)
        _same(_model(), _data((1, 13)), "sizes 1 13", 1)


def test_the_averaged_gradient_is_clipped_jointly():
    with check.fresh_seed():
        for accum, count in ((1, 3), (3, 5)):
            data = [(x, 50 * y) for x, y in _data((5,) * count)]
            for max_norm in (0.5, 3.0):
                _same(_model(), data, f"accum={accum}, clip {max_norm}",
                      accum, max_norm, rtol=1e-5)


def test_a_norm_below_the_bound_is_left_alone():
    with check.fresh_seed():
        data = _data((5, 5, 5))
        _same(_model(), data, "max_norm=1e6", 2, 1e6)


def test_old_gradients_have_no_effect():
    def before(model):
        for p in model.parameters():
            p.grad = torch.full_like(p, 100.0)

    with check.fresh_seed():
        _same(_model(), _data((5, 3, 2)), "old gradients", 2,
              before=before)


def test_adam_and_a_frozen_layer():
    def adam(params):
        params = [p for p in params if p.requires_grad]
        return torch.optim.Adam(params, lr=0.05)

    with check.fresh_seed():
        model = _model()
        for p in model[0].parameters():
            p.requires_grad_(False)
        _same(model, _data((5, 3, 2, 5)), "Adam", 3, make=adam)
        _same(model, _data((5, 3, 2)), "Adam, clipped", 2, 0.01, 1e-5,
              make=adam)


def test_a_data_loader_in_two_epochs():
    with check.fresh_seed():
        x, y = _data((11,))[0]
        loader = torch.utils.data.DataLoader(
            torch.utils.data.TensorDataset(x, y), batch_size=3)
        data = list(loader)
        model = _model()
        other = copy.deepcopy(model)
        opts = [torch.optim.SGD(m.parameters(), lr=0.3, momentum=0.7)
                for m in (model, other)]
        for epoch in (1, 2):
            want = _expected(other, data, _loss, opts[1], 3, None)
            got = answer.train_epoch(model, loader, _loss, opts[0],
                                     accum=3)
            _near(got, want, f"mean loss of epoch {epoch}")
        check.close(model[0].weight.detach(), other[0].weight.detach(),
                    "weight after two epochs")


def test_the_model_trains_and_sees_each_batch_once():
    with check.fresh_seed():
        for training in (True, False):
            model = _Probe(_model())
            model.train(training)
            opt = torch.optim.SGD(model.parameters(), lr=0.1)
            data = _data((5, 3, 2))
            got = answer.train_epoch(model, data, _loss, opt, accum=2)
            _value(got, "mean loss")
            check.equal(model.seen, [(True, True)] * 3,
                        "(training mode, graph) at each call")


def test_the_graphs_of_earlier_batches_are_gone():
    with check.fresh_seed():
        for accum in (1, 2):
            model, loss_fn = _model(), _Graphs()
            opt = torch.optim.SGD(model.parameters(), lr=0.1)
            data = _data((2,) * 23)
            got = answer.train_epoch(model, data, loss_fn, opt, accum)
            _value(got, "mean loss")
            assert len(loss_fn.markers) == 23, (
                f"expected 23 losses\ngot {len(loss_fn.markers)}"
            )
            assert loss_fn.most <= 2 * accum + 2, (
                f"accum={accum}: expected the graphs of few batches\n"
                f"got {loss_fn.most} of 23 alive at once"
            )


def test_the_data_stay_as_they_are_and_float32_works():
    with check.fresh_seed():
        model = _model().float()
        data = [(x.float(), y.float()) for x, y in _data((5, 3))]
        (x, y), (u, v) = data
        with check.unchanged(x=x, y=y, u=u, v=v):
            _same(model, data, "float32", 2, rtol=1e-4)
