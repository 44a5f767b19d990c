"""multi-head-attention, stage 1: a single head."""

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


def test_a_worked_example_of_one_head():
    args = example()
    args[2][0] *= sqrt(2)  # against the scale: the scores are 0 and log 3
    # Weights 1/4 and 3/4, so the head gives [0.75, 8.75] at both positions.
    check.close(answer.mha(*args, 1), [[[2.5, -7.0], [2.5, -7.0]]], "y")


def test_shapes_of_one_head():
    for B, T, E in [(2, 5, 3), (1, 1, 7), (3, 2, 1)]:
        args = [np.ones(s) for s in [(B, T, E), (3 * E, E), (3 * E,), (E, E), (E,)]]
        check.array(answer.mha(*args, 1), f"y for x {B, T, E}", (B, T, E), np.float64)


def test_one_head_matches_the_definition():
    with check.fresh_rng() as rng:
        for B, T, E in [(2, 5, 3), (3, 7, 5), (1, 2, 7), (1, 1, 2), (5, 3, 1), (3, 3, 3)]:
            args = draw(rng, B, T, E)
            check.close(answer.mha(*args, 1), by_definition(*args, 1), f"y for x {B, T, E}")


def test_empty_batches_and_texts():
    for B, T in [(0, 5), (2, 0), (0, 0)]:
        args = [np.ones(s) for s in [(B, T, 3), (9, 3), (9,), (3, 3), (3,)]]
        check.close(answer.mha(*args, 1), np.zeros((B, T, 3)), f"y for {B} texts of {T}")


def test_large_scores_of_one_head():
    with check.fresh_rng() as rng:
        args = whole(rng, E=4)
        check.close(answer.mha(*args, 1), by_definition(*args, 1), "y for large scores")
        args = whole(rng, E=4, size=1)
        args[0] = rng.choice([-1e4, 1e4, 9999.0], (2, 5, 4))
        check.close(answer.mha(*args, 1), by_definition(*args, 1), "y for x of 1e4")


def test_positions_in_another_order():
    with check.fresh_rng() as rng:
        x, *weights = draw(rng, 2, 7)
        order = rng.permutation(7)
        want = by_definition(x, *weights, 1)[:, order]
        check.close(answer.mha(x[:, order], *weights, 1), want, "y for permuted positions")


def test_inputs_of_one_head_stay_unchanged():
    with check.fresh_rng() as rng:
        args = draw(rng)
        want = by_definition(*args, 1)
        x, Wqkv, bqkv, Wo, bo = check.strided(args[0]), np.asfortranarray(args[1]), check.strided(args[2]), args[3], args[4]
        with check.unchanged(x=x, Wqkv=Wqkv, bqkv=bqkv, Wo=Wo, bo=bo):
            check.close(check.repeats(lambda: answer.mha(x, Wqkv, bqkv, Wo, bo, 1), "y"), want, "y")


def test_many_texts_are_vectorised():
    with check.fresh_rng() as rng:
        args = draw(rng, 3000, 3, 2)
        check.fast(lambda module: module.mha(*args, 1), times=10)
