# fault: totals outside and coins inside count every order of the coins; rejected by test_order_of_payment_does_not_count
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
    count = [1] + [0] * amount
    for total in range(1, amount + 1):
        for coin in coins:
            if coin <= total:
                count[total] += count[total - coin]
    return count[amount]
