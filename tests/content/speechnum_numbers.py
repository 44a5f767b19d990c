"""Recomputes the numbers in the texts of the programming questions on speech and on models by hand.

ctc-loss, wer, log-mel, gmm-em, matrix-factorisation and ranking-metrics in the bank
programming-numpy. `says` ties a result to the bank: it fails if the text no longer contains
the figure that was checked.

Run: python tests/content/speechnum_numbers.py   (standard library and NumPy)
"""

import json
import math
import sys
from itertools import groupby, product
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2] / "question_banks"
BANK = json.loads((ROOT / "programming-numpy.json").read_text(encoding="utf-8"))
TEXTS = {q["id"]: json.dumps(q, ensure_ascii=False) for q in BANK["questions"]}
CHECKS = []


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


def solution(question):
    """Returns the names that a question's solution defines."""
    names = {}
    exec((ROOT / "programming-numpy" / question / "solution.py").read_text(encoding="utf-8"), names)
    return names


# ---------------------------------------------------------------- ctc-loss
@check("ctc-loss", "greedy against the likeliest labelling")
def greedy_is_not_best():
    p, found = [0.6, 0.4], {}
    for path in product((0, 1), repeat=2):
        labels = tuple(k for k, _ in groupby(path) if k)
        found[labels] = found.get(labels, 0) + p[path[0]] * p[path[1]]
    near(found[()], 0.36)
    near(found[(1,)], 0.64)
    near([0.4 * 0.4, 0.4 * 0.6, 0.6 * 0.4], [0.16, 0.24, 0.24])
    says("ctc-loss", "blank 0.6 and a 0.4", "0.36", "0.16 + 0.24 + 0.24 = 0.64")
    code = solution("ctc-loss")
    assert code["ctc_greedy"](np.log([p, p])) == []
    near(code["ctc_loss"](np.log([p, p]), [1]), -math.log(0.64))


@check("ctc-loss", "sizes and underflow")
def ctc_sizes():
    assert (2 * 200 + 1) * 1000 == 401_000
    near(401_000 * 8 / 1e6, 3.2, 0.05)
    says("ctc-loss", "401,000 numbers, 3.2 MB")
    assert round(1000 * math.log10(0.3)) == -523
    assert 0.3 ** 1000 == 0.0
    says("ctc-loss", "10^{-523}", "10^{-308}", "10^{-324}")
    assert 1000 / 10 / 8 == 12.5
    says("ctc-loss", "12.5 frames a second")


@check("ctc-loss", "the gradient is softmax minus occupancy")
def ctc_gradient():
    loss = solution("ctc-loss")["ctc_loss"]
    z, target = np.random.default_rng(7).standard_normal((4, 3)), [1, 2]

    def log_softmax(v):
        return v - np.log(np.exp(v).sum(axis=1, keepdims=True))

    y, occupancy, total = np.exp(log_softmax(z)), np.zeros((4, 3)), 0.0
    for path in product(range(3), repeat=4):
        if [k for k, _ in groupby(path) if k] == target:
            p = math.prod(y[t, k] for t, k in enumerate(path))
            total += p
            for t, k in enumerate(path):
                occupancy[t, k] += p
    occupancy /= total
    near(occupancy.sum(axis=1), 1)
    for t, k in np.ndindex(4, 3):
        e = np.zeros((4, 3))
        e[t, k] = 1e-5
        slope = (loss(log_softmax(z + e), target) - loss(log_softmax(z - e), target)) / 2e-5
        near(slope, (y - occupancy)[t, k], 1e-8)


# ---------------------------------------------------------------- wer
@check("wer", "pooled rate against the mean of rates")
def pooled():
    near((1 + 3) / (2 + 98), 0.04)
    near(3 / 98, 0.0306, 5e-5)
    near((0.5 + 3 / 98) / 2, 0.265, 5e-4)
    says("wer", "4 of 100, 4 %", "3.06 %", "26.5 %")


@check("wer", "ties")
def ties():
    wer = solution("wer")["wer"]
    assert wer("red green", "green red")[1:] == (2, 0, 0)
    assert wer("a b a", "b c a b")[1:] == (2, 0, 1)
    says("wer", "red green", "a b a", "b c a b")


@check("wer", "sizes")
def wer_sizes():
    assert 300 * 300 == 90_000 and 100_000 ** 2 == 10 ** 10
    near(4 * 1e10 / 1e9, 40)
    says("wer", "90,000 cells", "$10^{10}$ cells", "40 GB")


# ---------------------------------------------------------------- log-mel
@check("log-mel", "sizes of one second and of ten minutes")
def mel_sizes():
    assert 1 + (16_000 - 400) // 160 == 98 and 400 // 2 + 1 == 201 and 16_000 / 400 == 40 and 98 * 80 == 7840
    says("log-mel", "= 98. Bins: 201, 40 Hz apart", "7,840 numbers")
    frames = 1 + (10 * 60 * 16_000 - 400) // 160
    assert frames == 59_998
    near(frames * 400 * 8 / 1e6, 192, 0.5)
    says("log-mel", "59,998 frames", "192 MB")
    near(2 * math.log(32768), 20.8, 0.05)
    says("log-mel", "32768 = 20.8$")


@check("log-mel", "many filters")
def many_filters():
    bank = solution("log-mel")["mel_filterbank"]
    empty = [int((bank(16_000, 400, m).sum(axis=1) == 0).sum()) for m in (40, 128)]
    assert empty == [0, 4], empty
    top = 2595 * math.log10(1 + 8000 / 700)
    near([top, top / 129], [2840, 22], 0.1)
    edges = [700 * (10 ** (top * m / 129 / 2595) - 1) for m in (1, 2)]
    near(edges, [14, 28], 0.3)
    says("log-mel", "4 of the 128 rows hold no bin", "2,840 mel", "22 mel", "14 Hz", "28 Hz")


