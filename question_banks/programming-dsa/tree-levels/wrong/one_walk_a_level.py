# fault: the tree is walked anew for each level, quadratic on a chain; rejected by test_levels_of_a_long_chain_are_in_time
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
    found = []
    for height in range(depth(root)):
        todo, row = [(root, 0)], []
        while todo:
            node, at = todo.pop()
            if at == height:
                row.append(node.val)
            else:
                todo += [(child, at + 1)
                         for child in (node.right, node.left)
                         if child is not None]
        found.append(row)
    return found


def depth(root):
    return sum(1 for _ in generations(root))
