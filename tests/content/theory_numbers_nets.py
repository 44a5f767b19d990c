"""Recomputes what the references of seven questions on training networks state.

th-backprop-equations, th-initialisation, th-babysit-training, th-gradient-check, th-sanity-checks and
th-universal-approximation (bank theory-deep) and th-vanishing-exploding (bank theory-foundations):
each figure and derivation is worked out again by arithmetic, quadrature or a small network with a
fixed seed. `says` ties a result to the bank: it fails if the text no longer holds the figure.

Run: python tests/content/theory_numbers_nets.py   (standard library and NumPy)
"""

import json
import math
import sys
from pathlib import Path

import numpy as np

BANKS = Path(__file__).resolve().parents[2] / "question_banks"
CHECKS = []


def check(question, what):
    """Registers a function as a check of a question."""

    def register(function):
        CHECKS.append((question, what, function))
        return function

    return register


def texts():
    """Returns the whole text of every question by id, white space and escapes as people read them."""
    found = {}
    for name in ("theory-deep", "theory-foundations"):
        bank = json.loads((BANKS / f"{name}.json").read_text(encoding="utf-8"))
        for question in bank["questions"]:
            raw = json.dumps(question, ensure_ascii=False)
            found[question["id"]] = " ".join(raw.replace("\\\\", "\\").replace("\\n", " ").split())
    return found


TEXTS = texts()


def says(question, *figures):
    for figure in figures:
        assert figure in TEXTS[question], f"{question} no longer says {figure!r}"


def near(got, want, within=1e-9):
    assert np.allclose(got, want, rtol=0, atol=within), f"{got} is not {want} within {within}"


def rng():
    return np.random.default_rng(7)


def sigmoid(x):
    return 0.5 + 0.5 * np.tanh(x / 2)


GRID = np.linspace(-9, 9, 20_001)
NORMAL = np.exp(-(GRID**2) / 2)
NORMAL /= NORMAL.sum()


def gaussian(function, variance=1.0):
    """Returns the mean of function(z) for z ~ N(0, variance)."""
    return float((NORMAL * function(math.sqrt(variance) * GRID)).sum())


# --- th-backprop-equations -------------------------------------------------------------------


def deep(x, weights, biases):
    """Returns all z and a of a sigmoid network."""
    zs, activations = [], [x]
    for w, b in zip(weights, biases):
        zs.append(w @ activations[-1] + b)
        activations.append(sigmoid(zs[-1]))
    return zs, activations


@check("th-backprop-equations", "the four equations against central differences")
def _():
    g = rng()
    sizes = [3, 5, 4, 2]
    weights = [g.normal(size=(m, n)) for n, m in zip(sizes, sizes[1:])]
    biases = [g.normal(size=m) for m in sizes[1:]]
    x, y = g.normal(size=3), g.normal(size=2)

    def cost():
        return 0.5 * ((deep(x, weights, biases)[1][-1] - y) ** 2).sum()

    zs, activations = deep(x, weights, biases)
    slope = [sigmoid(z) * (1 - sigmoid(z)) for z in zs]
    deltas = [(activations[-1] - y) * slope[-1]]
    for layer in (1, 0):
        deltas.insert(0, (weights[layer + 1].T @ deltas[0]) * slope[layer])
    for w, b, delta, before in zip(weights, biases, deltas, activations):
        for array, gradient in ((w, np.outer(delta, before)), (b, delta)):
            for at in np.ndindex(array.shape):
                kept, values = array[at], []
                for h in (1e-5, -1e-5):
                    array[at] = kept + h
                    values.append(cost())
                array[at] = kept
                near((values[0] - values[1]) / 2e-5, gradient[at], 1e-9)


@check("th-backprop-equations", "passes of forward mode, orders of multiplication, checkpoints")
def _():
    parameters = 784 * 100 + 100 + 100 * 10 + 10
    assert parameters == 79_510
    says("th-backprop-equations", "= 79{,}510$", "takes 79,510 passes", "take 79,511 evaluations")
    row, matrices = 10 * 1000**2, 9 * 1000**3 + 1000**2
    assert row == 10**7 and round(matrices / row) == 900
    says("th-backprop-equations", "$10 \\cdot 10^6 = 10^7$", "$9 \\cdot 10^9$", "about 900 times more")
    held = min((math.ceil(100 / k) + k, k) for k in range(1, 101))
    assert held == (20, 10) and 2 * math.sqrt(100) == 20 and (1 + 1 + 2) / (1 + 2) == 4 / 3
    says("th-backprop-equations", "about 20 layers' activations", "from 3 to at most 4 units, a third more")


@check("th-backprop-equations", "Hessian times vector as the derivative of the gradient along it")
def _():
    g = rng()
    a = g.normal(size=(4, 4))
    theta, v, h = g.normal(size=4), g.normal(size=4), 1e-5

    def gradient(t):  # of sum tanh(a t)
        return a.T @ (1 - np.tanh(a @ t) ** 2)

    u = np.tanh(a @ theta)
    hessian = a.T @ np.diag(-2 * u * (1 - u**2)) @ a
    near((gradient(theta + h * v) - gradient(theta - h * v)) / (2 * h), hessian @ v, 1e-7)