@check("log-mel", "windows and tones")
def windows():
    n = 32
    hann = np.hanning(n + 1)[:-1]
    near(hann[:n // 2] + hann[n // 2:], 1)
    tone = np.cos(2 * np.pi * 5 * np.arange(n) / n)
    spectrum = np.abs(np.fft.rfft(hann * tone))
    near(spectrum[[4, 5, 6]], [n / 8, n / 4, n / 8])
    says("log-mel", "n/4 there and n/8 beside it", "np.hanning(n_fft + 1)[:-1]")


# ---------------------------------------------------------------- gmm-em
@check("gmm-em", "sizes")
def mixture_sizes():
    n, d, k = 10 ** 6, 20, 50
    assert n * k * d == 10 ** 9 and n * k * d * d == 2 * 10 ** 10
    says("gmm-em", "$10^9$ numbers, 8 GB", "2 \\\\cdot 10^{10}")
    k, d = 5, 10
    assert k - 1 + k * d + k * d * (d + 1) // 2 == 329
    says("gmm-em", "that is 329")


@check("gmm-em", "the bound on the density, and a determinant")
def density_bound():
    near(0.5 * math.log(1e6 / (2 * math.pi)), 6.0, 0.05)
    says("gmm-em", "6.0 for each dimension")
    assert -8 * 53 == -424 and np.linalg.det(1e-8 * np.eye(53)) == 0.0
    says("gmm-em", "variances of $10^{-8}$", "$10^{-424}$")


@check("gmm-em", "the likelihood rises, and k-means is the limit")
def mixture_steps():
    step, rng = solution("gmm-em")["em_step"], np.random.default_rng(7)
    X = np.concatenate([rng.standard_normal((40, 2)) - 3, rng.standard_normal((50, 2)) + 3])
    state, last = (np.log([0.5, 0.5]), np.array([[-1.0, 0.0], [1.0, 0.5]]), np.stack([np.eye(2)] * 2)), -np.inf
    for _ in range(30):
        *state, loglik = step(X, *state)
        assert loglik >= last - 1e-9
        last = loglik
    centres = np.array([[-2.0, 1.0], [2.0, 0.0]])
    _, means, _, _ = step(X, np.log([0.5, 0.5]), centres, 1e-4 * np.stack([np.eye(2)] * 2))
    nearest = ((X[:, None] - centres) ** 2).sum(axis=2).argmin(axis=1)
    near(means, [X[nearest == k].mean(axis=0) for k in (0, 1)], 1e-6)


# ---------------------------------------------------------------- matrix-factorisation
@check("matrix-factorisation", "decay of frequent users, time of an epoch")
def decay_and_time():
    near(1 - 0.01 * 0.02, 0.9998)
    near([0.9998 ** 1000, 0.9998 ** 3], [0.82, 0.9994], 0.002)
    says("matrix-factorisation", "0.9998^{1000} = 0.82", "0.9994")
    near([1e8 * 10e-6, 1000 / 60], [1000, 17], 0.4)
    assert 10 * 64 == 640 and 640 * 10 ** 8 == 6.4e10 and 64 * 8 == 512
    says("matrix-factorisation", "1,000 s for an epoch, about 17 minutes", "6.4 \\\\cdot 10^{10}", "512 bytes")


@check("matrix-factorisation", "the alias differs by second order in the step")
def alias():
    rng, found = np.random.default_rng(7), []
    p, q, e, reg = rng.standard_normal(3), rng.standard_normal(3), 0.7, 0.1
    for lr in (1e-2, 1e-3):
        new_p = p + lr * (e * q - reg * p)
        found.append(np.abs((q + lr * (e * new_p - reg * q)) - (q + lr * (e * p - reg * q))).max())
    near(found[0] / found[1], 100, 1e-6)


# ---------------------------------------------------------------- ranking-metrics
@check("ranking-metrics", "discounts and gains")
def discounts():
    near([1 / math.log2(3), 1 / math.log2(11)], [0.63, 0.29], 0.005)
    assert (2 ** 4 - 1, 2 ** 3 - 1, 2 ** 1 - 1) == (15, 7, 1)
    says("ranking-metrics", "0.63 at rank 2, 0.29 at rank 10", "grade 4 is worth 15 and grade 3 only 7",
         "grade 3 is worth seven times grade 1")
    assert 1 - 1 / 2 == 0.5 and 1 / 10 - 1 / 11 < 0.01
    says("ranking-metrics", "from 10 to 11 less than a hundredth")


@check("ranking-metrics", "a relevant item among 100 sampled others")
def sampled_rank():
    above, others, sample = 100, 9_999, 100
    near(sample * above / others, 1.0, 0.001)
    # Probability that at least 10 of the 100 are above it, so that it is no hit at 10.
    miss = 1 - sum(math.comb(above, j) * math.comb(others - above, sample - j) for j in range(10)) / math.comb(others, sample)
    assert miss < 1e-6
    says("ranking-metrics", "10,000 items with the relevant one at rank 101", "near rank 2")


@check("ranking-metrics", "searching a list")
def searching():
    found = sum(range(50_001, 80_001))
    assert found + 70_000 * 80_000 > 2e9
    says("ranking-metrics", "billions of comparisons")


# ---------------------------------------------------------------- end
def main():
    failed = 0
    for question, what, function in CHECKS:
        try:
            function()
        except AssertionError as why:
            failed += 1
            print(f"{question}, {what}: {why}")
    print(f"{len(CHECKS)} checks of {len({q for q, _, _ in CHECKS})} questions, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
