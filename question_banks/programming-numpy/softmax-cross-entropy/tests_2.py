"""softmax-cross-entropy, stage 2: ignored rows and logits of -inf."""

from math import exp, fsum, log

import numpy as np

import answer
import hotseat_check as check

INF = np.inf


def softmax_ce(logits, targets, *more):
    return check.results(answer.softmax_ce(logits, targets, *more), "loss", "dlogits")


def by_definition(logits, targets, ignore=-100):
    rows, losses, grad = np.asarray(logits, dtype=float).tolist(), [], np.zeros(logits.shape)
    kept = [n for n, target in enumerate(targets.tolist()) if target != ignore]
    for n in kept:
        others = [v - rows[n][targets[n]] for v in rows[n]]
        top = max(others)
        weights = [exp(v - top) for v in others]
        losses.append(top + log(fsum(weights)))
        for k, w in enumerate(weights):
            grad[n, k] = (w / fsum(weights) - (k == targets[n])) / len(kept)
    return fsum(losses) / max(len(kept), 1), grad


def compare(logits, targets, what, ignore=-100, loss_as=check.FORWARD, grad_as=check.GRADIENT):
    loss, dlogits = softmax_ce(logits, targets, *([] if ignore == -100 else [ignore]))
    want = by_definition(logits, targets, ignore)
    check.close(loss, want[0], f"loss {what}", **loss_as)
    check.close(dlogits, want[1], f"dlogits {what}", **{"dtype": logits.dtype, **grad_as})


def draw(rng, n=11, c=5, ignore=-100):
    """Logits and targets of which some, but not all, are ignored."""
    targets = rng.integers(0, c, n)
    targets[targets == ignore] = (ignore + 1) % c
    targets[rng.permutation(n)[:n // 3]] = ignore
    return 2 * rng.standard_normal((n, c)), targets


def test_an_example_with_an_ignored_row():
    logits = np.log(np.array([[1.0, 3.0], [5.0, 1.0], [1.0, 1.0]]))
    loss, dlogits = answer.softmax_ce(logits, np.array([1, -100, 0]))
    check.close(loss, (np.log(4 / 3) + np.log(2)) / 2, "loss")
    want = [[1 / 8, -1 / 8], [0, 0], [-1 / 4, 1 / 4]]
    check.close(dlogits, want, "dlogits")


def test_an_example_with_an_impossible_class():
    logits = np.array([[0.0, -INF, 0.0]])
    loss, dlogits = answer.softmax_ce(logits, np.array([0]))
    check.close(loss, np.log(2), "loss")
    check.close(dlogits, [[-0.5, 0.0, 0.5]], "dlogits")


def test_the_mean_is_over_the_rows_that_count():
    with check.fresh_rng() as rng:
        for n, c in [(11, 5), (7, 3), (13, 2)]:
            compare(*draw(rng, n, c), f"for {n, c}")


def test_ignored_rows_have_no_gradient_whatever_they_hold():
    logits = np.array([[1e4, 0.0, -1e4], [-INF, -INF, -INF], [-INF, 0.0, 1.0], [0.0, 1.0, 2.0]])
    compare(logits, np.array([-100, -100, -100, 2]), "with three ignored rows")


def test_nothing_left_gives_zero():
    for kind in (np.float64, np.float32):
        for n in (3, 1, 0):
            logits, targets = np.ones((n, 5), dtype=kind), np.full(n, -100)
            loss, dlogits = softmax_ce(logits, targets)
            check.close(loss, 0.0, f"loss, {n} rows, all ignored")
            check.close(dlogits, np.zeros((n, 5)), f"dlogits, {n} rows, all ignored", dtype=kind)


def test_another_ignore_index_also_one_of_a_class():
    with check.fresh_rng() as rng:
        for ignore in (0, 3, -1, 255):
            compare(*draw(rng, ignore=ignore), f"for ignore_index {ignore}", ignore)
        logits, targets = draw(rng, 11, 101)
        loss, dlogits = check.results(answer.softmax_ce(logits, targets, ignore_index=-100), "loss", "dlogits")
        check.close(loss, by_definition(logits, targets)[0], "loss for 101 classes")


def test_logits_of_minus_infinity_off_the_target():
    with check.fresh_rng() as rng:
        logits, targets = draw(rng)
        logits[rng.random(logits.shape) < 0.4] = -INF
        logits[np.arange(11), targets % 5] = 9000 * rng.uniform(-1, 1, 11)
        compare(logits, targets, "with -inf")
        single = logits.astype(np.float32)
        compare(single, targets, "with -inf in float32", loss_as=check.FLOAT32, grad_as=check.FLOAT32)
        only = np.full((2, 3), -INF)
        only[0, 1] = only[1, 2] = -5.0
        compare(only, np.array([1, 2]), "where only the target is finite")


def test_strided_inputs_with_ignored_rows_stay_unchanged():
    with check.fresh_rng() as rng:
        logits, targets = draw(rng)
        logits, targets = check.strided(logits), check.strided(targets)
        with check.unchanged(logits=logits, targets=targets):
            compare(logits, targets, "of strided inputs")
            compare(np.asfortranarray(logits), targets, "of Fortran order")
            compare(logits, targets, "of a later call")


def test_the_gradient_with_ignored_rows_matches_differences():
    with check.fresh_rng() as rng:
        logits, targets = draw(rng, 5, 3)
        _, dlogits = softmax_ce(logits, targets)
        check.gradient(lambda z: answer.softmax_ce(z, targets)[0], logits, dlogits, "dlogits")
