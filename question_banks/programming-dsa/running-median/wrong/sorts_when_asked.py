# fault: all values are sorted at each call of median; rejected by test_asking_after_each_of_many_is_in_time
class Median:
    def __init__(self):
        self._values = []

    def add(self, x):
        self._values.append(x)

    def median(self):
        if not self._values:
            raise ValueError("no values yet")
        ordered, half = sorted(self._values), len(self._values) // 2
        return (ordered[half] + ordered[-1 - half]) / 2
