"""ctc-loss, stage 1: greedy decoding."""

import numpy as np

import answer
import hotseat_check as check


def frames(path, classes=5):
    """Log-probabilities whose likeliest classes are those of path."""
    p = np.full((len(path), classes), 0.3 / (classes - 1))
    p[np.arange(len(path)), path] = 0.7
    return np.log(p)


def by_hand(path, blank):
    out, last = [], None
    for k in path:
        if k != last and k != blank:
            out.append(k)
        last = k
    return out


def test_greedy_on_a_worked_example():
    # a a - a b b - with blank 0, a = 1, b = 2
    logp = frames([1, 1, 0, 1, 2, 2, 0], classes=3)
    check.equal(answer.ctc_greedy(logp), [1, 1, 2], "labels")


def test_greedy_with_another_blank():
    logp = frames([1, 1, 0, 1, 2, 2, 0], classes=3)
    check.equal(answer.ctc_greedy(logp, blank=2), [1, 0, 1, 0], "labels, blank 2")
    check.equal(answer.ctc_greedy(logp, 1), [0, 2, 0], "labels, blank 1")


def test_greedy_on_random_paths():
    with check.fresh_rng() as rng:
        for length, classes in [(11, 3), (23, 2), (17, 5), (1, 7), (2, 3)]:
            for blank in (0, classes - 1):
                path = rng.integers(0, classes, length)
                got = answer.ctc_greedy(frames(path, classes), blank=blank)
                check.equal(got, by_hand(path.tolist(), blank), f"labels of path {path.tolist()}, blank {blank}")


def test_greedy_reads_real_scores_row_by_row():
    with check.fresh_rng() as rng:
        z = 2 * rng.standard_normal((13, 7))
        logp = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
        path = [max(range(7), key=row.__getitem__) for row in logp.tolist()]
        check.equal(answer.ctc_greedy(logp), by_hand(path, 0), "labels")
        check.equal(answer.ctc_greedy(logp.astype(np.float32)), by_hand(path, 0), "labels of float32")


def test_greedy_takes_the_lower_class_of_a_tie():
    half, sure = [np.log(0.5)] * 2, -np.inf
    logp = np.array([[sure, *half, sure], [sure, sure, *half], [*half, sure, sure], [sure, sure, sure, 0.0]])
    check.equal(answer.ctc_greedy(logp), [1, 2, 3], "labels")


def test_greedy_of_no_frames_and_of_blanks_only():
    check.equal(answer.ctc_greedy(np.zeros((0, 5))), [], "labels of no frames")
    check.equal(answer.ctc_greedy(frames([0, 0, 0])), [], "labels of three blanks")
    check.equal(answer.ctc_greedy(frames([3, 3, 3])), [3], "labels of one long run")


def test_greedy_leaves_its_input_alone():
    with check.fresh_rng() as rng:
        path = rng.integers(0, 5, 19)
        logp = check.strided(frames(path))
        with check.unchanged(logp=logp):
            got = check.repeats(lambda: answer.ctc_greedy(logp), "labels")
        check.equal(got, by_hand(path.tolist(), 0), "labels of a strided array")
