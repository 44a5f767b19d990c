# fault: capacity 0 is not thought of: throwing out of an empty store is an error; rejected by test_no_room_at_all
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
        if key not in self._charts and len(self._charts) == self._cap:
            self._charts.popitem(last=False)
        self._charts[key] = value
        self._charts.move_to_end(key)
