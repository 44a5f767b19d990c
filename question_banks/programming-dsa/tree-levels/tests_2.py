import answer
import hotseat_check as check


def _tree(places):
    """A tree from a dict: a place is a path of l and r, "" the root."""
    nodes = {at: answer.Node(val) for at, val in places.items()}
    for at, node in nodes.items():
        node.left, node.right = nodes.get(at + "l"), nodes.get(at + "r")
    return nodes.get("")


def _chain(count, side):
    root = node = answer.Node(0)
    for val in range(1, count):
        child = answer.Node(val)
        turn = side if side != "zigzag" else ("left", "right")[val % 2]
        setattr(node, turn, child)
        node = child
    return root


def _complete(height):
    nodes = [answer.Node(val) for val in range(2**height - 1)]
    for at in range(2 ** (height - 1) - 1):
        nodes[at].left = nodes[2 * at + 1]
        nodes[at].right = nodes[2 * at + 2]
    return nodes[0]


def _random(rng, count):
    """The places of a random tree."""
    places, free = {}, [""]
    for _ in range(count):
        at = free.pop(rng.randrange(len(free)))
        places[at] = rng.randint(0, 3)
        free += [at + "l", at + "r"]
    return places


def test_depth_of_small_examples():
    root = answer.Node(8, answer.Node(3),
                       answer.Node(5, answer.Node(2)))
    check.equal(answer.depth(root), 3, "depth of 8 (3, 5 (2, -))")
    check.equal(answer.depth(answer.Node(4)), 1, "depth of 4")
    check.equal(answer.depth(None), 0, "depth(None)")


def test_depth_of_one_child_only():
    for places, want in (({"": 1, "l": 2}, 2), ({"": 1, "r": 2}, 2),
                         ({"": 1, "l": 2, "lr": 3}, 3),
                         ({"": 1, "r": 2, "rl": 3, "rlr": 4}, 4)):
        got = answer.depth(_tree(places))
        check.equal(got, want, f"depth of {places}")


def test_the_deeper_side_counts():
    for places, want in (({"": 1, "l": 2, "r": 3, "ll": 4}, 3),
                         ({"": 1, "l": 2, "r": 3, "rl": 4}, 3),
                         ({"": 1, "l": 2, "r": 3, "ll": 4, "lr": 5,
                           "rr": 6, "rrl": 7, "rrll": 8}, 5),
                         ({"": 0, "l": 0, "lr": 0, "lrl": 0, "r": 0},
                          4)):
        got = answer.depth(_tree(places))
        check.equal(got, want, f"depth of {places}")


def test_depth_of_random_trees_and_a_second_call():
    with check.fresh_random() as rng:
        for _ in range(100):
            places = _random(rng, rng.randint(1, 25))
            root, want = _tree(places), max(map(len, places)) + 1
            for call in ("", ", second call"):
                got = answer.depth(root)
                check.equal(got, want, f"depth of {places}{call}")


def test_depth_of_long_chains_is_in_time():
    for count, side in ((99_999, "right"), (100_000, "zigzag")):
        got = answer.depth(_chain(count, side))
        check.equal(got, count, f"depth of a chain of {count}, {side}")


def test_depth_of_a_wide_tree_is_in_time():
    check.equal(answer.depth(_complete(16)), 16, "complete tree of 16")
