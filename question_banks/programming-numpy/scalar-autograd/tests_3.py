"""scalar-autograd, stage 3: values used again, graphs side by side, deep and large ones."""

import math

import answer
import hotseat_check as check

ONE = ("tanh", "relu", "exp", "square", "cube", "inverse", "root", "n-", "n/", "+n", "*n")
TWO = ("+", "-", "*", "/")


def apply(name, u, v, n):
    """One step of a program; works for numbers with a slope and for Values."""
    return {"tanh": lambda: u.tanh(), "relu": lambda: u.relu(), "exp": lambda: u.exp(), "square": lambda: u**2,
            "cube": lambda: u**3, "inverse": lambda: u**-1, "root": lambda: u**0.5, "n-": lambda: n - u,
            "n/": lambda: n / u, "+n": lambda: u + n, "*n": lambda: n * u, "+": lambda: u + v, "-": lambda: u - v,
            "*": lambda: u * v, "/": lambda: u / v}[name]()


class Forward:
    """A number with its slope by one of the leaves, carried forward."""

    def __init__(self, data, slope=0.0):
        self.data, self.slope = data, slope

    def _of(self, other):
        return other if isinstance(other, Forward) else Forward(other)

    def __add__(self, other):
        return Forward(self.data + self._of(other).data, self.slope + self._of(other).slope)

    def __sub__(self, other):
        return Forward(self.data - self._of(other).data, self.slope - self._of(other).slope)

    def __rsub__(self, other):
        return Forward(other - self.data, -self.slope)

    def __mul__(self, other):
        w = self._of(other)
        return Forward(self.data * w.data, self.slope * w.data + self.data * w.slope)

    def __rmul__(self, other):
        return self * other

    def __truediv__(self, other):
        return Forward(self.data / other.data, (self.slope * other.data - self.data * other.slope) / other.data**2)

    def __rtruediv__(self, other):
        return Forward(other / self.data, -other * self.slope / self.data**2)

    def __pow__(self, n):
        return Forward(self.data**n, n * self.data ** (n - 1) * self.slope)

    def tanh(self):
        return Forward(math.tanh(self.data), self.slope / math.cosh(self.data) ** 2)

    def relu(self):
        return Forward(max(self.data, 0.0), self.slope if self.data > 0 else 0.0)

    def exp(self):
        return Forward(math.exp(self.data), math.exp(self.data) * self.slope)


def legal(name, x, y):
    if name in ("inverse", "n/"):
        return abs(x) > 0.3
    if name == "/":
        return abs(y) > 0.3
    return {"root": x > 0.3, "relu": abs(x) > 1e-3, "exp": x < 3}.get(name, True)


def random_program(rng, leaves, length):
    """Steps (name, left, right, number) of which none leaves a comfortable range."""
    known, steps = [Forward(x) for x in leaves], []
    while len(steps) < length:
        name = rng.choice(ONE + TWO)
        u, v, n = rng.randrange(len(known)), rng.randrange(len(known)), rng.choice((2, -3, 0.5, 1.75))
        if legal(name, known[u].data, known[v].data):
            made = apply(name, known[u], known[v], n)
            if abs(made.data) < 20:
                known.append(made)
                steps.append((name, u, v, n))
    return steps


def run(steps, leaves):
    known = list(leaves)
    for name, u, v, n in steps:
        known.append(apply(name, known[u], known[v], n))
    result = known[-1]
    for value in known[-4:-1]:
        result = result + value
    return result


def test_reuse_in_a_worked_example():
    a, b = answer.Value(2.0), answer.Value(-3.0)
    c = a * b + a**2
    d = (c + 10) / 4
    e = 3 - d * d
    e.backward()
    check.close(e.data, -1.0, "e")
    check.close(d.grad, -4.0, "grad of d")
    check.close(c.grad, -1.0, "grad of c")
    check.close(a.grad, -1.0, "grad of a")
    check.close(b.grad, -2.0, "grad of b")


def test_one_value_on_both_sides():
    for f, want, name in [(lambda v: v + v, 2.0, "v + v"), (lambda v: v * v, 6.0, "v * v"), (lambda v: v - v, 0.0, "v - v"),
                          (lambda v: v / v, 0.0, "v / v"), (lambda v: v * v * v, 27.0, "v * v * v")]:
        v = answer.Value(3.0)
        f(v).backward()
        check.close(v.grad, want, f"grad of {name} at 3")


def test_a_value_used_early_and_late():
    # y goes into z by a short path and by a long one, whichever is gone first
    for swapped in (False, True):
        x = answer.Value(0.5)
        y = x * 3
        long = ((y + 1) * 2 - 4) * y
        z = y * long if swapped else long * y
        z.backward()
        # z = (2 y - 2) y^2 with y = 3/2
        check.close(y.grad, 6 * 1.5**2 - 4 * 1.5, "grad of y")
        check.close(x.grad, 3 * (6 * 1.5**2 - 4 * 1.5), "grad of x")


