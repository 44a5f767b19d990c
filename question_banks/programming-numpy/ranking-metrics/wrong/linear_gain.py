# fault: the gain is r instead of 2^r - 1; rejected by test_a_worked_example
"""Ranking metrics: NDCG, mean reciprocal rank, recall at k."""

from math import log2


def dcg(rels):
    ranked = enumerate(rels, 1)
    return sum(r / log2(rank + 1) for rank, r in ranked)


def ndcg(rels, k):
    # The ideal may draw on what was ranked below k.
    ideal = dcg(sorted(rels, reverse=True)[:k])
    return dcg(rels[:k]) / ideal if ideal else 0.0


def mrr(lists):
    total = 0.0
    for hits in lists:
        if 1 in hits:
            total += 1 / (hits.index(1) + 1)
    return total / len(lists) if lists else 0.0


def recall_at_k(ranked, relevant, k):
    wanted = set(relevant)
    if not wanted:
        return 0.0
    return len(wanted.intersection(ranked[:k])) / len(wanted)
