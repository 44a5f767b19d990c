from heapq import heappop, heappush, heappushpop


class Median:
    def __init__(self):
        # No value of low is above one of high; low has as many values
        # as high, or one more.
        self._low = []  # the lower half, negated: largest in front
        self._high = []

    def add(self, x):
        heappush(self._high, -heappushpop(self._low, -x))
        if len(self._high) > len(self._low):
            heappush(self._low, -heappop(self._high))

    def median(self):
        if not self._low:
            raise ValueError("no values yet")
        largest_low = -self._low[0]
        if len(self._low) > len(self._high):
            return float(largest_low)
        return (largest_low + self._high[0]) / 2
