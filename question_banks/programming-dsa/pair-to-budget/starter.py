"""Two items that use up a budget.

pair(nums, target) -> (i, j) or None
    nums    list of up to 200,000 ints: prices,
            negative for a refund; it is not
            modified
    target  int
    Indices count from 0. A fitting pair has i < j
    and nums[i] + nums[j] == target. Of all fitting
    pairs the one with the smallest j, and among
    those the smallest i, as a tuple of two ints;
    None where no pair fits.
"""


def pair(nums, target):
    raise NotImplementedError("pair")
