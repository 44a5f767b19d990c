"""Recomputes what the references of the questions on speech in theory-applied state.

th-vall-e and th-speech-synthetic-data are in theory_numbers_deep.py. Every check works a figure
out again, by arithmetic, in closed form, on small signals or by simulation with a fixed seed;
`says` ties it to the bank and fails if the text no longer contains the figure.

Run: python tests/content/theory_numbers_speech.py   (standard library and NumPy)
"""

import itertools
import json
import math
import sys
from pathlib import Path

import numpy as np

BANK = Path(__file__).resolve().parents[2] / "question_banks" / "theory-applied.json"
TEXTS = {
    question["id"]: json.dumps(question, ensure_ascii=False)
    for question in json.loads(BANK.read_text(encoding="utf-8"))["questions"]
}
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


def rng():
    return np.random.default_rng(7)


# --- th-speech-features ----------------------------------------------------------------------


def mel(f):
    return 2595 * np.log10(1 + f / 700)


def hertz(m):
    return 700 * (10 ** (m / 2595) - 1)


def bands(n_mels, n_fft, rate=16_000):
    """Triangles of peak 1 at the bins, and their edges in Hz."""
    edges = hertz(np.linspace(0, mel(rate / 2), n_mels + 2))
    f = np.arange(n_fft // 2 + 1) * rate / n_fft
    low, mid, high = edges[:-2, None], edges[1:-1, None], edges[2:, None]
    return np.clip(np.minimum((f - low) / (mid - low), (high - f) / (high - mid)), 0, None), edges


@check("th-speech-features", "sizes: 400, 160, 257 bins 31.25 Hz apart, 8,000 numbers a second; mel of 1 and 8 kHz")
def _():
    assert 0.025 * 16_000 == 400 and 0.010 * 16_000 == 160
    assert 512 // 2 + 1 == 257 and 16_000 / 512 == 31.25 and 100 * 80 == 8_000
    assert round(mel(1_000)) == 1_000 and round(mel(8_000)) == 2_840
    says("th-speech-features", "400 samples", "160 samples", "257 bins, 31.25 Hz", "8,000 instead of 16,000",
         "1,000 Hz is 1,000 mel", "8 kHz is 2,840 mel")


@check("th-speech-features", "main lobe of a Hann window is 4/T: 160, 80 and 800 Hz; half a period in 5 ms")
def _():
    rate = 16_000
    for length, width in [(400, 160), (800, 80), (80, 800)]:
        window = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(length) / length)
        spectrum = np.abs(np.fft.rfft(window, 64 * length))
        zero = np.argmax((spectrum[1:-1] < spectrum[:-2]) & (spectrum[1:-1] <= spectrum[2:])) + 1
        near(2 * zero * rate / (64 * length), width, 1e-6)
    assert 0.005 * 100 == 0.5
    says("th-speech-features", "160 Hz at 25 ms, 80 Hz at 50 ms, 800 Hz at 5 ms", "half a period of a 100 Hz voice")


@check("th-speech-features", "128 bands on 400 points: four hold no bin; 80 bands are 45 Hz wide at the low end")
def _():
    many, edges = bands(128, 400)
    empty = np.flatnonzero(many.sum(1) == 0)
    assert len(empty) == 4 and (edges[empty + 2] - edges[empty] < 40).all() and 16_000 / 400 == 40
    assert round(mel(8_000) / 129) == 22 and round(edges[1]) == 14 and round(edges[2] - edges[0]) == 28
    few, edges = bands(80, 400)
    assert (few.sum(1) > 0).all() and round(edges[2] - edges[0]) == 45
    assert (bands(128, 2048)[0].sum(1) > 0).all()
    says("th-speech-features", "400-point transform, and four", "40$ Hz apart", "22 mel apart", "about 14 Hz",
         "some 28 Hz wide", "narrower than 40 Hz", "lowest are 45 Hz wide")


