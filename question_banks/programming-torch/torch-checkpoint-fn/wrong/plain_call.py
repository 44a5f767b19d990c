# fault: fn is called with autograd on, so everything inside stays alive; rejected by test_what_fn_computes_is_not_kept
import torch


def checkpoint(fn, *args):
    return fn(*args)
