"""matrix-factorisation, stage 1: ratings that do not meet."""

from math import fsum, sqrt

import numpy as np

import answer
import hotseat_check as check


NAMES = "P", "Q", "bu", "bi", "rmse"


def epoch(*inputs):
    return check.results(answer.mf_epoch(*inputs), *NAMES)


def by_definition(P, Q, bu, bi, mu, ratings, lr, reg):
    """With plain lists, one number at a time."""
    P, Q, bu, bi = ([*map(list, np.asarray(P, float).tolist())], [*map(list, np.asarray(Q, float).tolist())],
                    np.asarray(bu, float).tolist(), np.asarray(bi, float).tolist())
    squares = []
    for u, i, r in ratings:
        e = r - mu - bu[u] - bi[i] - fsum(a * b for a, b in zip(P[u], Q[i]))
        squares.append(e * e)
        old_p, old_q = P[u], Q[i]
        P[u] = [a + lr * (e * b - reg * a) for a, b in zip(old_p, old_q)]
        Q[i] = [b + lr * (e * a - reg * b) for a, b in zip(old_p, old_q)]
        bu[u], bi[i] = bu[u] + lr * (e - reg * bu[u]), bi[i] + lr * (e - reg * bi[i])
    return np.array(P), np.array(Q), np.array(bu), np.array(bi), sqrt(fsum(squares) / len(squares))


def compare(inputs, what):
    for value, want, name in zip(epoch(*inputs), by_definition(*inputs), NAMES):
        check.close(value, want, f"{name} {what}", dtype=np.float64 if name != "rmse" else None)


def draw(rng, users, items, factors):
    """Factors and biases without ratings."""
    return [rng.standard_normal((users, factors)), rng.standard_normal((items, factors)),
            rng.standard_normal(users), rng.standard_normal(items), float(rng.uniform(2, 4))]


def meeting_nowhere(rng, users, items, n):
    """Ratings in which no user and no item occurs twice."""
    return [(int(u), int(i), float(rng.uniform(1, 5)))
            for u, i in zip(rng.permutation(users)[:n], rng.permutation(items)[:n])]


def test_a_worked_example():
    P, Q = np.array([[1.0, 2.0]]), np.array([[0.5, 1.0]])
    # prediction 3 + 0.5 - 1 + 2.5 = 5, so e = -2
    got = answer.mf_epoch(P, Q, np.array([0.5]), np.array([-1.0]), 3.0, [(0, 0, 3.0)], 0.1, 0.5)
    want = [[0.85, 1.7]], [[0.275, 0.55]], [0.275], [-1.15], 2.0
    for value, expected, name in zip(check.results(got, *NAMES), want, NAMES):
        check.close(value, expected, name)


def test_only_rows_with_ratings_change():
    P, Q = np.array([[1.0], [2.0], [3.0]]), np.array([[4.0], [-1.0]])
    # prediction 1 + 0.25 + 0.5 - 2 = -0.25, e = 0.75
    got = epoch(P, Q, np.array([0.0, 0.25, 0.0]), np.array([0.0, 0.5]), 1.0, [(1, 1, 0.5)], 0.4, 0.0)
    want = [[1.0], [1.7], [3.0]], [[4.0], [-0.4]], [0.0, 0.55, 0.0], [0.0, 0.8], 0.75
    for value, expected, name in zip(got, want, NAMES):
        check.close(value, expected, name)


def test_random_ratings_that_do_not_meet():
    with check.fresh_rng() as rng:
        for users, items, factors, n in [(7, 11, 3, 5), (5, 3, 2, 3), (13, 7, 5, 7), (2, 3, 1, 1), (1, 1, 17, 1)]:
            inputs = *draw(rng, users, items, factors), meeting_nowhere(rng, users, items, n), 0.07, 0.3
            compare(inputs, f"for U, I, F = {users, items, factors}, {n} ratings")


def test_without_a_step_nothing_changes():
    with check.fresh_rng() as rng:
        inputs = *draw(rng, 5, 7, 3), meeting_nowhere(rng, 5, 7, 3), 0.0, 0.9
        compare(inputs, "for lr = 0")


def test_without_regularisation():
    with check.fresh_rng() as rng:
        inputs = *draw(rng, 5, 7, 3), meeting_nowhere(rng, 5, 7, 3), 0.13, 0.0
        compare(inputs, "for reg = 0")


def test_the_step_is_the_gradient():
    with check.fresh_rng() as rng:
        P, Q, bu, bi, mu = draw(rng, 3, 5, 2)
        lr, reg, (u, i, r) = 0.01, 0.4, (2, 3, 1.5)
        got = epoch(P, Q, bu, bi, mu, [(u, i, r)], lr, reg)

        def loss(P, Q, bu, bi):
            e = r - mu - bu[u] - bi[i] - P[u] @ Q[i]
            return e * e / 2 + reg / 2 * (P[u] @ P[u] + Q[i] @ Q[i] + bu[u] ** 2 + bi[i] ** 2)

        old = [P, Q, bu, bi]
        for at, name in enumerate(NAMES[:4]):
            new = check.array(got[at], name, old[at].shape)
            f = lambda v: loss(*old[:at], v, *old[at + 1:])
            check.gradient(f, old[at], (old[at] - new) / lr, f"step of {name} over lr")


def test_large_values():
    inputs = (np.array([[100.0, -100.0]]), np.array([[-100.0, 3.0]]), np.array([1e4]), np.array([-1e4]), 1e4,
              [(0, 0, -1e4)], 1e-4, 0.1)
    compare(inputs, "of large values")


def test_the_inputs_stay_as_they_were():
    with check.fresh_rng() as rng:
        P, Q, bu, bi, mu = draw(rng, 7, 5, 3)
        P, Q, bu, bi = (check.strided(a) for a in (P, Q, bu, bi))
        ratings = meeting_nowhere(rng, 7, 5, 4)
        with check.unchanged(P=P, Q=Q, bu=bu, bi=bi, ratings=ratings):
            check.repeats(lambda: answer.mf_epoch(P, Q, bu, bi, mu, ratings, 0.1, 0.2), "result")
            compare((P, Q, bu, bi, mu, ratings, 0.1, 0.2), "of strided inputs")
