import answer
import hotseat_check as check



def _ways_by_listing(coins, amount):
    """Tries every number of the first coin, then the rest."""
    if not coins:
        return int(amount == 0)
    first, rest = coins[0], coins[1:]
    return sum(_ways_by_listing(rest, amount - used)
               for used in range(0, amount + 1, first))


def test_ways_of_small_examples():
    for coins, amount, want in (([2, 3, 7], 12, 4),
                                ([5, 8], 13, 1),
                                ([5, 8], 7, 0)):
        got = answer.ways(coins, amount)
        check.equal(got, want, f"ways({coins}, {amount})")


def test_nothing_is_paid_in_one_way():
    for coins in ([3, 5], [1], []):
        check.equal(answer.ways(coins, 0), 1, f"ways({coins}, 0)")


def test_what_cannot_be_paid_has_no_way():
    for coins, amount in (([], 1), ([9], 4), ([2, 4, 6], 7)):
        got = answer.ways(coins, amount)
        check.equal(got, 0, f"ways({coins}, {amount})")


def test_order_of_payment_does_not_count():
    for coins, amount, want in (([1, 2], 4, 3), ([3, 4], 7, 1),
                                ([4, 3], 7, 1), ([1, 2, 3], 6, 7)):
        got = answer.ways(coins, amount)
        check.equal(got, want, f"ways({coins}, {amount})")


def test_ways_takes_coins_in_any_order_and_leaves_them():
    for coins in ([7, 2, 3], [7, 3, 2], [2, 7, 3]):
        given = list(coins)
        check.equal(answer.ways(given, 12), 4, f"ways({coins}, 12)")
        check.equal(given, coins, "coins after the call")


def test_ways_agrees_with_a_listing():
    with check.fresh_random() as rng:
        for _ in range(60):
            coins = rng.sample(range(1, 16), rng.randint(0, 5))
            amount = rng.randint(0, 30)
            want = _ways_by_listing(coins, amount)
            got = answer.ways(list(coins), amount)
            check.equal(got, want, f"ways({coins}, {amount})")


def test_ways_of_ten_thousand_is_in_time_and_exact():
    even = list(range(2, 26, 2))
    check.equal(answer.ways(even, 9_999), 0, "12 even coins, 9999")
    check.equal(answer.ways([1, 2], 10_000), 5_001, "ways([1, 2], 10000)")
    want = 5_458_703_134_843_418_447_155_349_613
    for coins in (list(range(1, 13)), list(range(12, 0, -1))):
        got = answer.ways(coins, 10_000)
        check.equal(got, want, "coins 1 to 12, 10000")