@check("th-speech-features", "the DCT nearly decorrelates neighbouring bands and is invertible")
def _():
    n = 40
    k = np.arange(n)
    dct = np.sqrt(2 / n) * np.cos(np.pi / n * (k[None] + 0.5) * k[:, None])
    dct[0] /= math.sqrt(2)
    near(dct @ dct.T, np.eye(n))
    covariance = 0.95 ** np.abs(k[:, None] - k)

    def mean_correlation(c):
        d = np.sqrt(np.diag(c))
        c = np.abs(c / d[:, None] / d)
        return (c.sum() - n) / (n * (n - 1))

    assert mean_correlation(dct @ covariance @ dct.T) < 0.1 * mean_correlation(covariance)


@check("th-speech-features", "a fixed filter is an offset in the log domain and goes with the mean; noise is not")
def _():
    g = rng()
    power, curve = g.gamma(2, 1, (50, 8)), g.uniform(0.1, 1, 8)

    def centred(x):
        return np.log(x) - np.log(x).mean(0)

    near(centred(power * curve), centred(power))
    assert np.abs(centred(power + 1) - centred(power)).max() > 0.1


# --- th-asr-objectives -----------------------------------------------------------------------


def ctc_paths(target, frames):
    """All paths over tokens and blank (0) that collapse to the target."""
    return [p for p in itertools.product(range(max(target) + 1), repeat=frames)
            if [s for s, _ in itertools.groupby(p) if s] == list(target)]


def transducer_paths(frames, tokens):
    """Orders of blanks (one a frame, the last at the end) and tokens."""
    return sum(1 for p in itertools.product("by", repeat=frames + tokens) if p.count("y") == tokens and p[-1] == "b")


@check("th-asr-objectives", "paths: CTC C(T+U, 2U), 15 and 5 with a repeat; transducer C(T+U-1, U), 10")
def _():
    assert len(ctc_paths((1, 2), 4)) == 15 == math.comb(6, 4)
    assert len(ctc_paths((1, 1), 4)) == 5 == math.comb(5, 4)
    assert transducer_paths(4, 2) == 10 == math.comb(5, 2)
    for frames, target in [(5, (1, 2)), (5, (1, 2, 1)), (6, (1, 2, 3))]:
        assert len(ctc_paths(target, frames)) == math.comb(frames + len(target), 2 * len(target))
        assert transducer_paths(frames, len(target)) == math.comb(frames + len(target) - 1, len(target))
    assert len(ctc_paths((1, 1), 2)) == 0 and len(ctc_paths((1, 1), 3)) == 1
    says("th-asr-objectives", "C(6, 4) = 15", "C(5, 4) = 5", "C(5, 2) = 10")


@check("th-asr-objectives", "uniform paths of five tokens in 50 frames: 49 % blank, 10 % each token")
def _():
    frames, tokens = 50, 5
    slots = 2 * tokens + 1
    blank = ((tokens + 1) * (frames + tokens + 1) / slots - (tokens + 1)) / frames
    assert round(100 * blank) == 49 and round(100 * (1 - blank) / tokens) == 10
    few = ctc_paths((1, 2), 6)  # the formula against enumeration
    near(np.mean([p.count(0) for p in few]), 3 * (6 + 2 + 1) / 5 - 3)
    says("th-asr-objectives", "49 % of the frames in blank and 10 % in each token")


@check("th-asr-objectives", "output tensors: 418 MB of the transducer, 8.2 MB of CTC")
def _():
    assert round(8 * 250 * 51 * 1024 * 4 / 1e6) == 418
    assert round(8 * 250 * 1024 * 4 / 1e6, 1) == 8.2
    says("th-asr-objectives", "418 MB", "8.2 MB")


# --- th-tts-pipeline -------------------------------------------------------------------------


@check("th-tts-pipeline", "rates: 80 frames and 24,000 samples a second, 300 samples a frame")
def _():
    near(1 / 0.0125, 80)
    near(24_000 * 0.0125, 300)
    says("th-tts-pipeline", "80 dependent steps a second", "300 samples from one mel frame", "24,000 steps a second")


@check("th-tts-pipeline", "two readings at 180 and 220 Hz: mean 200 Hz, error no lower than 400 Hz squared")
def _():
    pitch = np.repeat([180.0, 220.0], 50)
    guesses = np.arange(150, 251)
    errors = ((pitch - guesses[:, None]) ** 2).mean(1)
    assert guesses[errors.argmin()] == 200 and errors.min() == 400
    says("th-tts-pipeline", "The mean, 200 Hz", "variance of 400 Hz²", "becomes 200 Hz")


