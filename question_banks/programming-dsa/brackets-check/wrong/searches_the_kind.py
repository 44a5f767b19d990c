# fault: the bracket left open is looked for by its kind, so a closed one is found; rejected by test_leftmost_of_those_left_open
PARTNER = {")": "(", "]": "[", "}": "{"}


def balanced(s):
    opened = []  # (bracket, index) of those still open, innermost last
    for at, char in enumerate(s):
        if char in "([{":
            opened.append((char, at))
        elif char in PARTNER:
            if not opened or opened.pop()[0] != PARTNER[char]:
                return at
    return s.index(opened[0][0]) if opened else -1
