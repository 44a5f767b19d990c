# fault: brackets are counted by kind, their order is lost; rejected by test_kinds_may_not_cross
def balanced(s):
    opened = {"(": [], "[": [], "{": []}  # places still open
    partner = {")": "(", "]": "[", "}": "{"}
    for at, char in enumerate(s):
        if char in opened:
            opened[char].append(at)
        elif char in partner:
            if not opened[partner[char]]:
                return at
            opened[partner[char]].pop()
    left = [places[0] for places in opened.values() if places]
    return min(left, default=-1)
