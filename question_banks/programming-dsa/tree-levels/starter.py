"""A binary tree by generations.

levels(root) -> list of lists
    one list for each generation, from the root
    down, with its values from left to right; [] for
    the empty tree
depth(root) -> int
    the number of generations: 1 for a root alone, 0
    for the empty tree

root is a Node or None, and so is every left and
right. Values are anything and may repeat. Up to
100,000 nodes, perhaps in a single chain. The tree
is not changed. Leave Node as it is: the tests make
their trees of it.
"""


class Node:
    def __init__(self, val, left=None, right=None):
        self.val = val
        self.left, self.right = left, right


def levels(root):
    raise NotImplementedError("stage 1: levels")


def depth(root):
    raise NotImplementedError("stage 2: depth")
