# fault: one maximum is subtracted from all rows, so rows far below it vanish; rejected by test_rows_of_very_different_size
"""Batches, loss and packed blocks for a causal language model."""

import numpy as np

IGNORE = -100


def causal_batch(seqs, pad_id, max_len=None, pad_side="right"):
    rows = [seq[:max_len] for seq in seqs]
    shape = len(rows), max(map(len, rows), default=0)
    ids = np.full(shape, pad_id, dtype=np.int64)
    mask = np.zeros(shape, dtype=np.int64)
    labels = np.full(shape, IGNORE, dtype=np.int64)
    for i, row in enumerate(rows):
        # By position: a real id may be equal to pad_id.
        start = 0 if pad_side == "right" else shape[1] - len(row)
        real = slice(start, start + len(row))
        ids[i, real] = labels[i, real] = row
        mask[i, real] = 1
    return {"input_ids": ids, "attention_mask": mask,
            "labels": labels}


def causal_lm_loss(logits, labels):
    targets = labels[:, 1:]  # the only shift there is
    kept = targets != IGNORE
    targets = targets[kept]
    n = len(targets)
    if n == 0:
        return 0.0
    z = logits[:, :-1][kept]
    z = z - z.max()
    nll = np.log(np.exp(z).sum(axis=-1)) - z[np.arange(n), targets]
    return float(nll.mean())


def pack(docs, eos_id, block):
    flat = []
    for doc in docs:
        flat.extend(doc)
        flat.append(eos_id)
    n = len(flat) // block
    return np.array(flat[:n * block], dtype=np.int64).reshape(n, block)
