"""Recomputes what the references of these theory questions state.

Every number and derivation in th-self-attention, th-kv-caching, th-causal-lm-training,
th-llm-agents, th-vae-elbo, th-diffusion (bank theory-deep), th-vall-e and
th-speech-synthetic-data (bank theory-applied) is worked out again here, by arithmetic, in
closed form or by simulation with a fixed seed. `says` ties a result to the bank: it fails
if the text no longer contains the figure that was checked.

Longer than most files because one run is to prove both banks, and the questions share the toy
transformer and the Gaussian helpers.

Run: python tests/content/theory_numbers_deep.py   (standard library and NumPy)
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
    """Returns the whole text of every question by id."""
    found = {}
    for name in ("theory-deep", "theory-applied"):
        bank = json.loads((BANKS / f"{name}.json").read_text(encoding="utf-8"))
        for question in bank["questions"]:
            found[question["id"]] = json.dumps(question, ensure_ascii=False)
    return found


TEXTS = texts()


def says(question, *figures):
    for figure in figures:
        assert figure in TEXTS[question], f"{question} no longer says {figure!r}"


def near(got, want, within=1e-9):
    assert np.allclose(got, want, rtol=0, atol=within), f"{got} is not {want} within {within}"


def rng():
    return np.random.default_rng(7)


def softmax(x):
    e = np.exp(x - x.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def norm(x):
    return (x - x.mean(-1, keepdims=True)) / np.sqrt(x.var(-1, keepdims=True) + 1e-5)


class Toy:
    """A small pre-norm transformer without positions, biases or norm gains."""

    def __init__(self, d=16, h=4, layers=3, seed=3):
        g = np.random.default_rng(seed)
        self.d, self.h = d, h
        shapes = {"q": (d, d), "k": (d, d), "v": (d, d), "o": (d, d), "up": (d, 4 * d), "down": (4 * d, d)}
        self.layers = [
            {name: g.normal(size=shape) / math.sqrt(shape[0]) for name, shape in shapes.items()}
            for _ in range(layers)
        ]

    def heads(self, x):
        return x.reshape(len(x), self.h, -1).swapaxes(0, 1)

    def run(self, x, causal, cache=None):
        """Returns the outputs and the keys of each layer; with a cache only new rows are given."""
        keys = []
        for at, w in enumerate(self.layers):
            a = norm(x)
            q, k, v = (self.heads(a @ w[name]) for name in "qkv")
            if cache is not None:
                if at < len(cache):
                    k = np.concatenate([cache[at][0], k], axis=1)
                    v = np.concatenate([cache[at][1], v], axis=1)
                    cache[at] = (k, v)
                else:
                    cache.append((k, v))
            scores = q @ k.swapaxes(1, 2) / math.sqrt(self.d / self.h)
            if causal:
                rows, columns = scores.shape[1:]
                later = np.arange(columns)[None, :] > np.arange(columns - rows, columns)[:, None]
                scores = np.where(later, -np.inf, scores)
            mixed = (softmax(scores) @ v).swapaxes(0, 1).reshape(x.shape)
            x = x + mixed @ w["o"]
            x = x + np.maximum(norm(x) @ w["up"], 0) @ w["down"]
            keys.append(k)
        return x, keys


# --- th-self-attention -----------------------------------------------------------------------


@check("th-self-attention", "parameters: 4d² + 8d², two thirds in the MLP, figures for d = 768")
def _():
    toy = Toy(d=16, layers=1)
    sizes = {name: w.size for name, w in toy.layers[0].items()}
    attention, mlp = sum(sizes[n] for n in "qkvo"), sizes["up"] + sizes["down"]
    assert (attention, mlp) == (4 * 16**2, 8 * 16**2)
    near(mlp / (attention + mlp), 2 / 3)
    assert f"{4 * 768**2:,}" == "2,359,296" and f"{8 * 768**2:,}" == "4,718,592"
    says("th-self-attention", "2,359,296", "4,718,592", "two thirds of $12d^2$")


@check("th-self-attention", "q·k has variance d_k if independent; correlation breaks it")
def _():
    g = rng()
    for width in (16, 64, 256):
        q, k = g.normal(size=(2, 60_000, width))
        dots = (q * k).sum(1)
        assert abs(dots.var() / width - 1) < 0.03
        assert abs((dots / math.sqrt(width)).var() - 1) < 0.03
    q = g.normal(size=(60_000, 64))
    k = 0.8 * q + 0.6 * g.normal(size=q.shape)
    scaled = (q * k).sum(1) / 8
    assert (scaled**2).mean() > 10, "correlated components: scores are far from unit size"


@check("th-self-attention", "a saturated softmax has almost no Jacobian")
def _():
    def size(scale):
        p = softmax(scale * np.array([2.0, 1.0, 0.0, -1.0]))
        return np.abs(np.diag(p) - np.outer(p, p)).max()

    assert size(20) < 1e-8 < size(1)


@check("th-self-attention", "permutation equivariant without mask; the causal mask breaks it")
def _():
    toy, x = Toy(), rng().normal(size=(9, 16))
    order = rng().permutation(9)
    near(toy.run(x[order], causal=False)[0], toy.run(x, causal=False)[0][order], 1e-9)
    assert not np.allclose(toy.run(x[order], causal=True)[0], toy.run(x, causal=True)[0][order])
    assert toy.run(x, causal=True)[0].shape == x.shape


@check("th-self-attention", "multiplications: 12nd² + 2n²d, equal at n = 6d, the same for any h")
def _():
    def counts(n, d, h):
        width = d // h
        matrices = n * (4 * d * d + 2 * d * 4 * d)
        pairs = h * (n * n * width + n * n * width)
        return matrices, pairs

    for h in (1, 4, 8):
        matrices, pairs = counts(6 * 64, 64, h)
        assert matrices == pairs == 12 * 384 * 64**2 == 2 * 384**2 * 64
    says("th-self-attention", "$n = 6d$", "$2n^2d$", "$12nd^2$")


@check("th-self-attention", "tied W_Q = W_K: symmetric and positive semidefinite; rank at most d_k")
def _():
    g = rng()
    x, wq, wk = g.normal(size=(12, 16)), g.normal(size=(16, 4)), g.normal(size=(16, 4))
    tied = x @ wq @ wq.T @ x.T
    near(tied, tied.T)
    assert np.linalg.eigvalsh(tied).min() > -1e-9 and (np.diag(tied) >= 0).all()
    free = x @ wq @ wk.T @ x.T
    assert not np.allclose(free, free.T)
    assert np.linalg.matrix_rank(free) == 4
    q = x @ wq
    q /= np.linalg.norm(q, axis=1, keepdims=True)
    assert ((q @ q.T).argmax(1) == np.arange(12)).all(), "equally long queries: the own score is largest"
    weights = softmax(tied)
    assert not np.allclose(weights, weights.T), "rows are normalised by themselves"
    turn = np.array([[math.cos(1), -math.sin(1)], [math.sin(1), math.cos(1)]])  # rotary codes: one turn apart
    a, b = g.normal(size=(2, 2))
    assert abs(a @ turn @ b - b @ turn @ a) > 1e-3


# --- th-kv-caching ---------------------------------------------------------------------------


@check("th-kv-caching", "bytes of the worked example, and a quarter with 8 key-value heads")
def _():
    def size(layers, heads, width, tokens, batch, bytes_each):
        return 2 * layers * heads * width * tokens * batch * bytes_each

    token = size(32, 32, 128, 1, 1, 2)
    assert token == 524_288 == 512 * 2**10
    assert size(32, 32, 128, 4096, 1, 2) == 2 * 2**30
    assert size(32, 32, 128, 4096, 16, 2) == 32 * 2**30 > 14e9
    assert size(32, 8, 128, 4096, 1, 2) * 4 == 2 * 2**30
    says("th-kv-caching", "524,288 bytes", "512 KiB", "2 GiB", "32 GiB", "14 GB", "a quarter")


@check("th-kv-caching", "bandwidth: 7 ms and 143 tokens/s; 48.4 GB, 24.2 ms and about 660 tokens/s")
def _():
    weights, bandwidth = 7e9 * 2, 2e12
    near(weights / bandwidth, 0.007)
    assert round(bandwidth / weights) == 143
    read = weights + 32 * 2**30
    assert round(read / 1e9, 1) == 48.4
    assert round(read / bandwidth * 1e3, 1) == 24.2
    assert round(16 / (read / bandwidth), -1) == 660
    near(2 / 2, 1)  # one multiply and one add for a weight of two bytes
    says("th-kv-caching", "143 tokens", "48.4 GB", "24.2 ms", "about 660")


@check("th-kv-caching", "caches outweigh the weights from 7 sequences on; throughput stays below 931 tokens/s")
def _():
    weights, cache, bandwidth = 14e9, 2 * 2**30, 2e12
    assert min(b for b in range(1, 100) if b * cache > weights) == 7
    rates = [b * bandwidth / (weights + b * cache) for b in range(1, 10_000)]
    assert rates == sorted(rates) and rates[-1] < bandwidth / cache, "it rises on, ever more slowly"
    assert round(bandwidth / cache) == 931
    says("th-kv-caching", "from 7 sequences on", "931 tokens")


@check("th-kv-caching", "token by token with a cache equals the full pass")
def _():
    toy, x = Toy(), rng().normal(size=(11, 16))
    full, _ = toy.run(x, causal=True)
    cache = []
    steps = [toy.run(x[t : t + 1], causal=True, cache=cache)[0] for t in range(11)]
    near(np.concatenate(steps), full, 1e-9)


@check("th-kv-caching", "a later token changes old keys only without the causal mask")
def _():
    toy, x = Toy(), rng().normal(size=(8, 16))
    for causal in (True, False):
        short, long = toy.run(x[:7], causal)[1], toy.run(x, causal)[1]
        same = [np.allclose(a, b[:, :7]) for a, b in zip(short, long, strict=True)]
        assert same == ([True] * 3 if causal else [True, False, False])
        outputs = np.allclose(toy.run(x[:7], causal)[0], toy.run(x, causal)[0][:7])
        assert outputs == causal, "without the mask old outputs change, so old queries are needed"


@check("th-kv-caching", "a paragraph after another text: equal keys in layer 1 only")
def _():
    toy, g = Toy(), rng()
    shared = g.normal(size=(5, 16))
    one, two = (toy.run(np.concatenate([g.normal(size=(4, 16)), shared]), True)[1] for _ in range(2))
    assert [np.allclose(a[:, 4:], b[:, 4:]) for a, b in zip(one, two, strict=True)] == [True, False, False]
    prefix = [toy.run(np.concatenate([shared, g.normal(size=(4, 16))]), True)[1] for _ in range(2)]
    assert all(np.allclose(a[:, :5], b[:, :5]) for a, b in zip(*prefix, strict=True))


@check("th-kv-caching", "whole text: quadratic with a cache, cubic in attention without")
def _():
    def order(cost):
        a, b = (sum(cost(n) for n in range(1, size + 1)) for size in (4_000, 8_000))
        return math.log2(b / a)

    near(order(lambda n: n), 2, 0.01)
    near(order(lambda n: n * n), 3, 0.01)
    says("th-kv-caching", r"O(N^2)", r"O(N^3)")


# --- th-causal-lm-training -------------------------------------------------------------------


@check("th-causal-lm-training", "two micro-batches: 3.5 over tokens, 3.0 as mean of means, weights 3 : 1")
def _():
    short, long = np.full(100, 2.0), np.full(300, 4.0)
    near(np.concatenate([short, long]).mean(), 3.5)
    near((short.mean() + long.mean()) / 2, 3.0)
    near((1 / 2 / 100) / (1 / 2 / 300), 3)
    equal = [np.arange(8.0), np.arange(8.0) ** 2]
    near(np.mean([m.mean() for m in equal]), np.concatenate(equal).mean())
    says("th-causal-lm-training", "= 3.5$", "gives 3.0", "three times as much")


@check("th-causal-lm-training", "first loss near ln V; bits per byte")
def _():
    assert round(math.log(50_000), 2) == 10.82
    near(-math.log(1 / 50_000), math.log(50_000))
    assert round(3.0 / (math.log(2) * 4), 2) == 1.08
    says("th-causal-lm-training", "10.82 for 50,000", "1.08 bits per byte")


@check("th-causal-lm-training", "shift by one: a row of n gives n - 1 predictions; a double shift guesses two ahead")
def _():
    row = list(range(10, 18))
    inputs, targets = row[:-1], row[1:]
    assert len(targets) == len(row) - 1
    assert all(after == before + 1 for before, after in zip(inputs, targets, strict=True))
    twice = targets[1:]
    assert all(after == before + 2 for before, after in zip(inputs, twice, strict=False))
    stream, n = list(range(1_000)), 128
    rows = [stream[i : i + n] for i in range(0, len(stream) - n + 1, n)]
    assert 0 <= len(stream) - n * len(rows) < n


@check("th-causal-lm-training", "one pass trains all positions: earlier logits ignore later tokens; without mask they leak")
def _():
    toy, x = Toy(), rng().normal(size=(8, 16))
    changed = x.copy()
    changed[5] = rng().normal(size=16) * 2  # adding a constant would not survive the norm
    near(toy.run(x, True)[0][:5], toy.run(changed, True)[0][:5])
    assert not np.allclose(toy.run(x, False)[0][:5], toy.run(changed, False)[0][:5])
    rows = np.concatenate([toy.run(x[: t + 1], True)[0][-1:] for t in range(8)])
    near(rows, toy.run(x, True)[0], 1e-9)


@check("th-causal-lm-training", "the first loss is near ln V with shifted and with unshifted labels")
def _():
    g = rng()
    table, head = g.normal(size=(2_000, 16)), 0.02 * g.normal(size=(16, 2_000))
    ids = g.integers(2_000, size=200)
    chances = softmax(norm(Toy().run(table[ids], True)[0]) @ head)
    for labels in (ids[1:], ids[:-1]):
        near(-np.log(chances[np.arange(199), labels]).mean(), math.log(2_000), 0.05)


@check("th-causal-lm-training", "masking by the id of padding deletes true endings")
def _():
    end = 0
    rows = [[5, 6, end, end, end], [7, 8, 9, 4, end]]
    lengths = [3, 5]
    by_id = sum(token == end for row in rows for token in row if token != end)
    by_length = sum(token == end for row, size in zip(rows, lengths, strict=True) for token in row[:size])
    assert (by_id, by_length) == (0, 2)


# --- th-llm-agents ---------------------------------------------------------------------------


@check("th-llm-agents", "compounding: 0.36, 0.82, 0.998 a step, 0.988 and 0.79 with a check and a retry")
def _():
    assert round(0.95**20, 2) == 0.36
    assert round(0.99**20, 2) == 0.82
    assert round(0.9 ** (1 / 50), 3) == 0.998
    step = 0.95 + 0.05 * 0.8 * 0.95
    assert round(step, 3) == 0.988 and round(step**20, 2) == 0.79
    g = rng()
    first, found, second = g.random((3, 200_000, 20))
    done = ((first < 0.95) | ((found < 0.8) & (second < 0.95))).all(axis=1).mean()
    near(done, step**20, 0.004)
    says("th-llm-agents", "0.95^{20} \\\\approx 0.36", "it is 0.82", "needs 0.998", "= 0.988", "the task to 0.79")


@check("th-llm-agents", "four of four at 0.7 is 0.24; standard error 5 points; 7 of 10 spans 35 to 93 %")
def _():
    assert round(0.7**4, 2) == 0.24
    assert round(100 * math.sqrt(0.6 * 0.4 / 100)) == 5
    unequal = np.array([1.0, 0.4])
    near(unequal.mean(), 0.7)
    assert (unequal**4).mean() > 0.5 > 0.7**4, "a mean of 0.7 over unequal tasks passes four of four more often"

    def tail(p, low, high):
        return sum(math.comb(10, k) * p**k * (1 - p) ** (10 - k) for k in range(low, high + 1))

    def solve(function):
        low, high = 0.0, 1.0
        for _ in range(60):
            middle = (low + high) / 2
            low, high = (middle, high) if function(middle) else (low, middle)
        return low

    lower = solve(lambda p: tail(p, 7, 10) < 0.025)  # Clopper and Pearson
    upper = solve(lambda p: tail(p, 0, 7) > 0.025)
    assert (round(100 * lower), round(100 * upper)) == (35, 93)
    says("th-llm-agents", "gives 0.24", "about 5 points", "from about 35 % to 93 %")


# --- th-vae-elbo -----------------------------------------------------------------------------


def kl(m0, v0, m1, v1):
    """KL of N(m0, v0) from N(m1, v1), v the variances, in nats."""
    return 0.5 * ((v0 + (m0 - m1) ** 2) / v1 - 1 + math.log(v1 / v0))


def toy_elbo(m, v, x=2.0, beta=1.0):
    """ELBO of p(z) = N(0, 1), p(x|z) = N(z, 1) with q = N(m, v)."""
    return -0.5 * math.log(2 * math.pi) - 0.5 * ((x - m) ** 2 + v) - beta * kl(m, v, 0, 1)


EVIDENCE = -0.5 * math.log(4 * math.pi) - 1.0  # N(2; 0, 2)


@check("th-vae-elbo", "worked example: -2.2655, -3.4189, gap 1.1534 = KL to the posterior")
def _():
    assert round(EVIDENCE, 4) == -2.2655
    assert round(toy_elbo(0, 1), 4) == -3.4189
    near(toy_elbo(1, 0.5), EVIDENCE)
    assert round(kl(0, 1, 1, 0.5), 4) == 1.1534 == round(EVIDENCE - toy_elbo(0, 1), 4)
    says("th-vae-elbo", "-2.2655", "-3.4189", "1.1534", r"\\mathcal{N}(1, \\tfrac{1}{2})")


@check("th-vae-elbo", "identity log p = ELBO + KL(q‖posterior) for any q, in closed form and by simulation")
def _():
    g = rng()
    for m, v in [(0.3, 0.2), (-1, 2.0), (1.5, 0.05)]:
        near(toy_elbo(m, v) + kl(m, v, 1, 0.5), EVIDENCE)
        z = m + math.sqrt(v) * g.normal(size=2_000_000)
        joint = -math.log(2 * math.pi) - 0.5 * z**2 - 0.5 * (2 - z) ** 2
        log_q = -0.5 * math.log(2 * math.pi * v) - (z - m) ** 2 / (2 * v)
        near((joint - log_q).mean(), toy_elbo(m, v), 0.02)


@check("th-vae-elbo", "closed form of the KL to the prior")
def _():
    for m, s in [(0.0, 1.0), (1.2, 0.4), (-0.7, 2.0)]:
        near(kl(m, s * s, 0, 1), 0.5 * (m**2 + s**2 - 1 - math.log(s**2)))
    near(kl(0, 1, 0, 1), 0)


@check("th-vae-elbo", "on average the KL to the prior is at least the information of the code about x")
def _():
    for a, s in [(0.8, 0.6), (2.0, 1.0), (0.5, 0.2)]:  # x ~ N(0, 1), q(z|x) = N(ax, s²)
        x = rng().normal(size=400_000)
        average = np.mean(0.5 * ((a * x) ** 2 + s * s - 1 - math.log(s * s)))
        information = 0.5 * math.log((a * a + s * s) / (s * s))
        near(average, information + kl(0, a * a + s * s, 0, 1), 0.02)
        assert average > information - 0.02


@check("th-vae-elbo", "squared error: weight 1 is variance 1/2, mean over D is variance D/2")
def _():
    x, y = rng().normal(size=(2, 30))
    for variance, loss in [(0.5, ((x - y) ** 2).sum()), (15.0, ((x - y) ** 2).mean())]:
        constant = 0.5 * 30 * math.log(2 * math.pi * variance)
        density = (0.5 * (x - y) ** 2 / variance + 0.5 * math.log(2 * math.pi * variance)).sum()
        near(density - constant, loss)
    says("th-vae-elbo", r"\\sigma^2 = 1/2", r"\\sigma^2 = D/2")


@check("th-vae-elbo", "importance weighting: equals the ELBO at K = 1, rises with K, stays below log p")
def _():
    z = rng().normal(size=(200_000, 64))  # q = N(0, 1) = prior, so the weight is p(x|z)
    weights = np.exp(-0.5 * (2 - z) ** 2) / math.sqrt(2 * math.pi)
    bounds = [np.log(weights[:, :k].mean(1)).mean() for k in (1, 2, 8, 64)]
    near(bounds[0], toy_elbo(0, 1), 0.02)
    assert bounds == sorted(bounds) and bounds[-1] < EVIDENCE
    near(bounds[-1], EVIDENCE, 0.03)


@check("th-vae-elbo", "both gradient estimators are unbiased, the pathwise one is less noisy")
def _():
    g = rng()
    m, s = 0.3, 0.8
    noise = g.normal(size=1_000_000)
    z = m + s * noise
    value = -0.5 * (2 - z) ** 2
    pathwise, score = (2 - z), value * (z - m) / s**2
    near(pathwise.mean(), 2 - m, 0.01)
    near(score.mean(), 2 - m, 0.02)
    assert pathwise.var() < score.var()


@check("th-vae-elbo", "beta above 1 is a looser lower bound")
def _():
    assert toy_elbo(0.5, 0.7, beta=4) < toy_elbo(0.5, 0.7) <= EVIDENCE


# --- th-diffusion ----------------------------------------------------------------------------

BETA = np.linspace(1e-4, 0.02, 1000)
ALPHA = 1 - BETA
BAR = np.cumprod(ALPHA)


@check("th-diffusion", "one jump: coefficients and variance of t composed steps")
def _():
    coefficient, variance = 1.0, 0.0
    for t in range(1000):
        coefficient *= math.sqrt(ALPHA[t])
        variance = ALPHA[t] * variance + BETA[t]
        near(coefficient, math.sqrt(BAR[t]))
        near(variance, 1 - BAR[t])
    assert np.allclose(BAR + (1 - BAR), 1)


@check("th-diffusion", "posterior q(x_{t-1}|x_t, x_0): precision, variance, mean, and the mean by the noise")
def _():
    g = rng()
    for t in (1, 10, 500, 999):
        a, b, bar, before = ALPHA[t], BETA[t], BAR[t], BAR[t - 1]
        x0, noise = g.normal(size=2)
        xt = math.sqrt(bar) * x0 + math.sqrt(1 - bar) * noise
        precision = a / b + 1 / (1 - before)
        mean = (math.sqrt(a) * xt / b + math.sqrt(before) * x0 / (1 - before)) / precision
        near(1 / precision, (1 - before) / (1 - bar) * b)
        stated = math.sqrt(before) * b / (1 - bar) * x0 + math.sqrt(a) * (1 - before) / (1 - bar) * xt
        near(mean, stated)
        near(mean, (xt - b / math.sqrt(1 - bar) * noise) / math.sqrt(a))


@check("th-diffusion", "weight of the noise error in the bound: 0.5 at t = 1, 0.005 to 0.01 from t = 100 on, all below 1")
def _():
    g = rng()
    weight = BETA**2 / (2 * BETA * ALPHA * (1 - BAR))
    assert round(weight[0], 2) == 0.5 and round(weight[-1], 2) == 0.01
    assert weight[0] == weight.max()
    assert round(weight[99:].min(), 3) == 0.005 and round(weight[99:].max(), 2) == 0.01
    posterior = (1 - BAR[:-1]) / (1 - BAR[1:]) * BETA[1:]
    assert (BETA[1:] ** 2 / (2 * posterior * ALPHA[1:] * (1 - BAR[1:]))).max() < 1, "also with the posterior's variance"
    t = 300
    xt, noise, guess = g.normal(size=3)
    mean, model = ((xt - BETA[t] / math.sqrt(1 - BAR[t]) * e) / math.sqrt(ALPHA[t]) for e in (noise, guess))
    near((mean - model) ** 2 / (2 * BETA[t]), weight[t] * (noise - guess) ** 2)
    before = BAR[t - 1]
    tilde = (1 - before) / (1 - BAR[t]) * BETA[t]
    constant = 0.5 * (tilde / BETA[t] - 1 + math.log(BETA[t] / tilde))
    near(kl(mean, tilde, model, BETA[t]), weight[t] * (noise - guess) ** 2 + constant)
    x0, e, e_model = g.normal(size=3)  # t = 1: the decoder term has the same weight
    x1 = math.sqrt(BAR[0]) * x0 + math.sqrt(1 - BAR[0]) * e
    model = (x1 - BETA[0] / math.sqrt(1 - BAR[0]) * e_model) / math.sqrt(ALPHA[0])
    near((x0 - model) ** 2 / (2 * BETA[0]), weight[0] * (e - e_model) ** 2)
    says("th-diffusion", "0.5 at $t=1$, but 0.005 to 0.01 from $t=100$ on", "With all weights below 1")


@check("th-diffusion", "end of the schedule: 0.6 and 6.8 % of the amplitude, errors times 157")
def _():
    assert f"{BAR[-1]:.0e}" == "4e-05"
    assert round(100 * math.sqrt(BAR[-1]), 1) == 0.6
    assert round(math.sqrt((1 - BAR[-1]) / BAR[-1])) == 157
    other = np.cumprod(1 - np.linspace(math.sqrt(0.00085), math.sqrt(0.012), 1000) ** 2)
    assert round(100 * math.sqrt(other[-1]), 1) == 6.8
    pixels = rng().normal(size=(400, 64 * 64))
    assert pixels.mean(1).std() < 1.2 / 64, "the mean of a picture averages the noise away"
    says("th-diffusion", "0.6 %", "6.8 %", "0.00085 to 0.012", "about 157")


@check("th-diffusion", "targets: noise error = SNR x error of x0, v error = (1 + SNR) x error of x0")
def _():
    g = rng()
    for bar in (0.999, 0.5, 0.01):
        x0, noise, guess = g.normal(size=3)
        a, s = math.sqrt(bar), math.sqrt(1 - bar)
        xt = a * x0 + s * noise
        snr = bar / (1 - bar)
        noise_guess = (xt - a * guess) / s
        v, v_guess = a * noise - s * x0, a * noise_guess - s * guess
        near(a * xt - s * v, x0)
        near((noise - noise_guess) ** 2, snr * (x0 - guess) ** 2)
        near((v - v_guess) ** 2, (1 + snr) * (x0 - guess) ** 2)


def mixture(x, bar, points, chances):
    parts = chances * np.exp(-((x[..., None] - math.sqrt(bar) * points) ** 2) / (2 * (1 - bar)))
    return parts / math.sqrt(2 * math.pi * (1 - bar))


@check("th-diffusion", "the minimiser E[noise|x_t] is minus the score times sqrt(1 - bar)")
def _():
    points, chances, bar = np.array([-1.3, 0.4, 1.7]), np.array([0.2, 0.5, 0.3]), 0.6
    x = np.linspace(-3, 3, 13)
    parts = mixture(x, bar, points, chances)
    mean_x0 = (parts * points).sum(1) / parts.sum(1)
    mean_noise = (x - math.sqrt(bar) * mean_x0) / math.sqrt(1 - bar)
    h = 1e-5
    slope = (np.log(mixture(x + h, bar, points, chances).sum(1)) - np.log(mixture(x - h, bar, points, chances).sum(1))) / (2 * h)
    near(mean_noise, -math.sqrt(1 - bar) * slope, 1e-6)
    t = 200  # a reverse step climbs the log-density
    step = (x - BETA[t] / math.sqrt(1 - BAR[t]) * (-math.sqrt(1 - BAR[t]) * slope)) / math.sqrt(ALPHA[t])
    near(step, (x + BETA[t] * slope) / math.sqrt(ALPHA[t]))


@check("th-diffusion", "the reverse conditional is near Gaussian for a small step, two-peaked for a large one")
def _():
    points, chances = np.array([-1.0, 1.0]), np.array([0.5, 0.5])
    grid = np.linspace(-4, 4, 4001)

    def reverse(bar_before, alpha, xt):
        density = mixture(grid, bar_before, points, chances).sum(1)
        density = density * np.exp(-((xt - math.sqrt(alpha) * grid) ** 2) / (2 * (1 - alpha)))
        return density / density.sum()

    def peaks_and_kurtosis(p):
        mean = (p * grid).sum()
        variance = (p * (grid - mean) ** 2).sum()
        peaks = ((p[1:-1] > p[:-2]) & (p[1:-1] > p[2:])).sum()
        return peaks, (p * (grid - mean) ** 4).sum() / variance**2

    small, large = peaks_and_kurtosis(reverse(0.9, 0.999, 0.0)), peaks_and_kurtosis(reverse(0.9, 0.05, 0.0))
    assert small[0] == 1 and abs(small[1] - 3) < 0.35, small
    assert large[0] == 2 and large[1] < 1.8, large


# --- th-vall-e -------------------------------------------------------------------------------


@check("th-vall-e", "rates: 6,000 bit/s, 64 times less than 16-bit samples, 225 prompt frames")
def _():
    bits = 75 * 8 * math.log2(1024)
    assert bits == 6_000 and 24_000 * 16 / bits == 64 and 24_000 / 75 == 320
    assert 3 * 75 == 225
    says("th-vall-e", "= 6000$ bits", "64 times less", "225 frames")


@check("th-vall-e", "steps for ten seconds: 750 and seven passes against 6,000; joint choices 2^80")
def _():
    assert 10 * 75 == 750 and 10 * 75 * 8 == 6_000 and 75 * 8 == 600
    assert len(range(2, 9)) == 7 and 1024**8 == 2**80
    says("th-vall-e", "750 sequential steps and seven passes", "6,000 steps", "2^{80}")


@check("th-vall-e", "residual quantisation: each stage encodes what is left, and the stages are ordered")
def _():
    g = rng()
    x = g.normal(size=(2_000, 4))
    left, books, errors = x.copy(), [], []
    for _ in range(3):
        book = left[g.choice(len(left), 32, replace=False)]
        for _ in range(8):
            nearest = ((left[:, None] - book) ** 2).sum(-1).argmin(1)
            book = np.stack([left[nearest == k].mean(0) if (nearest == k).any() else book[k] for k in range(32)])
        nearest = ((left[:, None] - book) ** 2).sum(-1).argmin(1)
        left = left - book[nearest]
        books.append(np.abs(book).mean())
        errors.append((left**2).mean())
    assert errors == sorted(errors, reverse=True) and books == sorted(books, reverse=True)


# --- th-speech-synthetic-data ----------------------------------------------------------------


def decibel(signal, noise):
    return 10 * math.log10((signal**2).mean() / (noise**2).mean())


@check("th-speech-synthetic-data", "gain 0.632 for 10 dB, noise RMS 0.0316, by formula and on signals")
def _():
    g = rng()
    gain = math.sqrt(0.1**2 / (0.05**2 * 10 ** (10 / 10)))
    assert round(gain, 3) == 0.632 and round(gain * 0.05, 4) == 0.0316
    near(gain, 0.1 / (0.05 * 10 ** (10 / 20)))
    speech, noise = g.normal(size=(2, 16_000))
    speech *= 0.1 / math.sqrt((speech**2).mean())
    noise *= 0.05 / math.sqrt((noise**2).mean())
    near(decibel(speech, gain * noise), 10)
    says("th-speech-synthetic-data", "= 0.632", "0.0316", "give $g = 0.632$")


@check("th-speech-synthetic-data", "half the clip silent: noise 3 dB too quiet, 13 dB while someone speaks")
def _():
    g = rng()
    clip, noise = g.normal(size=(2, 20_000))
    clip[10_000:] = 0
    gain = math.sqrt((clip**2).mean() / ((noise**2).mean() * 10))
    near(decibel(clip[:10_000], gain * noise[:10_000]), 13, 0.15)
    near(10 * math.log10(2), 3, 0.02)
    says("th-speech-synthetic-data", "3 dB too quiet", "is 13 dB")


@check("th-speech-synthetic-data", "10 dB is 3.16 in amplitude, ten times in amplitude is 20 dB")
def _():
    assert round(math.sqrt(10), 2) == 3.16
    near(20 * math.log10(10), 20)
    says("th-speech-synthetic-data", "approx 3.16", "is 20 dB")


@check("th-speech-synthetic-data", "speed moves tempo and pitch together")
def _():
    rate, speed = 16_000, 1.1
    time = np.arange(rate) / rate
    tone = np.sin(2 * np.pi * 440 * time)
    fast = np.interp(np.arange(0, rate, speed), np.arange(rate), tone)
    peak = np.abs(np.fft.rfft(fast)).argmax() * rate / len(fast)
    near(len(fast) / rate, 1 / speed, 1e-3)
    near(peak, 440 * speed, 2)


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
