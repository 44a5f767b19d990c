# fault: a sorted list is kept, and adding moves all larger values; rejected by test_descending_values_are_in_time
import bisect


class Median:
    def __init__(self):
        self.values = []

    def add(self, x):
        bisect.insort(self.values, x)

    def median(self):
        n = len(self.values)
        if n == 0:
            raise ValueError("empty")
        if n % 2 == 1:
            return float(self.values[n // 2])
        return (self.values[n // 2 - 1] + self.values[n // 2]) / 2
