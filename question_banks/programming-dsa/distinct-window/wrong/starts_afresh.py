# fault: a repeat throws away the whole stretch; rejected by test_a_repeat_inside_a_stretch
def longest_distinct(s):
    seen = set()  # the characters of the stretch that ends here
    best = 0
    for char in s:
        if char in seen:
            seen = set()
        seen.add(char)
        best = max(best, len(seen))
    return best
