# fault: the two indices come in the wrong order; rejected by test_small_examples
def pair(nums, target):
    first = {}  # value -> lowest index before j that holds it
    for j, value in enumerate(nums):
        i = first.get(target - value)
        if i is not None:
            return j, i
        first.setdefault(value, j)
    return None
