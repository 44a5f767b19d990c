"""Batches, loss and packed blocks for a causal
language model.

causal_batch(seqs, pad_id, max_len=None,
             pad_side="right")
        -> dict

    seqs      list of N >= 0 lists of ids, some
              maybe empty
    max_len   None, or >= 1: only the first max_len
              ids are kept
    pad_side  "right" or "left": where the padding
              goes
    Three int64 arrays (N, L), L the longest length
    after truncating (0 where there is none):
        input_ids       the ids, and pad_id at
                        padding
        attention_mask  1 at ids, 0 at padding
        labels          the ids, not shifted, and
                        -100 at padding
    Padding is a matter of position: an id may equal
    pad_id.

causal_lm_loss(logits, labels) -> scalar   (stage 2)

    logits  (N, L, V) float64 or float32, finite, at
            most 1e4 in size
    labels  (N, L) int64, each 0 ... V-1 or -100
    logits[:, t] predict labels[:, t+1]. Mean of
    -log softmax (natural logarithm) over all
    targets that are not -100; none: 0.0. N, L may
    be 0. No loop over texts or positions.

pack(docs, eos_id, block)
        -> int64 (n, block)    (stage 3)

    docs is a list of lists of ids, some maybe
    empty, block >= 1. All docs in order, eos_id
    after each, cut into rows of block ids; what
    does not fill a row is dropped. Time linear in
    the number of ids.

Inputs are never modified.
"""

import numpy as np


def causal_batch(seqs, pad_id, max_len=None,
                 pad_side="right"):
    raise NotImplementedError("not written yet")


def causal_lm_loss(logits, labels):
    raise NotImplementedError("not written yet")


def pack(docs, eos_id, block):
    raise NotImplementedError("not written yet")
