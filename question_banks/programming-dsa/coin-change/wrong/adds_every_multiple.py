# fault: every multiple of a coin is added one by one, quadratic in amount; rejected by test_ways_of_ten_thousand_is_in_time_and_exact
def fewest(coins, amount):
    unpaid = amount + 1  # more coins than any payment needs
    best = [0] + [unpaid] * amount
    for coin in coins:
        for total in range(coin, amount + 1):
            with_coin = best[total - coin] + 1
            if with_coin < best[total]:
                best[total] = with_coin
    return best[amount] if best[amount] < unpaid else -1


def ways(coins, amount):
    # After some coins, count[t] is the number of ways to pay t with
    # those coins alone; so a way is met once, coins in list order.
    count = [1] + [0] * amount
    for coin in coins:
        before = count[:]
        for total in range(coin, amount + 1):
            for used in range(coin, total + 1, coin):
                count[total] += before[total - used]
    return count[amount]
