"""causal-lm-batch, stage 3: documents packed into blocks."""

import numpy as np

import answer
import hotseat_check as check


def by_definition(docs, eos_id, block):
    stream = [i for doc in docs for i in (*doc, eos_id)]
    rows = [stream[at:at + block] for at in range(0, len(stream), block)]
    rows = [row for row in rows if len(row) == block]
    return np.array(rows, dtype=np.int64).reshape(len(rows), block)


def test_a_worked_example_of_packing():
    # 1 2 3 9 4 9 5 6 9 in rows of 4; the last 9 is dropped.
    got = answer.pack([[1, 2, 3], [4], [5, 6]], 9, 4)
    check.close(got, [[1, 2, 3, 9], [4, 9, 5, 6]], "blocks", dtype=np.int64)


def test_an_example_that_fills_its_blocks():
    check.close(answer.pack([[1, 2], [3, 4]], 0, 3), [[1, 2, 0], [3, 4, 0]], "blocks", dtype=np.int64)


def test_random_documents_match_the_definition():
    with check.fresh_rng() as rng:
        docs = [rng.integers(0, 50, rng.integers(0, 12)).tolist() for _ in range(13)]
        for block in (1, 2, 3, 5, 7, 11, 64, 1000):
            for eos_id in (0, 7, 50256):
                got = answer.pack(docs, eos_id, block)
                check.close(got, by_definition(docs, eos_id, block), f"blocks of {block}, eos {eos_id}", dtype=np.int64)


def test_one_id_more_or_less_than_a_block():
    for length in (4, 5, 6, 10, 11, 12):
        docs = [list(range(1, length + 1))]
        check.close(answer.pack(docs, 99, 6), by_definition(docs, 99, 6), f"blocks of 6 from {length} ids", dtype=np.int64)


def test_nothing_to_pack():
    for docs, block in [([], 3), ([[]], 3), ([[], []], 3), ([[1]], 5), ([], 1)]:
        check.close(answer.pack(docs, 9, block), np.zeros((0, block)), f"blocks of {docs}", dtype=np.int64)


def test_empty_documents_leave_their_end():
    for docs, block in [([[]], 1), ([[], [], []], 2), ([[1], [], [2, 3], []], 3)]:
        check.close(answer.pack(docs, 9, block), by_definition(docs, 9, block), f"blocks of {docs}", dtype=np.int64)


def test_documents_are_not_modified():
    with check.fresh_rng() as rng:
        docs = [rng.integers(0, 9, n).tolist() for n in (3, 0, 7, 5)]
        with check.unchanged(docs=docs):
            for turn in ("first", "second"):
                check.close(answer.pack(docs, 2, 4), by_definition(docs, 2, 4), f"blocks of the {turn} call", dtype=np.int64)


def test_forty_thousand_documents():
    docs = [[1, 2, 3, 4, 5, 6, 7]] * 40_000
    got = check.array(answer.pack(docs, 0, 16), "blocks", (20_000, 16), np.int64)
    check.close(got[-1], [1, 2, 3, 4, 5, 6, 7, 0] * 2, "the last block")
