"""Numerical gradients, and how far two gradients
are apart.

numerical_grad(f, x, h=1e-5) -> grad
    x     an array of any shape, also empty or
          without dims, or one number; float64, or
          int64, which counts as float64
    f     takes an array of float64 shaped like x
          and returns one number; it neither changes
          nor keeps its argument
    grad  float64, shaped like x: entry by entry the
          central difference
          (f(x + h at that entry) - f(x - h at that
          entry)) / (2h)
    f sees perturbed copies; x itself is never
    modified.

rel_error(a, b) -> number
    max|a - b| / max(1e-8, max(|a| + |b|)), each
    maximum over all entries; a and b are float64 or
    int64 arrays of one shape, not empty, or two
    numbers

For one number or no dims, grad is a Python float or
a 0-d array; rel_error always returns one of these.
rel_error has no Python loop.
"""

import numpy as np


def numerical_grad(f, x, h=1e-5):
    raise NotImplementedError("not written yet")


def rel_error(a, b):
    raise NotImplementedError("not written yet")
