# fault: the list of the caller is sorted; rejected by test_fewest_takes_coins_in_any_order_and_leaves_them
def fewest(coins, amount):
    coins.sort()
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
        for total in range(coin, amount + 1):
            count[total] += count[total - coin]
    return count[amount]
