"""ranking-metrics, stage 1: NDCG."""

from itertools import permutations
from math import fsum, log

import answer
import hotseat_check as check


def gain(rels, k):
    return fsum((2.0 ** rels[at] - 1) * log(2) / log(at + 2) for at in range(min(k, len(rels))))


def by_definition(rels, k):
    """With the best of all orders."""
    best = max(gain(order, k) for order in permutations(rels))
    return gain(rels, k) / best if best else 0.0


def compare(rels, k, what=""):
    check.close(answer.ndcg(rels, k), by_definition(rels, k), f"ndcg of {rels}, k = {k}{what}")


def test_a_worked_example():
    # DCG 7 / log2(2) + 0, ideal 7 / log2(2) + 3 / log2(3)
    check.close(answer.ndcg([3, 0, 2], 2), 7 / (7 + 3 * log(2) / log(3)), "ndcg of [3, 0, 2], k = 2")


def test_the_best_order_has_one():
    for k in (1, 2, 3, 4, 9):
        check.close(answer.ndcg([3, 2, 2, 0], k), 1.0, f"ndcg of the best order, k = {k}")


def test_nothing_relevant_is_zero():
    for rels in ([], [0], [0, 0, 0]):
        for k in (1, 2, 5):
            check.close(answer.ndcg(rels, k), 0.0, f"ndcg of {rels}, k = {k}")


def test_the_ideal_comes_from_the_whole_list():
    check.close(answer.ndcg([0, 0, 1], 2), 0.0, "ndcg with the only hit below k")
    check.close(answer.ndcg([1, 0, 3, 0], 1), 1 / 7, "ndcg of [1, 0, 3, 0], k = 1")
    compare([1, 2, 0, 0, 4, 3], 3)


def test_a_cut_below_at_and_above_the_length():
    for k in (1, 2, 4, 5, 6, 50):
        compare([0, 2, 1, 0, 3], k)


def test_one_hit_by_its_rank():
    for rank in range(1, 12):
        rels = [0] * (rank - 1) + [1] + [0] * 3
        check.close(answer.ndcg(rels, 11), log(2) / log(rank + 1), f"ndcg of one hit at rank {rank}")


def test_random_lists_against_all_orders():
    with check.fresh_random() as rng:
        for n in (1, 2, 3, 4, 5, 6):
            for k in (1, 3, 5, 7):
                rels = [rng.randint(0, 4) for _ in range(n)]
                compare(rels, k)


def test_high_grades():
    compare([29, 0, 30, 17], 3)
    compare([1, 30], 1)


def test_ndcg_leaves_its_list_alone():
    with check.fresh_random() as rng:
        rels = [rng.randint(0, 3) for _ in range(6)] + [3]
        with check.unchanged(rels=rels):
            got = check.repeats(lambda: answer.ndcg(rels, 4), "ndcg")
        check.close(got, by_definition(rels, 4), f"ndcg of {rels}")


def test_long_lists_in_time():
    rels = [at * 7919 % 5 for at in range(100_000)]
    for k in (10, 60_000):
        want = gain(rels, k) / gain(sorted(rels)[::-1], k)
        check.close(answer.ndcg(rels, k), want, f"ndcg of 100,000 results, k = {k}")
