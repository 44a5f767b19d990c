# fault: the pair with the smallest i is returned, whatever its j; rejected by test_smallest_j_comes_first
def pair(nums, target):
    places = {}  # value -> its indices, ascending
    for at, value in enumerate(nums):
        places.setdefault(value, []).append(at)
    for i, value in enumerate(nums):
        for j in places.get(target - value, ())[:2]:
            if j > i:
                return i, j
    return None
