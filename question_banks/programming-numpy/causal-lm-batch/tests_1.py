"""causal-lm-batch, stage 1: ids, mask and labels of a batch."""

import numpy as np

import answer
import hotseat_check as check


def by_definition(seqs, pad_id, max_len=None, pad_side="right"):
    rows = [seq if max_len is None else [seq[k] for k in range(min(len(seq), max_len))] for seq in seqs]
    length, table = max([len(row) for row in rows] + [0]), {"input_ids": [], "attention_mask": [], "labels": []}
    for row in rows:
        gap = length - len(row)
        for key, real, fill in [("input_ids", row, pad_id), ("attention_mask", [1] * len(row), 0), ("labels", row, -100)]:
            table[key].append([fill] * gap + real if pad_side == "left" else real + [fill] * gap)
    return {key: np.array(rows, dtype=np.int64).reshape(len(seqs), length) for key, rows in table.items()}


def compare(got, want, what):
    assert type(got) is dict, f"{what}: expected a dict, got {type(got).__name__}"
    check.equal(sorted(got), sorted(want), f"keys {what}")
    for key in want:
        check.close(got[key], want[key], f"{key} {what}", dtype=np.int64)


def draw(rng, count=7, vocab=5, longest=11):
    return [rng.integers(0, vocab, rng.integers(1, longest + 1)).tolist() for _ in range(count)]


def test_a_worked_example_of_a_batch():
    # 0 is the padding and also an id of the first text.
    got = answer.causal_batch([[5, 0, 7], [8]], 0)
    compare(got, {"input_ids": np.array([[5, 0, 7], [8, 0, 0]]), "attention_mask": np.array([[1, 1, 1], [1, 0, 0]]),
                  "labels": np.array([[5, 0, 7], [8, -100, -100]])}, "of the batch")


def test_an_example_cut_and_padded_on_the_left():
    got = answer.causal_batch([[5, 6, 7, 8], [3, 4]], 9, max_len=3, pad_side="left")
    compare(got, {"input_ids": np.array([[5, 6, 7], [9, 3, 4]]), "attention_mask": np.array([[1, 1, 1], [0, 1, 1]]),
                  "labels": np.array([[5, 6, 7], [-100, 3, 4]])}, "of the batch")


def test_random_batches_padded_on_the_right():
    with check.fresh_rng() as rng:
        for pad_id in (0, 2, 50256, -1):
            seqs = draw(rng)
            compare(answer.causal_batch(seqs, pad_id), by_definition(seqs, pad_id), f"for pad_id {pad_id}")
            compare(answer.causal_batch(seqs, pad_id, None, "right"), by_definition(seqs, pad_id), f"for pad_id {pad_id}, right")


def test_random_batches_padded_on_the_left():
    with check.fresh_rng() as rng:
        for pad_id in (0, 2, 50256):
            seqs = draw(rng)
            want = by_definition(seqs, pad_id, None, "left")
            compare(answer.causal_batch(seqs, pad_id, pad_side="left"), want, f"for pad_id {pad_id}")


def test_texts_made_of_the_padding_id():
    for side in ("right", "left"):
        seqs = [[3, 3], [3, 1, 3, 3], [3]]
        compare(answer.causal_batch(seqs, 3, pad_side=side), by_definition(seqs, 3, None, side), f"padded {side}")


def test_every_max_len():
    with check.fresh_rng() as rng:
        seqs = [rng.integers(0, 9, n).tolist() for n in (3, 7, 5)]
        for side in ("right", "left"):
            for limit in (1, 2, 3, 4, 5, 6, 7, 8, 100):
                want = by_definition(seqs, 4, limit, side)
                compare(answer.causal_batch(seqs, 4, limit, side), want, f"for max_len {limit}, {side}")


def test_empty_texts_and_batches():
    for seqs in ([], [[]], [[], []], [[], [4, 5], []], [[7]]):
        for side in ("right", "left"):
            want = by_definition(seqs, 4, None, side)
            compare(answer.causal_batch(seqs, 4, pad_side=side), want, f"for {seqs}, {side}")


def test_texts_are_not_modified():
    with check.fresh_rng() as rng:
        seqs = draw(rng)
        with check.unchanged(seqs=seqs):
            for turn in ("first", "second"):
                got = answer.causal_batch(seqs, 1, 4, "left")
                compare(got, by_definition(seqs, 1, 4, "left"), f"of the {turn} call")
