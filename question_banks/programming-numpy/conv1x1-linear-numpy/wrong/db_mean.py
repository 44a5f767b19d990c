# fault: db is averaged over the pixels of an image; rejected by test_db_of_several_images
"""A 1×1 convolution as a linear layer over pixels; its gradients."""

import numpy as np


def to_rows(images):
    """(N, C, H, V) to (N·H·V, C): every pixel is an example."""
    return np.moveaxis(images, 1, -1).reshape(-1, images.shape[1])


def to_images(rows, like):
    """The way back, to images of the size of `like`."""
    n, _, h, v = like.shape
    return np.moveaxis(rows.reshape(n, h, v, rows.shape[1]), -1, 1)


def conv1x1(x, W, b):
    return to_images(to_rows(x) @ W.T + b, like=x)


def conv1x1_backward(dy, x, W):
    dy_rows = to_rows(dy)
    dx = to_images(dy_rows @ W, like=x)
    dW = dy_rows.T @ to_rows(x)
    db = dy.mean(axis=(2, 3)).sum(axis=0)
    return dx, dW, db
