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


def _layered():
    """Batch norm and dropout: what differs between the two modes."""
    return nn.Sequential(nn.Linear(3, 7), nn.BatchNorm1d(7), nn.Tanh(),
                         nn.Dropout(0.5), nn.Linear(7, 2)).double()


def test_mean_over_samples_by_hand():
    model = nn.Linear(1, 1, bias=False)
    with torch.no_grad():
        model.weight.fill_(2.0)
    x = torch.tensor([[1.0], [2.0], [3.0]])
    y = torch.tensor([[1.0], [2.0], [7.0]])
    got = answer.evaluate(model, [(x[:2], y[:2]), (x[2:], y[2:])],
                          F.mse_loss)
    # Squared errors 1, 4, 1.
    _near(got, 2.0, "mean loss", 1e-6)


def test_the_mode_is_as_before():
    with check.fresh_seed():
        for training in (True, False):
            model = _model()
            model.train(training)
            got = answer.evaluate(model, _data((5, 3)), _loss)
            _value(got, "mean loss")
            modes = [m.training for m in model.modules()]
            check.equal(modes, [training] * 4, "training, afterwards")


def test_the_loss_is_that_of_evaluation_mode():
    with check.fresh_seed():
        model = _layered()
        for _ in range(3):
            model(_data((11,))[0][0])
        data = _data((7, 1, 5, 3))
        model.eval()
        with torch.no_grad():
            losses = [_loss(model(x), y).item() for x, y in data]
        want = sum(v * len(x) for v, (x, _) in zip(losses, data)) / 16
        for training in (True, False):
            model.train(training)
            got = check.repeats(
                lambda: answer.evaluate(model, data, _loss),
                "mean loss")
            _near(got, want, f"mean loss, training={training} before")


def test_every_call_is_in_evaluation_mode_without_a_graph():
    with check.fresh_seed():
        model = _Probe(_model())
        got = answer.evaluate(model, _data((5, 3, 2)), _loss)
        _value(got, "mean loss")
        check.equal(model.seen, [(False, False)] * 3,
                    "(training mode, graph) at each call")
        assert torch.is_grad_enabled(), "gradients stay switched off"


def test_no_parameter_gradient_or_buffer_changes():
    with check.fresh_seed():
        model = _layered()
        data = _data((5, 3))
        _loss(model(data[0][0]), data[0][1]).backward()
        state = dict(model.state_dict())
        grads = [p.grad for p in model.parameters()]
        (x, y), (u, v) = data
        with check.unchanged(state=state, grads=grads, x=x, y=y, u=u,
                             v=v):
            got = answer.evaluate(model, data, _loss)
        _value(got, "mean loss")


def test_training_works_after_an_evaluation():
    with check.fresh_seed():
        model = _Probe(_layered())
        data = _data((7, 5))
        opt = torch.optim.SGD(model.parameters(), lr=0.1)
        _value(answer.evaluate(model, data, _loss), "evaluation")
        got = answer.train_epoch(model, data, _loss, opt)
        _value(got, "epoch")
        _value(answer.evaluate(model, data, _loss), "evaluation")
        want = [(False, False)] * 2 + [(True, True)] * 2
        check.equal(model.seen, want + want[:2],
                    "(training mode, graph) at each call")
