# fault: brackets between quotes are skipped; rejected by test_other_characters_count_in_the_index_only
PARTNER = {")": "(", "]": "[", "}": "{"}


def balanced(s):
    opened = []  # (bracket, index) of those still open, innermost last
    quoted = False
    for at, char in enumerate(s):
        quoted ^= char in "'\""
        if quoted:
            continue
        if char in "([{":
            opened.append((char, at))
        elif char in PARTNER:
            if not opened or opened.pop()[0] != PARTNER[char]:
                return at
    return opened[0][1] if opened else -1
