"""The median of all values so far.

Median()
    an empty collection; collections are independent
add(x)
    takes one more value, an int or a finite float,
    |x| <= 10,000; equal values count as often as
    they were added. O(log n)
median() -> float
    the middle of all values in ascending order, the
    mean of the two in the middle where their number
    is even; a Python float, also where all are
    ints. O(1). ValueError if there are no values.

median changes nothing that can be seen, and may be
called at any time. Up to 800,000 values are added.
"""


class Median:
    def __init__(self):
        raise NotImplementedError("Median")

    def add(self, x):
        raise NotImplementedError("add")

    def median(self):
        raise NotImplementedError("median")
