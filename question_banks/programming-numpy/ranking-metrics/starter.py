"""Ranking metrics: NDCG, mean reciprocal rank,
recall at k.

ndcg(rels, k) -> float
    rels      list of int 0 ... 30, the relevance of
              each result, in ranked order; all
              results that exist for the query
    k         int >= 1, also more than there are
              results
    DCG sums (2^r - 1) / log2(rank + 1) over the
    first k, ranks from 1. Divided by the DCG of the
    best order of the whole list, cut at k. Nothing
    relevant, or an empty list: 0.0.

mrr(lists) -> float
    lists     one list of 0 and 1 for each query, in
              ranked order
    The mean over all queries of 1 / rank of the
    first 1; a query without a 1 adds 0. No queries:
    0.0.

recall_at_k(ranked, relevant, k) -> float
    ranked    list of distinct ids (int or str),
              best first
    relevant  list or set of distinct ids, also ones
              not in ranked
    k         int >= 1, also more than len(ranked)
    The share of relevant that is among the first k.
    Nothing relevant: 0.0.

Results are Python floats or 0-d. Inputs are never
modified. Lists of 100,000 entries take well under 2
seconds.
"""


def ndcg(rels, k):
    raise NotImplementedError("not written yet")


def mrr(lists):
    raise NotImplementedError("not written yet")


def recall_at_k(ranked, relevant, k):
    raise NotImplementedError("not written yet")
