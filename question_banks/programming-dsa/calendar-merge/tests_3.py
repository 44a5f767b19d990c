import answer
import hotseat_check as check


def _some(rng, count, reach):
    """So many bookings that begin within the reach."""
    starts = [rng.randint(-reach, reach) for _ in range(count)]
    return [(s, s + rng.randint(1, 6)) for s in starts]


def _by_counting(iv):
    return max((sum(s <= t < e for s, e in iv) for t, _ in iv),
               default=0)


def test_rooms_of_small_examples():
    for iv, want in (([(0, 30), (10, 20), (20, 40)], 2),
                     ([(5, 9)], 1), ([], 0)):
        check.equal(answer.rooms(iv), want, f"rooms({iv})")


def test_rooms_are_shared_by_those_that_touch():
    for iv, want in (([(1, 4), (4, 6)], 1), ([(4, 6), (1, 4)], 1),
                     ([(1, 4), (4, 6), (3, 5)], 2),
                     ([(1, 5), (4, 6)], 2),
                     ([(0, 2), (0, 2), (2, 3), (2, 3)], 2)):
        check.equal(answer.rooms(iv), want, f"rooms({iv})")


def test_rooms_count_those_at_one_time_only():
    for iv, want in (([(0, 30), (0, 10), (10, 20), (20, 30)], 2),
                     ([(0, 9), (1, 2), (3, 4), (5, 6)], 2),
                     ([(1, 8), (2, 7), (3, 6), (4, 5)], 4),
                     ([(0, 4), (10, 14), (1, 3), (11, 13), (2, 6)], 3)):
        check.equal(answer.rooms(iv), want, f"rooms({iv})")


def test_rooms_for_equal_and_for_negative_bookings():
    for iv, want in (([(2, 5)] * 3, 3), ([(-9, -5), (-6, -2)], 2),
                     ([(-4, 0), (0, 4)], 1), ([(-7, 7), (-1, 1)], 2)):
        check.equal(answer.rooms(iv), want, f"rooms({iv})")


def test_rooms_agree_with_counting_and_leave_the_input():
    with check.fresh_random() as rng:
        for _ in range(200):
            iv = _some(rng, rng.randint(0, 9), rng.choice((3, 8, 20)))
            given = list(iv)
            got = answer.rooms(given)
            check.equal(got, _by_counting(iv), f"rooms({iv})")
            check.equal(given, iv, "iv after rooms")


def test_rooms_for_nested_bookings_are_in_time():
    n = 30_000
    iv = [(n - t, n + t) for t in range(1, n + 1)]
    check.equal(answer.rooms(iv), n, f"rooms for {n}, nested")


def test_rooms_for_shifted_bookings_are_in_time():
    n = 30_000
    iv = [(t, t + 21_000) for t in range(n)]
    check.equal(answer.rooms(iv), 21_000, f"rooms for {n}, shifted")


def test_rooms_for_touching_and_equal_bookings_are_in_time():
    n = 15_000
    iv = [(t, t + 1) for t in range(n, 0, -1)] + [(4, 7)] * n
    got = answer.rooms(iv)
    check.equal(got, n + 1, f"rooms for {2 * n}, touching and equal")
