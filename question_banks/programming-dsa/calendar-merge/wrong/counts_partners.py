# fault: the rooms are the most bookings that any one overlaps; rejected by test_rooms_count_those_at_one_time_only
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
    return max((sum(s < y and x < e for x, y in iv) for s, e in iv),
               default=0)
