"""lstm-cell, stage 2: the backward step."""

from math import exp, fsum, tanh

import numpy as np

import answer
import hotseat_check as check

NAMES = "x", "h", "c", "W_ih", "W_hh", "b_ih", "b_hh"
GRADS = tuple("d" + name for name in NAMES)


def backward(inputs, dh2, dc2):
    _, _, cache = check.results(answer.lstm_cell(*inputs), "h2", "c2", "cache")
    return check.results(answer.lstm_cell_backward(dh2, dc2, cache), *GRADS)


def sigmoid(v):
    return 1 / (1 + exp(-v)) if v > -700 else 0.0


def by_definition(inputs, dh2, dc2):
    """Row by row, unit by unit, every term of the chain rule by itself."""
    x, h, c, W_ih, W_hh, b_ih, b_hh = (a.astype(float) for a in inputs)
    (n, d), units = x.shape, h.shape[1]
    grads = [np.zeros(a.shape) for a in inputs]
    dx, dh, dc, dW_ih, dW_hh, db_ih, db_hh = grads
    for r in range(n):
        z = [fsum([*(W_ih[k] * x[r]), *(W_hh[k] * h[r]), b_ih[k], b_hh[k]]) for k in range(4 * units)]
        for u in range(units):
            i, f, o = (sigmoid(z[u + block * units]) for block in (0, 1, 3))
            g = tanh(z[u + 2 * units])
            t = tanh(f * c[r, u] + i * g)
            cell = float(dc2[r, u]) + float(dh2[r, u]) * o * (1 - t) * (1 + t)
            dc[r, u] = cell * f
            slopes = (cell * g * (i - i * i), cell * c[r, u] * (f - f * f), cell * i * (1 - g) * (1 + g),
                      float(dh2[r, u]) * t * (o - o * o))
            for block, slope in enumerate(slopes):
                k = u + block * units
                dx[r] += slope * W_ih[k]
                dh[r] += slope * W_hh[k]
                dW_ih[k] += slope * x[r]
                dW_hh[k] += slope * h[r]
                db_ih[k] += slope
                db_hh[k] += slope
    return grads


def compare(got, want, what, **tolerance):
    for g, w, name in zip(got, want, GRADS):
        check.close(g, w, f"{name} {what}", **(tolerance or check.GRADIENT))


def draw(rng, n=7, d=5, units=3, kind=np.float64):
    shapes = (n, d), (n, units), (n, units), (4 * units, d), (4 * units, units), (4 * units,), (4 * units,)
    inputs = [rng.standard_normal(shape).astype(kind) for shape in shapes]
    return inputs, rng.standard_normal((n, units)).astype(kind), rng.standard_normal((n, units)).astype(kind)


def test_backward_of_a_worked_example():
    ln2, ln3 = np.log(2), np.log(3)
    x, h, c = np.array([[1.0, 2.0]]), np.array([[0.5]]), np.array([[2.0]])
    W_ih = np.array([[ln3, 0], [0, -ln3 / 2], [0, 0], [0, 0]])
    W_hh = np.array([[0], [0], [2 * ln2], [0]])
    b_ih, b_hh = np.array([0, 0, 0, 1.0]), np.array([0, 0, 0, -1.0])
    # i = 3/4, f = 1/4, g = 3/5, o = 1/2, c2 = 0.95
    h2, c2, cache = answer.lstm_cell(x, h, c, W_ih, W_hh, b_ih, b_hh)
    result = answer.lstm_cell_backward(np.array([[2.0]]), np.array([[-1.0]]), cache)
    dx, dh, dc, dW_ih, dW_hh, db_ih, db_hh = result
    t = np.tanh(0.95)
    cell = -1 + 2 * 0.5 * (1 - t**2)
    slopes = np.array([cell * 0.6 * 3 / 16, cell * 2 * 3 / 16,
                       cell * 0.75 * 0.64, 2 * t * 0.25])
    check.close(dc, [[cell * 0.25]], "dc")
    check.close(db_ih, slopes, "db_ih")
    check.close(db_hh, slopes, "db_hh")
    check.close(dW_ih, np.outer(slopes, [1.0, 2.0]), "dW_ih")
    check.close(dW_hh, np.outer(slopes, [0.5]), "dW_hh")
    check.close(dx, [[slopes[0] * ln3, -slopes[1] * ln3 / 2]], "dx")
    check.close(dh, [[slopes[2] * 2 * ln2]], "dh")


def test_gradients_have_the_shapes_of_their_inputs():
    for n, d, units in [(7, 5, 3), (2, 3, 11), (1, 5, 2), (3, 1, 1)]:
        shapes = [(n, d), (n, units), (n, units), (4 * units, d),
                  (4 * units, units), (4 * units,), (4 * units,)]
        h2, c2, cache = answer.lstm_cell(*map(np.ones, shapes))
        ones = np.ones((n, units))
        result = answer.lstm_cell_backward(ones, ones, cache)
        for grad, shape, name in zip(check.results(result, *GRADS), shapes, GRADS):
            check.array(grad, f"{name} for N, D, H = {n, d, units}", shape)


def test_gradients_match_the_definition():
    with check.fresh_rng() as rng:
        for sizes in [(7, 5, 3), (3, 2, 7), (1, 2, 5), (5, 5, 5), (2, 1, 1)]:
            args = draw(rng, *sizes)
            compare(backward(*args), by_definition(*args), f"for N, D, H = {sizes}")


