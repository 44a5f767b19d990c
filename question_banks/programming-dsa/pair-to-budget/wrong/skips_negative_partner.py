# fault: a partner below 0 is ruled out, as if prices were never negative; rejected by test_refunds_and_free_items_count
def pair(nums, target):
    first = {}  # value -> lowest index before j that holds it
    for j, value in enumerate(nums):
        i = first.get(target - value) if value <= target else None
        if i is not None:
            return i, j
        first.setdefault(value, j)
    return None
