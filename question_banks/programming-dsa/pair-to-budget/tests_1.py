import answer
import hotseat_check as check



def _by_trying(nums, target):
    for j in range(len(nums)):
        for i in range(j):
            if nums[i] + nums[j] == target:
                return i, j
    return None


def test_small_examples():
    for nums, target, want in (([10, 20, 40, 50], 60, (1, 2)),
                               ([25, 25, 50], 75, (0, 2)),
                               ([80, 15, 30], 100, None)):
        got = answer.pair(nums, target)
        check.equal(got, want, f"pair({nums}, {target})")


def test_none_where_no_pair_fits():
    for nums, target in (([], 0), ([7], 7), ([7, 9], 15),
                         ([4, 4, 4], 9)):
        got = answer.pair(nums, target)
        check.equal(got, None, f"pair({nums}, {target})")


def test_one_item_is_not_taken_twice():
    for nums, target, want in (([30], 60, None),
                               ([30, 10, 50], 60, (1, 2)),
                               ([10, 30, 5], 60, None),
                               ([30, 10, 30], 60, (0, 2))):
        got = answer.pair(nums, target)
        check.equal(got, want, f"pair({nums}, {target})")


def test_smallest_j_comes_first():
    for nums, target, want in (([1, 2, 8, 9], 10, (1, 2)),
                               ([5, 0, 3, 7, 10], 10, (2, 3)),
                               ([6, 1, 2, 3, 4, 0], 6, (2, 4))):
        got = answer.pair(nums, target)
        check.equal(got, want, f"pair({nums}, {target})")


def test_among_equal_prices_the_first_is_taken():
    for nums, target, want in (([7, 7, 7, 3], 10, (0, 3)),
                               ([1, 7, 7, 3, 3], 10, (1, 3)),
                               ([4, 4, 4], 8, (0, 1))):
        got = answer.pair(nums, target)
        check.equal(got, want, f"pair({nums}, {target})")


def test_refunds_and_free_items_count():
    for nums, target, want in (([-20, 5, 80], 60, (0, 2)),
                               ([0, 12, 0], 0, (0, 2)),
                               ([-3, 9, -4], -7, (0, 2)),
                               ([0, 60], 60, (0, 1))):
        got = answer.pair(nums, target)
        check.equal(got, want, f"pair({nums}, {target})")


def test_agrees_with_trying_every_pair_and_leaves_nums():
    with check.fresh_random() as rng:
        for _ in range(300):
            size, spread = rng.randint(0, 9), rng.choice((3, 9, 40))
            nums = [rng.randint(-spread, spread) for _ in range(size)]
            target = rng.randint(-spread, spread)
            given = list(nums)
            got = answer.pair(given, target)
            want = _by_trying(nums, target)
            check.equal(got, want, f"pair({nums}, {target})")
            check.equal(given, nums, "nums after the call")


def test_sorted_and_reversed_lists_are_in_time():
    n = 200_000
    up, down = list(range(n)), list(range(n - 1, -1, -1))
    last = n - 2, n - 1
    check.equal(answer.pair(up, 2 * n - 3), last, "0, 1, 2 ... 199999")
    check.equal(answer.pair(down, 1), last, "199999 ... 2, 1, 0")
    check.equal(answer.pair(up, -1), None, "0, 1, 2 ... 199999, target -1")


def test_equal_prices_are_in_time():
    n = 200_000
    check.equal(answer.pair([1] * n, 3), None, "200000 ones, target 3")
    check.equal(answer.pair([1] * n + [2], 3), (0, n), "ones, then a 2")
