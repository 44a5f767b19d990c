# fault: depth calls itself, too deep on a chain; rejected by test_depth_of_long_chains_is_in_time
class Node:
    def __init__(self, val, left=None, right=None):
        self.val, self.left, self.right = val, left, right


def generations(root):
    nodes = [root] if root is not None else []
    while nodes:
        yield nodes
        nodes = [child for node in nodes
                 for child in (node.left, node.right)
                 if child is not None]


def levels(root):
    return [[node.val for node in nodes] for nodes in generations(root)]


def depth(root):
    if root is None:
        return 0
    return 1 + max(depth(root.left), depth(root.right))
