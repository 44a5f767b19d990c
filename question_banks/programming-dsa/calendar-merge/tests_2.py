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


def test_insert_of_small_examples():
    iv = [(0, 10), (20, 30), (40, 50)]
    for new, want in (((25, 40), [(0, 10), (20, 50)]),
                      ((12, 15), [(0, 10), (12, 15), (20, 30),
                                  (40, 50)])):
        check.equal(answer.insert(iv, new), want, f"{iv} and {new}")


def test_insert_into_nothing():
    check.equal(answer.insert([], (3, 8)), [(3, 8)], "[] and (3, 8)")


def test_insert_at_either_end():
    iv = [(10, 20), (30, 40)]
    for new, want in (((1, 5), [(1, 5), *iv]),
                      ((50, 60), [*iv, (50, 60)]),
                      ((-9, -3), [(-9, -3), *iv]),
                      ((1, 12), [(1, 20), (30, 40)]),
                      ((35, 60), [(10, 20), (30, 60)])):
        check.equal(answer.insert(iv, new), want, f"{iv} and {new}")


def test_insert_joins_what_touches_and_keeps_a_gap():
    iv = [(10, 20), (30, 40)]
    for new, want in (((20, 25), [(10, 25), (30, 40)]),
                      ((25, 30), [(10, 20), (25, 40)]),
                      ((20, 30), [(10, 40)]),
                      ((21, 29), [(10, 20), (21, 29), (30, 40)]),
                      ((5, 10), [(5, 20), (30, 40)]),
                      ((40, 41), [(10, 20), (30, 41)])):
        check.equal(answer.insert(iv, new), want, f"{iv} and {new}")


def test_insert_swallows_and_is_swallowed():
    iv = [(0, 4), (6, 9), (11, 15), (18, 30)]
    for new, want in (((7, 8), iv), ((18, 30), iv), ((20, 22), iv),
                      ((-5, 40), [(-5, 40)]),
                      ((5, 16), [(0, 4), (5, 16), (18, 30)]),
                      ((3, 12), [(0, 15), (18, 30)]),
                      ((8, 19), [(0, 4), (6, 30)])):
        check.equal(answer.insert(iv, new), want, f"{iv} and {new}")


def test_insert_agrees_with_minutes_and_leaves_its_input():
    with check.fresh_random() as rng:
        for _ in range(150):
            iv = _by_minutes(_some(rng, rng.randint(0, 7), 15))
            start = rng.randint(-19, 19)
            new = start, start + rng.randint(1, 12)
            given = list(iv)
            got = answer.insert(given, new)
            want = _by_minutes(iv + [new])
            check.equal(got, want, f"{iv} and {new}")
            check.equal(given, iv, "iv after insert")


def test_insert_before_many_is_in_time():
    n = 20_000
    iv = [(4 * t, 4 * t + 2) for t in range(n)]
    want = [(-1, 2)] + iv[1:]
    got = answer.insert(iv, (-1, 0))
    check.equal(got, want, f"{n} bookings and (-1, 0)")


def test_insert_behind_many_is_in_time():
    n = 30_000
    iv = [(4 * t, 4 * t + 2) for t in range(n)]
    new = 4 * n - 1, 4 * n
    got = answer.insert(iv, new)
    check.equal(got, iv + [new], f"{n} bookings and {new}")


def test_insert_over_many_is_in_time():
    n = 30_000
    iv = [(4 * t, 4 * t + 2) for t in range(n)]
    got = answer.insert(iv, (1, 4 * n))
    check.equal(got, [(0, 4 * n)], f"{n} bookings and one over all")
