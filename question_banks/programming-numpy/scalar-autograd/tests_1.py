"""scalar-autograd, stage 1: operations and what they give."""

import math

import answer
import hotseat_check as check


def data(v, want, name):
    assert type(v) is answer.Value, f"{name}: expected a Value\ngot {type(v).__name__}"
    check.close(v.data, want, name)


def test_values_of_a_worked_example():
    a, b = answer.Value(2.0), answer.Value(-3.0)
    c = a * b + a**2
    check.close(c.data, -2.0, "a * b + a ** 2")
    d = (c + 10) / 4
    check.close(d.data, 2.0, "d = (c + 10) / 4")
    check.close((3 - d * d).data, -1.0, "3 - d * d")
    check.close(d.relu().data, 2.0, "relu(d)")
    check.close(c.relu().data, 0.0, "relu(c)")


def test_a_leaf_has_its_number_and_no_gradient():
    for number in (2.5, -3.0, 4, 0):
        v = answer.Value(number)
        check.close(v.data, number, "data")
        check.close(v.grad, 0.0, "grad of a new leaf")


def test_two_values():
    with check.fresh_random() as rng:
        for _ in range(20):
            x, y = rng.uniform(-3, 3), rng.choice((-1, 1)) * rng.uniform(0.5, 3)
            v, w = answer.Value(x), answer.Value(y)
            data(v + w, x + y, f"{x} + {y}")
            data(v - w, x - y, f"{x} - {y}")
            data(v * w, x * y, f"{x} * {y}")
            data(v / w, x / y, f"{x} / {y}")


def test_numbers_on_either_side():
    with check.fresh_random() as rng:
        for number in (3, -2, 0.75, rng.uniform(1, 5)):
            x = rng.choice((-1, 1)) * rng.uniform(0.5, 3)
            v = answer.Value(x)
            data(v + number, x + number, f"{x} + number {number}")
            data(number + v, number + x, f"number {number} + {x}")
            data(v - number, x - number, f"{x} - number {number}")
            data(number - v, number - x, f"number {number} - {x}")
            data(v * number, x * number, f"{x} * number {number}")
            data(number * v, number * x, f"number {number} * {x}")
            data(v / number, x / number, f"{x} / number {number}")
            data(number / v, number / x, f"number {number} / {x}")


def test_sums_of_lists():
    data(sum([answer.Value(1.5), answer.Value(2), answer.Value(-4.25)]), -0.75, "sum of a list")


def test_powers():
    for x, n in [(2.0, 3), (-2.0, 3), (-2.0, -2), (2, -1), (2.25, 0.5), (2.0, -1.5), (0.0, 2), (0.0, 1), (5.0, 0), (0.5, 1)]:
        data(answer.Value(x) ** n, x**n, f"{x} ** {n}")


def test_functions_of_one_value():
    with check.fresh_random() as rng:
        for x in [0.0, 0, 1, -1, *(rng.uniform(-4, 4) for _ in range(10))]:
            v = answer.Value(x)
            data(v.tanh(), math.tanh(x), f"tanh({x})")
            data(v.relu(), max(x, 0), f"relu({x})")
            data(v.exp(), math.exp(x), f"exp({x})")


def test_large_numbers():
    for x, sign in ((1e4, 1), (-1e4, -1), (800, 1), (-800, -1)):
        data(answer.Value(x).tanh(), sign, f"tanh({x})")
        data(answer.Value(x).relu(), max(x, 0), f"relu({x})")
    data(answer.Value(-1e4).exp(), 0.0, "exp(-1e4)")
    data(answer.Value(1e4) * answer.Value(-1e4) / 1e-4, -1e12, "1e4 * -1e4 / 1e-4")


def test_operations_change_no_value():
    a, b = answer.Value(2.0), answer.Value(5.0)
    c = a
    c += b
    c *= 3
    c -= a
    c /= 2
    for v in (a + b, a - 1, 2 / b, a**3, a.tanh(), a.relu(), a.exp()):
        assert v is not a, "an operation: expected a new Value\ngot its input"
    data(c, 9.5, "((a + b) * 3 - a) / 2 step by step")
    data(a, 2.0, "a afterwards")
    data(b, 5.0, "b afterwards")
    check.close(a.grad, 0.0, "grad of a without backward")
