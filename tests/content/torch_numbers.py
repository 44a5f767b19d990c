"""Recomputes what the references of these PyTorch questions state.

Every number in torch-training-loop, torch-lora-linear, torch-causal-attention, torch-gan-step,
torch-autograd-function, torch-checkpoint-fn and torch-resume (bank programming-torch) is worked out again here,
by arithmetic or by a small example in NumPy. `says` ties a result to the bank: it fails if the text no longer contains the figure that was checked.

Run: python tests/content/torch_numbers.py   (standard library and NumPy)
"""

import json
import math
import sys
from pathlib import Path

import numpy as np

BANK = Path(__file__).resolve().parents[2] / "question_banks" / "programming-torch.json"
CHECKS = []
TEXTS = {
    question["id"]: json.dumps(question, ensure_ascii=False).replace("\\\\", "\\")
    for question in json.loads(BANK.read_text(encoding="utf-8"))["questions"]
}


def check(question, what):
    """Registers a function as a check of a question."""

    def register(function):
        CHECKS.append((question, what, function))
        return function

    return register


def says(question, *figures):
    for figure in figures:
        assert figure in TEXTS[question], f"{question} no longer says {figure!r}"


def near(got, want, within=1e-9):
    assert np.allclose(got, want, rtol=0, atol=within), f"{got} is not {want} within {within}"


def sigmoid(s):
    return 1 / (1 + math.exp(-s))


def spacing(value, bits):
    """Returns the distance of neighbours near `value` for floats of so many significant bits."""
    return 2.0 ** (math.floor(math.log2(abs(value))) - bits + 1)


@check("torch-training-loop", "a left-over group divided by accum steps a quarter as far")
def _():
    says("torch-training-loop", "A last group of one batch with `accum=4` then makes a step of a quarter")
    gradients = np.array([3.0])
    near(gradients.sum() / 4, gradients.mean() / 4)


@check("torch-training-loop", "unequal batches: the share of samples, not of batches, gives the mean over samples")
def _():
    says("torch-training-loop", "$n_i / \\sum n_j$")
    one, other = np.array([1.0, 2.0, 6.0]), np.array([5.0])
    share = len(one) / 4 * one.mean() + len(other) / 4 * other.mean()
    near(share, np.concatenate([one, other]).mean())
    assert abs((one.mean() + other.mean()) / 2 - share) > 0.1


@check("torch-training-loop", "six faults, four in the epoch and two in the evaluation")
def _():
    says("torch-training-loop", "it has six faults", *(f"({n})" for n in range(1, 7)))
    assert "(7)" not in TEXTS["torch-training-loop"]


@check("torch-lora-linear", "trainable numbers and memory for D = M = 4096, r = 8")
def _():
    d = m = 4096
    low, full = 8 * (d + m), d * m
    assert (low, full) == (65_536, 16_777_216)
    near(100 * low / full, 0.39, 0.005)
    near(12 * low / 1e6, 0.79, 0.005)
    near(12 * full / 1e6, 201, 0.5)
    near(4 * full / 1e6, 67, 0.5)
    says("torch-lora-linear", "D = M = 4096 and r = 8", "65,536", "16,777,216", "0.39 %", "12 bytes a number")
    says("torch-lora-linear", "0.79 MB", "201 MB", "67 MB")


@check("torch-lora-linear", "neighbours of bfloat16 near 0.05")
def _():
    near(spacing(0.05, 8), 2.0**-12)
    near(2.0**-12, 0.00024, 0.000005)
    says("torch-lora-linear", "Near 0.05 neighbours are $2^{-12}$ or about 0.00024 apart")


@check("torch-lora-linear", "gradients of both factors, and what zeros do to them")
def _():
    g = np.random.default_rng(7)
    x, y, a, b, s = g.normal(size=(5, 3)), g.normal(size=(5, 4)), g.normal(size=(2, 3)), g.normal(size=(4, 2)), 1.5

    def loss(a, b):
        return (y * (s * x @ a.T @ b.T)).sum()

    step = np.zeros_like(b)
    step[1, 0] = 1e-6
    near((loss(a, b + step) - loss(a, b - step)) / 2e-6, (s * y.T @ x @ a.T)[1, 0], 1e-6)
    step = np.zeros_like(a)
    step[1, 2] = 1e-6
    near((loss(a + step, b) - loss(a - step, b)) / 2e-6, (s * b.T @ y.T @ x)[1, 2], 1e-6)
    says("torch-lora-linear", "$\\frac{\\alpha}{r} g^\\top x A^\\top$", "both gradients contain the other factor")


@check("torch-causal-attention", "where the scores overtake the linear layers")
def _():
    b, d = 3, 64
    t = 2 * d
    linear = b * t * d * 3 * d + b * t * d * d
    scores = b * t * t * d + b * t * t * d
    assert linear == 4 * b * t * d**2 and scores == 2 * b * t**2 * d and linear == scores
    says("torch-causal-attention", "$4BTd^2$", "$2BT^2d$", "equal at $T = 2d$")