@check("th-tts-pipeline", "20 sentences, 10 listeners: the interval over both is far wider than 0.1")
def _():
    g = rng()
    scores = 4.25 + 0.3 * g.normal(size=(4_000, 20, 1)) + 0.4 * g.normal(size=(4_000, 1, 10)) + 0.6 * g.normal(size=(4_000, 20, 10))
    assert 1.96 * scores.mean((1, 2)).std() > 0.2  # moderate spreads of sentences, listeners, rest


# --- th-enhancement-losses -------------------------------------------------------------------


def si_sdr(target, estimate):
    scaled = (estimate @ target) / (target @ target) * target
    return 10 * math.log10((scaled @ scaled) / ((estimate - scaled) @ (estimate - scaled)))


@check("th-enhancement-losses", "SI-SDR is 10 log10(rho^2 / (1 - rho^2)) and the same for any gain, also a negative one")
def _():
    s, e = rng().normal(size=(2, 5_000))
    s, e = s - s.mean(), e - e.mean()
    e = s + 0.3 * e
    rho = (s @ e) / math.sqrt((s @ s) * (e @ e))
    near(si_sdr(s, e), 10 * math.log10(rho**2 / (1 - rho**2)))
    near([si_sdr(s, 3 * e), si_sdr(s, -0.1 * e)], si_sdr(s, e))


@check("th-enhancement-losses", "30 degrees of phase: 4.8 dB; 1 kHz one sample late: 7.7 dB; at 4 kHz minus infinity")
def _():
    g = rng()
    spectrum = g.normal(size=20_001) + 1j * g.normal(size=20_001)
    spectrum[[0, -1]] = 0
    turned = spectrum * np.exp(1j * math.pi / 6 * g.choice([-1, 1], 20_001))
    near(si_sdr(np.fft.irfft(spectrum), np.fft.irfft(turned)), -20 * math.log10(math.tan(math.pi / 6)), 0.15)
    assert round(-20 * math.log10(math.tan(math.pi / 6)), 1) == 4.8
    t = np.arange(16_000)
    assert round(si_sdr(np.sin(2 * np.pi * t / 16), np.sin(2 * np.pi * (t - 1) / 16)), 1) == 7.7 and 360 / 16 == 22.5
    near(np.sin(2 * np.pi * t / 4) @ np.sin(2 * np.pi * (t - 1) / 4), 0)
    says("th-enhancement-losses", "4.8 dB at 30 degrees", "22.5 degrees", "7.7 dB, with nothing audible", "by 30 degrees leaves 4.8 dB")


@check("th-enhancement-losses", "overlapping frames average independent phase errors away, a shift in all frames stays at 4.8 dB")
def _():
    g, size, hop = rng(), 256, 64
    window = np.sqrt(0.5 - 0.5 * np.cos(2 * np.pi * np.arange(size) / size))
    s = g.normal(size=hop * 200 + size)
    drawn, same, weight = np.zeros((3, len(s)))
    for at in range(0, len(s) - size + 1, hop):
        here, spectrum = slice(at, at + size), np.fft.rfft(window * s[at:at + size])
        drawn[here] += window * np.fft.irfft(spectrum * np.exp(1j * math.pi / 6 * g.choice([-1, 1], len(spectrum))))
        same[here] += window * np.fft.irfft(spectrum * np.exp(1j * math.pi / 6))
        weight[here] += window**2
    inner = slice(size, -size)
    assert si_sdr(s[inner], (drawn / weight.clip(1e-9))[inner]) > 9
    near(si_sdr(s[inner], (same / weight.clip(1e-9))[inner]), 4.8, 0.2)
    says("th-enhancement-losses", "overlap-add averages a part of them away", "The same shift in all frames does not")


