"""Recomputes what the references of these programming questions state.

Every figure in gpt-forward, sdp-attention, kv-cache-decode, causal-lm-batch and
multi-head-attention (bank programming-numpy) is worked out again here, by counting,
in closed form or on random arrays with a fixed seed. `says` ties a result to the bank:
it fails if the text no longer contains the figure that was checked.

Run: python tests/content/attention_numbers.py   (standard library and NumPy)
"""

import json
import math
import sys
from pathlib import Path

import numpy as np

BANK = Path(__file__).resolve().parents[2] / "question_banks/programming-numpy.json"
TEXTS = {question["id"]: json.dumps(question, ensure_ascii=False)
         for question in json.loads(BANK.read_text(encoding="utf-8"))["questions"]}
CHECKS = []


def check(question, what):
    """Registers a function as a check of a question."""

    def register(function):
        CHECKS.append((question, what, function))
        return function

    return register


def says(question, *figures):
    for figure in figures:
        assert json.dumps(figure, ensure_ascii=False)[1:-1] in TEXTS[question], f"{question} no longer says {figure!r}"


def near(got, want, within=1e-9):
    assert np.allclose(got, want, rtol=0, atol=within), f"{got} is not {want} within {within}"


def softmax(scores):
    weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return weights / weights.sum(axis=-1, keepdims=True)


@check("gpt-forward", "multiplications of a block")
def block():
    E, F, T = 768, 4 * 768, 4608
    linear = T * (E * 3 * E + E * E + E * F + F * E)
    assert linear == 12 * T * E * E
    assert E * F + F * E == 8 * E * E
    pairs = 2 * T * T * E
    assert pairs == linear and T == 6 * E
    says("gpt-forward", "$12TE^2$", "$2T^2E$", "4,608", "$8TE^2$", "$3TE^2$")


@check("gpt-forward", "parameters of GPT-2's smallest model")
def parameters():
    V, E, C, layers = 50257, 768, 1024, 12
    tied = V * E
    block = (E * 3 * E + 3 * E) + (E * E + E) + (E * 4 * E + 4 * E) + (4 * E * E + E) + 4 * E
    total = tied + C * E + layers * block + 2 * E
    assert round(tied / 1e6, 1) == 38.6 and round(total / 1e6) == 124
    says("gpt-forward", "38.6 million", "124 million", "50,257")


@check("gpt-forward", "epsilon under the root is not epsilon beside it")
def epsilon():
    for deviation in (1e-3, 1.0):
        assert not math.isclose(math.sqrt(deviation**2 + 1e-5), deviation + 1e-5, rel_tol=1e-7)
    says("gpt-forward", "$\\sqrt{v + \\epsilon}$")


@check("sdp-attention", "memory of the scores")
def scores():
    assert 8192**2 * 32 * 4 == 8 * 2**30
    says("sdp-attention", "$8192^2 \\cdot 32 \\cdot 4$ bytes are 8 GiB")


@check("sdp-attention", "variance of a sum of products")
def variance():
    rng = np.random.default_rng(7)
    d, n = 64, 40_000
    got = (rng.standard_normal((n, d)) * rng.standard_normal((n, d))).sum(axis=1).var()
    assert abs(got / d - 1) < 0.05


@check("sdp-attention", "a large negative constant")
def constant():
    with np.errstate(over="ignore", invalid="ignore"):
        half = np.full(3, -1e9, dtype=np.float16)
        assert np.isneginf(half).all() and np.isnan(half - half.max()).all()
    single = np.float32(-1e9) + np.array([0.3, -2.0, 5.0], dtype=np.float32)
    assert len(set(single.tolist())) == 1
    says("sdp-attention", "In float16 −1e9 is −inf already")


