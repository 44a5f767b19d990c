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


# --- th-initialisation -----------------------------------------------------------------------


def relu_depth(scale, layers, width=400, seed=7):
    """Returns the root mean square of the last activations over that of the input, ReLU, Var(w) = scale/n."""
    g = np.random.default_rng(seed)
    a = np.abs(g.normal(size=(width, 64)))
    start = math.sqrt((a**2).mean())
    for _ in range(layers):
        a = np.maximum(g.normal(size=(width, width)) * math.sqrt(scale / width) @ a, 0)
    return math.sqrt((a**2).mean()) / start


@check("th-initialisation", "factors a layer: 1/n, 2/n, 1/(3n), a fixed 0.01; ReLU's moments")
def _():
    near(gaussian(lambda z: np.maximum(z, 0) ** 2), 0.5, 1e-6)
    variance = 0.5 - gaussian(lambda z: np.maximum(z, 0)) ** 2
    assert f"{variance:.2f}" == "0.34" == f"{0.5 - 1 / (2 * math.pi):.2f}"
    assert f"{2.0**-10:.3f}" == "0.001"
    factor = math.sqrt(512 * 0.01**2 / 2)
    assert f"{factor:.2f}" == "0.16" and f"{factor**10:.0e}" == "1e-08"
    assert f"{math.sqrt(1 / 6):.2f}" == "0.41" and f"{6.0**-5:.1e}" == "1.3e-04"
    for scale, layers in ((1, 6), (2, 6), (1 / 3, 4)):
        near(relu_depth(scale, layers) / (scale / 2) ** (layers / 2), 1, 0.15)
    says("th-initialisation", r"is $2^{-10} \approx 0.001$", "shrinks by $0.16$ a layer, to $10^{-8}$ after ten", "by $0.41$",
         r"$6^{-5} \approx 1.3 \cdot 10^{-4}$", r"\approx 0.34$")
    r = rng().uniform(-0.05, 0.05, size=400_000)
    near(r.var() / (0.05**2 / 3), 1, 0.01)


@check("th-initialisation", "fan-ins, Xavier, residual sums, output bias")
def _():
    assert 64 * 9 == 576 and 128 * 9 == 1152 and f"{math.sqrt(2 / 576):.3f}" == "0.059"
    assert 512 + 256 == 768 and f"{2 / 768:.4f}" == "0.0026" and f"{math.sqrt(2 / 768):.3f}" == "0.051"
    assert f"{math.sqrt(6 / 768):.3f}" == "0.088"
    says("th-initialisation", r"\sqrt{2/576} \approx 0.059$", r"$2/768 \approx 0.0026$", "$0.051$", r"\approx 0.088$")
    assert 24 * 2 == 48 and math.sqrt(49) == 7 and f"{1 / math.sqrt(48):.3f}" == "0.144"
    assert f"{0.02 / math.sqrt(48):.4f}" == "0.0029"
    says("th-initialisation", "$1 + 48 = 49$", "root mean square of 7", r"\approx 0.144$ (0.02 becomes 0.0029)")
    entropy = -0.01 * math.log(0.01) - 0.99 * math.log(0.99)
    assert f"{math.log(0.01 / 0.99):.1f}" == "-4.6" and f"{entropy:.3f}" == "0.056"
    says("th-initialisation", r"\approx -4.6$", "$0.056$ nats", r"$\ln 2 = 0.693$")


def two_layers(w1, w2, x, y, phi, slope):
    """Returns gradients of 0.5 |w2 phi(w1 x) + b − y|² by w1, w2 and b at b = 0."""
    z = w1 @ x
    error = w2 @ phi(z) - y
    return np.outer((w2.T @ error) * slope(z), x), np.outer(error, phi(z)), error


@check("th-initialisation", "equal weights stay equal; with zeros only the output bias learns; zero end of a branch learns")
def _():
    g = rng()
    x, y = g.normal(size=3), g.normal(size=2)
    tanh = (np.tanh, lambda z: 1 - np.tanh(z) ** 2)
    w1, w2 = np.full((4, 3), 0.3), np.full((2, 4), 0.2)
    for _ in range(5):
        d1, d2, _ = two_layers(w1, w2, x, y, *tanh)
        w1, w2 = w1 - 0.1 * d1, w2 - 0.1 * d2
    assert np.ptp(w1, axis=0).max() < 1e-12 and np.ptp(w2, axis=1).max() < 1e-12
    d1, d2, db = two_layers(np.zeros((4, 3)), np.zeros((2, 4)), x, y, *tanh)
    assert not d1.any() and not d2.any() and db.all()
    d1, d2, _ = two_layers(g.normal(size=(4, 3)), np.zeros((2, 4)), x, y, *tanh)
    assert not d1.any() and d2.all()


