# fault: one call for each level, too deep for Python; rejected by test_deep_nesting_is_in_time
PARTNER = {")": "(", "]": "[", "}": "{"}


class Wrong(Exception):
    pass


def inside(s, at, bracket):
    """Reads up to the partner of bracket; returns where it stands."""
    while at < len(s):
        if s[at] in "([{":
            end = inside(s, at + 1, s[at])
            if end == len(s):
                raise Wrong(at if bracket is None else None)
            at = end
        elif s[at] in PARTNER:
            if PARTNER[s[at]] != bracket:
                raise Wrong(at)
            return at
        at += 1
    return at


def balanced(s):
    opened = []
    for at, char in enumerate(s):
        if char in "([{":
            opened.append(at)
        elif char in PARTNER and opened:
            opened.pop()
    try:
        inside(s, 0, None)
    except Wrong as wrong:
        return opened[0] if wrong.args[0] is None else wrong.args[0]
    return -1
