"""lstm-cell, stage 1: the forward step."""

from math import exp, fsum, tanh

import numpy as np

import answer
import hotseat_check as check

NAMES = "x", "h", "c", "W_ih", "W_hh", "b_ih", "b_hh"


def forward(*inputs):
    h2, c2, _ = check.results(answer.lstm_cell(*inputs), "h2", "c2", "cache")
    return h2, c2


def sigmoid(v):
    return 1 / (1 + exp(-v)) if v > -700 else 0.0


def by_definition(x, h, c, W_ih, W_hh, b_ih, b_hh):
    (n, d), units = x.shape, h.shape[1]
    h2, c2 = np.zeros((n, units)), np.zeros((n, units))
    for r in range(n):
        z = [fsum([W_ih[k, j] * x[r, j] for j in range(d)] + [W_hh[k, j] * h[r, j] for j in range(units)]
                  + [b_ih[k], b_hh[k]]) for k in range(4 * units)]
        for u in range(units):
            i, f, g, o = (z[u + block * units] for block in range(4))
            c2[r, u] = sigmoid(f) * c[r, u] + sigmoid(i) * tanh(g)
            h2[r, u] = sigmoid(o) * tanh(c2[r, u])
    return h2, c2


def compare(got, want, what, **tolerance):
    for g, w, name in zip(got, want, ("h2", "c2")):
        check.close(g, w, f"{name} {what}", **tolerance)


def draw(rng, n=7, d=5, units=3, kind=np.float64):
    shapes = (n, d), (n, units), (n, units), (4 * units, d), (4 * units, units), (4 * units,), (4 * units,)
    return [rng.standard_normal(shape).astype(kind) for shape in shapes]


def test_forward_of_a_worked_example():
    ln2, ln3 = np.log(2), np.log(3)
    x, h, c = np.array([[1.0, 2.0]]), np.array([[0.5]]), np.array([[2.0]])
    W_ih = np.array([[ln3, 0], [0, -ln3 / 2], [0, 0], [0, 0]])
    W_hh = np.array([[0], [0], [2 * ln2], [0]])
    b_ih, b_hh = np.array([0, 0, 0, 1.0]), np.array([0, 0, 0, -1.0])
    # z = ln 3, -ln 3, ln 2, 0: i = 3/4, f = 1/4, g = 3/5, o = 1/2
    h2, c2, cache = answer.lstm_cell(x, h, c, W_ih, W_hh, b_ih, b_hh)
    check.close(c2, [[0.25 * 2 + 0.75 * 0.6]], "c2")
    check.close(h2, [[0.5 * np.tanh(0.95)]], "h2")


def test_forward_shapes():
    for n, d, units in [(7, 5, 3), (2, 3, 11), (1, 5, 2), (3, 1, 1)]:
        args = np.ones((n, d)), np.ones((n, units)), np.ones((n, units))
        W_ih, W_hh = np.ones((4 * units, d)), np.ones((4 * units, units))
        b_ih, b_hh = np.ones(4 * units), np.ones(4 * units)
        result = answer.lstm_cell(*args, W_ih, W_hh, b_ih, b_hh)
        h2, c2, cache = check.results(result, "h2", "c2", "cache")
        check.array(h2, f"h2 for N, D, H = {n, d, units}", (n, units))
        check.array(c2, f"c2 for N, D, H = {n, d, units}", (n, units))


def test_forward_matches_the_definition():
    with check.fresh_rng() as rng:
        for sizes in [(7, 5, 3), (3, 2, 7), (1, 2, 5), (5, 5, 5), (2, 1, 1)]:
            args = draw(rng, *sizes)
            compare(forward(*args), by_definition(*args), f"for N, D, H = {sizes}")


def test_forward_of_an_empty_batch():
    with check.fresh_rng() as rng:
        for kind in (np.float64, np.float32):
            for got in forward(*draw(rng, 0, kind=kind)):
                check.array(got, "h2 or c2 for N = 0", (0, 3), kind)


def test_forward_with_saturated_gates():
    with check.fresh_rng() as rng:
        for kind in (np.float64, np.float32):
            x, h, c, W_ih, W_hh, b_ih, b_hh = draw(rng, kind=kind)
            b_ih = (1e4 * np.where(rng.random(b_ih.shape) < 0.5, 1, -1)).astype(kind)
            b_ih[:5] = 1e4, -1e4, 800, -800, 1e4
            tolerance = check.FORWARD if kind is np.float64 else check.FLOAT32
            args = x, h, c, W_ih, W_hh, b_ih, b_hh
            compare(forward(*args), by_definition(*(a.astype(float) for a in args)), "of saturated gates", **tolerance)


def test_forward_of_large_states_and_inputs():
    with check.fresh_rng() as rng:
        x, h, c, *rest = draw(rng)
        args = 1e4 * x.clip(-1, 1), 1e4 * h.clip(-1, 1), 1e4 * c.clip(-1, 1), *rest
        compare(forward(*args), by_definition(*args), "of large inputs")


def test_forward_keeps_float32():
    with check.fresh_rng() as rng:
        args = draw(rng, kind=np.float32)
        compare(forward(*args), by_definition(*(a.astype(float) for a in args)), "of float32", **check.FLOAT32)
        for got in forward(*draw(rng)):
            check.array(got, "h2 or c2 of float64", dtype=np.float64)


def test_forward_takes_strided_inputs_and_leaves_them():
    with check.fresh_rng() as rng:
        args = draw(rng)
        want = by_definition(*args)
        strided = [check.strided(a) for a in args]
        with check.unchanged(**dict(zip(NAMES, strided))):
            compare(check.repeats(lambda: forward(*strided), "h2, c2"), want, "of strided inputs")
        compare(forward(*map(np.asfortranarray, args)), want, "of Fortran order")


def test_forward_of_many_rows_is_vectorised():
    with check.fresh_rng() as rng:
        args = draw(rng, 8_000, 3, 2)
        check.fast(lambda module: module.lstm_cell(*args), times=10)
