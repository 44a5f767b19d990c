# fault: the list of the caller is sorted; rejected by test_merge_agrees_with_minutes_and_leaves_its_input
def merge(iv):
    iv.sort()
    merged = []
    for start, end in iv:
        if merged and start <= merged[-1][1]:  # overlaps or touches
            end = max(end, merged[-1][1])
            start = merged.pop()[0]
        merged.append((start, end))
    return merged


def insert(iv, new):
    start, end = new
    before = [b for b in iv if b[1] < start]
    after = [b for b in iv if b[0] > end]
    met = iv[len(before) : len(iv) - len(after)]
    if met:
        start, end = min(start, met[0][0]), max(end, met[-1][1])
    return before + [(start, end)] + after


def rooms(iv):
    # At one time -1 sorts before +1: who leaves frees the room first.
    changes = [(s, 1) for s, _ in iv] + [(e, -1) for _, e in iv]
    taken = most = 0
    for _, change in sorted(changes):
        taken += change
        most = max(most, taken)
    return most
