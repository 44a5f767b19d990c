"""multi-head-attention, stage 2: any number of heads."""

from math import exp, fsum, sqrt

import numpy as np

import answer
import hotseat_check as check


def by_definition(x, Wqkv, bqkv, Wo, bo, heads, causal=False):
    """Text by text, head by head and query by query."""
    (B, T, E), out = x.shape, np.zeros(x.shape)
    q, k, v = (np.einsum("bte,fe->btf", x, Wqkv[at:at + E]) + bqkv[at:at + E] for at in (0, E, 2 * E))
    for b, h, i in np.ndindex(B, heads, T):
        cols = slice(h * E // heads, (h + 1) * E // heads)
        scores = [fsum((q[b, i, cols] * k[b, j, cols]).tolist()) / sqrt(E // heads) for j in range(i + 1 if causal else T)]
        weights = [exp(s - max(scores)) for s in scores]
        out[b, i, cols] = sum(w * v[b, j, cols] for j, w in enumerate(weights)) / fsum(weights)
    return np.einsum("btf,ef->bte", out, Wo) + bo


def draw(rng, B=2, T=5, E=6):
    return [rng.standard_normal(shape) for shape in [(B, T, E), (3 * E, E), (3 * E,), (E, E), (E,)]]


def whole(rng, B=2, T=5, E=8, size=9):
    """Whole numbers, so that sums are exact also where they are large."""
    return [rng.integers(-size, size + 1, s).astype(float) for s in [(B, T, E), (3 * E, E), (3 * E,), (E, E), (E,)]]


def example():
    """Two positions; q is the same for both, k and v follow x."""
    x = np.array([[[0.0, 4.0], [1.0, 8.0]]])
    Wqkv = np.array([[0.0, 0.0], [0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    bqkv = np.array([np.log(3.0), 0.0, 0.0, 0.0, 0.0, 1.0])  # v is [0, 5], [1, 10]
    return [x, Wqkv, bqkv, np.array([[2.0, 0.0], [1.0, -1.0]]), np.array([1.0, 1.0])]


def test_a_worked_example_of_two_heads():
    # Head 0 weighs 1/4 and 3/4, head 1 has q = 0 and weighs 1/2 and 1/2: joined [0.75, 7.5].
    check.close(answer.mha(*example(), 2), [[[2.5, -5.75], [2.5, -5.75]]], "y")


def test_shapes_of_several_heads():
    for E, heads in [(6, 2), (6, 3), (6, 6), (10, 5)]:
        args = [np.ones(s) for s in [(2, 5, E), (3 * E, E), (3 * E,), (E, E), (E,)]]
        check.array(answer.mha(*args, heads), f"y for E = {E}, {heads} heads", (2, 5, E), np.float64)


def test_heads_match_the_definition():
    with check.fresh_rng() as rng:
        for B, T, E, heads in [(2, 5, 6, 2), (2, 5, 6, 3), (3, 7, 10, 5), (1, 2, 14, 7), (1, 1, 4, 2), (2, 3, 5, 5)]:
            args = draw(rng, B, T, E)
            check.close(answer.mha(*args, heads), by_definition(*args, heads), f"y for x {B, T, E}, {heads} heads")


def test_equal_sizes_are_not_mixed_up():
    with check.fresh_rng() as rng:
        for size, heads in [(4, 2), (4, 4), (3, 3), (2, 2)]:
            args = draw(rng, size, size, size)
            check.close(answer.mha(*args, heads), by_definition(*args, heads), f"y, all sizes {size}, {heads} heads")


def test_heads_that_do_not_divide_the_width():
    for B, T in [(2, 5), (1, 1), (0, 5), (2, 0)]:
        for E, heads in [(6, 4), (6, 5), (7, 2), (3, 6), (5, 10), (6, 12)]:
            args = [np.ones(s) for s in [(B, T, E), (3 * E, E), (3 * E,), (E, E), (E,)]]
            check.rejects(lambda: answer.mha(*args, heads), f"{heads} heads for x {B, T, E}")


def test_empty_batches_with_heads():
    for B, T in [(0, 5), (2, 0), (0, 0)]:
        args = [np.ones(s) for s in [(B, T, 6), (18, 6), (18,), (6, 6), (6,)]]
        check.close(answer.mha(*args, 3), np.zeros((B, T, 6)), f"y for {B} texts of {T}")


def test_large_scores_of_several_heads():
    with check.fresh_rng() as rng:
        args = whole(rng)
        check.close(answer.mha(*args, 2), by_definition(*args, 2), "y for large scores")
        check.close(answer.mha(*args, 8), by_definition(*args, 8), "y for large scores, heads of size 1")


def test_inputs_of_heads_stay_unchanged():
    with check.fresh_rng() as rng:
        args = draw(rng)
        want = by_definition(*args, 3)
        x, Wqkv, bqkv, Wo, bo = np.asfortranarray(args[0]), check.strided(args[1]), args[2], np.asfortranarray(args[3]), check.strided(args[4])
        with check.unchanged(x=x, Wqkv=Wqkv, bqkv=bqkv, Wo=Wo, bo=bo):
            check.close(check.repeats(lambda: answer.mha(x, Wqkv, bqkv, Wo, bo, 3), "y"), want, "y")


def test_many_positions_are_vectorised():
    with check.fresh_rng() as rng:
        args = draw(rng, 1, 500, 4)
        check.fast(lambda module: module.mha(*args, 2), times=10)
