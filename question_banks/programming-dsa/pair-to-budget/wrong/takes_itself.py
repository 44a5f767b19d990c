# fault: the value is stored before its partner is looked for; rejected by test_one_item_is_not_taken_twice
def pair(nums, target):
    first = {}  # value -> lowest index before j that holds it
    for j, value in enumerate(nums):
        first.setdefault(value, j)
        i = first.get(target - value)
        if i is not None:
            return i, j
    return None
