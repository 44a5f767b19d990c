# fault: the start follows every repeat, also one left of it; rejected by test_repeats_that_lie_apart
def longest_distinct(s):
    last = {}  # character -> index where it was seen last
    start = best = 0  # s[start : at + 1] holds no character twice
    for at, char in enumerate(s):
        if char in last:
            start = last[char] + 1
        last[char] = at
        best = max(best, at - start + 1)
    return best
