# fault: the oldest is found by comparing time stamps of all; rejected by test_throwing_out_is_in_time
from itertools import count


class LRU:
    def __init__(self, cap):
        self._cap, self._now = cap, count()
        self._values, self._used = {}, {}

    def get(self, key):
        if key not in self._values:
            return None
        self._used[key] = next(self._now)
        return self._values[key]

    def put(self, key, value):
        self._values[key] = value
        self._used[key] = next(self._now)
        if len(self._values) > self._cap:
            oldest = min(self._used, key=self._used.get)
            del self._values[oldest], self._used[oldest]
