"""sdp-attention, stage 2: a mask says which keys a query may attend to."""

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


def test_an_example_with_a_mask():
    q, k = np.ones((3, 2)), np.zeros((3, 2))
    v = np.array([[1.0], [10.0], [4.0]])
    mask = np.array([[True, False, True], [False, True, False], [False, False, False]])
    check.close(answer.attention(q, k, v, mask), [[2.5], [10.0], [0.0]], "out")


def test_a_mask_of_keys_for_all_queries():
    with check.fresh_rng() as rng:
        q, k, v = draw(rng)
        mask = np.array([True, True, False, True, False, True, True])
        check.close(answer.attention(q, k, v, mask=mask), by_definition(q, k, v, mask), "out")


def test_masks_of_every_broadcast_shape():
    with check.fresh_rng() as rng:
        args = draw(rng, (2, 3))
        for shape in [(), (7,), (1,), (5, 1), (5, 7), (1, 5, 7), (3, 1, 7), (2, 1, 1, 7), (2, 3, 5, 7), (2, 1, 5, 1)]:
            mask = rng.random(shape) < 0.6 if shape else np.array(True)
            check.close(answer.attention(*args, mask), by_definition(*args, mask), f"out for a mask of {shape}")


def test_masked_keys_do_not_matter():
    with check.fresh_rng() as rng:
        q, k, v = draw(rng)
        mask = np.arange(7) < 4
        want = by_definition(q, k[:, :4], v[:, :4])
        for size in (1e4, -1e4):
            k[:, 4:], v[:, 4:] = size * rng.uniform(0.5, 1, (2, 3, 3)), size
            check.close(answer.attention(q, k, v, mask), want, f"out, entries near {size:g} masked")


def test_visible_scores_far_below_the_masked_ones():
    q = np.array([[1e4], [-1e4]])
    k = np.array([[-1e4], [-1e4], [1e4]])
    v = np.array([[1.0, 3.0], [2.0, 5.0], [50.0, 60.0]])
    mask = np.array([[True, True, False], [False, False, True]])
    check.close(answer.attention(q, k, v, mask), [[1.5, 4.0], [50.0, 60.0]], "out")
    # With d = 400 the visible scores of the first query are -2e9.
    wide_q, wide_k = np.repeat(q, 400, axis=1), np.repeat(k, 400, axis=1)
    check.close(answer.attention(wide_q, wide_k, v, mask), [[1.5, 4.0], [50.0, 60.0]], "out for d = 400")


def test_rows_that_see_nothing_are_zero():
    with check.fresh_rng() as rng:
        for kind, tolerance in ((np.float64, check.FORWARD), (np.float32, check.FLOAT32)):
            args = [a.astype(kind) for a in draw(rng)]
            none = np.zeros((5, 7), dtype=bool)
            check.close(answer.attention(*args, none), np.zeros((2, 5, 11)), "out, all masked", dtype=kind)
            some = rng.random((2, 5, 7)) < 0.5
            some[0, 3], some[1, 0] = False, False
            got = check.array(answer.attention(*args, some), "out", (2, 5, 11), kind)
            check.close(got, by_definition(*args, some), "out, two rows masked", **tolerance)
            check.close(got[0, 3], np.zeros(11), "out[0, 3], a row that sees nothing", dtype=kind)
        # Scores below 0 throughout, where a limit in place of -inf may show.
        args = [np.ones((2, 3)), -1e4 * np.ones((2, 3)), np.ones((2, 5))]
        check.close(answer.attention(*args, np.array([[False, False], [True, False]])),
                    [[0.0] * 5, [1.0] * 5], "out for low scores")


def test_empty_dims_with_a_mask():
    for batch, tq, tk in [((0,), 5, 7), ((2,), 0, 7), ((2,), 5, 0), ((), 3, 0)]:
        q, k, v = (np.ones(s) for s in [(*batch, tq, 3), (*batch, tk, 3), (*batch, tk, 2)])
        mask = np.ones((tq, tk), dtype=bool)
        check.close(answer.attention(q, k, v, mask), np.zeros((*batch, tq, 2)), f"out for {batch, tq, tk}")


def test_strided_masks_stay_unchanged():
    with check.fresh_rng() as rng:
        q, k, v = draw(rng)
        mask = (rng.random((7, 5)) < 0.5).T
        want = by_definition(q, k, v, mask)
        with check.unchanged(q=q, k=k, v=v, mask=mask):
            check.close(check.repeats(lambda: answer.attention(q, k, v, mask), "out"), want, "out")
