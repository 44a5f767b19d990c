"""Causal self-attention with several heads and a
padding mask.

CausalSelfAttention(d, heads, dropout=0.0), a
subclass of nn.Module
    d, heads  ints; heads divides d, each head has
              d/heads features
    dropout   probability that a weight is dropped
              in training
    qkv       attribute, nn.Linear(d, 3d): the first
              d outputs are q, the next d are k, the
              last d are v
    proj      attribute, nn.Linear(d, d)
    Head h has features h*d/heads to
    (h+1)*d/heads - 1 of q, k, v and of the input of
    proj. The state dict holds the entries of qkv
    and proj and nothing else.

    forward(x, pad_mask=None)
        x         (B, T, d), finite; any T of at
                  least 1, B may be 0
        pad_mask  (B, T) bool or None, True = real
        ->        (B, T, d), in the dtype of x and
                  to its precision
        Position i sees the positions j <= i whose
        pad_mask is True. The weights are the
        softmax over what is seen of
        q.k / sqrt(d/heads). Where nothing is seen
        the input of proj is 0. Padded positions get
        an output by the same rule. In training each
        weight is dropped independently, and what
        stays is divided by 1 - dropout.
    Values and gradients are finite, in half
    precision too.
"""

import torch
from torch import nn


class CausalSelfAttention(nn.Module):
    def __init__(self, d, heads, dropout=0.0):
        super().__init__()
        self.qkv = nn.Linear(d, 3 * d)
        self.proj = nn.Linear(d, d)

    def forward(self, x, pad_mask=None):
        raise NotImplementedError("forward")
