"""Recomputes what the references of the questions on networks in bank programming-numpy state.

Every number and formula in the texts of lstm-cell, vae-loss, batchnorm, ddpm-steps, grad-check and
scalar-autograd is worked out again here. `says` ties a result to the bank: it fails if the text no
longer contains the figure that was checked.

Run: python tests/content/nets_numbers.py   (standard library and NumPy)
"""

import json
import math
import sys
from pathlib import Path

import numpy as np

BANK = Path(__file__).resolve().parents[2] / "question_banks/programming-numpy.json"
EPS = np.finfo(np.float64).eps
CHECKS = []


def check(question, what):
    """Registers a function as a check of a question."""

    def register(function):
        CHECKS.append((question, what, function))
        return function

    return register


def strings(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, (list, dict)):
        for item in value.values() if isinstance(value, dict) else value:
            yield from strings(item)


TEXTS = {q["id"]: "\n".join(strings(q)) for q in json.loads(BANK.read_text(encoding="utf-8"))["questions"]}


def says(question, *figures):
    for figure in figures:
        assert figure in TEXTS[question], f"{question} no longer says {figure!r}"


def near(got, want, within):
    assert np.allclose(got, want, rtol=0, atol=within), f"{got} is not {want} within {within}"


def sigmoid(z):
    return 1 / (1 + math.exp(-z))


@check("lstm-cell", "what forget gates leave of a state and of its gradient")
def _():
    near(0.99**100, 0.37, 0.005)
    near(0.5**100, 8e-31, 0.2e-31)
    near(0.5**10, 0.001, 5e-5)
    near(sigmoid(1), 0.73, 0.005)
    near(sigmoid(1) ** 10, 0.04, 0.005)
    near(sigmoid(2), 0.88, 0.005)
    says("lstm-cell", r"$0.99^{100} \approx 0.37$", r"$0.5^{100} \approx 8 \cdot 10^{-31}$", "0.1 % in ten steps",
         r"$\sigma(1) \approx 0.73$", "about 4 % is left", r"$\sigma(2) \approx 0.88$")


@check("lstm-cell", "cost of a step, and where exp ends")
def _():
    near(2 * 32 * 1024 * 4096, 2.7e8, 0.05e8)
    assert 1024 * 4096 * 4 == 16 * 2**20
    n, d, h = 7, 5, 3
    assert 2 * n * 4 * h * (d + h) == 8 * n * h * (d + h)
    with np.errstate(over="ignore", invalid="ignore"):
        assert np.isfinite(np.exp(709.0)) and np.isinf(np.exp(710.0)) and np.isnan(np.exp(710.0) / (1 + np.exp(710.0)))
    says("lstm-cell", r"$2.7 \cdot 10^8$", "16 MiB", "$8NH(D + H)$", "from about $z = 710$", "$D + 7H$")


@check("vae-loss", "the divergence of a coordinate, by quadrature")
def _():
    for mu, v in ((1.3, -0.7), (0.0, 0.0), (-2.0, 1.1)):
        s = math.exp(v / 2)
        z = np.linspace(mu - 12 * s, mu + 12 * s, 200_001)
        q = np.exp(-((z - mu) ** 2) / (2 * s * s)) / (s * math.sqrt(2 * math.pi))
        log_ratio = -((z - mu) ** 2) / (2 * s * s) - v / 2 + z * z / 2
        near((q * log_ratio).sum() * (z[1] - z[0]), (mu**2 + math.exp(v) - 1 - v) / 2, 1e-6)
    says("vae-loss", r"$\tfrac{1}{2}(\mu^2 + e^v - 1 - v)$")


@check("vae-loss", "weights of the terms, and the cap of clipping")
def _():
    near(784 / 20, 39, 0.5)
    near(-math.log(1e-7), 16.1, 0.05)
    says("vae-loss", "D = 784 and Z = 20 the divergence weighs 39 times more", "about 16.1")


@check("vae-loss", "the least cross-entropy of a grey pixel is its entropy, at p = x")
def _():
    x, p = 0.3, np.linspace(0.001, 0.999, 999)
    loss = -x * np.log(p) - (1 - x) * np.log(1 - p)
    near(p[loss.argmin()], x, 1e-9)
    near(loss.min(), -x * math.log(x) - (1 - x) * math.log(1 - x), 1e-12)
    says("vae-loss", "Its least value is the entropy of `x`, above 0")


@check("batchnorm", "digits that are left of the mean of squares less the squared mean")
def _():
    near(9000.0**2, 8.1e7, 1)
    near(np.spacing(9000.0**2), 1.5e-8, 0.05e-8)
    near(-math.log10(np.spacing(9000.0**2) / 1e-4), 4, 0.3)
    assert np.spacing(np.float32(9000.0**2)) > 1e-4
    says("batchnorm", r"$8.1 \cdot 10^7$", r"$1.5 \cdot 10^{-8}$", "about four digits", "in float32 none")


