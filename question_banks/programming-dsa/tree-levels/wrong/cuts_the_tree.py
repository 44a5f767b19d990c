# fault: children are taken off the tree on the way; rejected by test_levels_of_random_trees_and_a_second_call
from collections import deque

class Node:
    def __init__(self, val, left=None, right=None):
        self.val, self.left, self.right = val, left, right


def levels(root):
    found, queue = [], deque([root] if root is not None else [])
    while queue:
        found.append([])
        for _ in range(len(queue)):
            node = queue.popleft()
            found[-1].append(node.val)
            for child in (node.left, node.right):
                if child is not None:
                    queue.append(child)
            node.left = node.right = None
    return found


def depth(root):
    return len(levels(root))
