"""causal-lm-batch, stage 2: the loss, where the shift is."""

from math import exp, fsum, log

import numpy as np

import answer
import hotseat_check as check


def by_definition(logits, labels):
    losses = []
    for text, row in zip(np.asarray(logits, dtype=float).tolist(), labels.tolist()):
        for t in range(1, len(row)):
            if row[t] != -100:
                z = [v - max(text[t - 1]) for v in text[t - 1]]
                losses.append(log(fsum(map(exp, z))) - z[row[t]])
    return fsum(losses) / max(len(losses), 1)


def draw(rng, N=3, L=7, V=5, hidden=0.3):
    labels = rng.integers(0, V, (N, L))
    labels[rng.random((N, L)) < hidden] = -100
    return 2 * rng.standard_normal((N, L, V)), labels


def test_a_worked_example_of_the_loss():
    # Row 0 predicts label 1, row 1 the padding, row 2 nothing.
    logits = np.log(np.array([[[1.0, 3.0], [1.0, 1.0], [9.0, 1.0]], [[1.0, 1.0], [4.0, 1.0], [1.0, 1.0]]]))
    labels = np.array([[0, 1, -100], [1, 0, 0]])
    # The targets have probabilities 3/4, 1/2 and 4/5.
    check.close(answer.causal_lm_loss(logits, labels), -np.log(3 / 4 * 1 / 2 * 4 / 5) / 3, "loss")


def test_equal_logits_give_the_log_of_the_vocabulary():
    for N, L, V in [(3, 5, 7), (1, 2, 2), (2, 3, 11)]:
        loss = answer.causal_lm_loss(np.zeros((N, L, V)), np.ones((N, L), dtype=np.int64))
        check.close(loss, np.log(V), f"loss for logits of {N, L, V}")


def test_random_logits_match_the_definition():
    with check.fresh_rng() as rng:
        for N, L, V, hidden in [(3, 7, 5, 0.3), (5, 3, 11, 0.5), (1, 2, 3, 0.0), (2, 11, 2, 0.7), (3, 3, 3, 0.2), (2, 5, 131, 0.4)]:
            logits, labels = draw(rng, N, L, V, hidden)
            check.close(answer.causal_lm_loss(logits, labels), by_definition(logits, labels), f"loss for {N, L, V}")


def test_the_first_label_and_the_last_logits_do_not_matter():
    with check.fresh_rng() as rng:
        logits, labels = draw(rng)
        want = by_definition(logits, labels)
        for first in (0, 4, -100):
            labels[:, 0], logits[:, -1] = first, 3.0 * rng.standard_normal((3, 5))
            check.close(answer.causal_lm_loss(logits, labels), want, f"loss, labels[:, 0] = {first}")


def test_every_target_weighs_the_same():
    with check.fresh_rng() as rng:
        logits, labels = draw(rng, 3, 7, 5, 0.0)
        labels[0, 2:], labels[1, :6] = -100, -100
        check.close(answer.causal_lm_loss(logits, labels), by_definition(logits, labels), "loss of uneven texts")


def test_no_target_gives_zero():
    with check.fresh_rng() as rng:
        for N, L in [(3, 5), (1, 1), (4, 1), (2, 0), (0, 5), (0, 0)]:
            labels = np.full((N, L), -100)
            labels[:, :1] = 2  # predicted by nothing
            logits = rng.standard_normal((N, L, 3))
            check.close(answer.causal_lm_loss(logits, labels), 0.0, f"loss for {N, L} without targets")


def test_large_logits():
    with check.fresh_rng() as rng:
        logits, labels = draw(rng)
        logits = np.round(logits * 64) / 64  # so that the shift is exact
        want = by_definition(logits, labels)
        for shift in (9000.0, -9000.0):
            check.close(answer.causal_lm_loss(logits + shift, labels), want, f"loss, logits shifted by {shift:g}")
        sure = rng.choice([-1e4, 0.0, 1e4], (3, 7, 5))
        check.close(answer.causal_lm_loss(sure, labels), by_definition(sure, labels), "loss for logits of 1e4")


def test_rows_of_very_different_size():
    with check.fresh_rng() as rng:
        for N, L in [(1, 5), (2, 3), (5, 2)]:
            logits, labels = draw(rng, N, L, 7, 0.0)
            # The rows that predict, in order: near 9000, near -9000 and so on, in each text and from text to text.
            sign = 1 - 2 * (np.arange(N * (L - 1)).reshape(N, L - 1) % 2)
            logits = np.round(logits * 64) / 64  # so that the shift is exact
            want = by_definition(logits, labels)
            logits[:, :-1] += 9000.0 * sign[..., None]
            check.close(answer.causal_lm_loss(logits, labels), want, f"loss for {N, L}, rows near 9000 and near -9000")
            single = logits.astype(np.float32)
            check.close(answer.causal_lm_loss(single, labels), by_definition(single, labels),
                        f"loss of float32 for {N, L}, rows near 9000 and near -9000", rtol=1e-4, atol=1e-5)


def test_float32_logits():
    with check.fresh_rng() as rng:
        logits, labels = draw(rng)
        for shift in (0, 9000):
            single = (logits + shift).astype(np.float32)
            want = by_definition(single, labels)
            check.close(answer.causal_lm_loss(single, labels), want, f"loss of float32 near {shift}", rtol=1e-4, atol=1e-5)


def test_strided_inputs_are_not_modified():
    with check.fresh_rng() as rng:
        logits, labels = draw(rng)
        want = by_definition(logits, labels)
        logits, labels = check.strided(logits), np.asfortranarray(labels)
        with check.unchanged(logits=logits, labels=labels):
            check.close(answer.causal_lm_loss(logits, labels), want, "loss of the first call")
            check.close(answer.causal_lm_loss(logits, labels), want, "loss of the second call")


def test_many_targets_are_vectorised():
    with check.fresh_rng() as rng:
        logits, labels = draw(rng, 100, 200, 3)
        check.fast(lambda module: module.causal_lm_loss(logits, labels), times=10)
