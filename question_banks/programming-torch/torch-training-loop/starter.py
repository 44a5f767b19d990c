"""A training epoch and an evaluation. It runs; it
has six faults.

train_epoch(model, loader, loss_fn, opt, accum=1,
            max_norm=None)
    loader    a list or DataLoader of at least one
              batch (x, y), all of them with at
              least one sample; axis 0 is the
              samples
    loss_fn   loss_fn(model(x), y) is the mean over
              the batch, 0-d
    opt       optimiser over the parameters of model
              that train; the others have no
              gradient
    accum     an update after every accum batches,
              and at the end one for the batches
              that are left
    max_norm  float > 0 or None: the joint norm of
              all gradients is clipped to it, once,
              just before each update
    ->        float: mean loss per sample, each loss
              taken before the update that its batch
              takes part in
    The model is in training mode. The gradient of
    an update is the mean over the batches of its
    group, each batch counting alike. Gradients left
    in the model from before the call have no
    effect. Every batch goes through the model once.

evaluate(model, loader, loss_fn) -> float
    The mean loss per sample in evaluation mode,
    without any graph. The model is afterwards in
    the mode it was in before; parameters, gradients
    and buffers are untouched.

Neither keeps the graph of a batch longer than it is
needed.
"""

import torch
from torch import nn


def train_epoch(model, loader, loss_fn, opt,
                accum=1, max_norm=None):
    model.train()
    opt.zero_grad()
    total, seen = 0.0, 0
    for index, (x, y) in enumerate(loader):
        loss = loss_fn(model(x), y)
        loss.backward()
        if (index + 1) % accum == 0:
            if max_norm is not None:
                nn.utils.clip_grad_norm_(
                    model.parameters(), max_norm)
            opt.step()
        total += loss * len(x)
        seen += len(x)
    return float(total / seen)


def evaluate(model, loader, loss_fn):
    model.eval()
    total, seen = 0.0, 0
    for x, y in loader:
        loss = loss_fn(model(x), y)
        total += loss.item() * len(x)
        seen += len(x)
    return total / seen
