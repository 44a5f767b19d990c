import answer
import hotseat_check as check


def _some(rng, count, reach):
    """So many bookings that begin within the reach."""
    starts = [rng.randint(-reach, reach) for _ in range(count)]
    return [(s, s + rng.randint(1, 6)) for s in starts]


def _by_minutes(iv):
    """Marks every minute, then reads off the runs."""
    taken = sorted({t for s, e in iv for t in range(s, e)})
    runs = []
    for t in taken:
        if runs and runs[-1][1] == t:
            runs[-1] = runs[-1][0], t + 1
        else:
            runs.append((t, t + 1))
    return runs


def test_merge_of_small_examples():
    for iv, want in (([(50, 80), (0, 20), (70, 95), (20, 30)],
                      [(0, 30), (50, 95)]),
                     ([(5, 9)], [(5, 9)])):
        check.equal(answer.merge(iv), want, f"merge({iv})")


def test_merge_of_nothing():
    check.equal(answer.merge([]), [], "merge([])")


def test_merge_joins_what_touches_and_keeps_a_gap():
    for iv, want in (([(1, 4), (4, 6)], [(1, 6)]),
                     ([(4, 6), (1, 4)], [(1, 6)]),
                     ([(1, 4), (5, 6)], [(1, 4), (5, 6)]),
                     ([(7, 8), (5, 6), (6, 7)], [(5, 8)])):
        check.equal(answer.merge(iv), want, f"merge({iv})")


def test_merge_of_one_inside_another():
    for iv, want in (([(0, 90), (10, 20)], [(0, 90)]),
                     ([(10, 20), (0, 90), (30, 40)], [(0, 90)]),
                     ([(0, 9), (2, 3), (5, 12)], [(0, 12)]),
                     ([(3, 5), (3, 8), (3, 4)], [(3, 8)])):
        check.equal(answer.merge(iv), want, f"merge({iv})")


def test_merge_of_equal_and_of_negative_bookings():
    for iv, want in (([(2, 5)] * 3, [(2, 5)]),
                     ([(-4, -2), (-9, -5)], [(-9, -5), (-4, -2)]),
                     ([(0, 3), (-7, 0)], [(-7, 3)]),
                     ([(-6, -1), (-3, 2)], [(-6, 2)])):
        check.equal(answer.merge(iv), want, f"merge({iv})")


def test_merge_agrees_with_minutes_and_leaves_its_input():
    with check.fresh_random() as rng:
        for _ in range(150):
            iv = _some(rng, rng.randint(0, 9), rng.choice((5, 20)))
            given = list(iv)
            got = answer.merge(given)
            check.equal(got, _by_minutes(iv), f"merge({iv})")
            check.equal(given, iv, "iv after merge")


def test_merge_of_nested_bookings_is_in_time():
    n = 30_000
    iv = [(n - t, n + t) for t in range(1, n + 1)]
    check.equal(answer.merge(iv), [(0, 2 * n)], f"merge of {n}, nested")


def test_merge_of_reversed_bookings_is_in_time():
    n = 20_000
    apart = [(3 * t, 3 * t + 2) for t in range(n)]
    got = answer.merge(apart[::-1])
    check.equal(got, apart, f"merge of {n}, apart, reversed")


def test_merge_of_touching_and_of_equal_bookings_is_in_time():
    n = 15_000
    chain = [(t, t + 1) for t in range(n)]
    got = answer.merge(chain[::-1] + [(-4, 3)] * n)
    check.equal(got, [(-4, n)], f"merge of {2 * n}, touching and equal")