def test_random_graphs_match_slopes_carried_forward():
    with check.fresh_random() as rng:
        for length in (2, 5, 11, 23, 47):
            for _ in range(4):
                numbers = [rng.choice((-1, 1)) * rng.uniform(0.5, 2) for _ in range(3)]
                steps = random_program(rng, numbers, length)
                leaves = [answer.Value(x) for x in numbers]
                result = run(steps, leaves)
                result.backward()
                for at, leaf in enumerate(leaves):
                    want = run(steps, [Forward(x, float(k == at)) for k, x in enumerate(numbers)])
                    check.close(result.data, want.data, f"result of {steps} for {numbers}")
                    check.close(leaf.grad, want.slope, f"grad of leaf {at} of {numbers} through {steps}", **check.GRADIENT)


def test_doubling_again_and_again():
    v = answer.Value(1.0)
    total = v
    for _ in range(60):
        total = total + total
    total.backward()
    check.close(total.data, 2.0**60, "v doubled 60 times")
    check.close(v.grad, 2.0**60, "grad of v")


def test_a_chain_of_two_thousand_operations():
    for step, want, name in [(lambda v: v + 1, 1.0, "v + 1"), (lambda v: v * 1.001, 1.001**2000, "v * 1.001"),
                             (lambda v: 1 - v, 1.0, "1 - v"), (lambda v: v.relu(), 1.0, "relu")]:
        leaf = answer.Value(0.25)
        v = leaf
        for _ in range(2000):
            v = step(v)
        v.backward()
        check.close(leaf.grad, want, f"grad through 2,000 times {name}", **check.GRADIENT)


def test_a_long_chain_that_uses_its_leaf_at_every_step():
    leaf = answer.Value(0.5)
    v = answer.Value(0.0)
    for _ in range(2000):
        v = v * leaf + leaf
    v.backward()
    # the sum of all powers of the leaf
    check.close(v.data, 1.0, "v")
    check.close(leaf.grad, 4.0, "grad of the leaf", **check.GRADIENT)


def test_a_large_balanced_graph_takes_linear_time():
    leaves = [answer.Value(float(k % 7)) for k in range(2**14)]
    level = leaves
    while len(level) > 1:
        level = [a + b for a, b in zip(level[::2], level[1::2])]
    level[0].backward()
    check.close(level[0].data, float(sum(k % 7 for k in range(2**14))), "a sum of 16,384 leaves")
    for at in (*range(0, 2**14, 977), -1):
        check.close(leaves[at].grad, 1.0, f"grad of leaf {at} in a sum of 16,384")


def test_graphs_side_by_side_do_not_mix():
    a, b = answer.Value(2.0), answer.Value(5.0)
    first, second = a * b, a + b * b
    first.backward()
    check.close(a.grad, 5.0, "grad of a, from a * b alone")
    check.close(b.grad, 2.0, "grad of b, from a * b alone")
    check.close(second.grad, 0.0, "grad of the other result")
    for _ in range(2):
        c, d = answer.Value(1.5), answer.Value(4.0)
        (c / d).backward()
        check.close(c.grad, 0.25, "grad of c in a later graph")
        check.close(d.grad, -1.5 / 16, "grad of d in a later graph")
    check.close(a.grad, 5.0, "grad of a after later graphs")


def test_what_the_result_does_not_need_has_no_gradient():
    a, b = answer.Value(2.0), answer.Value(5.0)
    unused, used = (a * b).exp(), a.tanh()
    (used * 2).backward()
    check.close(b.grad, 0.0, "grad of b")
    check.close(unused.grad, 0.0, "grad of what was not used")
    check.close(a.grad, 2 / math.cosh(2) ** 2, "grad of a", **check.GRADIENT)


def test_a_small_network_learns_a_slope():
    with check.fresh_random() as rng:
        w, c = rng.uniform(-1, 1), rng.uniform(-1, 1)
        for _ in range(60):
            weight, offset = answer.Value(w), answer.Value(c)
            loss = sum((weight * x + offset - (3 * x - 1)) ** 2 for x in (-1.0, 0.0, 1.0, 2.0)) / 4
            loss.backward()
            w, c = w - 0.25 * check.number(weight.grad, "grad").item(), c - 0.25 * check.number(offset.grad, "grad").item()
        check.close(w, 3.0, "the slope after 60 steps", atol=1e-3)
        check.close(c, -1.0, "the offset after 60 steps", atol=1e-3)
