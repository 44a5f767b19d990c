"""Paying a bill with coins.

coins   list of at most 12 distinct positive ints,
        in any order, perhaps empty; it is not
        modified
amount  int from 0 to 10,000
Every value in coins may be used any number of
times.

fewest(coins, amount) -> int
    the smallest number of coins that add up to
    amount exactly; 0 for amount 0, -1 where it
    cannot be paid
ways(coins, amount) -> int
    the number of ways to pay amount exactly. A way
    is how often each value is used: the order of
    the coins does not count. 1 for amount 0, 0
    where it cannot be paid
"""


def fewest(coins, amount):
    raise NotImplementedError("stage 1: fewest")


def ways(coins, amount):
    raise NotImplementedError("stage 2: ways")
