# fault: gradients are cleared once and then add up over the groups; rejected by test_gradients_are_averaged_over_each_group
import torch
from torch import nn


def train_epoch(model, loader, loss_fn, opt, accum=1, max_norm=None):
    model.train()
    opt.zero_grad()
    total, seen, batches = 0.0, 0, len(loader)
    for index, (x, y) in enumerate(loader):
        start = index - index % accum
        group = min(accum, batches - start)  # the last may be smaller
        loss = loss_fn(model(x), y)
        (loss / group).backward()
        total += loss.item() * len(x)  # a number: it holds no graph
        seen += len(x)
        if index + 1 == start + group:
            if max_norm is not None:
                nn.utils.clip_grad_norm_(model.parameters(), max_norm)
            opt.step()
    return total / seen


def evaluate(model, loader, loss_fn):
    was_training = model.training
    model.eval()
    total, seen = 0.0, 0
    with torch.no_grad():
        for x, y in loader:
            total += loss_fn(model(x), y).item() * len(x)
            seen += len(x)
    model.train(was_training)
    return total / seen