@check("th-enhancement-losses", "power 0.3 turns 60 dB into a ratio of 8; ten speakers: 100 pairs, 3,628,800 orders")
def _():
    assert round(10 ** (60 / 20 * 0.3)) == 8
    assert 10 * 10 == 100 and math.factorial(10) == 3_628_800
    says("th-enhancement-losses", "60 dB become a ratio of 8", "100 pair losses", "10! = 3,628,800")


@check("th-enhancement-losses", "a random order under squared error gives the mean of both sources")
def _():
    sources = rng().normal(size=(2, 50))
    orders = np.stack([sources, sources[::-1]])

    def loss(outputs):
        return ((orders - outputs) ** 2).mean()

    both = np.stack([sources.mean(0)] * 2)
    assert loss(both) < loss(sources) and all(loss(both) < loss(both + 0.1 * rng().normal(size=(2, 50))) for _ in range(3))


# --- th-asr-evaluation -----------------------------------------------------------------------


def distance(a, b):
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        above, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            above, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, above + (x != y))
    return row[-1]


@check("th-asr-evaluation", "the example: 25 %, 25 % when normalised, 50 % before; WER can exceed 100 %")
def _():
    reference = "send fifteen to dana".split()

    def rate(text):
        return 100 * distance(reference, text.split()) / len(reference)

    assert rate("send fifty to dana") == 25 == rate("please send fifteen to dana")
    assert rate("please send 15 to dana") == 50 and rate("a b c d e f") > 100
    says("th-asr-evaluation", r"\"send fifty to dana\" has 25 %", "(50 % before)")


@check("th-asr-evaluation", "4 % on nine tenths and 14 % on the rest are 5 %")
def _():
    near(0.9 * 4 + 0.1 * 14, 5)
    says("th-asr-evaluation", "4 % on nine tenths of the words and 14 % on the rest")


@check("th-asr-evaluation", "40 speakers, deviation 0.6: standard error 0.095, 0.1 +- 0.19; 282 speakers for 80 % power")
def _():
    error = 0.6 / math.sqrt(40)
    assert round(error, 3) == 0.095 and round(1.96 * error, 2) == 0.19
    assert round((2.8 * 0.6 / 0.1) ** 2) == 282 and round(1.96 + 0.84, 1) == 2.8
    found = rng().normal(0.1, 0.6 / math.sqrt(282), 20_000) > 1.96 * 0.6 / math.sqrt(282)
    near(found.mean(), 0.8, 0.02)
    says("th-asr-evaluation", "= 0.095", "0.1 ± 0.19", "282$ speakers")


@check("th-asr-evaluation", "errors that cluster by speaker make the word-wise interval too narrow")
def _():
    g = rng()
    rates = g.beta(2, 38, (2_000, 40))
    means = g.binomial(250, rates).sum(1) / 10_000
    assert means.std() > 2 * math.sqrt(0.05 * 0.95 / 10_000)


# --- th-asr-language-model -------------------------------------------------------------------


@check("th-asr-language-model", "the example: -4.6 against -4.55, tie at 0.32, then -3.6 against -4.05")
def _():
    direct, domain, internal = np.array([[-4.0, -3.2], [-2.0, -4.5], [-5.0, -2.5]])
    fused = direct + 0.3 * domain
    near(fused, [-4.6, -4.55])
    assert fused.argmax() == 1
    near((direct[1] - direct[0]) / (domain[0] - domain[1]), 0.32)
    less = fused - 0.2 * internal
    near(less, [-3.6, -4.05])
    assert less.argmax() == 0
    says("th-asr-language-model", "= -4.6$ against", "= -4.55$", "= 0.32$", "$-3.6$ against $-4.05$")


@check("th-asr-language-model", "shared acoustics: the target posterior is the source's times the ratio of priors")
def _():
    g = rng()
    likelihood, source, target = g.random(6), g.dirichlet(np.ones(6)), g.dirichlet(np.ones(6))
    posterior = likelihood * source / (likelihood @ source)
    ratio = posterior * target / source
    near(ratio / ratio.sum(), likelihood * target / (likelihood @ target))
    twice = posterior * target
    assert np.abs(twice / twice.sum() - ratio / ratio.sum()).max() > 0.01


