from itertools import permutations

import answer
import hotseat_check as check


def _by_trying(n, deps):
    for crates in permutations(range(n)):
        place = {crate: at for at, crate in enumerate(crates)}
        if all(place[a] < place[b] for a, b in deps):
            return list(crates)
    return None


def test_small_examples():
    for n, deps, want in ((4, [(3, 1), (2, 0)], [2, 0, 3, 1]),
                          (4, [(3, 1), (2, 0), (1, 3)], None),
                          (2, [(1, 0)], [1, 0])):
        check.equal(answer.order(n, deps), want, f"order({n}, {deps})")


def test_without_rules():
    for n in (0, 1, 2, 7):
        want = list(range(n))
        check.equal(answer.order(n, []), want, f"order({n}, [])")


def test_crates_without_rules_are_loaded_too():
    for n, deps, want in ((5, [(4, 2)], [0, 1, 3, 4, 2]),
                          (6, [(3, 0), (5, 3)], [1, 2, 4, 5, 3, 0]),
                          (3, [(0, 1)], [0, 1, 2])):
        check.equal(answer.order(n, deps), want, f"order({n}, {deps})")


def test_a_crate_that_becomes_free_may_be_next():
    for n, deps, want in ((4, [(0, 1)], [0, 1, 2, 3]),
                          (5, [(2, 0), (2, 1)], [2, 0, 1, 3, 4]),
                          (5, [(3, 0), (0, 2), (1, 4)],
                           [1, 3, 0, 2, 4]),
                          (4, [(3, 0), (3, 2), (3, 1)], [3, 0, 1, 2]),
                          (12, [(10, 9), (11, 2)],
                           [0, 1, 3, 4, 5, 6, 7, 8, 10, 9, 11, 2])):
        check.equal(answer.order(n, deps), want, f"order({n}, {deps})")


def test_a_crate_waits_for_all_before_it():
    for n, deps, want in ((4, [(1, 0), (2, 0), (3, 0)], [1, 2, 3, 0]),
                          (4, [(0, 1), (0, 2), (1, 3), (2, 3)],
                           [0, 1, 2, 3]),
                          (5, [(4, 0), (1, 0), (2, 3), (0, 3)],
                           [1, 2, 4, 0, 3])):
        check.equal(answer.order(n, deps), want, f"order({n}, {deps})")


def test_rules_that_no_order_keeps():
    for n, deps in ((1, [(0, 0)]), (3, [(1, 1)]), (2, [(0, 1), (1, 0)]),
                    (5, [(0, 4), (1, 2), (2, 3), (3, 1)]),
                    (4, [(0, 1), (1, 2), (2, 0), (2, 3)]),
                    (3, [(0, 1), (0, 2), (2, 2)])):
        check.equal(answer.order(n, deps), None, f"order({n}, {deps})")


def test_repeated_rules_say_nothing_new():
    for n, deps, want in ((3, [(2, 0)] * 3, [1, 2, 0]),
                          (3, [(2, 1), (1, 0), (2, 1)], [2, 1, 0]),
                          (4, [(3, 0), (1, 0), (3, 0)], [1, 2, 3, 0])):
        check.equal(answer.order(n, deps), want, f"order({n}, {deps})")


def test_agrees_with_trying_every_order_and_leaves_deps():
    with check.fresh_random() as rng:
        for _ in range(120):
            n = rng.randint(1, 5)
            forward = rng.sample(range(n), n)
            deps = []
            for _ in range(rng.randint(0, 6)):
                i, j = rng.randrange(n), rng.randrange(n)
                if rng.random() < 0.9:
                    i, j = min(i, j), max(i, j)
                if i != j or rng.random() < 0.1:
                    deps.append((forward[i], forward[j]))
            given = list(deps)
            got = answer.order(n, given)
            want = _by_trying(n, deps)
            check.equal(got, want, f"order({n}, {deps})")
            check.equal(given, deps, "deps after the call")


def test_a_chain_backwards_is_in_time():
    n = 30_000
    deps = [(i + 1, i) for i in range(n - 1)]
    want = list(range(n - 1, -1, -1))
    check.equal(answer.order(n, deps), want, f"chain of {n}, backwards")


def test_a_chain_that_closes_is_in_time():
    n = 30_000
    deps = [(i, (i + 1) % n) for i in range(n)]
    check.equal(answer.order(n, deps), None, f"cycle of {n}")
    deps[-1] = deps[0]
    check.equal(answer.order(n, deps), list(range(n)), f"chain of {n}")


def test_one_before_all_is_in_time():
    n = 30_000
    deps = [(n - 1, i) for i in range(n - 2, -1, -1)]
    got = answer.order(n, deps)
    check.equal(got, [n - 1, *range(n - 1)], f"last before all, {n}")


def test_free_crates_are_in_time():
    n = 30_000
    half = n // 2
    got = answer.order(n, [(half + i, i) for i in range(half)])
    want = [crate for i in range(half) for crate in (half + i, i)]
    check.equal(got, want, f"{half} pairs, the upper before the lower")
    check.equal(answer.order(n, []), list(range(n)), f"{n}, no rules")
