"""A linear layer with a trainable update of low
rank (LoRA).

LoRALinear(linear, r, alpha), a subclass of
nn.Module
    linear  nn.Linear from D to M features, with or
            without a bias; the layer keeps this
            object and freezes its parameters
    r       int, at least 1
    alpha   number
    A       attribute, nn.Parameter (r, D), random
    B       attribute, nn.Parameter (M, r), zero
    A and B have the dtype and device of
    linear.weight; nothing else trains.

    forward(x)  (..., D) -> (..., M):
                linear(x) + alpha/r * x A^T B^T
    merge()     adds the update to linear.weight in
                place: from now on forward(x) and
                linear(x) are both the output of
                before
    unmerge()   takes it out again: weight and
                forward are as before
    The output of the layer stays the same up to
    rounding. A second merge() or unmerge() in a
    row, or unmerge() at the start, does nothing. A
    and B do not change while they are merged.
"""

import torch
from torch import nn


class LoRALinear(nn.Module):
    def __init__(self, linear, r, alpha):
        super().__init__()

    def forward(self, x):
        raise NotImplementedError("stage 1")

    def merge(self):
        raise NotImplementedError("stage 2: merge")

    def unmerge(self):
        raise NotImplementedError("stage 2")
