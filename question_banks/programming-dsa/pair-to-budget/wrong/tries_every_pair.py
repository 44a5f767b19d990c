# fault: every pair is tried, in quadratic time; rejected by test_equal_prices_are_in_time
def pair(nums, target):
    for j, value in enumerate(nums):
        for i in range(j):
            if nums[i] + value == target:
                return i, j
    return None
