"""Padded sequences and pairwise distances, by
broadcasting.

masked_mean(x, mask, dim)
    x     float tensor of at least one dimension,
          finite values
    mask  bool tensor, True = valid; its shape
          broadcasts to that of x, so any axis may
          be 1 or missing at the front, also axis
          dim
    dim   int, counted in x; may be negative
    ->    mean of the valid entries along dim; shape
          of x without dim; 0 where nothing is valid
          (also where axis dim has length 0)

gather_last(x, lengths)
    x        (B, T, D) float; B may be 0
    lengths  (B,) int64, from 1 to T
    ->       (B, D): row b is the step
             x[b, lengths[b] - 1]

pairwise_sq(a, b)
    a   (N, D) float; N may be 0
    b   (M, D) of the same dtype; M may be 0
    ->  (N, M): squared Euclidean distance of a[i]
        and b[j], never below 0

Results have the dtype of x or a. Gradients with
respect to x, a and b are finite everywhere. No
Python loop over any axis; inputs stay as they are.
"""

import torch


def masked_mean(x, mask, dim):
    raise NotImplementedError("stage 1")


def gather_last(x, lengths):
    raise NotImplementedError("stage 1")


def pairwise_sq(a, b):
    raise NotImplementedError("stage 2")
