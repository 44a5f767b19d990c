import contextlib
import io
import os
import pickletools
import tempfile
import zipfile
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


def _reads_floats():
    """Whether weights_only reads a plain float: not in 1.13.0."""
    file = io.BytesIO()
    torch.save({"x": 0.5}, file)
    file.seek(0)
    try:
        torch.load(file, weights_only=True)
    except Exception:
        return False
    return True


def _names(path):
    """What a file made by torch.save asks to be imported."""
    with zipfile.ZipFile(path) as parts:
        name, = [n for n in parts.namelist() if n.endswith("/data.pkl")]
        ops = pickletools.genops(parts.read(name))
        return {arg.replace(" ", ".") for op, arg, _ in ops
                if op.name == "GLOBAL"}


def _loads(path, step, want, name):
    run = _made()
    check.equal(answer.load_state(path, *run), step, f"step, {name}")
    got = _values(run)
    for key in want.keys() - {"generator"}:
        check.equal(got[key], want[key], f"{key}, {name}")


def test_a_path_is_a_text_or_a_path():
    with check.fresh_seed(), _folder() as folder:
        for path in (folder / "run.pt", str(folder / "other.state")):
            run = _made()
            _train(run, 2)
            answer.save_state(path, *run, 2)
            assert Path(path).is_file(), f"there is no file {path}"
            _loads(path, 2, _values(run), type(path).__name__)


def test_the_file_opens_with_weights_only():
    with check.fresh_seed(), _folder() as folder:
        for plan in (_steplr, None):
            run = _made(plan=plan)
            _train(run, 3)
            path = folder / "run.pt"
            answer.save_state(path, *run, 3)
            if _reads_floats():
                torch.load(path, weights_only=True)
                continue
            for name in _names(path) - {"collections.OrderedDict"}:
                assert name.startswith("torch."), (
                    f"the file needs {name} to be opened")


def test_a_failed_save_leaves_the_old_file():
    with check.fresh_seed(), _folder() as folder:
        path = folder / "run.pt"
        run = _made()
        _train(run, 2)
        answer.save_state(path, *run, 2)
        want = _values(run)
        _train(run, 3)
        # a function without a name at the top level is not saved
        run[1].param_groups[0]["note"] = lambda: None
        try:
            answer.save_state(path, *run, 5)
        except Exception:
            pass
        else:
            raise AssertionError("what cannot be saved raised nothing")
        _loads(path, 2, want, "the old file")
        del run[1].param_groups[0]["note"]
        answer.save_state(path, *run, 5)
        _loads(path, 5, _values(run), "saved after the failure")


def test_the_old_file_is_replaced_not_written_over():
    with check.fresh_seed(), _folder() as folder:
        path, kept = folder / "run.pt", folder / "kept"
        run = _made()
        _train(run, 2)
        answer.save_state(path, *run, 2)
        want = _values(run)
        # a second name of the old file, whose content must stay
        os.link(path, kept)
        content = kept.read_bytes()
        _train(run, 3)
        answer.save_state(path, *run, 5)
        now = _values(run)
        assert kept.read_bytes() == content, (
            "the content of the old file was written over")
        _loads(path, 5, now, "the new file")
        _loads(kept, 2, want, "the old file")


def test_the_old_file_is_there_until_the_new_one_is():
    def fails(*_, **__):
        raise OSError("no file can be renamed")

    with check.fresh_seed(), _folder() as folder:
        path = folder / "run.pt"
        run = _made()
        _train(run, 2)
        answer.save_state(path, *run, 2)
        step, want = 2, _values(run)
        _train(run, 3)
        replace, rename = os.replace, os.rename
        os.replace = os.rename = fails
        try:
            answer.save_state(path, *run, 5)
            # put there in another way
            step, want = 5, _values(run)
        except Exception:
            pass
        finally:
            os.replace, os.rename = replace, rename
        assert path.is_file(), (
            "the old file is gone before the new one stands there")
        _loads(path, step, want, "after a rename that failed")


def test_files_do_not_disturb_each_other():
    with check.fresh_seed(), _folder() as folder:
        paths = [folder / f"run.{i}" for i in (1, 2, 3)]
        wanted = []
        run = _made()
        for i, path in enumerate(paths):
            _train(run, 1)
            answer.save_state(path, *run, i + 1)
            wanted.append(_values(run))
        for i in (1, 0, 2):
            _loads(paths[i], i + 1, wanted[i], paths[i].name)
