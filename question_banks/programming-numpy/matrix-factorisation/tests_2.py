"""matrix-factorisation, stage 2: ratings that meet, in order."""

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


def random_ratings(rng, users, items, n):
    return [(int(rng.integers(users)), int(rng.integers(items)), float(rng.uniform(1, 5))) for _ in range(n)]


def test_the_second_rating_sees_the_first():
    P, Q = np.array([[1.0]]), np.array([[2.0], [1.0]])
    # e = 4 - 2 = 2 gives p = 3, q0 = 3, bu = 1, bi0 = 1; then e = 1 - 4 = -3
    got = answer.mf_epoch(P, Q, np.zeros(1), np.zeros(2), 0.0, [(0, 0, 4.0), (0, 1, 1.0)], 0.5, 0.0)
    want = [[1.5]], [[3.0], [-3.5]], [-0.5], [1.0, -1.5], sqrt((4 + 9) / 2)
    for value, expected, name in zip(check.results(got, *NAMES), want, NAMES):
        check.close(value, expected, name)


def test_many_ratings_in_order():
    with check.fresh_rng() as rng:
        for users, items, factors, n in [(5, 7, 3, 41), (3, 2, 5, 29), (11, 13, 2, 97), (1, 5, 3, 13), (7, 1, 1, 17)]:
            inputs = *draw(rng, users, items, factors), random_ratings(rng, users, items, n), 0.02, 0.1
            compare(inputs, f"for U, I, F = {users, items, factors}, {n} ratings")


def test_the_order_of_the_ratings_counts():
    with check.fresh_rng() as rng:
        start, ratings = draw(rng, 3, 3, 2), random_ratings(rng, 3, 3, 19)
        compare((*start, ratings, 0.05, 0.2), "of ratings in one order")
        compare((*start, ratings[::-1], 0.05, 0.2), "of ratings in reverse")


def test_the_same_pair_again_and_again():
    with check.fresh_rng() as rng:
        compare((*draw(rng, 2, 3, 3), [(1, 2, 4.5)] * 5 + [(1, 2, 1.0)], 0.03, 0.2), "of one pair, six times")


def test_whole_numbers_become_floats():
    with check.fresh_rng() as rng:
        P, Q = rng.integers(-2, 3, (5, 3)), rng.integers(-2, 3, (7, 3))
        bu, bi = rng.integers(-1, 2, 5), rng.integers(-1, 2, 7)
        ratings = [(u, i, int(r)) for u, i, r in random_ratings(rng, 5, 7, 23)]
        compare((P, Q, bu, bi, 3, ratings, 0.05, 0.1), "of integers")


def test_epochs_fit_the_ratings():
    with check.fresh_rng() as rng:
        truth = draw(rng, 11, 13, 2)
        cells = [divmod(int(c), 13) for c in rng.permutation(143)]
        ratings = [(u, i, float(3 + truth[0][u] @ truth[1][i] + truth[2][u] + truth[3][i])) for u, i in cells]
        state = [0.1 * rng.standard_normal((11, 3)), 0.1 * rng.standard_normal((13, 3)), np.zeros(11), np.zeros(13)]
        first, rmse = None, None
        for _ in range(60):
            *state, rmse = epoch(*state, 3.0, ratings, 0.05, 0.001)
            rmse = float(check.number(rmse, "rmse"))
            first = rmse if first is None else first
        assert rmse < 0.5 * first, f"rmse after 60 epochs: expected less than half of {first}\ngot {rmse}"


def test_inputs_stay_as_they_were_after_many_ratings():
    with check.fresh_rng() as rng:
        P, Q, bu, bi, mu = draw(rng, 5, 7, 3)
        ratings = random_ratings(rng, 5, 7, 31)
        with check.unchanged(P=P, Q=Q, bu=bu, bi=bi, ratings=ratings):
            check.repeats(lambda: answer.mf_epoch(P, Q, bu, bi, mu, ratings, 0.05, 0.1), "result")


def test_a_rating_costs_the_same_in_a_large_table():
    with check.fresh_rng() as rng:
        start = draw(rng, 120_000, 90_000, 7)
        inputs = *start, random_ratings(rng, 120_000, 90_000, 700), 0.01, 0.1
        check.fast(lambda module: module.mf_epoch(*inputs), times=6)