@check("sdp-attention", "gradient by the scores, and the running softmax")
def backward():
    rng = np.random.default_rng(7)
    S, V, dO = rng.standard_normal((3, 5)), rng.standard_normal((5, 2)), rng.standard_normal((3, 2))
    P = softmax(S)
    dP = dO @ V.T
    dS = P * (dP - (P * dP).sum(axis=1, keepdims=True))
    near((P * dP).sum(axis=1), (dO * (P @ V)).sum(axis=1))
    for at in np.ndindex(S.shape):
        up, down = S.copy(), S.copy()
        up[at] += 1e-5
        down[at] -= 1e-5
        near((dO * (softmax(up) @ V - softmax(down) @ V)).sum() / 2e-5, dS[at], 1e-8)
    m, total, out = np.full((3, 1), -np.inf), np.zeros((3, 1)), np.zeros((3, 2))
    for keys in (slice(0, 2), slice(2, 5)):
        new = np.maximum(m, S[:, keys].max(axis=1, keepdims=True))
        e = np.exp(S[:, keys] - new)
        total = total * np.exp(m - new) + e.sum(axis=1, keepdims=True)
        out = out * np.exp(m - new) + e @ V[keys]
        m = new
    near(out / total, P @ V)
    says("sdp-attention", "$\\exp(m_{old} - m_{new})$")


@check("kv-cache-decode", "scores over a text")
def over_a_text():
    for n in (1, 7, 100):
        assert sum(range(1, n + 1)) == n * (n + 1) // 2
    says("kv-cache-decode", "$n(n+1)/2$")


@check("kv-cache-decode", "size of the cache")
def size():
    size = 2 * 32 * 4096 * 4096 * 2
    assert size == 2 * 2**30 and size * 8 // 32 == 512 * 2**20
    says("kv-cache-decode", "$2 \\cdot 32 \\cdot 4096 \\cdot 4096$ numbers of 2 bytes: 2 GiB", "512 MiB")


@check("causal-lm-batch", "share of padding")
def padding():
    short, long = 100, 1000
    padded, all_of_it = 16 * (long - short), 32 * long
    assert (padded, all_of_it) == (14_400, 32_000) and padded / all_of_it == 0.45
    says("causal-lm-batch", "16 · 900 of 32,000 positions, 45 %")


@check("multi-head-attention", "cost does not depend on the heads; where it overtakes")
def heads():
    E, T = 64, 128
    for H in (1, 2, 8, 64):
        assert H * T * T * (E // H) == T * T * E
    assert 2 * T * T * E == 4 * T * E * E and T == 2 * E
    says("multi-head-attention", "equal at T = 2E", "$4TE^2$")


@check("multi-head-attention", "biases of k and v; a sum over heads")
def biases():
    rng = np.random.default_rng(7)
    T, E, H = 5, 6, 3
    d = E // H
    x, W, b = rng.standard_normal((T, E)), rng.standard_normal((3 * E, E)), rng.standard_normal(3 * E)
    Wo = rng.standard_normal((E, E))

    def run(b):
        q, k, v = np.split(x @ W.T + b, 3, axis=1)
        parts = [softmax(q[:, c] @ k[:, c].T / math.sqrt(d)) @ v[:, c] for c in (slice(h * d, h * d + d) for h in range(H))]
        return np.concatenate(parts, axis=1) @ Wo.T

    no_k, no_v, no_q = b.copy(), b.copy(), b.copy()
    no_k[E:2 * E], no_v[2 * E:], no_q[:E] = 0, 0, 0
    near(run(no_k), run(b))
    near(run(no_v) + Wo @ b[2 * E:], run(b))
    assert np.abs(run(no_q) - run(b)).max() > 1e-3
    q, k, _ = np.split(x @ W.T, 3, axis=1)
    total = 0
    for h in range(H):
        c = slice(h * d, h * d + d)
        total = total + softmax(q[:, c] @ k[:, c].T / math.sqrt(d)) @ x @ W[2 * E:][c].T @ Wo[:, c].T
    near(total, run(np.zeros(3 * E)))
    says("multi-head-attention", "$W_o b_v$", "$\\sum_h P_h x W_{v,h}^\\top W_{o,h}^\\top$")


def main():
    failed = 0
    for question, what, function in CHECKS:
        try:
            function()
        except AssertionError as error:
            failed += 1
            print(f"{question}: {what}: {error}")
    print(f"{len(CHECKS)} checks, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
