"""ctc-loss, stage 3: nothing to say, and what cannot be said."""

from itertools import groupby, product
from math import exp, fsum, inf, log

import numpy as np

import answer
import hotseat_check as check


def draw(rng, frames, classes):
    z = 1.5 * rng.standard_normal((frames, classes))
    return z - np.log(np.exp(z).sum(axis=1, keepdims=True))


def all_paths(logp, target, blank=0):
    rows, terms = logp.tolist(), []
    for path in product(range(logp.shape[1]), repeat=len(rows)):
        if [k for k, _ in groupby(path) if k != blank] == target:
            terms.append(exp(fsum(row[k] for row, k in zip(rows, path))))
    total = fsum(terms)
    return -log(total) if total else inf


def test_an_empty_target_is_all_blanks():
    logp = np.log(np.array([[0.5, 0.5], [0.25, 0.75], [0.1, 0.9]]))
    check.close(answer.ctc_loss(logp, []), -np.log(0.5 * 0.25 * 0.1), "loss of no label")
    check.close(answer.ctc_loss(logp, [], blank=1), -np.log(0.5 * 0.75 * 0.9), "loss of no label, blank 1")
    check.close(answer.ctc_loss(logp[:1], []), -np.log(0.5), "loss of no label in one frame")


def test_too_few_frames_are_impossible():
    logp = np.log(np.array([[0.5, 0.3, 0.2], [0.2, 0.4, 0.4]]))
    check.close(answer.ctc_loss(logp, [1, 1]), inf, "loss of [1, 1] in two frames")
    check.close(answer.ctc_loss(logp, [1, 2, 1]), inf, "loss of three labels in two frames")
    check.close(answer.ctc_loss(logp, [1, 2]), -np.log(0.3 * 0.4), "loss of [1, 2] in two frames")


def test_no_frames():
    for dtype in (np.float64, np.float32):
        none = np.zeros((0, 3), dtype=dtype)
        check.close(answer.ctc_loss(none, []), 0.0, "loss of no label in no frames")
        check.close(answer.ctc_loss(none, [1]), inf, "loss of [1] in no frames")
        check.close(answer.ctc_loss(none, [2, 2]), inf, "loss of [2, 2] in no frames")


def test_just_enough_frames():
    with check.fresh_rng() as rng:
        for target, frames in [([1, 1, 2], 4), ([2, 2, 2], 5), ([1, 2, 1], 3), ([2], 1)]:
            logp = draw(rng, frames, 3)
            check.close(answer.ctc_loss(logp, target), all_paths(logp, target), f"loss of {target} in {frames} frames")
            check.close(answer.ctc_loss(logp[1:], target), inf, f"loss of {target} in {frames - 1} frames")


def test_classes_of_probability_zero():
    with check.fresh_rng() as rng:
        for _ in range(20):
            logp = draw(rng, 4, 3)
            off = rng.random(logp.shape) < 0.35
            off[np.arange(4), rng.integers(0, 3, 4)] = False
            logp[off] = -inf
            logp -= np.log(np.exp(logp).sum(axis=1, keepdims=True))
            for target in ([], [1], [1, 1], [2, 1], [1, 2, 2]):
                what = f"loss of {target} where {np.argwhere(off).tolist()} are -inf"
                check.close(answer.ctc_loss(logp, target), all_paths(logp, target), what)


def test_a_sure_path_costs_nothing():
    logp = np.full((5, 4), -inf)
    logp[np.arange(5), [2, 0, 2, 3, 3]] = 0.0
    check.close(answer.ctc_loss(logp, [2, 2, 3]), 0.0, "loss of what is said")
    check.close(answer.ctc_loss(logp, [2, 3]), inf, "loss of what is not said")
    check.close(answer.ctc_loss(logp, []), inf, "loss of silence")
    check.equal(answer.ctc_greedy(logp), [2, 2, 3], "greedy labels")


def test_one_class_is_only_the_blank():
    check.close(answer.ctc_loss(np.zeros((7, 1)), []), 0.0, "loss of no label with one class")


def test_the_edges_leave_inputs_alone():
    with check.fresh_rng() as rng:
        logp = draw(rng, 3, 5)
        logp[1, 2] = -inf
        for target in ([], [2, 2], [2, 4, 1, 3]):
            with check.unchanged(logp=logp, target=target):
                got = check.repeats(lambda: answer.ctc_loss(logp, target), f"loss of {target}")
            check.close(got, all_paths(logp, target), f"loss of {target}")
