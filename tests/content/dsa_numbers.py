"""Recomputes what the texts of programming-dsa state: examples of stages, pitfalls, follow-ups and talks.

Covers brackets-check, calendar-merge, next-warmer, build-order, label-blobs, cache-lru, tree-levels,
running-median and anagram-shelves. The solutions of the bank are run on the examples; where a text says what
another method gives, that method is written out here. `says` ties each to the text, so that a changed figure
is found.

Run: python tests/content/dsa_numbers.py   (standard library)
"""

import importlib.util
import json
import math
import random
import sys
from collections import Counter
from itertools import permutations
from pathlib import Path

BANKS = Path(__file__).resolve().parents[2] / "question_banks"
BANK = "programming-dsa"
QUESTIONS = json.loads((BANKS / f"{BANK}.json").read_text(encoding="utf-8"))["questions"]
TEXTS = {q["id"]: json.dumps(q, ensure_ascii=False) for q in QUESTIONS}


def says(question, *figures):
    for figure in figures:
        assert figure in TEXTS[question], f"{question} no longer says {figure!r}"


def solution(question):
    path = BANKS / BANK / question / "solution.py"
    spec = importlib.util.spec_from_file_location(question.replace("-", "_"), path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def brackets():
    says("brackets-check", "`k2 (p1 [k3] p2)` gives −1, `k(p]2)` gives 3 and `{k(p2)` gives 0", "In `([)]`", "`()(`")
    f = solution("brackets-check").balanced
    assert [f("k2 (p1 [k3] p2)"), f("k(p]2)"), f("{k(p2)")] == [-1, 3, 0]
    assert (f("([)]"), f(")("), f("{("), f("()(")) == (2, 0, 0, 2)
    says("brackets-check", "in `([)` one deletion is enough")
    assert f("()") == -1 and f("([)") == 2 and f("([") == 0


def calendar():
    says("calendar-merge", "From (50, 80), (0, 20), (70, 95) and (20, 30) it makes (0, 30) and (50, 95)",
         "Into (0, 10), (20, 30), (40, 50) the booking (25, 40) goes as (0, 10), (20, 50)",
         "(0, 30), (10, 20) and (20, 40) need two rooms", "array of 1,440 counters",
         "(0, 30) meets (0, 10), (10, 20) and (20, 30), and two rooms are enough")
    m = solution("calendar-merge")
    assert m.merge([(50, 80), (0, 20), (70, 95), (20, 30)]) == [(0, 30), (50, 95)]
    assert m.insert([(0, 10), (20, 30), (40, 50)], (25, 40)) == [(0, 10), (20, 50)]
    assert m.rooms([(0, 30), (10, 20), (20, 40)]) == 2
    assert m.rooms([(0, 30), (0, 10), (10, 20), (20, 30)]) == 2
    assert m.merge([(0, 90), (10, 20)]) == [(0, 90)] and 24 * 60 == 1440


def warmer():
    says("next-warmer", "For 180, 175, 175, 178, 190, 160 the waits are 4, 2, 1, 1, 0, 0",
         "150, 150, 160 must give 2, 1, 0", "$2 \\\\cdot 10^{10}$ at 200,000 days")
    f = solution("next-warmer").wait
    assert f([180, 175, 175, 178, 190, 160]) == [4, 2, 1, 1, 0, 0] and f([150, 150, 160]) == [2, 1, 0]
    assert 200_000**2 / 2 == 2e10


def building():
    says("build-order", "For 4 crates and the rules (3, 1) and (2, 0) the order is 2, 0, 3, 1",
         "the rule (0, 1) for three crates it gives 0, 2, 1", "the rules (0, 2), (3, 0), (3, 1)",
         "give 3, 0, 2, 1 instead of 3, 0, 1, 2", "the smallest list is 1, 2, 3, 0, but 3, 0, 1, 2 brings")
    f = solution("build-order").order
    assert f(4, [(3, 1), (2, 0)]) == [2, 0, 3, 1] and f(4, [(3, 1), (2, 0), (1, 3)]) is None
    assert f(3, [(0, 1)]) == [0, 1, 2] and f(4, [(3, 0)]) == [1, 2, 3, 0]

    rules, finished = [(0, 2), (3, 0), (3, 1)], []

    def visit(crate):
        for follower in sorted((b for a, b in rules if a == crate), reverse=True):
            if follower not in finished:
                visit(follower)
        finished.append(crate)

    for crate in (3, 2, 1, 0):
        if crate not in finished:
            visit(crate)
    assert f(4, rules) == [3, 0, 1, 2] and finished[::-1] == [3, 0, 2, 1]
    valid = [p for p in permutations(range(4)) if p.index(3) < p.index(0)]
    assert min(valid, key=lambda p: [p.index(crate) for crate in range(4)]) == (3, 0, 1, 2)


def blobs():
    says("label-blobs", "The rows 1 0 1, 1 0 0 and 0 1 1 have three colonies by sides",
         "the labels are 1 0 2, 1 0 0 and 0 3 3", "1 0 2, 1 0 0 and 0 1 1", "up to 8 million neighbours")
    f = solution("label-blobs").label
    grid = [[1, 0, 1], [1, 0, 0], [0, 1, 1]]
    assert f(grid) == ([[1, 0, 2], [1, 0, 0], [0, 3, 3]], 3)
    assert f(grid, 8) == ([[1, 0, 2], [1, 0, 0], [0, 1, 1]], 2)
    assert f([]) == ([], 0) and f([[], []]) == ([[], []], 0) and 8 * 1_000**2 == 8_000_000

    says("label-blobs", "a quarter of the windows with one 1, minus those with three, plus twice those with two on a "
         "diagonal; with corners, minus twice these")
    rng = random.Random(5)
    for _ in range(200):
        grid = [[0, *(rng.randint(0, 1) for _ in range(6)), 0] for _ in range(5)]
        grid = [[0] * 8, *grid, [0] * 8]
        windows = [(a, b, c, d) for up, low in zip(grid, grid[1:])
                   for a, b, c, d in zip(up, up[1:], low, low[1:])]
        ones = Counter(map(sum, windows))
        diagonal = sum(a == d != b == c for a, b, c, d in windows)
        zeros = [[1 - cell for cell in row] for row in grid]
        for conn, sign in ((4, 1), (8, -1)):
            holes = f(zeros, 12 - conn)[1] - 1
            assert 4 * (f(grid, conn)[1] - holes) == ones[1] - ones[3] + sign * 2 * diagonal


def store():
    says("cache-lru", "put a, put b, get a, put c. Now b is gone", "Going through cap + 1 charts in a circle")
    LRU = solution("cache-lru").LRU
    kept = LRU(2)
    kept.put("a", 1), kept.put("b", 2), kept.get("a"), kept.put("c", 3)
    assert (kept.get("a"), kept.get("b"), kept.get("c")) == (1, None, 3)
    cap, found = 5, 0
    circle = LRU(cap)
    for step in range(60):
        found += circle.get(step % (cap + 1)) is not None
        circle.put(step % (cap + 1), True)
    assert found == 0


def tree():
    says("tree-levels", "`[[8], [3, 5], [2]]`", "has depth 3")
    m = solution("tree-levels")
    root = m.Node(8, m.Node(3), m.Node(5, m.Node(2)))
    assert m.levels(root) == [[8], [3, 5], [2]] and m.depth(root) == 3

    def held(root, at):
        """The most nodes that wait at once: in a queue (at 0) or on a stack (at -1)."""
        waiting, most = [root], 1
        while waiting:
            node = waiting.pop(at)
            waiting += [child for child in (node.left, node.right) if child is not None]
            most = max(most, len(waiting))
        return most

    says("tree-levels", "never holds more nodes than the tree is deep", "about n/2 in a complete tree, one in a chain",
         "a chain with a leaf at each node fills it to n/2", "while the queue holds two")
    chain = teeth = None
    for _ in range(10):
        chain, teeth = m.Node(0, chain), m.Node(0, m.Node(0), teeth)
    nodes = [m.Node(0) for _ in range(1_023)]
    for at in range(511):
        nodes[at].left, nodes[at].right = nodes[2 * at + 1], nodes[2 * at + 2]
    complete = nodes[0]
    assert (held(complete, 0), held(complete, -1), m.depth(complete)) == (512, 10, 10)
    assert held(chain, 0) == held(chain, -1) == 1
    assert (held(teeth, 0), held(teeth, -1), sum(map(len, m.levels(teeth)))) == (2, 10, 20)
    rng = random.Random(5)
    for _ in range(200):
        nodes = [m.Node(0)]
        for _ in range(rng.randint(0, 30)):
            node, side = rng.choice(nodes), rng.choice(("left", "right"))
            if getattr(node, side) is None:
                nodes.append(m.Node(0))
                setattr(node, side, nodes[-1])
        assert held(nodes[0], -1) <= m.depth(nodes[0])


def median():
    says("running-median", "After 40, 2 and 7 the median is 7.0; after one more value, 1, it is 4.5",
         "of 1, 2, 7, 40 it is 4.5", "3,601 counters", "40,000 values give 0.25 %")
    kept = solution("running-median").Median()
    kept.add(40), kept.add(2), kept.add(7)
    assert kept.median() == 7.0
    kept.add(1)
    assert kept.median() == 4.5 and len(range(0, 3_600 + 1)) == 3_601
    assert math.isclose(100 / (2 * math.sqrt(40_000)), 0.25)


def anagrams():
    says("anagram-shelves", "the shelves `nora`, `aron`; then `leon`, `noel`; then `ron`", "`ad` and `bc`",
         "`pop` and `poop`", "200 million for 20,000 words")
    f = solution("anagram-shelves").shelves
    assert f(["nora", "leon", "aron", "noel", "ron"]) == [["nora", "aron"], ["leon", "noel"], ["ron"]]
    assert sum(map(ord, "ad")) == sum(map(ord, "bc")) and set("pop") == set("poop")
    assert round(20_000 * 19_999 / 2, -6) == 200_000_000
    says("anagram-shelves", "A sum of codes or of squares is not a key at all", "primes run into millions")
    for one, other, power in (("aef", "bcg", 2), ("aehl", "bcjk", 3)):  # words of the tests
        assert all(sum(ord(c)**k for c in one) == sum(ord(c)**k for c in other) for k in range(power + 1))
    assert math.prod(map(ord, "bx")) == math.prod(map(ord, "ip"))
    # The n-th prime is above n·(ln n + ln ln n − 1); there are 0x110000 codes.
    assert 0x110000 * (math.log(0x110000) + math.log(math.log(0x110000)) - 1) > 2_000_000


def main():
    failed = 0
    for check in (brackets, calendar, warmer, building, blobs, store, tree, median, anagrams):
        try:
            check()
        except AssertionError as why:
            failed += 1
            print(f"{check.__name__}: {why or 'a figure is wrong'}")
    print(f"{9 - failed} of 9 questions as recomputed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.dont_write_bytecode = True
    sys.exit(main())
