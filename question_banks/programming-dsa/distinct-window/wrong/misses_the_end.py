# fault: lengths are compared at repeats only, so the last stretch is missed; rejected by test_the_stretch_may_lie_anywhere
def longest_distinct(s):
    last = {}  # character -> index where it was seen last
    start = best = 0  # s[start : at + 1] holds no character twice
    for at, char in enumerate(s):
        if last.get(char, -1) >= start:
            best = max(best, at - start)
            start = last[char] + 1
        last[char] = at
    return best
