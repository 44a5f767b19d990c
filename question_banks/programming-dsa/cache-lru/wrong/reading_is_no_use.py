# fault: get does not refresh; rejected by test_small_example
from collections import OrderedDict


class LRU:
    def __init__(self, cap):
        self._cap = cap
        self._charts = OrderedDict()  # least recently used first

    def get(self, key):
        if key not in self._charts:
            return None
        return self._charts[key]

    def put(self, key, value):
        self._charts[key] = value
        self._charts.move_to_end(key)
        if len(self._charts) > self._cap:
            self._charts.popitem(last=False)
