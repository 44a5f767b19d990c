# fault: the last index of a value is kept instead of the first; rejected by test_among_equal_prices_the_first_is_taken
def pair(nums, target):
    first = {}  # value -> index before j that holds it
    for j, value in enumerate(nums):
        i = first.get(target - value)
        if i is not None:
            return i, j
        first[value] = j
    return None
