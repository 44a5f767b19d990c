"""ctc-loss, stage 2: the loss."""

from itertools import groupby, product
from math import exp, fsum, inf, log

import numpy as np

import answer
import hotseat_check as check


def draw(rng, frames, classes, scale=1.5):
    z = scale * rng.standard_normal((frames, classes))
    z -= z.max(axis=1, keepdims=True)
    return z - np.log(np.exp(z).sum(axis=1, keepdims=True))


def all_paths(logp, target, blank):
    """The loss by listing every path."""
    rows, terms = logp.tolist(), []
    for path in product(range(logp.shape[1]), repeat=len(rows)):
        if [k for k, _ in groupby(path) if k != blank] == target:
            terms.append(exp(fsum(row[k] for row, k in zip(rows, path))))
    return -log(fsum(terms)) if terms else inf


def add(*logs):
    top = max(logs)
    return top if top == -inf else top + log(fsum(exp(v - top) for v in logs))


def by_prefixes(logp, target, blank):
    """The loss by how many labels are out, and whether the last frame was a blank."""
    n = len(target)
    ends_blank, ends_label = [0.0] + [-inf] * n, [-inf] * (n + 1)
    for row in logp.tolist():
        new_label = [-inf] * (n + 1)
        for i in range(1, n + 1):
            before = [ends_label[i], ends_blank[i - 1]]
            if i > 1 and target[i - 1] != target[i - 2]:
                before.append(ends_label[i - 1])
            new_label[i] = add(*before) + row[target[i - 1]]
        ends_blank = [add(b, k) + row[blank] for b, k in zip(ends_blank, ends_label)]
        ends_label = new_label
    return -add(ends_blank[n], ends_label[n])


def test_a_worked_example():
    logp = np.log(np.array([[0.4, 0.6], [0.7, 0.3]]))
    # The paths 1 1, 1 -, - 1 have 0.18, 0.42 and 0.12.
    check.close(answer.ctc_loss(logp, [1]), -np.log(0.72), "loss of [1]")


def test_a_repeated_label_needs_a_blank_between():
    logp = np.log(np.array([[0.5, 0.3, 0.2], [0.2, 0.4, 0.4], [0.1, 0.6, 0.3]]))
    # Only 1 - 1 collapses to [1, 1].
    check.close(answer.ctc_loss(logp, [1, 1]), -np.log(0.3 * 0.2 * 0.6), "loss of [1, 1]")
    # - 1 2, 1 - 2, 1 1 2, 1 2 2 and 1 2 - collapse to [1, 2].
    want = 0.5 * 0.4 * 0.3 + 0.3 * (0.2 * 0.3 + 0.4 * 0.3 + 0.4 * 0.3 + 0.4 * 0.1)
    check.close(answer.ctc_loss(logp, [1, 2]), -np.log(want), "loss of [1, 2]")


def test_all_paths_are_counted():
    with check.fresh_rng() as rng:
        for frames, classes, target in [(5, 3, [1, 2]), (5, 3, [2, 2]), (5, 3, [1, 2, 1]), (5, 4, [3, 1, 1]),
                                        (3, 5, [4, 2, 3]), (6, 3, [1, 1, 2, 2]), (1, 3, [2]), (7, 2, [1, 1])]:
            logp = draw(rng, frames, classes)
            want = all_paths(logp, target, 0)
            check.close(answer.ctc_loss(logp, target), want, f"loss of {target}, shape {logp.shape}")


def test_the_blank_may_be_any_class():
    with check.fresh_rng() as rng:
        for blank, target in [(2, [0, 1]), (1, [0, 0]), (2, [1, 0, 0]), (1, [2, 0])]:
            logp = draw(rng, 5, 3)
            want = all_paths(logp, target, blank)
            check.close(answer.ctc_loss(logp, target, blank=blank), want, f"loss of {target}, blank {blank}")
            check.close(answer.ctc_loss(logp, target, blank), want, f"loss of {target}, blank {blank} by position")


def test_probabilities_of_all_targets_sum_to_one():
    with check.fresh_rng() as rng:
        logp = draw(rng, 3, 3)
        targets = [list(t) for n in (1, 2, 3) for t in product((1, 2), repeat=n)]
        losses = [float(check.number(answer.ctc_loss(logp, t), f"loss of {t}")) for t in targets]
        blanks = exp(logp[:, 0].sum())  # what is left for no label at all
        check.close(fsum(exp(-v) for v in losses) + blanks, 1.0, "sum of the probabilities")


def test_longer_targets_with_repeats():
    with check.fresh_rng() as rng:
        for frames, classes, n in [(29, 7, 11), (41, 3, 13), (53, 2, 17), (13, 5, 5)]:
            logp, target = draw(rng, frames, classes), rng.integers(1, classes, n).tolist()
            want = by_prefixes(logp, target, 0)
            check.close(answer.ctc_loss(logp, target), want, f"loss of {target}, shape {logp.shape}")


def test_long_input_does_not_underflow():
    with check.fresh_rng() as rng:
        logp, target = draw(rng, 1200, 5), rng.integers(1, 5, 23).tolist()
        check.close(answer.ctc_loss(logp, target), by_prefixes(logp, target, 0), "loss of 1,200 frames")
        logp = draw(rng, 31, 5, scale=300.0)
        target = rng.integers(1, 5, 7).tolist()
        check.close(answer.ctc_loss(logp, target), by_prefixes(logp, target, 0), "loss with entries below -100")
        # exp of -800 and of -900 is 0, yet both are possible.
        logp = np.array([[0.0, -800.0], [0.0, -900.0]])
        check.close(answer.ctc_loss(logp, [1]), 800.0, "loss with entries of -800 and -900")


def test_float32_scores():
    with check.fresh_rng() as rng:
        logp, target = draw(rng, 37, 5).astype(np.float32), rng.integers(1, 5, 11).tolist()
        want = by_prefixes(logp, target, 0)
        check.close(answer.ctc_loss(logp, target), want, "loss of float32", rtol=1e-4, atol=1e-5)


def test_no_input_is_modified_and_calls_repeat():
    with check.fresh_rng() as rng:
        logp, target = check.strided(draw(rng, 19, 5)), [3, 3, 1, 4]
        with check.unchanged(logp=logp, target=target):
            got = check.repeats(lambda: answer.ctc_loss(logp, target), "loss")
        check.close(got, by_prefixes(logp, target, 0), "loss of a strided array")
        check.close(answer.ctc_loss(np.asfortranarray(logp), target), by_prefixes(logp, target, 0), "Fortran order")


def test_a_frame_is_done_on_arrays():
    with check.fresh_rng() as rng:
        logp, target = draw(rng, 700, 29), rng.integers(1, 29, 311).tolist()
        check.fast(lambda module: module.ctc_loss(logp, target), times=8)