@check("th-asr-language-model", "10,000 hours at 150 words a minute: 90 million words")
def _():
    assert 10_000 * 60 * 150 == 90e6
    says("th-asr-language-model", "90 million words in 10,000 hours")


@check("th-asr-language-model", "seven places with two choices: 128 sentences, 14 edges")
def _():
    assert len(list(itertools.product("ab", repeat=7))) == 128 > 100 and 7 * 2 == 14
    says("th-asr-language-model", "128 sentences", "14 edges")


# --- th-streaming-encoders -------------------------------------------------------------------


@check("th-streaming-encoders", "frames, look-ahead and the sum of delays")
def _():
    assert 10 / 0.04 == 250 and 10 / 0.01 == 1_000 and 4**2 == 16 and 640 / 40 == 16
    assert 12 * 2 * 40 == 960 and 1 / 0.16 == 6.25
    assert 320 + 60 + 100 + 120 == 600 and 640 + 60 + 100 + 120 == 920
    emitted = rng().uniform(0, 640, 200_000) + 120  # ends of words, then the learned delay
    delay = np.ceil(emitted / 640) * 640 - (emitted - 120) + 60 + 100
    near(delay.mean(), 600, 2)
    assert 915 < delay.max() <= 920
    says("th-streaming-encoders", "250 frames rather than 1,000", "640 ms (16 frames)", "= 960$ ms", "= 600$ ms", "920 ms")


def layer(x, weights, mask):
    """One layer of masked attention with a residual."""
    scores = np.where(mask, x @ weights @ x.T, -np.inf)
    p = np.exp(scores - scores.max(1, keepdims=True))
    return x + np.tanh(p / p.sum(1, keepdims=True) @ x)


def first_affected(mask, layers, at):
    """The earliest output that changes when input frame `at` changes."""
    g = rng()
    x, weights = g.normal(size=(len(mask), 3)), g.normal(size=(3, 3)) * 0.3
    y = x.copy()
    y[at] += 1
    for _ in range(layers):
        x, y = layer(x, weights, mask), layer(y, weights, mask)
    return int(np.flatnonzero(np.abs(x - y).max(1) > 1e-12)[0])


@check("th-streaming-encoders", "look-ahead by layer adds up, a chunk's end does not")
def _():
    t = np.arange(40)
    ahead = t[None] <= t[:, None] + 2
    chunk = t[None] // 8 <= t[:, None] // 8
    for layers in (1, 2, 4):
        assert first_affected(ahead, layers, 30) == 30 - 2 * layers
        assert first_affected(chunk, layers, 30) == 24


@check("th-streaming-encoders", "with a cache, chunk by chunk gives the masked pass over everything")
def _():
    g = rng()
    x, weights = g.normal(size=(24, 3)), g.normal(size=(3, 3)) * 0.3
    t = np.arange(24)
    mask = t[None] // 8 <= t[:, None] // 8
    whole = layer(layer(x, weights, mask), weights, mask)
    caches, out = [np.empty((0, 3)), np.empty((0, 3))], []
    for start in range(0, 24, 8):
        h = x[start:start + 8]
        for k in range(2):
            caches[k] = np.concatenate([caches[k], h])
            full = np.ones((len(caches[k]), len(caches[k])), bool)
            h = layer(caches[k], weights, full)[-8:]
        out.append(h)
    near(np.concatenate(out), whole)


# --- th-vad-endpointing ----------------------------------------------------------------------


@check("th-vad-endpointing", "0.8 s against exponential pauses of 0.4 s: 13.5 %; half of it costs 0.28 s")
def _():
    assert round(100 * math.exp(-0.8 / 0.4), 1) == 13.5
    longer = 0.4 * math.log(2)
    assert round(longer, 2) == 0.28
    near(math.exp(-(0.8 + longer) / 0.4), math.exp(-2) / 2)
    near((rng().exponential(0.4, 400_000) > 0.8).mean(), 0.135, 0.003)
    assert round(100 * (0.9 * math.exp(-1.5 / 0.4) + 0.1 * math.exp(-1)), 1) == 5.8 and round(0.36 + 0.15, 2) == 0.51
    says("th-vad-endpointing", "= 5.8$ %", "= 0.51$ s")
    says("th-vad-endpointing", "= 13.5$ %", "13.5 cut-offs in 100 turns", "= 0.28$ s", "cuts off 13.5 %")


