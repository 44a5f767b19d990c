import contextlib
import copy
import tempfile
from pathlib import Path

import torch
from torch import nn

import answer
import hotseat_check as check


def _model(dtype=torch.float64):
    return nn.Sequential(nn.Linear(3, 7), nn.BatchNorm1d(7),
                         nn.Dropout(0.4), nn.Tanh(),
                         nn.Linear(7, 2)).to(dtype)


def _sgd(model):
    return torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.7)


def _adam(model):
    groups = [{"params": model[0].parameters(), "lr": 0.03},
              {"params": model[1:].parameters()}]
    return torch.optim.Adam(groups, lr=0.01)


def _steplr(opt):
    return torch.optim.lr_scheduler.StepLR(opt, 2, 0.5)


def _cosine(opt):
    return torch.optim.lr_scheduler.CosineAnnealingLR(opt, 13)


def _made(make=_adam, plan=_steplr, dtype=torch.float64):
    """A fresh model, its optimiser and its schedule."""
    model = _model(dtype)
    opt = make(model)
    return model, opt, None if plan is None else plan(opt)


def _train(run, steps):
    """Training steps on random batches."""
    model, opt, sched = run
    for _ in range(steps):
        x = torch.randn(5, 3, dtype=model[0].weight.dtype)
        opt.zero_grad()
        model(x).square().sum().backward()
        opt.step()
        if sched is not None:
            sched.step()


def _values(run):
    """All parameters and buffers, rates, and the generator."""
    model, opt, _ = run
    values = {key: v.clone() for key, v in model.state_dict().items()}
    values["rates"] = [group["lr"] for group in opt.param_groups]
    values["generator"] = torch.get_rng_state()
    return values


def _disturb():
    torch.default_generator.manual_seed(17)
    torch.rand(5)


@contextlib.contextmanager
def _folder():
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


def _resumes(name, before=3, after=4, **how):
    """A run that goes through against one that is broken off."""
    with _folder() as folder:
        path = folder / "run.pt"
        run = _made(**how)
        _train(run, before)
        answer.save_state(path, *run, before)
        _train(run, after)
        want = _values(run)
        _disturb()
        run = _made(**how)
        step = answer.load_state(path, *run)
        check.equal(step, before, f"step, {name}")
        _train(run, after)
        check.equal(_values(run), want, f"continued run, {name}")


def test_a_run_goes_on_after_three_steps():
    with check.fresh_seed():
        _resumes("SGD with momentum", make=_sgd, plan=None)


def test_optimisers_and_schedules():
    with check.fresh_seed():
        for make in (_sgd, _adam):
            for plan in (None, _steplr, _cosine):
                _resumes(f"{make.__name__}, {plan}", make=make,
                         plan=plan)


def test_other_numbers_of_steps():
    with check.fresh_seed():
        for before, after in ((0, 3), (1, 1), (2, 5), (7, 2), (5, 0)):
            _resumes(f"{before} and {after}", before, after)


def test_float32():
    with check.fresh_seed():
        _resumes("float32", dtype=torch.float32)


def test_what_is_loaded_is_what_was_saved():
    with check.fresh_seed(), _folder() as folder:
        path = folder / "run.pt"
        run = _made()
        _train(run, 3)
        answer.save_state(path, *run, 11)
        want = _values(run)
        momenta = [run[1].state[p]["exp_avg"].clone()
                   for p in run[0].parameters()]
        _train(run, 2)
        _disturb()
        run = _made()
        params = list(run[0].parameters())
        check.equal(answer.load_state(path, *run), 11, "step")
        check.equal(_values(run), want, "loaded")
        got = [run[1].state[p]["exp_avg"] for p in params]
        check.equal(got, momenta, "first moments of Adam")
        for p, q in zip(params, run[0].parameters()):
            assert p is q, "a parameter is another object than before"


def test_saving_changes_nothing():
    with check.fresh_seed(), _folder() as folder:
        run = _made()
        _train(run, 3)
        start = torch.get_rng_state()
        grads = [p.grad.clone() for p in run[0].parameters()]
        moments = copy.deepcopy(run[1].state_dict())
        before = _values(run)
        answer.save_state(folder / "run.pt", *run, 3)
        check.equal(_values(run), before, "after saving")
        for p, grad in zip(run[0].parameters(), grads):
            check.equal(p.grad, grad, "a gradient")
        check.equal(run[1].state_dict(), moments, "state of Adam")
        check.equal(torch.get_rng_state(), start, "generator")


def test_one_file_loaded_twice():
    with check.fresh_seed(), _folder() as folder:
        path = folder / "run.pt"
        run = _made()
        _train(run, 3)
        answer.save_state(path, *run, 3)
        ends = []
        for _ in range(2):
            run = _made()
            check.equal(answer.load_state(path, *run), 3, "step")
            _train(run, 4)
            ends.append(_values(run))
        check.equal(ends[1], ends[0], "second of two continued runs")


def test_broken_off_at_every_step():
    with check.fresh_seed(), _folder() as folder:
        path = folder / "run.pt"
        run = _made()
        start = folder / "start.pt"
        answer.save_state(start, *run, 0)
        _train(run, 5)
        want = _values(run)
        run = _made()
        step = answer.load_state(start, *run)
        while step < 5:
            _train(run, 1)
            answer.save_state(path, *run, step + 1)
            _disturb()
            run = _made()
            step = answer.load_state(path, *run)
        check.equal(_values(run), want, "after five breaks")
