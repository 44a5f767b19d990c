"""softmax-cross-entropy, stage 1: loss and gradient, every row counts."""

from math import exp, fsum, log

import numpy as np

import answer
import hotseat_check as check


def softmax_ce(logits, targets, *more):
    return check.results(answer.softmax_ce(logits, targets, *more), "loss", "dlogits")


def by_definition(logits, targets):
    rows, losses, grad = np.asarray(logits, dtype=float).tolist(), [], []
    for row, target in zip(rows, targets.tolist()):
        others = [v - row[target] for v in row]
        top = max(others)
        weights = [exp(v - top) for v in others]
        losses.append(top + log(fsum(weights)))
        grad.append([(w / fsum(weights) - (k == target)) / len(rows) for k, w in enumerate(weights)])
    return fsum(losses) / len(rows), np.array(grad)


def compare(logits, targets, what, dtype=None, tolerances=(check.FORWARD, check.GRADIENT)):
    (loss, dlogits), want = softmax_ce(logits, targets), by_definition(logits, targets)
    check.close(loss, want[0], f"loss {what}", **tolerances[0])
    check.close(dlogits, want[1], f"dlogits {what}", **{"dtype": dtype, **tolerances[1]})


def draw(rng, n=7, c=5, scale=2.0):
    return scale * rng.standard_normal((n, c)), rng.integers(0, c, n)


def test_a_worked_example():
    logits = np.log(np.array([[1.0, 1.0, 2.0], [1.0, 3.0, 4.0]]))
    loss, dlogits = answer.softmax_ce(logits, np.array([2, 1]))
    # probabilities 1/4 1/4 1/2 and 1/8 3/8 1/2
    check.close(loss, (np.log(2) + np.log(8 / 3)) / 2, "loss")
    want = [[1 / 8, 1 / 8, -1 / 4], [1 / 16, -5 / 16, 1 / 4]]
    check.close(dlogits, want, "dlogits")


def test_shapes_and_kinds():
    for n, c in [(7, 5), (1, 3), (3, 1), (2, 11)]:
        logits, targets = np.zeros((n, c)), np.zeros(n, dtype=np.int64)
        result = answer.softmax_ce(logits, targets)
        loss, dlogits = check.results(result, "loss", "dlogits")
        check.close(loss, np.log(c), f"loss for {n, c} zeros")
        check.array(dlogits, f"dlogits for {n, c}", (n, c), np.float64)


def test_random_logits_match_the_definition():
    with check.fresh_rng() as rng:
        for n, c in [(7, 5), (3, 11), (1, 3), (13, 2), (5, 5)]:
            compare(*draw(rng, n, c), f"for {n, c}")


def test_the_gradient_matches_central_differences():
    with check.fresh_rng() as rng:
        logits, targets = draw(rng, 5, 3)
        _, dlogits = softmax_ce(logits, targets)
        check.gradient(lambda z: answer.softmax_ce(z, targets)[0], logits, dlogits, "dlogits")


def test_a_sure_mistake_costs_its_whole_margin():
    logits = np.array([[0.0, 1000.0, 3.0], [1e4, 0.0, 0.0], [-1e4, -1e4, 1e4]])
    compare(logits, np.array([0, 1, 1]), "of sure mistakes")
    compare(logits, np.array([1, 0, 2]), "of sure hits")


def test_a_shift_of_the_logits_changes_nothing():
    with check.fresh_rng() as rng:
        logits, targets = draw(rng)
        logits = np.round(logits * 64) / 64  # so that the shift is exact
        want = by_definition(logits, targets)
        for shift in (9000.0, -9000.0):
            loss, dlogits = softmax_ce(logits + shift, targets)
            check.close(loss, want[0], f"loss, logits shifted by {shift:g}")
            check.close(dlogits, want[1], f"dlogits, logits shifted by {shift:g}", **check.GRADIENT)


def test_float32_is_kept_and_precise_far_from_zero():
    with check.fresh_rng() as rng:
        for shift in (0, 9000, -9000):
            logits, targets = draw(rng)
            logits = (logits + shift).astype(np.float32)
            compare(logits, targets, f"of float32 near {shift}", tolerances=(check.FLOAT32, check.FLOAT32))


def test_no_input_is_modified():
    with check.fresh_rng() as rng:
        logits, targets = draw(rng)
        with check.unchanged(logits=logits, targets=targets):
            loss, dlogits = softmax_ce(logits, targets)
            compare(logits, targets, "of a second call")
        check.close(dlogits, by_definition(logits, targets)[1], "dlogits of the first call, afterwards")


def test_many_rows_are_vectorised():
    with check.fresh_rng() as rng:
        logits, targets = draw(rng, 20_000, 3)
        check.fast(lambda module: module.softmax_ce(logits, targets), times=10)
