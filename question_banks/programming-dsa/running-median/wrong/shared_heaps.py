# fault: the heaps belong to the class, so collections mix; rejected by test_collections_are_independent
from heapq import heappop, heappush, heappushpop


class Median:
    _low, _high = [], []

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
