import answer
import hotseat_check as check


def means(values, k):
    return [float(mean) for mean in answer.moving_average(values, k)]


def test_small_example():
    check.equal(means([1, 2, 3, 4], 2), [1.5, 2.5, 3.5], "the means")


def test_window_as_long_as_the_list():
    check.equal(means([3, 6, 9], 3), [6.0], "the means")


def test_too_few_values():
    check.equal(means([], 1), [], "no values")
    check.equal(means([1, 2], 3), [], "fewer than k")


def test_each_value_alone():
    check.equal(means([2, -1, 0.5], 1), [2.0, -1.0, 0.5], "the means")


def test_the_list_is_left_as_it_was():
    values = [4, 5, 6]
    means(values, 2)
    check.equal(values, [4, 5, 6], "values afterwards")


def test_long_windows_are_in_time():
    found = means(list(range(100_000)), 50_000)
    check.equal(len(found), 50_001, "how many means")
    check.equal(found[-1], 74_999.5, "the last mean")
