"""ranking-metrics, stage 2: mean reciprocal rank and recall."""

from fractions import Fraction

import answer
import hotseat_check as check


def mean_by_hand(lists):
    total = Fraction(0)
    for hits in lists:
        for rank, hit in enumerate(hits, 1):
            if hit:
                total += Fraction(1, rank)
                break
    return float(total / len(lists))


def test_mrr_on_a_worked_example():
    # first hits at rank 2, nowhere, and at rank 1
    check.close(answer.mrr([[0, 1, 1], [0, 0], [1, 0, 0, 1]]), (1 / 2 + 0 + 1) / 3, "mrr")


def test_recall_on_a_worked_example():
    ranked, relevant = ["d", "a", "c", "b"], ["a", "b", "x"]
    for k, found in [(1, 0), (2, 1), (3, 1), (4, 2)]:
        check.close(answer.recall_at_k(ranked, relevant, k), found / 3, f"recall at {k}")


def test_queries_without_a_hit_count():
    check.close(answer.mrr([[0, 0, 0], [0, 0, 1]]), 1 / 6, "mrr with one query without a hit")
    check.close(answer.mrr([[], [1], []]), 1 / 3, "mrr with two queries without results")
    check.close(answer.mrr([[0, 0], []]), 0.0, "mrr without any hit")
    check.close(answer.mrr([[]]), 0.0, "mrr of one empty list")


def test_no_queries():
    check.close(answer.mrr([]), 0.0, "mrr of no queries")


def test_only_the_first_hit_counts():
    for rank in range(1, 9):
        hits = [0] * (rank - 1) + [1, 1, 0, 1]
        check.close(answer.mrr([hits]), 1 / rank, f"mrr of {hits}")


def test_random_queries():
    with check.fresh_random() as rng:
        for n in (1, 2, 7, 19):
            lists = [[int(rng.random() < 0.25) for _ in range(rng.randint(0, 13))] for _ in range(n)]
            with check.unchanged(lists=lists):
                got = check.repeats(lambda: answer.mrr(lists), "mrr")
            check.close(got, mean_by_hand(lists), f"mrr of {lists}")


def test_nothing_relevant_has_recall_zero():
    for relevant in ([], set()):
        check.close(answer.recall_at_k([1, 2, 3], relevant, 2), 0.0, f"recall of {relevant!r}")
    check.close(answer.recall_at_k([], [], 1), 0.0, "recall of nothing in nothing")


def test_recall_of_an_empty_or_short_ranking():
    check.close(answer.recall_at_k([], [4, 7], 3), 0.0, "recall of an empty ranking")
    check.close(answer.recall_at_k([7, 1], [4, 7], 50), 1 / 2, "recall with k above the length")
    check.close(answer.recall_at_k([7, 4], {4, 7}, 50), 1.0, "recall of all with k above the length")


def test_recall_is_a_share_of_all_that_is_relevant():
    ranked = list(range(20))
    check.close(answer.recall_at_k(ranked, list(range(0, 20, 2)), 3), 2 / 10, "recall at 3 of 10")
    check.close(answer.recall_at_k(ranked, [5], 10), 1.0, "recall at 10 of 1")
    check.close(answer.recall_at_k(ranked, [5], 5), 0.0, "recall at 5 where the hit has rank 6")
    check.close(answer.recall_at_k(ranked, [5], 6), 1.0, "recall at 6 where the hit has rank 6")


def test_random_recalls_of_lists_and_sets():
    with check.fresh_random() as rng:
        for n, m, k in [(13, 5, 7), (7, 11, 3), (5, 2, 5), (1, 3, 1), (17, 17, 8)]:
            ids = [f"item {v}" for v in range(23)]
            ranked, relevant = rng.sample(ids, n), rng.sample(ids, m)
            found = sum(1 for item in relevant if item in ranked and ranked.index(item) < k)
            for given in (relevant, set(relevant)):
                with check.unchanged(ranked=ranked, given=given):
                    got = check.repeats(lambda: answer.recall_at_k(ranked, given, k), "recall")
                check.close(got, found / m, f"recall of {relevant} in {ranked}, k = {k}")


def test_long_rankings_in_time():
    ranked = list(range(100_000))
    relevant = list(range(50_000, 150_000))
    check.close(answer.recall_at_k(ranked, relevant, 80_000), 0.3, "recall of 100,000 ids")
    check.close(answer.mrr([[0] * 99_999 + [1], [0] * 100_000]), 0.5e-5, "mrr of long lists")
