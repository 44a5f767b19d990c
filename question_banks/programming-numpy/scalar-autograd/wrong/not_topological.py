# fault: values are taken in the order in which they are first met; rejected by test_a_value_used_early_and_late
"""A number that remembers how it was made, and its gradients."""

import math


def as_value(x):
    return x if isinstance(x, Value) else Value(x)


class Value:
    def __init__(self, data, inputs=()):
        self.data = data
        self.grad = 0.0
        self._inputs = inputs  # pairs: a value, the slope by it

    def __add__(self, other):
        other = as_value(other)
        return Value(self.data + other.data, ((self, 1), (other, 1)))

    def __mul__(self, other):
        other = as_value(other)
        return Value(self.data * other.data,
                     ((self, other.data), (other, self.data)))

    __radd__, __rmul__ = __add__, __mul__

    def __sub__(self, other):
        other = as_value(other)
        return Value(self.data - other.data, ((self, 1), (other, -1)))

    def __truediv__(self, other):
        other = as_value(other)
        ratio = self.data / other.data
        return Value(ratio, ((self, 1 / other.data),
                             (other, -ratio / other.data)))

    def __rsub__(self, other):
        return as_value(other) - self

    def __rtruediv__(self, other):
        return as_value(other) / self

    def __pow__(self, n):
        return Value(self.data**n, ((self, n * self.data**(n - 1)),))

    def tanh(self):
        t = math.tanh(self.data)
        return Value(t, ((self, 1 - t * t),))

    def relu(self):
        on = self.data > 0
        return Value(self.data if on else 0.0, ((self, float(on)),))

    def exp(self):
        e = math.exp(self.data)
        return Value(e, ((self, e),))

    def backward(self):
        # Depth first with a stack of its own: inputs come before what
        # is made of them, and long chains need no recursion.
        order, seen = [self], {self}
        for node in order:
            for v, _ in node._inputs:
                if v not in seen:
                    seen.add(v)
                    order.append(v)
        order.reverse()
        self.grad = 1.0
        for node in reversed(order):
            for v, slope in node._inputs:
                v.grad += slope * node.grad
