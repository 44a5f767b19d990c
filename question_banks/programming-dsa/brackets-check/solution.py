PARTNER = {")": "(", "]": "[", "}": "{"}


def balanced(s):
    opened = []  # (bracket, index) of those still open, innermost last
    for at, char in enumerate(s):
        if char in "([{":
            opened.append((char, at))
        elif char in PARTNER:
            if not opened or opened.pop()[0] != PARTNER[char]:
                return at
    return opened[0][1] if opened else -1
