# fault: the order is a list, searched at each use; rejected by test_use_in_a_large_store_is_in_time
class LRU:
    def __init__(self, cap):
        self.cap = cap
        self.values = {}
        self.order = []

    def get(self, key):
        if key not in self.values:
            return None
        self.order.remove(key)
        self.order.append(key)
        return self.values[key]

    def put(self, key, value):
        if self.cap == 0:
            return
        if key in self.values:
            self.order.remove(key)
        elif len(self.values) == self.cap:
            oldest = self.order.pop(0)
            del self.values[oldest]
        self.values[key] = value
        self.order.append(key)
