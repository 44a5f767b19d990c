"""sdp-attention, stage 3: causal attention, alone and with a mask."""

from math import exp, fsum, sqrt

import numpy as np

import answer
import hotseat_check as check


def by_definition(q, k, v, mask=None, causal=False):
    """Query by query, in Python numbers."""
    q, k, v = (np.asarray(a, dtype=float) for a in (q, k, v))
    (tq, d), (tk, e), batch = q.shape[-2:], v.shape[-2:], q.shape[:-2]
    allowed = np.broadcast_to(True if mask is None else mask, (*batch, tq, tk))
    out = np.zeros((*batch, tq, e))
    for at in np.ndindex(*batch):
        for i in range(tq):
            seen = [j for j in range(tk) if allowed[at][i, j] and (not causal or j <= i + tk - tq)]
            scores = [fsum((q[at][i] * k[at][j]).tolist()) / sqrt(d) for j in seen]
            weights = [exp(s - max(scores)) for s in scores]
            for c in range(e if seen else 0):
                out[at][i, c] = fsum(w * v[at][j, c] for w, j in zip(weights, seen)) / fsum(weights)
    return out


def draw(rng, batch=(2,), tq=5, tk=7, d=3, e=11):
    return [rng.standard_normal(shape) for shape in [(*batch, tq, d), (*batch, tk, d), (*batch, tk, e)]]


def test_a_causal_example():
    q, k = np.ones((3, 2)), np.zeros((3, 2))
    v = np.array([[1.0], [3.0], [8.0]])
    check.close(answer.attention(q, k, v, causal=True), [[1.0], [2.0], [4.0]], "out")


def test_two_new_queries_behind_a_prefix():
    # The last query sees all 4 keys, the one before it the first 3.
    q, k = np.ones((2, 2)), np.zeros((4, 2))
    v = np.array([[1.0], [3.0], [8.0], [0.0]])
    check.close(answer.attention(q, k, v, causal=True), [[4.0], [3.0]], "out")


def test_causal_of_all_lengths_matches_the_definition():
    with check.fresh_rng() as rng:
        for tq, tk in [(5, 5), (3, 7), (1, 7), (7, 3), (7, 6), (6, 7), (1, 1), (5, 1)]:
            args = draw(rng, (2,), tq, tk)
            check.close(answer.attention(*args, causal=True), by_definition(*args, causal=True), f"out, {tq} queries, {tk} keys")


def test_more_queries_than_keys_leave_rows_of_zeros():
    with check.fresh_rng() as rng:
        args = draw(rng, (2,), 7, 3)
        got = check.array(answer.attention(*args, causal=True), "out", (2, 7, 11))
        check.close(got[:, :4], np.zeros((2, 4, 11)), "the first 4 of 7 rows, 3 keys")
        check.close(got[:, 4], args[2][:, 0], "row 4, which sees key 0 only")


def test_causal_and_mask_must_both_allow():
    with check.fresh_rng() as rng:
        for tq, tk in [(5, 7), (7, 5), (5, 5)]:
            args = draw(rng, (2, 3), tq, tk)
            for shape in [(tk,), (tq, 1), (tq, tk), (3, 1, tk), (2, 3, tq, tk)]:
                mask = rng.random(shape) < 0.6
                want = by_definition(*args, mask, True)
                check.close(answer.attention(*args, mask, True), want, f"out, {tq} queries, {tk} keys, mask {shape}")


def test_causal_is_off_unless_asked_for():
    with check.fresh_rng() as rng:
        args = draw(rng)
        mask = rng.random((5, 7)) < 0.6
        check.close(answer.attention(*args), by_definition(*args), "out without options")
        check.close(answer.attention(*args, mask, False), by_definition(*args, mask), "out with a mask alone")


def test_causal_with_empty_dims():
    for batch, tq, tk in [((0,), 5, 7), ((2,), 0, 7), ((2,), 5, 0), ((), 0, 0)]:
        q, k, v = (np.ones(s) for s in [(*batch, tq, 3), (*batch, tk, 3), (*batch, tk, 2)])
        check.close(answer.attention(q, k, v, causal=True), np.zeros((*batch, tq, 2)), f"out for {batch, tq, tk}")


def test_causal_inputs_stay_unchanged():
    with check.fresh_rng() as rng:
        q, k, v = draw(rng, (), 7, 7)
        mask = rng.random((7, 7)) < 0.8
        want = by_definition(q, k, v, mask, True)
        with check.unchanged(q=q, k=k, v=v, mask=mask):
            check.close(check.repeats(lambda: answer.attention(q, k, v, mask, True), "out"), want, "out")


def test_causal_float32_is_kept():
    with check.fresh_rng() as rng:
        args = [a.astype(np.float32) for a in draw(rng, (2,), 7, 5)]
        check.close(answer.attention(*args, causal=True), by_definition(*args, causal=True), "out", **check.FLOAT32)


def test_a_long_text_is_vectorised():
    with check.fresh_rng() as rng:
        q, k, v = draw(rng, (), 700, 700, 2, 2)
        check.fast(lambda module: module.attention(q, k, v, causal=True), times=10)