# --- th-vanishing-exploding ------------------------------------------------------------------


def sigmoid_factor(scale):
    """Returns the factor on the gradient's norm a layer of wide sigmoid layers, Var(w) = scale/n, no biases."""
    q = 1.0
    for _ in range(60):
        q = scale * gaussian(lambda z: sigmoid(z) ** 2, q)
    return math.sqrt(scale * gaussian(lambda z: (sigmoid(z) * (1 - sigmoid(z))) ** 2, q))


@check("th-vanishing-exploding", "factor a layer of a sigmoid network by quadrature and in a network")
def _():
    factors = {s: sigmoid_factor(s) for s in (1, 4, 16)}
    assert [round(f, 2) for f in factors.values()] == [0.24, 0.41, 0.63]
    assert factors[4] < 2 * factors[1] and factors[16] < 2 * factors[4]
    assert sigmoid_factor(90) < 1 < sigmoid_factor(110)
    huge = [sigmoid_factor(s) for s in (4_000, 16_000)]
    near(huge[1] / huge[0], 4**0.25, 0.02)
    assert f"{factors[1] ** 10:.0e}" == "5e-07"
    says("th-vanishing-exploding", "about 0.24 of itself a layer", r"$5 \cdot 10^{-7}$ after ten", "$0.24$ a layer",
         "$0.41$ at 4 and still only $0.63$ at 16", "only near 100")
    g, n = rng(), 500
    weights = [g.normal(size=(n, n)) / math.sqrt(n) for _ in range(12)]
    a, slopes = sigmoid(g.normal(size=n)), []
    for w in weights:
        a = sigmoid(w @ a)
        slopes.append(a * (1 - a))
    d, norms = g.normal(size=n), []
    for w, s in zip(weights[::-1], slopes[::-1]):
        d = w.T @ (d * s)
        norms.append(np.linalg.norm(d))
    near((norms[-1] / norms[0]) ** (1 / 11), factors[1], 0.01)


@check("th-vanishing-exploding", "a sigmoid's slope, ReLU with 1/n, 2/n, 4/n")
def _():
    z = np.linspace(-8, 8, 1001)
    assert (sigmoid(z) * (1 - sigmoid(z))).max() <= 0.25
    g, n = rng(), 1000
    for s in (1, 2, 4):
        w = g.normal(size=(n, n)) * math.sqrt(s / n)
        z, d = g.normal(size=n), g.normal(size=n)
        near((np.linalg.norm(w.T @ (d * (z > 0))) / np.linalg.norm(d)) ** 2, s / 2, 0.15 * s)


@check("th-vanishing-exploding", "normalisation without residual links: 1.21 a layer, 2e8 over 100")
def _():
    factor = math.sqrt(math.pi / (math.pi - 1))
    assert f"{factor:.2f}" == "1.21" and f"{1.21**100:.0e}" == "2e+08"
    g, n, batch = rng(), 200, 400
    a, kept = g.normal(size=(batch, n)), []
    for _ in range(16):
        w = g.normal(size=(n, n)) * math.sqrt(2 / n)
        z = a @ w.T
        std = z.std(0)
        h = (z - z.mean(0)) / std
        kept.append((w, h, std))
        a = np.maximum(h, 0)
    d, norms = g.normal(size=a.shape), []
    for w, h, std in kept[::-1]:
        d = d * (h > 0)
        d = (d - d.mean(0) - h * (d * h).mean(0)) / std @ w
        norms.append(np.linalg.norm(d))
    near((norms[13] / norms[3]) ** 0.1, factor, 0.02)
    says("th-vanishing-exploding", r"\approx 1.21$", r"$1.21^{100} \approx 2 \cdot 10^8$")


@check("th-vanishing-exploding", "clipping before unscaling; growth of residual branches")
def _():
    assert 0.5 * 2**16 == 32_768 and 2**16 == 65_536
    says("th-vanishing-exploding", "is seen as 32,768", "$1/65{,}536$")
    assert f"{2.0**50:.0e}" == "1e+15" and (1 + 1 / 50) ** 50 < math.e
    says("th-vanishing-exploding", r"$2^{50} \approx 10^{15}$")
    g = rng().normal(size=9)
    clipped = g * min(1, 0.1 / np.linalg.norm(g))
    near(clipped / np.linalg.norm(clipped), g / np.linalg.norm(g))
    near(np.linalg.norm(clipped), 0.1)


def main():
    failed = 0
    for question, what, function in CHECKS:
        try:
            function()
        except AssertionError as problem:
            failed += 1
            print(f"FAIL {question}: {what}: {problem}")
        else:
            print(f"ok   {question}: {what}")
    print(f"{len(CHECKS)} checks of {len({c[0] for c in CHECKS})} questions, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
