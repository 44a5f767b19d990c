"""sdp-attention, stage 1: every query sees every key."""

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


def test_a_worked_example():
    # d = 4, so scores are halved: log 1 and log 3 for the first query, equal for the second.
    q = np.array([[2.0, 0.0, 0.0, 0.0], [0.0, 0.0, 1.0, 0.0]])
    k = np.array([[0.0, 5.0, 0.0, 0.0], [np.log(3.0), 0.0, 0.0, 7.0]])
    v = np.array([[4.0, 0.0, 8.0], [0.0, 4.0, 8.0]])
    check.close(answer.attention(q, k, v), [[1.0, 3.0, 8.0], [2.0, 2.0, 8.0]], "out")


def test_shapes():
    for batch in [(), (2,), (2, 3), (1, 1, 2)]:
        q, k, v = np.ones((*batch, 5, 3)), np.ones((*batch, 7, 3)), np.ones((*batch, 7, 11))
        check.array(answer.attention(q, k, v), f"out for batch dims {batch}", (*batch, 5, 11), np.float64)


def test_random_inputs_match_the_definition():
    with check.fresh_rng() as rng:
        for sizes in [((2,), 5, 7, 3, 11), ((), 7, 2, 5, 3), ((3, 2), 2, 3, 7, 5), ((1,), 1, 1, 1, 1), ((3,), 3, 3, 3, 3)]:
            args = draw(rng, *sizes)
            check.close(answer.attention(*args), by_definition(*args), f"out for {sizes}")


def test_empty_dims():
    for batch, tq, tk in [((0,), 5, 7), ((2, 0), 1, 3), ((2,), 0, 7), ((), 0, 3), ((2,), 5, 0), ((), 3, 0), ((), 0, 0)]:
        for kind in (np.float64, np.float32):
            q, k, v = (np.ones(s, dtype=kind) for s in [(*batch, tq, 3), (*batch, tk, 3), (*batch, tk, 2)])
            check.close(answer.attention(q, k, v), np.zeros((*batch, tq, 2)), f"out for {batch, tq, tk}", dtype=kind)


def test_scores_far_from_zero():
    with check.fresh_rng() as rng:
        for shift in (9000.0, -9000.0):
            # Whole numbers and d = 4, so that every score is exact.
            q, k, v = (rng.integers(-3, 4, s).astype(float) for s in [(2, 5, 4), (2, 7, 4), (2, 7, 3)])
            check.close(answer.attention(q, k + shift, v), by_definition(q, k + shift, v), f"out, keys near {shift:g}")
        q, k, v = (rng.choice([-1e4, -9999.0, 0.0, 9999.0, 1e4], s) for s in [(2, 5, 4), (2, 7, 4), (2, 7, 3)])
        check.close(answer.attention(q, k, v), by_definition(q, k, v), "out for entries up to 1e4")


def test_float32_is_kept():
    with check.fresh_rng() as rng:
        args = [a.astype(np.float32) for a in draw(rng)]
        check.close(answer.attention(*args), by_definition(*args), "out of float32", **check.FLOAT32)
        far = [rng.integers(-3, 4, s).astype(np.float32) for s in [(5, 4), (7, 4), (7, 3)]]
        far[1] += 4096
        check.close(answer.attention(*far), by_definition(*far), "out of float32, keys near 4096", **check.FLOAT32)


def test_integers_count_as_float64():
    with check.fresh_rng() as rng:
        args = [rng.integers(-3, 4, s) for s in [(2, 5, 3), (2, 7, 3), (2, 7, 2)]]
        check.close(answer.attention(*args), by_definition(*args), "out of integers", dtype=np.float64)


def test_strided_inputs_stay_unchanged():
    with check.fresh_rng() as rng:
        args = draw(rng, (2, 3))
        want = by_definition(*args)
        q, k, v = check.strided(args[0]), np.asfortranarray(args[1]), check.strided(args[2])
        with check.unchanged(q=q, k=k, v=v):
            check.close(check.repeats(lambda: answer.attention(q, k, v), "out"), want, "out of strided inputs")


def test_many_batches_are_vectorised():
    with check.fresh_rng() as rng:
        q, k, v = draw(rng, (3000,), 2, 3, 2, 2)
        check.fast(lambda module: module.attention(q, k, v), times=10)


def test_many_queries_are_vectorised():
    with check.fresh_rng() as rng:
        q, k, v = draw(rng, (), 6000, 3, 2, 2)
        check.fast(lambda module: module.attention(q, k, v), times=10)
