# fault: lengths are made into indices in place; rejected by test_inputs_stay_as_they_are_and_float32_stays_float32
import torch


def masked_mean(x, mask, dim):
    mask = mask.expand_as(x)  # a view, in which axis dim can be counted
    total = x.masked_fill(~mask, 0).sum(dim)
    return total / mask.sum(dim).clamp(min=1)


def gather_last(x, lengths):
    rows = torch.arange(x.shape[0], device=x.device)
    lengths -= 1
    return x[rows, lengths]


def pairwise_sq(a, b):
    # |a|² + |b|² - 2ab: no (N, M, D) tensor, the work is one matmul
    aa = (a * a).sum(1)[:, None]
    bb = (b * b).sum(1)[None, :]
    return (aa + bb - 2 * a @ b.T).clamp(min=0)
