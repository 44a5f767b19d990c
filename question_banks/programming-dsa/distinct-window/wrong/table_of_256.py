# fault: last places stand in a table for 256 characters, by the low byte; rejected by test_every_character_counts
def longest_distinct(s):
    last = [-1] * 256  # low byte -> index where it was seen last
    start = best = 0  # s[start : at + 1] holds no character twice
    for at, char in enumerate(s):
        code = ord(char) % 256
        start = max(start, last[code] + 1)  # never back
        last[code] = at
        best = max(best, at - start + 1)
    return best
