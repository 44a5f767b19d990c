"""A training run that can be broken off and
continued, and its end.

save_state(path, model, opt, sched, step)
load_state(path, model, opt, sched)
        -> int, the step that was saved
    path   str or pathlib.Path
    model  nn.Module on the CPU, opt its optimiser,
           sched a learning rate scheduler of opt or
           None (then None both times)
    step   int, 0 or more
    A run that is saved, loaded into fresh objects
    of the same making and continued gives the same
    numbers bit for bit as one that was never broken
    off, dropout and draws from PyTorch's CPU
    generator included. Saving changes nothing but
    the file. torch.load(path, weights_only=True)
    can open the file. A file that is there already
    is replaced by the whole new one at once, never
    written over: after an exception while writing,
    which goes on to the caller, the old one is
    still there to be loaded.

EarlyStop(patience, min_delta=0.0, mode="min")
    patience   int; less than 1: ValueError
    min_delta  float, 0 or more
    mode       "min" (low is good) or "max"
    update(value) -> bool
        value is finite or NaN. The first that is
        not NaN is the best so far; after that
        better is what beats the best by more than
        min_delta. NaN is never better. True from
        the patience-th update in a row without
        improvement on, until there is one again.
    best, best_step
        the best value so far and the number of its
        update, from 0; read only after a value that
        is not NaN
"""

import torch


def save_state(path, model, opt, sched, step):
    raise NotImplementedError("save_state")


def load_state(path, model, opt, sched):
    raise NotImplementedError("load_state")


class EarlyStop:
    def __init__(self, patience, min_delta=0.0,
                 mode="min"):
        raise NotImplementedError("EarlyStop")

    def update(self, value):
        raise NotImplementedError("update")
