# fault: every room is asked in turn whether it is free, in quadratic time; rejected by test_rooms_for_nested_bookings_are_in_time
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
    met = iv[len(before) : len(iv) - len(after)]
    if met:
        start, end = min(start, met[0][0]), max(end, met[-1][1])
    return before + [(start, end)] + after


def rooms(iv):
    ends = []  # of the last booking in each room
    for start, end in sorted(iv):
        for room, until in enumerate(ends):
            if until <= start:
                ends[room] = end
                break
        else:
            ends.append(end)
    return len(ends)
