# fault: the innermost bracket left open is reported; rejected by test_leftmost_of_those_left_open
PARTNER = {")": "(", "]": "[", "}": "{"}


def balanced(s):
    opened = []  # (bracket, index) of those still open, innermost last
    for at, char in enumerate(s):
        if char in "([{":
            opened.append((char, at))
        elif char in PARTNER:
            if not opened or opened.pop()[0] != PARTNER[char]:
                return at
    return opened[-1][1] if opened else -1