@check("torch-causal-attention", "memory of the weights of a layer")
def _():
    near(8 * 16 * 2048**2 * 2 / 1e9, 1.07, 0.005)
    says("torch-causal-attention", "B = 8, 16 heads and T = 2048 in bfloat16 1.07 GB")


@check("torch-causal-attention", "what half precision holds")
def _():
    assert float(np.finfo(np.float16).max) == 65_504
    with np.errstate(over="ignore"):
        assert np.isinf(np.float64(-1e9).astype(np.float16))
    assert 2 < 8 * math.log10(2) < 3
    says("torch-causal-attention", "65,504", "8 significant bits, between two and three decimal digits")


@check("torch-gan-step", "slopes of the two losses of the generator")
def _():
    for s in (-9.0, -1.0, 0.0, 2.0):
        h = 1e-6
        saturating = (math.log(1 - sigmoid(s + h)) - math.log(1 - sigmoid(s - h))) / (2 * h)
        other = (math.log(sigmoid(s - h)) - math.log(sigmoid(s + h))) / (2 * h)
        near(saturating, -sigmoid(s), 1e-6)
        near(other, sigmoid(s) - 1, 1e-6)
    near(-sigmoid(0), sigmoid(0) - 1)
    says("torch-gan-step", "$-\\sigma(s)$", "$\\sigma(s) - 1$", "At s = 0 they are equal")


@check("torch-gan-step", "share of a pass through the discriminator that its weight gradients take")
def _():
    rows, d, m = 64, 512, 512
    forward = to_input = to_weight = rows * d * m
    near(to_weight / (forward + to_input + to_weight), 1 / 3)
    says("torch-gan-step", "about a third of D's work there is saved")


@check("torch-autograd-function", "digits near 10,000 in float32")
def _():
    near(spacing(1e4, 24), 2.0**-10)
    near(float(np.spacing(np.float32(1e4))), 2.0**-10)
    near(2.0**-10, 0.00098, 0.000005)
    near(2.0**-11, 0.00049, 0.000005)
    near(100 * math.expm1(2.0**-11), 0.05, 0.005)
    says("torch-autograd-function", "$2^{-10}$ or about 0.00098 apart", "up to 0.00049", "up to 0.05 %")
    says("torch-autograd-function", "steps of 0.001")
    x = np.full(4, 1e4, dtype=np.float32)
    y = np.float32(1e4 + math.log(4))
    off = abs(float(np.exp(x - y).sum()) - 1)
    assert 1e-4 < off < 6e-4, off


@check("torch-autograd-function", "neighbours of float32 near 1 against steps of 1e-6")
def _():
    near(spacing(1.0, 24), 2.0**-23)
    near(2.0**-23, 1.2e-7, 0.05e-7)
    says("torch-autograd-function", "$2^{-23}$ or 1.2e-7 apart", "a difference over 2e-6")


@check("torch-autograd-function", "the second derivative and its product with a vector")
def _():
    g = np.random.default_rng(7)
    x, v = g.normal(size=5), g.normal(size=5)

    def softmax(x):
        e = np.exp(x - x.max())
        return e / e.sum()

    p = softmax(x)
    hessian = np.diag(p) - np.outer(p, p)
    near(hessian @ v, (softmax(x + 1e-6 * v) - softmax(x - 1e-6 * v)) / 2e-6, 1e-8)
    near(hessian @ v, p * (v - p @ v))
    near(hessian.sum(1), 0)
    assert np.linalg.eigvalsh(hessian).min() > -1e-12
    says("torch-autograd-function", "$\\mathrm{diag}(p) - p p^\\top$", "$p \\odot (v - p^\\top v)$", "Rows sum to 0")


@check("torch-checkpoint-fn", "what segments of k of n layers keep, and the time of one more forward")
def _():
    for n in (16, 100, 1024):
        kept = {k: n / k + k for k in range(1, n + 1)}
        root = math.isqrt(n)
        assert min(kept, key=kept.get) == root
        near(kept[root], 2 * math.sqrt(n))
    says("torch-checkpoint-fn", "n/k + k is least at k = √n, about 2√n instead of n", "memory for about 2√n layers")
    forward, backward = 1, 2
    assert (2 * forward + backward, forward + backward) == (4, 3)
    near(100 * (4 / 3 - 1), 33, 0.5)
    says("torch-checkpoint-fn", "4 units in place of 3, about 33 % more", "about a third more")


@check("torch-resume", "bytes of weights and optimiser in float32, and of the generator")
def _():
    size = np.dtype(np.float32).itemsize
    weights, adam, momentum = size, size * (1 + 2), size * (1 + 1)
    assert (weights, adam, momentum) == (4, 12, 8) and adam == 3 * weights
    near(adam * 1e9 / 1e9, 12)
    says("torch-resume", "4P bytes of weights", "12P bytes, 12 GB for a billion parameters", "has one buffer: 8P")
    says("torch-resume", "With Adam about three times the weights")
    # the words of the Mersenne twister, each kept in eight bytes, are nearly all of it
    near(624 * 8 / 1000, 5, 0.1)
    says("torch-resume", "the generator's 5 kB")


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
