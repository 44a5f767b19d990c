import answer
import hotseat_check as check



def _fewest_by_steps(coins, amount):
    """Adds one coin to every sum reached, until amount is met."""
    reached, steps = {0}, 0
    while reached and amount not in reached:
        steps += 1
        reached = {r + c for r in reached for c in coins}
        reached = {r for r in reached if r <= amount}
    return steps if reached else -1


def test_fewest_of_small_examples():
    for coins, amount, want in (([1, 7, 10], 14, 2),
                                ([4, 6], 18, 3),
                                ([5, 8], 7, -1)):
        got = answer.fewest(coins, amount)
        check.equal(got, want, f"fewest({coins}, {amount})")


def test_amount_zero_needs_no_coin():
    for coins in ([3, 5], [1], []):
        check.equal(answer.fewest(coins, 0), 0, f"fewest({coins}, 0)")


def test_what_cannot_be_paid_is_minus_one():
    for coins, amount in (([], 1), ([9], 4), ([2, 4, 6], 7),
                          ([6, 10, 15], 29)):
        got = answer.fewest(coins, amount)
        check.equal(got, -1, f"fewest({coins}, {amount})")


def test_a_coin_may_be_used_many_times():
    for coins, amount, want in (([3], 21, 7), ([1], 100, 100),
                                ([11, 4], 37, 4)):
        got = answer.fewest(coins, amount)
        check.equal(got, want, f"fewest({coins}, {amount})")


def test_fewest_of_uneven_coins():
    for coins, amount, want in (([1, 15, 25], 30, 2),
                                ([1, 6, 13], 18, 3),
                                ([4, 9], 12, 3)):
        got = answer.fewest(coins, amount)
        check.equal(got, want, f"fewest({coins}, {amount})")


def test_fewest_takes_coins_in_any_order_and_leaves_them():
    for coins in ([7, 1, 10], [10, 7, 1], [1, 10, 7]):
        given = list(coins)
        check.equal(answer.fewest(given, 14), 2, f"fewest({coins}, 14)")
        check.equal(given, coins, "coins after the call")


def test_fewest_agrees_with_a_search():
    with check.fresh_random() as rng:
        for _ in range(60):
            coins = rng.sample(range(1, 16), rng.randint(0, 5))
            amount = rng.randint(0, 40)
            want = _fewest_by_steps(coins, amount)
            got = answer.fewest(list(coins), amount)
            check.equal(got, want, f"fewest({coins}, {amount})")


def test_fewest_of_ten_thousand_is_in_time():
    even = list(range(2, 26, 2))
    check.equal(answer.fewest(even, 9_999), -1, "12 even coins, 9999")
    even.reverse()
    check.equal(answer.fewest(even, 10_000), 417, "12 even coins, 10000")
    check.equal(answer.fewest([1], 10_000), 10_000, "fewest([1], 10000)")
    coins = [401, 83, 997, 211, 613, 29, 7, 1009, 350, 58, 150, 499]
    for amount, want in ((10_000, 12), (9_999, 11)):
        got = answer.fewest(list(coins), amount)
        check.equal(got, want, f"12 mixed coins, {amount}")
