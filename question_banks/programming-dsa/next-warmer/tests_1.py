import answer
import hotseat_check as check


def _by_scanning(temps):
    return [next((j - i for j in range(i + 1, len(temps))
                  if temps[j] > temps[i]), 0)
            for i in range(len(temps))]


def test_small_examples():
    for temps, want in (([180, 175, 175, 178, 190, 160],
                         [4, 2, 1, 1, 0, 0]),
                        ([50, 60], [1, 0])):
        check.equal(answer.wait(temps), want, f"wait({temps})")


def test_nothing_and_one_day():
    check.equal(answer.wait([]), [], "wait([])")
    check.equal(answer.wait([73]), [0], "wait([73])")


def test_an_equal_day_does_not_end_the_wait():
    for temps, want in (([150, 150, 160], [2, 1, 0]),
                        ([9, 9, 9], [0, 0, 0]),
                        ([5, 3, 5, 3, 6], [4, 1, 2, 1, 0])):
        check.equal(answer.wait(temps), want, f"wait({temps})")


def test_no_warmer_day_is_zero():
    for temps, want in (([40, 30, 20], [0, 0, 0]),
                        ([10, 70, 30], [1, 0, 0]),
                        ([70, 10, 30, 20], [0, 1, 0, 0])):
        check.equal(answer.wait(temps), want, f"wait({temps})")


def test_the_first_warmer_day_ends_the_wait():
    for temps, want in (([20, 30, 90], [1, 1, 0]),
                        ([50, 40, 30, 60, 70], [3, 2, 1, 1, 0]),
                        ([30, 10, 20, 10, 40, 35], [4, 1, 2, 1, 0, 0])):
        check.equal(answer.wait(temps), want, f"wait({temps})")


def test_values_of_any_size():
    for temps, want in (([-5, -10, -3, 0], [2, 1, 1, 0]),
                        ([0, -1, 1], [2, 1, 0]),
                        ([10**20, -10**20, 10**20 + 1], [2, 1, 0]),
                        ([999_999, 5, 1_000_000], [2, 1, 0])):
        check.equal(answer.wait(temps), want, f"wait({temps})")


def test_agrees_with_scanning_and_leaves_temps():
    with check.fresh_random() as rng:
        for _ in range(300):
            spread = rng.choice((1, 3, 50))
            temps = [rng.randint(-spread, spread)
                     for _ in range(rng.randint(0, 12))]
            given = list(temps)
            got = answer.wait(given)
            check.equal(got, _by_scanning(temps), f"wait({temps})")
            check.equal(given, temps, "temps after the call")


def test_falling_days_are_in_time():
    n = 200_000
    falling = list(range(n, 0, -1))
    check.equal(answer.wait(falling), [0] * n, f"{n} falling days")
    got = answer.wait(falling[1:] + [n])
    check.equal(got, list(range(n - 1, 0, -1)) + [0], "falling, a jump")


def test_equal_and_rising_days_are_in_time():
    n = 200_000
    check.equal(answer.wait([70] * n), [0] * n, f"{n} equal days")
    got = answer.wait(list(range(n)))
    check.equal(got, [1] * (n - 1) + [0], f"{n} rising days")


def test_teeth_on_a_falling_slope_are_in_time():
    n = 100_000
    temps = [t for k in range(n, 0, -1) for t in (2 * k, 2 * k + 1)]
    got = answer.wait(temps)
    check.equal(got, [1, 0] * n, f"{2 * n} days, two down and one up")