def test_gradients_match_central_differences():
    with check.fresh_rng() as rng:
        inputs, dh2, dc2 = draw(rng, 3, 5, 2)
        grads = backward(inputs, dh2, dc2)
        for at, (grad, name) in enumerate(zip(grads, GRADS)):
            def loss(v):
                h2, c2, _ = answer.lstm_cell(*inputs[:at], v, *inputs[at + 1:])
                return (dh2 * h2 + dc2 * c2).sum()

            check.gradient(loss, inputs[at], grad, name)


def test_gradient_of_only_one_of_the_two_outputs():
    with check.fresh_rng() as rng:
        inputs, dh2, dc2 = draw(rng)
        none = np.zeros(dh2.shape)
        compare(backward(inputs, dh2, none), by_definition(inputs, dh2, none), "with dc2 = 0")
        compare(backward(inputs, none, dc2), by_definition(inputs, none, dc2), "with dh2 = 0")


def test_gradients_through_several_steps():
    with check.fresh_rng() as rng:
        (_, h, c, *weights), dh2, dc2 = draw(rng, 3, 5, 2)
        steps = rng.standard_normal((4, 3, 5))

        def run(h, c, weights):
            caches = []
            for x in steps:
                h, c, cache = check.results(answer.lstm_cell(x, h, c, *weights), "h2", "c2", "cache")
                caches.append(cache)
            return h, c, caches

        _, _, caches = run(h, c, weights)
        dh, dc, total = dh2, dc2, [np.zeros(w.shape) for w in weights]
        for cache in reversed(caches):
            _, dh, dc, *grads = check.results(answer.lstm_cell_backward(dh, dc, cache), *GRADS)
            total = [t + check.array(g, name) for t, g, name in zip(total, grads, GRADS[3:])]

        def loss(h=h, c=c, weights=weights):
            h, c, _ = run(h, c, weights)
            return (dh2 * h + dc2 * c).sum()

        check.gradient(lambda v: loss(h=v), h, dh, "dh of the first of 4 steps")
        check.gradient(lambda v: loss(c=v), c, dc, "dc of the first of 4 steps")
        for at in range(4):
            check.gradient(lambda v: loss(weights=[*weights[:at], v, *weights[at + 1:]]), weights[at], total[at],
                           f"{GRADS[3 + at]} over 4 steps")


def test_gradients_of_saturated_gates_are_finite():
    with check.fresh_rng() as rng:
        for kind in (np.float64, np.float32):
            (x, h, c, W_ih, W_hh, b_ih, b_hh), dh2, dc2 = draw(rng, kind=kind)
            b_ih = (1e4 * np.where(rng.random(b_ih.shape) < 0.5, 1, -1)).astype(kind)
            b_ih[:4] = 1e4, -1e4, 800, -800
            args = (x, h, c, W_ih, W_hh, b_ih, b_hh), dh2, dc2
            tolerance = check.GRADIENT if kind is np.float64 else check.FLOAT32
            compare(backward(*args), by_definition(*args), "of saturated gates", **tolerance)


def test_gradients_of_an_empty_batch_are_zeros():
    with check.fresh_rng() as rng:
        for kind in (np.float64, np.float32):
            args = draw(rng, 0, kind=kind)
            compare(backward(*args), by_definition(*args), "for N = 0", dtype=kind)


def test_caches_are_independent_and_serve_twice():
    with check.fresh_rng() as rng:
        inputs, dh2, dc2 = draw(rng)
        later, later_dh2, later_dc2 = draw(rng)
        want = by_definition(inputs, dh2, dc2)
        _, _, cache = check.results(answer.lstm_cell(*inputs), "h2", "c2", "cache")
        _, _, later_cache = check.results(answer.lstm_cell(*later), "h2", "c2", "cache")
        with check.unchanged(**dict(zip(NAMES, inputs)), dh2=dh2, dc2=dc2):
            first = answer.lstm_cell_backward(dh2, dc2, cache)
            got = answer.lstm_cell_backward(later_dh2, later_dc2, later_cache)
            compare(check.results(got, *GRADS), by_definition(later, later_dh2, later_dc2), "of the later call")
            compare(check.results(answer.lstm_cell_backward(dh2, dc2, cache), *GRADS), want, "of a second backward")
        compare(check.results(first, *GRADS), want, "of the first backward, afterwards")


def test_backward_keeps_float32():
    with check.fresh_rng() as rng:
        args = draw(rng, kind=np.float32)
        compare(backward(*args), by_definition(*args), "of float32", **check.FLOAT32)
        for grad, name in zip(backward(*draw(rng)), GRADS):
            check.array(grad, f"{name} of float64", dtype=np.float64)


def test_backward_takes_strided_arrays():
    with check.fresh_rng() as rng:
        inputs, dh2, dc2 = draw(rng)
        want = by_definition(inputs, dh2, dc2)
        strided = [check.strided(a) for a in inputs]
        compare(backward(strided, check.strided(dh2), check.strided(dc2)), want, "of strided inputs")
        alike = np.broadcast_to(dh2[:1], dh2.shape)
        compare(backward(inputs, alike, dc2), by_definition(inputs, alike, dc2), "of a broadcast dh2")


def test_backward_of_many_rows_is_vectorised():
    with check.fresh_rng() as rng:
        inputs, dh2, dc2 = draw(rng, 8_000, 3, 2)

        def work(module):
            module.lstm_cell_backward(dh2, dc2, module.lstm_cell(*inputs)[2])

        check.fast(work, times=10)
