"""kv-cache-decode, stage 3: chunks of positions, also in mid-stream."""

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


def test_an_example_of_a_chunk_after_a_prefix():
    # One head of size 1, queries 0: position i gets the mean of x up to i.
    zero, one = np.zeros((1, 1)), np.ones((1, 1))
    cache = answer.KVCache(1, 1, 4, 1)
    answer.decode_step(np.array([[[2.0], [4.0]]]), cache, zero, one, one, one, 1)
    y = answer.decode_step(np.array([[[9.0], [1.0]]]), cache, zero, one, one, one, 1)
    check.close(y, [[[5.0], [4.0]]], "y of the second chunk")


def test_a_prompt_at_once_equals_its_steps():
    with check.fresh_rng() as rng:
        x, *weights = draw(rng)
        at_once = decode(x, weights, 2, [7])
        check.close(at_once, decode(x, weights, 2, [1] * 7), "y of 7 positions at once")


def test_chunks_match_attention_over_the_whole_text():
    with check.fresh_rng() as rng:
        for B, E, heads, chunks in [(2, 6, 2, (7,)), (3, 6, 3, (3, 1, 4)), (1, 10, 5, (1, 6, 4)), (2, 7, 1, (2, 2, 2, 1)), (1, 3, 3, (2, 5))]:
            x, *weights = draw(rng, B, sum(chunks), E)
            want = by_definition(x, *weights, heads)
            check.close(decode(x, weights, heads, chunks), want, f"y of chunks {chunks}, {heads} heads")


def test_a_later_position_changes_no_earlier_row():
    with check.fresh_rng() as rng:
        x, *weights = draw(rng)
        other = x.copy()
        other[:, 5:] += 1.0
        first, second = decode(x, weights, 2, (3, 4)), decode(other, weights, 2, (3, 4))
        check.close(second[:, :5], first[:, :5], "the first 5 rows, positions 5 and 6 changed")


def test_a_chunk_without_room_changes_nothing():
    with check.fresh_rng() as rng:
        x, *weights = draw(rng)
        cache, want = cache_for(x, 2), by_definition(x, *weights, 2)
        decode(x[:, :5], weights, 2, (5,), cache)
        check.rejects(lambda: answer.decode_step(x[:, :3] + 1, cache, *weights, 2), "3 positions after 5, room for 7")
        check.close(cache.length, 5, "length after the overflow")
        y = answer.decode_step(x[:, 5:], cache, *weights, 2)
        check.close(y, want[:, 5:], "y of the last two positions, after the overflow")


def test_large_scores_in_chunks():
    with check.fresh_rng() as rng:
        x, *weights = (rng.integers(-9, 10, s).astype(float) for s in [(2, 7, 8), *[(8, 8)] * 4])
        check.close(decode(x, weights, 2, (3, 4)), by_definition(x, *weights, 2), "y for large scores")


def test_chunks_of_float32_and_of_an_empty_batch():
    with check.fresh_rng() as rng:
        x, *weights = (a.astype(np.float32) for a in draw(rng))
        check.close(decode(x, weights, 3, (2, 5)), by_definition(x, *weights, 3), "y of float32", **check.FLOAT32)
        check.close(decode(x[:0], weights, 3, (2, 5)), np.zeros((0, 7, 6)), "y of an empty batch", dtype=np.float32)


def test_a_long_prompt_is_vectorised():
    with check.fresh_rng() as rng:
        x, *weights = draw(rng, 1, 600, 4)
        check.fast(lambda module: module.decode_step(x, module.KVCache(1, 2, 600, 2), *weights, 2), times=10)
