"""multi-head-attention, stage 3: causal."""

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


def test_a_causal_example():
    # Position 0 sees itself alone: v is [0, 5]. Position 1 sees both.
    check.close(answer.mha(*example(), 2, causal=True), [[[1.0, -4.0], [2.5, -5.75]]], "y")


def test_a_later_position_changes_no_earlier_one():
    with check.fresh_rng() as rng:
        x, *weights = draw(rng, 2, 7)
        other = x.copy()
        other[:, 4:] += 1.0
        first = check.array(answer.mha(x, *weights, 3, causal=True), "y", x.shape)
        second = check.array(answer.mha(other, *weights, 3, causal=True), "y", x.shape)
        check.close(second[:, :4], first[:, :4], "y before position 4, which was changed")


def test_causal_heads_match_the_definition():
    with check.fresh_rng() as rng:
        for B, T, E, heads in [(2, 5, 6, 2), (3, 7, 6, 3), (1, 11, 5, 1), (2, 1, 4, 4), (1, 2, 10, 5), (3, 3, 3, 3)]:
            args = draw(rng, B, T, E)
            check.close(answer.mha(*args, heads, True), by_definition(*args, heads, True), f"y for x {B, T, E}, {heads} heads")


def test_causal_is_off_unless_asked_for():
    with check.fresh_rng() as rng:
        args = draw(rng)
        want = by_definition(*args, 2)
        check.close(answer.mha(*args, 2), want, "y without the option")
        check.close(answer.mha(*args, 2, causal=False), want, "y with causal=False")


def test_causal_large_scores():
    with check.fresh_rng() as rng:
        args = whole(rng)
        check.close(answer.mha(*args, 2, causal=True), by_definition(*args, 2, True), "y for large scores")


def test_causal_with_nothing_in_it():
    for B, T in [(0, 5), (2, 0), (0, 0)]:
        args = [np.ones(s) for s in [(B, T, 6), (18, 6), (18,), (6, 6), (6,)]]
        check.close(answer.mha(*args, 2, causal=True), np.zeros((B, T, 6)), f"y for {B} texts of {T}")


def test_causal_still_needs_heads_that_divide():
    args = [np.ones(s) for s in [(2, 3, 6), (18, 6), (18,), (6, 6), (6,)]]
    check.rejects(lambda: answer.mha(*args, 4, causal=True), "4 heads for E = 6")


def test_causal_inputs_stay_unchanged():
    with check.fresh_rng() as rng:
        x, Wqkv, bqkv, Wo, bo = draw(rng)
        want = by_definition(x, Wqkv, bqkv, Wo, bo, 2, True)
        x = check.strided(x)
        with check.unchanged(x=x, Wqkv=Wqkv, bqkv=bqkv, Wo=Wo, bo=bo):
            check.close(check.repeats(lambda: answer.mha(x, Wqkv, bqkv, Wo, bo, 2, True), "y"), want, "y")