@check("batchnorm", "the compact gradient, its orthogonality, and folding")
def _():
    rng = np.random.default_rng(3)
    x, dy, g, eps = rng.standard_normal(7), rng.standard_normal(7), 1.7, 1e-5

    def y(x):
        return g * (x - x.mean()) / np.sqrt(x.var() + eps)

    s = 1 / np.sqrt(x.var() + eps)
    hat = (x - x.mean()) * s
    dx = g * s * (dy - dy.mean() - hat * (dy * hat).mean())
    step = 1e-6 * np.eye(7)
    near(dx, [dy @ (y(x + e) - y(x - e)) / 2e-6 for e in step], 1e-7)
    near(dx.sum(), 0, 1e-12)
    near(dx @ hat, 0, 1e-3)
    W, b, u = rng.standard_normal((3, 5)), rng.standard_normal(3), rng.standard_normal(5)
    mean, var, gamma, beta = rng.standard_normal(3), rng.uniform(1, 2, 3), rng.standard_normal(3), rng.standard_normal(3)
    scale = gamma / np.sqrt(var + eps)
    near((scale[:, None] * W) @ u + scale * (b - mean) + beta, scale * (W @ u + b - mean) + beta, 1e-12)
    says("batchnorm", r"$s = \gamma/\sqrt{v + \epsilon}$", r"$b' = s(b - \mu) + \beta$", "With m = 2 they differ by a factor of 2")


@check("ddpm-steps", "figures of the linear schedule")
def _():
    betas = np.linspace(1e-4, 0.02, 1000)
    kept = np.cumprod(1 - betas)
    near(kept[-1], 4e-5, 0.05e-5)
    near(np.sqrt((1 - kept[-1]) / kept[-1]), 157, 0.5)
    near((1 - kept[0]) / (1 - kept[1]), 0.45, 0.005)
    near((1 - kept[-2]) / (1 - kept[-1]), 1, 1e-4)
    near(-math.log10(EPS / 1e-5), 11, 0.5)
    says("ddpm-steps", r"about $4 \cdot 10^{-5}$", "about 157", "0.45 at the second step", "eleven digits at $10^{-5}$")


@check("ddpm-steps", "the posterior as a product of Gaussians, and the variance at both extremes of data")
def _():
    betas = np.array([0.1, 0.2, 0.3])
    alpha, kept = 1 - betas, np.cumprod(1 - betas)
    t = 2
    precision = alpha[t] / betas[t] + 1 / (1 - kept[t - 1])
    near(1 / precision, betas[t] * (1 - kept[t - 1]) / (1 - kept[t]), 1e-12)
    near(alpha[t] * (1 - kept[t - 1]) + betas[t], 1 - kept[t], 1e-12)
    # Standard normal data: x_{t-1} and x_t are standard normal with correlation sqrt(alpha).
    near(1 - alpha[t], betas[t], 1e-12)
    x0, e = 0.7, -1.2
    xt = math.sqrt(kept[t]) * x0 + math.sqrt(1 - kept[t]) * e
    v = math.sqrt(kept[t]) * e - math.sqrt(1 - kept[t]) * x0
    near(math.sqrt(kept[t]) * xt - math.sqrt(1 - kept[t]) * v, x0, 1e-12)
    says("ddpm-steps", r"$v = \sqrt{\bar{\alpha}}\,\epsilon - \sqrt{1-\bar{\alpha}}\,x_0$",
         r"$\alpha_t(1-\bar{\alpha}_{t-1}) + \beta_t = 1-\bar{\alpha}_t$")


@check("grad-check", "the best steps and what they reach")
def _():
    h = (3 * EPS) ** (1 / 3)
    near(h, 9e-6, 0.5e-6)
    near(h * h / 6 + EPS / h, 4e-11, 0.5e-11)
    one_sided = 2 * math.sqrt(EPS)
    near(one_sided, 3e-8, 0.1e-8)
    near(one_sided / 2 + 2 * EPS / one_sided, 3e-8, 0.1e-8)
    single = float(np.finfo(np.float32).eps)
    h = (3 * single) ** (1 / 3)
    near(h, 7e-3, 0.2e-3)
    assert 1e-5 < h * h / 6 + single / h < 1e-4
    near(EPS / 1e-14, 0.02, 0.005)
    assert 1.0 + 1e-17 == 1.0
    says("grad-check", r"$h = (3\epsilon)^{1/3} \approx 9 \cdot 10^{-6}$", r"near $4 \cdot 10^{-11}$", r"$3 \cdot 10^{-8}$",
         r"$h \approx 7 \cdot 10^{-3}$", "$10^{-5}$ to $10^{-4}$", r"$\epsilon/h$ is already 2 % at $h = 10^{-14}$")


@check("scalar-autograd", "a second pass with plain addition, and sizes")
def _():
    grads = {"x": 0, "y": 0}
    added = []
    for _ in range(2):
        grads["y"] += 3
        added.append(2 * grads["y"])
        grads["x"] += added[-1]
    assert (grads["y"], added) == (6, [6, 12])
    assert 1000**2 * (1000 + 1000) == 2 * 10**9
    says("scalar-autograd", "gives `y.grad` 6 and adds 12 to `x.grad` instead of 6", r"$2 \cdot 10^9$ nodes", "$2^{60}$")


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
