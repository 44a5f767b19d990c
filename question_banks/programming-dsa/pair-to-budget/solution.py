def pair(nums, target):
    first = {}  # value -> lowest index before j that holds it
    for j, value in enumerate(nums):
        i = first.get(target - value)
        if i is not None:
            return i, j
        first.setdefault(value, j)
    return None
