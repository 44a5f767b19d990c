# fault: every booking is looked for in the other two parts, in quadratic time; rejected by test_insert_behind_many_is_in_time
def merge(iv):
    merged = []
    for start, end in sorted(iv):
        if merged and start <= merged[-1][1]:  # overlaps or touches
            end = max(end, merged[-1][1])
            start = merged.pop()[0]
        merged.append((start, end))
    return merged


def insert(iv, new):
    start, end = new
    before = [b for b in iv if b[1] < start]
    after = [b for b in iv if b[0] > end]
    met = [b for b in iv if b not in before and b not in after]
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
