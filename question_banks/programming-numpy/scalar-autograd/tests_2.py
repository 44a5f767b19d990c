"""scalar-autograd, stage 2: backward through trees."""

import math

import answer
import hotseat_check as check


def one(f, x):
    """Returns f and its slope at x, by backward."""
    v = answer.Value(x)
    out = f(v)
    out.backward()
    return out.data, v.grad


def two(f, x, y):
    v, w = answer.Value(x), answer.Value(y)
    f(v, w).backward()
    return v.grad, w.grad


def difference(f, x, h=1e-5):
    return (f(answer.Value(x + h)).data - f(answer.Value(x - h)).data) / (2 * h)


def test_gradients_of_a_worked_example():
    a, b, c = answer.Value(2.0), answer.Value(-3.0), answer.Value(10.0)
    d = a * b
    e = d + c
    f = 3 - e / 8
    f.backward()
    check.close(f.grad, 1.0, "grad of the result itself")
    check.close(e.grad, -1 / 8, "grad of a * b + c")
    check.close(c.grad, -1 / 8, "grad of c")
    check.close(a.grad, 3 / 8, "grad of a")
    check.close(b.grad, -2 / 8, "grad of b")


def test_gradients_of_functions_in_a_chain():
    x = answer.Value(0.5)
    y = (x.exp() + 1) ** 2
    y.backward()
    e = math.exp(0.5)
    check.close(y.data, (e + 1) ** 2, "(exp(x) + 1) ** 2")
    check.close(x.grad, 2 * (e + 1) * e, "grad of x")


def test_gradients_of_two_values():
    with check.fresh_random() as rng:
        for _ in range(20):
            x, y = rng.uniform(-3, 3), rng.choice((-1, 1)) * rng.uniform(0.5, 3)
            for name, f, want in [("+", lambda v, w: v + w, (1, 1)), ("-", lambda v, w: v - w, (1, -1)),
                                  ("*", lambda v, w: v * w, (y, x)), ("/", lambda v, w: v / w, (1 / y, -x / y**2))]:
                got = two(f, x, y)
                check.close(got[0], want[0], f"slope of {x} {name} {y} by the left", **check.GRADIENT)
                check.close(got[1], want[1], f"slope of {x} {name} {y} by the right", **check.GRADIENT)


def test_gradients_with_numbers_on_either_side():
    with check.fresh_random() as rng:
        for number in (3, -2, 0.75, rng.uniform(1, 5)):
            x = rng.choice((-1, 1)) * rng.uniform(0.5, 3)
            for name, f, want in [("x + n", lambda v: v + number, 1), ("n + x", lambda v: number + v, 1),
                                  ("x - n", lambda v: v - number, 1), ("n - x", lambda v: number - v, -1),
                                  ("x * n", lambda v: v * number, number), ("n * x", lambda v: number * v, number),
                                  ("x / n", lambda v: v / number, 1 / number),
                                  ("n / x", lambda v: number / v, -number / x**2)]:
                check.close(one(f, x)[1], want, f"slope of {name}, x = {x}, n = {number}", **check.GRADIENT)


def test_gradients_of_powers():
    for x, n in [(2.0, 3), (-2.0, 3), (-2.0, -2), (2, -1), (2.25, 0.5), (2.0, -1.5), (0.0, 2), (0.0, 1), (5.0, 0), (0.5, 1)]:
        want = n * x ** (n - 1)
        check.close(one(lambda v: v**n, x)[1], want, f"slope of x ** {n} at {x}", **check.GRADIENT)


def test_gradients_of_functions():
    with check.fresh_random() as rng:
        for x in [0.0, 1, *(rng.uniform(-4, 4) for _ in range(10))]:
            check.close(one(lambda v: v.tanh(), x)[1], 1 / math.cosh(x) ** 2, f"slope of tanh at {x}", **check.GRADIENT)
            check.close(one(lambda v: v.exp(), x)[1], math.exp(x), f"slope of exp at {x}", **check.GRADIENT)
            check.close(one(lambda v: v.relu(), x)[1], float(x > 0), f"slope of relu at {x}")


def test_relu_at_zero_and_beside_it():
    for x, want in ((0.0, 0), (0, 0), (1e-9, 1), (-1e-9, 0), (1e4, 1), (-1e4, 0)):
        check.close(one(lambda v: v.relu() * 3, x)[1], 3 * want, f"slope of 3 relu at {x}")


def test_gradients_of_large_numbers():
    for x in (1e4, -1e4, 800, -800):
        check.close(one(lambda v: v.tanh(), x)[1], 0.0, f"slope of tanh at {x}")
    check.close(one(lambda v: v.exp(), -1e4)[1], 0.0, "slope of exp at -1e4")
    check.close(two(lambda v, w: v * w, 1e4, -1e4)[0], -1e4, "slope of a product by the left")


def test_chains_match_central_differences():
    with check.fresh_random() as rng:
        for _ in range(10):
            p, q = rng.uniform(0.5, 2), rng.uniform(-2, 2)
            for f in (lambda v: ((v * p).tanh() + q).exp(), lambda v: p / ((v - q) ** 2 + 1),
                      lambda v: (2 - (v / p).exp()) ** 3, lambda v: ((v + 4.5) ** 0.5 * q + 7).relu()):
                x = rng.uniform(-1.5, 1.5)
                check.close(one(f, x)[1], difference(f, x), f"slope at {x} beside differences", rtol=1e-5, atol=1e-5)


def test_backward_of_a_leaf():
    v = answer.Value(3.0)
    v.backward()
    check.close(v.grad, 1.0, "grad of a leaf by itself")
    check.close(v.data, 3.0, "data of the leaf")


def test_backward_changes_no_data():
    a, b, e = answer.Value(2.0), answer.Value(5.0), answer.Value(-1.0)
    c = a * b
    d = c - e.exp()
    d.backward()
    for v, want, name in ((a, 2.0, "a"), (b, 5.0, "b"), (c, 10.0, "c"), (d, 10 - math.exp(-1), "d")):
        check.close(v.data, want, f"data of {name} after backward")
