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


def _by_paths(places):
    """Paths of one length, left before right: in alphabetical order."""
    rows = {}
    for at in sorted(places):
        rows.setdefault(len(at), []).append(places[at])
    return [rows[size] for size in sorted(rows)]


def test_levels_of_small_examples():
    root = answer.Node(8, answer.Node(3),
                       answer.Node(5, answer.Node(2)))
    got = answer.levels(root)
    check.equal(got, [[8], [3, 5], [2]], "levels of 8 (3, 5 (2, -))")
    check.equal(answer.levels(answer.Node(4)), [[4]], "levels of 4")


def test_levels_of_the_empty_tree():
    check.equal(answer.levels(None), [], "levels(None)")


def test_levels_of_one_child_only():
    for places, want in (({"": 1, "l": 2}, [[1], [2]]),
                         ({"": 1, "r": 2}, [[1], [2]]),
                         ({"": 1, "r": 2, "rl": 3}, [[1], [2], [3]]),
                         ({"": 1, "l": 2, "lr": 3, "lrl": 4},
                          [[1], [2], [3], [4]])):
        got = answer.levels(_tree(places))
        check.equal(got, want, f"levels of {places}")


def test_levels_go_from_left_to_right():
    for places, want in (({"": 1, "l": 9, "r": 2, "lr": 7, "rl": 3},
                          [[1], [9, 2], [7, 3]]),
                         ({"": 5, "l": 6, "r": 7, "ll": 4, "lr": 3,
                           "rl": 2, "rr": 1},
                          [[5], [6, 7], [4, 3, 2, 1]]),
                         ({"": 1, "l": 2, "r": 3, "lr": 4, "lrr": 6,
                           "rr": 5, "rrl": 7},
                          [[1], [2, 3], [4, 5], [6, 7]])):
        got = answer.levels(_tree(places))
        check.equal(got, want, f"levels of {places}")


def test_levels_of_values_that_repeat_or_are_false():
    for places, want in (({"": 0, "l": 0, "r": 0}, [[0], [0, 0]]),
                         ({"": "", "r": None, "rl": "a"},
                          [[""], [None], ["a"]]),
                         ({"": 1, "l": "x", "r": (2,), "ll": 0.5},
                          [[1], ["x", (2,)], [0.5]])):
        got = answer.levels(_tree(places))
        check.equal(got, want, f"levels of {places}")


def test_levels_of_random_trees_and_a_second_call():
    with check.fresh_random() as rng:
        for _ in range(100):
            places = _random(rng, rng.randint(1, 25))
            root, want = _tree(places), _by_paths(places)
            for call in ("", ", second call"):
                got = answer.levels(root)
                check.equal(got, want, f"levels of {places}{call}")


def _check_chain(count, side):
    got = answer.levels(_chain(count, side))
    want = [[val] for val in range(count)]
    check.equal(got, want, f"levels of a chain of {count}, {side}")


def test_levels_of_a_long_chain_are_in_time():
    _check_chain(100_000, "left")


def test_levels_of_a_long_chain_with_turns_are_in_time():
    _check_chain(100_000, "zigzag")


def test_levels_of_a_wide_tree_are_in_time():
    height = 16
    got = answer.levels(_complete(height))
    want = [list(range(2**h - 1, 2 ** (h + 1) - 1))
            for h in range(height)]
    check.equal(got, want, f"levels of a complete tree of {height}")
