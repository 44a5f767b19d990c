# fault: the empty tree is taken for a node; rejected by test_levels_of_the_empty_tree
class Node:
    def __init__(self, val, left=None, right=None):
        self.val, self.left, self.right = val, left, right


def generations(root):
    nodes = [root]
    while nodes:
        yield nodes
        nodes = [child for node in nodes
                 for child in (node.left, node.right)
                 if child is not None]


def levels(root):
    return [[node.val for node in nodes] for nodes in generations(root)]


def depth(root):
    return sum(1 for _ in generations(root))
