# fault: the blocks are read in the order i, f, o, g; rejected by test_forward_of_a_worked_example
"""One step of an LSTM, forward and backward."""

import numpy as np


def sigmoid(z):
    # The same function as 1 / (1 + exp(-z)), without an exponential
    # that could overflow.
    return 0.5 * (1 + np.tanh(0.5 * z))


def lstm_cell(x, h, c, W_ih, W_hh, b_ih, b_hh):
    z = x @ W_ih.T + b_ih + h @ W_hh.T + b_hh
    zi, zf, zo, zg = np.split(z, 4, axis=1)
    i, f, g, o = sigmoid(zi), sigmoid(zf), np.tanh(zg), sigmoid(zo)
    c2 = f * c + i * g
    t = np.tanh(c2)
    return o * t, c2, (x, h, c, W_ih, W_hh, i, f, g, o, t)


def lstm_cell_backward(dh2, dc2, cache):
    x, h, c, W_ih, W_hh, i, f, g, o, t = cache
    # Two paths lead to c2: directly, and through h2.
    dc2 = dc2 + dh2 * o * (1 - t * t)
    dz = np.concatenate([
        dc2 * g * i * (1 - i),
        dc2 * c * f * (1 - f),
        dc2 * i * (1 - g * g),
        dh2 * t * o * (1 - o),
    ], axis=1)
    db = dz.sum(axis=0)
    dx, dh, dc = dz @ W_ih, dz @ W_hh, dc2 * f
    return dx, dh, dc, dz.T @ x, dz.T @ h, db, db.copy()
