# fault: the mark for what cannot be paid is returned as a number of coins; rejected by test_what_cannot_be_paid_is_minus_one
def fewest(coins, amount):
    unpaid = amount + 1  # more coins than any payment needs
    best = [0] + [unpaid] * amount
    for coin in coins:
        for total in range(coin, amount + 1):
            with_coin = best[total - coin] + 1
            if with_coin < best[total]:
                best[total] = with_coin
    return best[amount]


def ways(coins, amount):
    # After some coins, count[t] is the number of ways to pay t with
    # those coins alone; so a way is met once, coins in list order.
    count = [1] + [0] * amount
    for coin in coins:
        for total in range(coin, amount + 1):
            count[total] += count[total - coin]
    return count[amount]