@check("th-initialisation", "with a norm behind it a matrix ten times larger has a gradient ten times smaller")
def _():
    g = rng()
    w, x, t = g.normal(size=(5, 4)), g.normal(size=4), g.normal(size=5)

    def gradient(w):
        z = w @ x
        s = z.std()
        h = (z - z.mean()) / s
        return np.outer((t - t.mean() - h * (t * h).mean()) / s, x)

    near(gradient(10 * w) * 10, gradient(w))
    says("th-initialisation", "turns the weights a hundred times less")


# --- th-babysit-training ---------------------------------------------------------------------


@check("th-babysit-training", "ratios under Adam, the spike, standard error, ln 10, float16")
def _():
    assert f"{3e-4 / 0.02:.1e}" == "1.5e-02" and f"{3e-4 / 0.051:.1e}" == "5.9e-03" and round(3e-4 / 0.02 / 1e-3) == 15
    says("th-babysit-training", r"= 1.5 \cdot 10^{-2}$", r"$5.9 \cdot 10^{-3}$", "fifteen times")
    m, v = 0.1 * 100, 0.999 * 1 + 0.001 * 100**2
    assert round(m) == 10 and round(v) == 11 and round(m / math.sqrt(v)) == 3
    total = 0.0
    for _ in range(300):
        total += m / math.sqrt(v)
        m, v = 0.9 * m, 0.999 * v + 0.001
    assert 29 < total < 32, total
    assert 1 / (1 - 0.999) - 1000 < 1e-9
    says("th-babysit-training", r"0.1 \cdot 100 = 10$", r"\approx 11$", r"$10/\sqrt{11} \approx 3$", "some 30 times the rate")
    assert f"{100 * math.sqrt(0.9 * 0.1 / 1000):.2f}" == "0.95" and f"{math.log(10):.2f}" == "2.30"
    assert float(np.finfo(np.float16).max) == 65_504
    says("th-babysit-training", "standard error of 0.95 points", r"$\ln 10 = 2.30$", "above 65,504", "far less than 32 points")
    assert 92 - 60 == 32


# --- th-gradient-check -----------------------------------------------------------------------


def central(f, at, h, kind=np.float64):
    at, h = kind(at), kind(h)
    return (f(at + h) - f(at - h)) / (kind(2) * h)


@check("th-gradient-check", "e^x at 1: errors of both formulas, the best step in each precision, the complex step")
def _():
    h = 1e-5
    one_sided = abs((np.exp(1 + h) - math.e) / h / math.e - 1)
    assert f"{one_sided:.0e}" == "5e-06" and f"{h * h / 6:.1e}" == "1.7e-11"
    assert 1e-11 < abs(central(np.exp, 1, h) / math.e - 1) < 4e-11
    errors = {s: abs(central(np.exp, 1, s) / math.e - 1) for s in (1e-2, 1e-3, 1e-4)}
    near(errors[1e-2] / errors[1e-3], 100, 1)
    assert f"{np.finfo(float).eps ** (1 / 3):.0e}" == "6e-06" and f"{np.finfo(np.float32).eps ** (1 / 3):.0e}" == "5e-03"
    points = np.linspace(0.9, 1.1, 201)
    single = {s: np.mean([abs(float(central(np.exp, x, s, np.float32)) / math.exp(x) - 1) for x in points])
              for s in (1e-1, 5e-3, 1e-5)}
    assert 3e-6 < single[5e-3] < 3e-5 and 2e-3 < single[1e-5] < 2e-2 and single[1e-1] > 1e-3, single
    tiny = abs(central(np.exp, 1, 1e-11) / math.e - 1)
    assert 1e-6 < tiny < 2e-5, tiny
    near(np.exp(1 + 1e-20j).imag / 1e-20, math.e, 1e-14)
    says("th-gradient-check", r"$h/2 = 5 \cdot 10^{-6}$", r"$h^2/6 \approx 1.7 \cdot 10^{-11}$", r"$6 \cdot 10^{-6}$ for float64",
         r"$5 \cdot 10^{-3}$ for float32", "an error near 1 % here", "off by some $10^{-6}$ to $10^{-5}$")


@check("th-gradient-check", "eight kinks between the two points; a kink costs at most half the slope")
def _():
    assert f"{1 / math.sqrt(2 * math.pi):.1f}" == "0.4" and round(1e6 * 0.4 * 2e-5) == 8
    z = rng().normal(size=4_000_000)
    near((np.abs(z) < 1e-3).mean() / 2e-3, 0.4, 0.02)
    says("th-gradient-check", r"$10^6 \cdot 0.4 \cdot 2 \cdot 10^{-5} \approx 8$")
    h = 1e-3
    for at in np.linspace(-0.99e-3, 0.99e-3, 21):
        quotient = central(lambda x: max(x, 0.0), at, h)
        assert abs(quotient - (at > 0)) <= 0.5 + 1e-9


