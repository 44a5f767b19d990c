"""Activation checkpointing: memory against a second
forward pass.

checkpoint(fn, *args) -> tensor
    fn    a function of args that returns one
          tensor; it changes neither its arguments
          nor anything else, but it may use
          parameters that it closes over and draw
          from PyTorch's CPU generator
    args  tensors and other objects, mixed; at least
          one of the tensors requires a gradient
    ->    the value of fn(*args)

    out.backward() gives the gradients that
    fn(*args) would give, those of parameters that
    fn closes over included. Arguments that require
    none get none.
    Between forward and backward only the arguments
    are kept, not what fn computes on its way. fn
    runs once in forward and once more in backward;
    with gradients switched off, once in all.
    Random numbers, dropout say, are the same in
    both runs. Backward leaves the CPU generator in
    the state in which it finds it.
"""

import torch


def checkpoint(fn, *args):
    raise NotImplementedError("checkpoint")
