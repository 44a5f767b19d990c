# fault: all updates without improvement count, not those in a row; rejected by test_patience_counts_anew_after_each_improvement
import math
import os

import torch


def save_state(path, model, opt, sched, step):
    state = {
        "model": model.state_dict(),
        "opt": opt.state_dict(),
        "sched": None if sched is None else sched.state_dict(),
        "rng": torch.get_rng_state(),
        "step": step,
    }
    # in the same folder, so that replacing is one rename
    beside = f"{path}.new"
    torch.save(state, beside)
    os.replace(beside, path)


def load_state(path, model, opt, sched):
    # weights_only=True is the default from 2.6 on; 1.13.0 knows it, but
    # reads no floats with it
    state = torch.load(path, map_location="cpu")
    model.load_state_dict(state["model"])
    opt.load_state_dict(state["opt"])
    if sched is not None:
        sched.load_state_dict(state["sched"])
    torch.set_rng_state(state["rng"])
    return state["step"]


class EarlyStop:
    def __init__(self, patience, min_delta=0.0, mode="min"):
        if patience < 1:
            raise ValueError(f"patience is {patience}, less than 1")
        self.patience, self.min_delta = patience, min_delta
        self.sign = 1 if mode == "min" else -1
        self.best = self.best_step = None
        self.updates = self.waited = 0

    def update(self, value):
        if self.best is None:
            better = not math.isnan(value)
        else:
            # false for NaN, as every comparison with it
            gain = self.sign * (self.best - value)
            better = gain > self.min_delta
        if better:
            self.best, self.best_step = value, self.updates
        else:
            self.waited += 1
        self.updates += 1
        return self.waited >= self.patience
