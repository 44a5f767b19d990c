"""One step of an LSTM, forward and backward.

    x           (N, D)   input of this step
    h, c        (N, H)   hidden and cell state
                         before it
    W_ih        (4H, D)  rows in four blocks:
                         i, f, g, o
    W_hh        (4H, H)  likewise
    b_ih, b_hh  (4H,)    likewise

    z = x W_ihᵀ + b_ih + h W_hhᵀ + b_hh
    i, f, o = sigmoid of their blocks
    g = tanh of its block
    c2 = f * c + i * g
    h2 = o * tanh(c2)

lstm_cell(x, h, c, W_ih, W_hh, b_ih, b_hh)
        -> (h2, c2, cache)
lstm_cell_backward(dh2, dc2, cache)
    -> (dx, dh, dc, dW_ih, dW_hh, db_ih, db_hh)

dh2 and dc2 (N, H) are the gradients of a scalar
loss L by the two results, h2 and c2 taken as
separate outputs: dc2 does not hold what reaches c2
through h2. The results are the gradients of L by
the seven inputs, each shaped like its input.

The cache is whatever backward needs; it serves its
own call even after other calls, and more than once.
The arrays of a call are all float64 or all float32,
and so are the results. N may be 0. Entries of size
up to 1e4 are legal. Inputs are never modified. No
Python loop over rows or units.
"""

import numpy as np


def lstm_cell(x, h, c, W_ih, W_hh, b_ih, b_hh):
    raise NotImplementedError("not written yet")


def lstm_cell_backward(dh2, dc2, cache):
    raise NotImplementedError("not written yet")
