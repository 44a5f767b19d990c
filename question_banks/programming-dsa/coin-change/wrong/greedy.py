# fault: the largest coin that fits is always taken first; rejected by test_fewest_of_uneven_coins
def fewest(coins, amount):
    used = 0
    for coin in sorted(coins, reverse=True):
        used += amount // coin
        amount %= coin
    return used if amount == 0 else -1


def ways(coins, amount):
    # After some coins, count[t] is the number of ways to pay t with
    # those coins alone; so a way is met once, coins in list order.
    count = [1] + [0] * amount
    for coin in coins:
        for total in range(coin, amount + 1):
            count[total] += count[total - coin]
    return count[amount]
