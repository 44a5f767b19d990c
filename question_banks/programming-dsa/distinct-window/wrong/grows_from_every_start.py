# fault: the stretch is grown anew from every start, quadratic when it is long; rejected by test_long_stretches_are_in_time
def longest_distinct(s):
    best = 0
    for start in range(len(s)):
        seen = set()
        for char in s[start:]:
            if char in seen:
                break
            seen.add(char)
        best = max(best, len(seen))
    return best
