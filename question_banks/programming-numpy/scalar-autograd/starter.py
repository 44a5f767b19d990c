"""A number that remembers how it was made, and its
gradients.

    Value(data)      a leaf; data is a Python int or
                     float
    v.data, v.grad   its number, and the derivative
                     of the result by it: 0 until
                     backward is called

    v + w, v - w, v * w, v / w
                     also with a Python number on
                     either side
    v ** n           n a Python int or float
    v.tanh(), v.relu(), v.exp()
                     relu has slope 0 at 0

    v.backward()     sets .grad of v to 1, and .grad
                     of everything that v was made
                     of to the derivative of v by it

An operation makes a new Value and changes none. A
value may be used any number of times; its
derivative is the sum over all its uses. Chains may
be 2,000 operations long or longer, and time grows
linearly with the number of values. For a result,
backward is called once, and its leaves are new.

Not needed: unary minus, comparisons, a Value as
exponent, division by 0, powers of 0 with n < 1,
powers of negative numbers with n that is not whole,
results beyond float.
"""


class Value:
    def __init__(self, data):
        self.data = data
        self.grad = 0.0

    def tanh(self):
        raise NotImplementedError("not written yet")

    def relu(self):
        raise NotImplementedError("not written yet")

    def exp(self):
        raise NotImplementedError("not written yet")

    def backward(self):
        raise NotImplementedError("not written yet")
