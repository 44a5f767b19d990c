"""kv-cache-decode, stage 2: decoding one position at a time."""

from math import exp, fsum, sqrt

import numpy as np

import answer
import hotseat_check as check


def by_definition(x, Wq, Wk, Wv, Wo, heads):
    """Causal attention over the whole text, query by query."""
    x, Wq, Wk, Wv, Wo = (np.asarray(a, dtype=float) for a in (x, Wq, Wk, Wv, Wo))
    (B, T, E), out = x.shape, np.zeros(x.shape)
    q, k, v = (np.einsum("bte,ef->btf", x, W) for W in (Wq, Wk, Wv))
    for b, i, h in np.ndindex(B, T, heads):
        cols = slice(h * E // heads, (h + 1) * E // heads)
        scores = [fsum((q[b, i, cols] * k[b, j, cols]).tolist()) / sqrt(E // heads) for j in range(i + 1)]
        weights = [exp(s - max(scores)) for s in scores]
        out[b, i, cols] = sum(w * v[b, j, cols] for j, w in enumerate(weights)) / fsum(weights)
    return np.einsum("bte,ef->btf", out, Wo)


def draw(rng, B=2, T=7, E=6):
    return [rng.standard_normal((B, T, E)), *rng.standard_normal((4, E, E))]


def cache_for(x, heads, room=None):
    B, T, E = x.shape
    return answer.KVCache(B, heads, T if room is None else room, E // heads, x.dtype)


def decode(x, weights, heads, chunks, cache=None):
    """The outputs of the chunks, joined."""
    cache, at, parts = cache or cache_for(x, heads), 0, []
    for t in chunks:
        y = answer.decode_step(x[:, at:at + t], cache, *weights, heads)
        parts.append(check.array(y, f"y of {t} positions after {at}", (x.shape[0], t, x.shape[2]), x.dtype))
        at += t
        check.close(cache.length, at, "length")
    return np.concatenate(parts, axis=1)


def test_a_worked_example_of_decoding():
    # Two heads of size 1. Queries are 0, so every position seen weighs the same.
    Wq, Wk = np.zeros((2, 2)), np.array([[1.0, 5.0], [2.0, 3.0]])
    Wv, Wo = np.array([[1.0, 0.0], [0.0, 2.0]]), np.array([[1.0, 1.0], [0.0, 3.0]])
    cache = answer.KVCache(1, 2, 3, 1)
    # v is [2, 2]; then [4, 6], and the mean is [3, 4].
    check.close(answer.decode_step(np.array([[[2.0, 1.0]]]), cache, Wq, Wk, Wv, Wo, 2), [[[2.0, 8.0]]], "first y")
    check.close(answer.decode_step(np.array([[[4.0, 3.0]]]), cache, Wq, Wk, Wv, Wo, 2), [[[3.0, 15.0]]], "second y")
    check.close(cache.length, 2, "length")


def test_shapes_of_a_step():
    for B, E, heads in [(2, 6, 3), (1, 5, 1), (3, 4, 4)]:
        x, W = np.ones((B, 1, E)), np.ones((E, E))
        y = answer.decode_step(x, answer.KVCache(B, heads, 3, E // heads), W, W, W, W, heads)
        check.array(y, f"y for x {x.shape}, {heads} heads", (B, 1, E), np.float64)


def test_steps_match_attention_over_the_whole_text():
    with check.fresh_rng() as rng:
        for B, T, E, heads in [(2, 7, 6, 2), (3, 5, 6, 3), (1, 11, 10, 5), (2, 3, 7, 1), (1, 1, 3, 3), (2, 2, 4, 2)]:
            x, *weights = draw(rng, B, T, E)
            want = by_definition(x, *weights, heads)
            check.close(decode(x, weights, heads, [1] * T), want, f"y of {T} steps, {heads} heads, E = {E}")


def test_a_cache_with_room_to_spare():
    with check.fresh_rng() as rng:
        x, *weights = draw(rng)
        got = decode(x, weights, 3, [1] * 7, cache_for(x, 3, 50))
        check.close(got, by_definition(x, *weights, 3), "y of 7 steps, room for 50")


def test_two_texts_decoded_in_turn():
    with check.fresh_rng() as rng:
        x, *weights = draw(rng, 4)
        caches = [cache_for(x[:2], 2), cache_for(x[2:], 2)]
        want = by_definition(x, *weights, 2)
        for t in range(7):
            for half, cache in enumerate(caches):
                rows = slice(2 * half, 2 * half + 2)
                y = answer.decode_step(x[rows, t:t + 1], cache, *weights, 2)
                check.close(y, want[rows, t:t + 1], f"y at position {t} of text {half}")


def test_an_empty_batch():
    x, W = np.ones((0, 3, 6)), np.ones((6, 6))
    check.close(decode(x, [W] * 4, 2, [1, 1, 1]), np.zeros((0, 3, 6)), "y of an empty batch")


def test_large_scores():
    with check.fresh_rng() as rng:
        # Whole numbers and heads of size 4, so that the scores are exact.
        x, *weights = (rng.integers(-9, 10, s).astype(float) for s in [(2, 5, 8), *[(8, 8)] * 4])
        check.close(decode(x, weights, 2, [1] * 5), by_definition(x, *weights, 2), "y for large scores")


def test_float32_is_kept_in_steps():
    with check.fresh_rng() as rng:
        x, *weights = (a.astype(np.float32) for a in draw(rng))
        check.close(decode(x, weights, 2, [1] * 7), by_definition(x, *weights, 2), "y of float32", **check.FLOAT32)


def test_a_step_modifies_the_cache_alone():
    with check.fresh_rng() as rng:
        x, *weights = draw(rng)
        want = by_definition(x, *weights, 2)
        Wq, Wk, Wv, Wo = np.asfortranarray(weights[0]), check.strided(weights[1]), weights[2], weights[3].T.copy().T
        x = check.strided(x)
        with check.unchanged(x=x, Wq=Wq, Wk=Wk, Wv=Wv, Wo=Wo):
            for turn in ("first", "second"):
                check.close(decode(x, (Wq, Wk, Wv, Wo), 2, [1] * 7), want, f"y of the {turn} decoding")


def test_a_step_without_room():
    with check.fresh_rng() as rng:
        x, *weights = draw(rng, 2, 4)
        cache = cache_for(x, 2, 3)
        decode(x, weights, 2, [1, 1, 1], cache)
        check.rejects(lambda: answer.decode_step(x[:, 3:], cache, *weights, 2), "a fourth position, room for 3")
        check.close(cache.length, 3, "length after the overflow")
