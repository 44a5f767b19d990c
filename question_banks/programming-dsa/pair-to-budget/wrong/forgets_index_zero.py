# fault: a partner at index 0 counts as no partner; rejected by test_small_examples
def pair(nums, target):
    first = {}  # value -> lowest index before j that holds it
    for j, value in enumerate(nums):
        i = first.get(target - value)
        if i:
            return i, j
        first.setdefault(value, j)
    return None