@check("th-gradient-check", "a fault shows along random signs with its own norm")
def _():
    g = rng()
    fault = g.normal(size=50) * np.arange(50)
    v = g.choice([-1.0, 1.0], size=(40_000, 50))
    near(math.sqrt(((v @ fault) ** 2).mean()) / np.linalg.norm(fault), 1, 0.02)


# --- th-sanity-checks ------------------------------------------------------------------------


@check("th-sanity-checks", "first loss by spread of the logits, double softmax, base rate, five seeds")
def _():
    def first(s, classes=10):
        z = s * rng().normal(size=(400_000, classes))
        top = z.max(1)
        return (top + np.log(np.exp(z - top[:, None]).sum(1))).mean()

    near(first(1), 2.73, 0.005)
    near(first(3), 5.08, 0.01)
    assert f"{math.log(10) + 0.5:.2f}" == "2.80" and first(1) < math.log(10) + 0.5 and first(3) < math.log(10) + 4.5
    near(first(0.1), math.log(10) + 0.005, 0.002)
    assert f"{math.log((math.e + 9) / math.e):.2f}" == "1.46"
    says("th-sanity-checks", "$2.73$ for $s = 1$ (bound $2.80$)", "it is $5.08$", "cannot fall below $1.46$", "it is 5.1 in place of 2.3")
    entropy = -0.01 * math.log(0.01) - 0.99 * math.log(0.99)
    assert f"{entropy:.3f}" == "0.056" and f"{math.log(0.01 / 0.99):.1f}" == "-4.6"
    says("th-sanity-checks", "= 0.056$", r"$\ln 2 = 0.693$", "$-4.6$")
    student = 2.776  # 97.5 % of t with 4 degrees of freedom
    t = np.random.default_rng(1).standard_t(4, size=2_000_000)
    near((np.abs(t) < student).mean(), 0.95, 0.001)
    assert f"{student * 0.3 / math.sqrt(5):.2f}" == "0.37"
    says("th-sanity-checks", r"$\pm 0.37$")


# --- th-universal-approximation --------------------------------------------------------------


@check("th-universal-approximation", "a staircase of 50 cells is within 0.01; 50^10; steep sigmoids follow it")
def _():
    x = np.linspace(0, 1, 100_001)
    middles = (np.minimum(np.floor(x * 50), 49) + 0.5) / 50
    for f in (lambda t: t, lambda t: np.abs(t - 0.37), lambda t: np.sin(t)):
        assert np.abs(f(x) - f(middles)).max() <= 0.01 + 1e-9
    assert round(math.log10(50**10)) == 17
    says("th-universal-approximation", "50 cells for $d = 1$", r"$50^{10} \approx 10^{17}$")
    values = np.sin((np.arange(50) + 0.5) / 50)
    steps = sum((b - a) * sigmoid(1e5 * (x - (k + 1) / 50)) for k, (a, b) in enumerate(zip(values, values[1:])))
    assert np.abs(values[0] + steps - np.sin(x)).max() < 0.0201


@check("th-universal-approximation", "tent map: 2^k pieces from 2k units; one layer has N + 1; far out linear")
def _():
    x = np.arange(2**12 + 1) / 2**12
    y = x
    for _ in range(10):
        y = 2 * np.maximum(y, 0) - 4 * np.maximum(y - 0.5, 0)
    assert 1 + (np.diff(np.sign(np.diff(y))) != 0).sum() == 1024 == 2**10
    says("th-universal-approximation", "20 in all, give 1,024", "it needs 1,023")
    g = rng()
    w, b, v = g.normal(size=(3, 40))
    far = np.array([1e4, 2e4, 3e4])
    out = np.maximum(np.outer(far, w) + b, 0) @ v
    near(out[2] - out[1], out[1] - out[0], 1e-6)
    grid = np.linspace(-2, 3, 11)
    ramp = np.maximum(grid, 0) - np.maximum(grid - 1, 0)
    near(ramp, np.clip(grid, 0, 1))


@check("th-universal-approximation", "polynomial activation: any width spans no more than degree m")
def _():
    g = rng()
    x = np.linspace(-1, 1, 60)
    features = (np.outer(x, g.normal(size=50)) + g.normal(size=50)) ** 2
    assert np.linalg.matrix_rank(features) == 3
    features = np.maximum(np.outer(x, g.normal(size=50)) + g.normal(size=50), 0)
    assert np.linalg.matrix_rank(features) > 10


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
