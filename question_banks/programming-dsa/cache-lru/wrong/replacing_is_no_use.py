# fault: put on a key that is there does not refresh it; rejected by test_replacing_counts_as_use_and_needs_no_room
from collections import OrderedDict


class LRU:
    def __init__(self, cap):
        self._cap = cap
        self._charts = OrderedDict()  # least recently used first

    def get(self, key):
        if key not in self._charts:
            return None
        self._charts.move_to_end(key)
        return self._charts[key]

    def put(self, key, value):
        self._charts[key] = value
        if len(self._charts) > self._cap:
            self._charts.popitem(last=False)
