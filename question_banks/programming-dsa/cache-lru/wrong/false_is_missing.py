# fault: a value that is false counts as missing and is not refreshed; rejected by test_values_that_are_false_are_values
from collections import OrderedDict


class LRU:
    def __init__(self, cap):
        self._cap = cap
        self._charts = OrderedDict()  # least recently used first

    def get(self, key):
        if not self._charts.get(key):
            return None
        self._charts.move_to_end(key)
        return self._charts[key]

    def put(self, key, value):
        self._charts[key] = value
        self._charts.move_to_end(key)
        if len(self._charts) > self._cap:
            self._charts.popitem(last=False)
