import answer
import hotseat_check as check


def _of(values):
    ordered, half = sorted(values), len(values) // 2
    if len(values) % 2:
        return float(ordered[half])
    return (ordered[half - 1] + ordered[half]) / 2


def _follow(values, name="after"):
    """Adds the values one by one and asks after each."""
    kept, shown = answer.Median(), []
    for x in values:
        kept.add(x)
        shown.append(x)
        check.equal(kept.median(), _of(shown), f"{name} {shown[-12:]}")


def test_small_example():
    kept = answer.Median()
    for x in (40, 2, 7):
        kept.add(x)
    check.equal(kept.median(), 7.0, "median of 40, 2, 7")
    kept.add(1)
    check.equal(kept.median(), 4.5, "median of 40, 2, 7, 1")


def test_no_values_is_an_error_each_time():
    kept = answer.Median()
    check.rejects(kept.median, "median of nothing")
    check.rejects(kept.median, "median of nothing, again")
    kept.add(3)
    check.equal(kept.median(), 3.0, "median of 3, after the errors")


def test_one_and_two_values():
    for values in ([5], [0], [-7], [2.5], [3, 8], [8, 3], [-4, 1],
                   [0, 0], [9.5, -0.25]):
        _follow(values)


def test_three_and_four_values_in_every_order():
    from itertools import permutations
    for values in ((1, 4, 20), (-30, 6, 7), (3, 8, 17, 50),
                   (-9, -2, 5, 6), (2, 2, 11, 40)):
        for order in permutations(values):
            _follow(order)


def test_the_result_is_a_float():
    for values in ([6], [6, 8], [6, 8, 1]):
        kept = answer.Median()
        for x in values:
            kept.add(x)
        if type(kept.median()) is not float:
            raise AssertionError(f"median of {values}: expected a float"
                                 f"\ngot {kept.median()!r}")


def test_halves_are_kept():
    for values in ([3, 4], [-3, -4], [1, 2, 3, 4], [0, 1], [0, -1],
                   [10_000, 9_999], [-10_000, 9_999]):
        _follow(values)


def test_equal_values_count_each():
    for values in ([7, 7, 7], [1, 7, 7, 7, 1, 1], [2, 2, 9, 9],
                   [5, 5, 5, 1, 1, 1, 1], [0, 3, 0, 3, 0]):
        _follow(values)


def test_negative_values_and_fractions():
    _follow([-5, -20, -1, -8, -300, 4])
    _follow([0.25, -0.75, 1.5, -2.25, 0.5, -10_000, 10_000])


def test_sorted_and_reversed_values():
    _follow(range(3, 40))
    _follow(range(40, 3, -1))
    _follow(range(-40, -3))
    _follow([x for k in range(1, 20) for x in (k, -k)])


def test_asking_changes_nothing():
    kept = answer.Median()
    for x in (9, 1, 6, 2, 8):
        kept.add(x)
        for _ in range(3):
            first = kept.median()
            check.equal(kept.median(), first, f"asked again after {x}")
    check.equal(kept.median(), 6.0, "median of 9, 1, 6, 2, 8")


def test_adding_without_asking():
    with check.fresh_random() as rng:
        for _ in range(60):
            values = [rng.randint(-40, 40) / 4
                      for _ in range(rng.randint(1, 30))]
            kept = answer.Median()
            for x in values:
                kept.add(x)
            check.equal(kept.median(), _of(values), f"of {values}")


def test_collections_are_independent():
    one, other = answer.Median(), answer.Median()
    one.add(5)
    check.rejects(other.median, "median of the other, still empty")
    other.add(100)
    other.add(200)
    check.equal(one.median(), 5.0, "median of the first")
    check.equal(other.median(), 150.0, "median of the other")
    one.add(6)
    check.equal(other.median(), 150.0, "median of the other")
    check.equal(one.median(), 5.5, "median of the first")


def test_agrees_with_sorting():
    with check.fresh_random() as rng:
        for _ in range(60):
            spread = rng.choice((2, 20, 40_000))
            _follow([rng.randint(-spread, spread) / 4
                     for _ in range(rng.randint(1, 40))])
            _follow([rng.randint(-spread, spread) // 4
                     for _ in range(rng.randint(1, 40))])


def test_asking_after_each_of_many_is_in_time():
    count = 60_000
    kept = answer.Median()
    for at in range(count):
        x = at * 7_919 % 9_973
        kept.add(x)
        got = kept.median()
    want = _of([at * 7_919 % 9_973 for at in range(count)])
    check.equal(got, want, f"median of {count} values")


def test_descending_values_are_in_time():
    count = 800_000
    kept = answer.Median()
    for at in range(count, 0, -1):
        kept.add(at / 128)
    want = (count + 1) / 256
    check.equal(kept.median(), want, f"{count} values, descending")


def test_ascending_and_equal_values_are_in_time():
    count = 60_000
    kept = answer.Median()
    for at in range(count):
        kept.add(at / 16)
    for _ in range(count + 2):
        kept.add(2_000)
    check.equal(kept.median(), 2_000.0, f"{count} up, as many equal")
