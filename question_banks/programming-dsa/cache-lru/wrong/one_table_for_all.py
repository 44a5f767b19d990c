# fault: all stores share the table in the class; rejected by test_stores_are_independent
from collections import OrderedDict


class LRU:
    _charts = OrderedDict()  # least recently used first

    def __init__(self, cap):
        self._cap = cap

    def get(self, key):
        if key not in self._charts:
            return None
        self._charts.move_to_end(key)
        return self._charts[key]

    def put(self, key, value):
        self._charts[key] = value
        self._charts.move_to_end(key)
        if len(self._charts) > self._cap:
            self._charts.popitem(last=False)
