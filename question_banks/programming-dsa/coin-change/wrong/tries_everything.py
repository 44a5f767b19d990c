# fault: every payment is tried anew, with no table, in exponential time; rejected by test_fewest_of_ten_thousand_is_in_time
def fewest(coins, amount):
    ordered = sorted(coins, reverse=True)
    unpaid = amount + 1  # more coins than any payment needs

    def search(at, left):
        if left == 0:
            return 0
        if at == len(ordered):
            return unpaid
        most = left // ordered[at]
        return min(used + search(at + 1, left - used * ordered[at])
                   for used in range(most, -1, -1))

    best = search(0, amount)
    return best if best < unpaid else -1


def ways(coins, amount):
    # After some coins, count[t] is the number of ways to pay t with
    # those coins alone; so a way is met once, coins in list order.
    count = [1] + [0] * amount
    for coin in coins:
        for total in range(coin, amount + 1):
            count[total] += count[total - coin]
    return count[amount]
