# fault: a wrong kind is reported at the opening bracket; rejected by test_kinds_may_not_cross
PARTNER = {")": "(", "]": "[", "}": "{"}


def balanced(s):
    opened = []  # (bracket, index) of those still open, innermost last
    for at, char in enumerate(s):
        if char in "([{":
            opened.append((char, at))
        elif char in PARTNER:
            if not opened:
                return at
            bracket, place = opened.pop()
            if bracket != PARTNER[char]:
                return place
    return opened[0][1] if opened else -1
