def longest_distinct(s):
    last = {}  # character -> index where it was seen last
    start = best = 0  # s[start : at + 1] holds no character twice
    for at, char in enumerate(s):
        start = max(start, last.get(char, -1) + 1)  # never back
        last[char] = at
        best = max(best, at - start + 1)
    return best