@check("th-vad-endpointing", "ending is cheaper than waiting above C_cut / (C_cut + C_wait): 0.9 at nine to one")
def _():
    for cut, wait in [(9, 1), (3, 2)]:
        q = np.linspace(0, 1, 1_001)
        end = (1 - q) * cut < q * wait
        near(q[end].min(), cut / (cut + wait), 2e-3)
    near(9 / (9 + 1), 0.9)
    says("th-vad-endpointing", "nine times as bad as a step of waiting: 0.9")


@check("th-vad-endpointing", "hysteresis switches less often than one threshold")
def _():
    p = np.clip(0.5 + 0.15 * np.sin(np.arange(2_000) / 60) + 0.05 * rng().normal(size=2_000), 0, 1)
    state, switches = False, 0
    for x in p:
        new = x > 0.6 or state and x >= 0.4
        switches += new != state
        state = new
    assert switches < np.abs(np.diff(p > 0.5)).sum() / 2


# --- th-asr-adaptation -----------------------------------------------------------------------


@check("th-asr-adaptation", "rank 8 on two 512 x 512 matrices in 17 layers: 278,528 weights, 0.28 %, 0.6 MB")
def _():
    down, up = np.zeros((8, 512)), np.zeros((512, 8))
    weights = 17 * 2 * (down.size + up.size)
    assert weights == 278_528 == 17 * 2 * 8 * 1024
    assert round(100 * weights / 100e6, 2) == 0.28 and round(2 * weights / 1e6, 1) == 0.6
    says("th-asr-adaptation", "= 278{,}528$ weights, 0.28 %", "0.6 MB in 16 bits", "0.28 % of 100 million weights")


@check("th-asr-adaptation", "many speakers with few minutes estimate a group better than few with many")
def _():
    g = rng()

    def spread(speakers, words):
        rates = g.beta(2, 8, (4_000, speakers))
        return (g.binomial(words, rates).sum(1) / (speakers * words)).std()

    assert spread(20, 400) < 0.5 * spread(1, 8_000)


# --- th-tts-frontend -------------------------------------------------------------------------


@check("th-tts-frontend", "99.9 % of 1.5 tokens in five million messages: 7,500 errors a day")
def _():
    near(5e6 * 1.5 * (1 - 0.999), 7_500, 1e-3)
    says("th-tts-frontend", "= 7500$ errors a day", "7,500 errors a day")


@check("th-tts-frontend", "target plus join costs: dynamic programming finds the best of all sequences")
def _():
    g = rng()
    target, join = g.random((5, 4)), g.random((4, 4, 4))  # 5 places, 4 candidates each
    best = target[0]
    for t in range(1, 5):
        best = (best[:, None] + join[t - 1]).min(0) + target[t]
    costs = [sum(target[t, k[t]] for t in range(5)) + sum(join[t, k[t], k[t + 1]] for t in range(4))
             for k in itertools.product(range(4), repeat=5)]
    near(best.min(), min(costs))


# --- th-tts-control --------------------------------------------------------------------------


@check("th-tts-control", "the mean prediction has sqrt(0.3) = 0.55 of the natural deviation")
def _():
    assert round(math.sqrt(0.3), 2) == 0.55
    g = rng()
    text = g.normal(size=400_000)
    pitch = math.sqrt(0.3) * text + math.sqrt(0.7) * g.normal(size=400_000)
    predicted = (pitch @ text) / (text @ text) * text  # least squares
    near(predicted.std() / pitch.std(), 0.55, 0.01)
    says("th-tts-control", "= 0.55$ of the natural standard deviation")


@check("th-tts-control", "three semitones are 1.19; chance over 200 voices 0.5 %; 194 other voices")
def _():
    assert round(2 ** (3 / 12), 2) == 1.19 and 100 / 200 == 0.5 and 200 - 6 == 194 and 400 - 5 == 395
    says("th-tts-control", "= 1.19$ in Hz", "0.5 % for 200 voices", "other 194", "other 395 hours")


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
