"""Recomputes the figures of sd-speech-denoise, sd-keyword-spotting and sd-streaming-asr.

    python tests/content/design_numbers_speech.py [BANK.json] [QUESTION ...]

The bank is question_banks/system-design-core.json unless a path that ends in .json is given. A check
computes a figure from what the question lays down and looks for the rounded figure in the text that
states it, so that texts and sums cannot drift apart. Standard library only.
"""

import cmath
import json
import random
import sys
import traceback
from collections import defaultdict
from math import asin, cos, degrees, exp, lgamma, log, log10, pi, sin, sqrt
from pathlib import Path

BANK = "system-design-core.json"
QUESTIONS = {}
CHECKS = defaultdict(list)

Z95 = 1.959964                              # normal quantile: two-sided 95 %
Z80 = 0.841621                              # power 80 %
MB_AN_HOUR = 16_000 * 2 * 3600 / 1e6        # 16 kHz, 16 bit, one channel


def of(question):
    def register(check):
        CHECKS[question].append(check)
        return check
    return register


def part(question, where):
    """A text of a question: 'reference.model', 'follow_ups.headset-chip.expect', 'pitfalls.accuracy.right' …"""
    q = QUESTIONS[question]
    first, *rest = where.split(".")
    if first == "reference":
        value = next(e for e in q["exemplars"] if e["level"] == 4)["answer"]
    elif first == "clarifications":
        return "\n".join(c["answer"] for c in q["clarifications"])
    else:
        value = q[first]
    for key in rest:
        value = next(v for v in value if v["id"] == key) if isinstance(value, list) else value[key]
    return value


def says(question, where, *phrases):
    text = " ".join(part(question, where).split())
    for phrase in phrases:
        assert phrase in text, f"{question} {where} does not say {phrase!r}:\n{text}"


def near(a, b, relative=1e-9):
    assert abs(a - b) <= relative * max(abs(a), abs(b), 1e-300), (a, b)


def proportion(p, n):
    """Standard error of a share."""
    return sqrt(p * (1 - p) / n)


def per_arm(p, q):
    """Ratings for each arm to tell two shares apart: 5 % two-sided, power 80 %."""
    return (Z95 + Z80) ** 2 * (p * (1 - p) + q * (1 - q)) / (p - q) ** 2


def design_effect(per_speaker, correlation):
    return 1 + (per_speaker - 1) * correlation


def poisson_at_most(k, mean):
    return sum(exp(-mean + i * log(mean) - lgamma(i + 1)) for i in range(k + 1))


def poisson_upper(k, level=0.95):
    """One-sided upper bound of a Poisson mean after k events."""
    low, high = 0.0, 1000.0
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if poisson_at_most(k, middle) > 1 - level else (low, middle)
    return low


# ---------------------------------------------------------------- sd-speech-denoise
SD = "sd-speech-denoise"


def unet(bins):
    """MACs a frame of the reference's network, and its weights: encoder, bottleneck, decoder with skips."""
    halved = []
    for _ in range(4):
        bins = (bins + 1) // 2                                   # stride 2, padding 1, three bins
        halved.append(bins)
    a, b, c, d = halved
    kernel = 2 * 3                                               # frames × bins
    encoder = kernel * (a * 2 * 32 + b * 32 * 64 + c * 64 * 64 + d * 64 * 64)
    decoder = kernel * (d * 128 * 64 + c * 128 * 64 + b * 128 * 32 + a * 64 * 2)     # input places × channels with skip
    flat = d * 64
    bottleneck = 3 * 256 * (flat + 256) + 3 * 256 * (256 + 256) + 256 * flat
    convolutions = kernel * (2 * 32 + 32 * 64 + 64 * 64 + 64 * 64 + 128 * 64 + 128 * 64 + 128 * 32 + 64 * 2)
    return encoder + bottleneck + decoder, convolutions + bottleneck


CORE = 4e9                                                       # MACs a second, given
BUDGET = 0.20 * 0.010 * CORE                                     # a fifth of a 10 ms hop


@of(SD)
def budget_of_delay_and_compute():
    says(SD, "clarifications", "30 ms", "20 % of one core", "4 billion multiply-accumulates")
    near(BUDGET, 8e6)
    says(SD, "estimate.ask", "20 ms windows every 10 ms", "at most 30 ms", "a fifth of a core", "4 billion multiply-accumulates")
    says(SD, "estimate.expect", "= 8 million MACs a frame", "(0.8 G a second)")
    near(BUDGET * 100, 0.8e9)
    assert 20 + 2 == 22 and 20 + 10 + 2 == 32 > 30
    near(16 + 8 + 0.2 * 8, 25.6)
    says(SD, "estimate.expect", "20 + 2 = 22 ms", "32 ms, too much", "16 + 8 + 1.6 = 25.6 ms")
    says(SD, "reference.scope", "2 ms in each 10 ms hop", "8 M MACs a frame")


@of(SD)
def overlap_add_with_root_hann_windows_is_exact_and_waits_for_the_whole_window():
    n, hop = 320, 160                                            # 20 ms and 10 ms at 16 kHz
    root = [sqrt(0.5 - 0.5 * cos(2 * pi * i / n)) for i in range(n)]
    for i in range(hop):
        near(root[i] ** 2 + root[i + hop] ** 2, 1.0)
    starts = range(0, 10 * n, hop)
    last = [max(s for s in starts if s <= t < s + n) + n for t in range(n, 2 * n)]    # when a sample is final
    assert max(end - t for t, end in zip(range(n, 2 * n), last)) == n
    assert n // 2 + 1 == 161 and 16_000 / n == 50
    says(SD, "reference.features", "161 bins, 50 Hz", "add up to one")


@of(SD)
def networks_against_the_budget():
    macs, weights = unet(161)
    assert round(macs / 1e6, 1) == 5.3 and round(weights / 1e6, 1) == 1.5 and round(weights * 4 / 1e6) == 6
    assert round(macs / CORE * 1e3, 1) == 1.3 and macs < BUDGET
    says(SD, "reference.model", "1.5 M weights (6 MB), 5.3 M MACs a frame, 1.3 ms")
    baseline = 161 * 256 + 2 * 3 * 256 * (256 + 256) + 256 * 161
    assert f"{baseline / 1e6:.2f}" == "0.87" and f"{baseline / CORE * 1e3:.1f}" == "0.2"
    says(SD, "reference.model", "log magnitude → dense 256 → two GRUs of 256 → real mask", "0.87 M MACs a frame, 0.2 ms")
    conv_tasnet = 5.1e6 * 1000                                   # weights × frames of 1 ms hop
    assert round(conv_tasnet / 1e9) == 5 and round(conv_tasnet / 0.8e9) == 6
    says(SD, "reference.model", "5.1 M weights run every millisecond", "about 5 G MACs a second, six times the budget")
    wide, _ = unet(481)
    assert f"{wide / 1e6:.1f}" == "14.1" and wide > BUDGET
    says(SD, "reference.serving", "14.1 M MACs a frame, over budget")


@of(SD)
def delay_and_mixes_of_the_reference():
    near(20 + 1.3 + 0.2 + 1, 22.5)
    near(30 - 22.5, 7.5)
    says(SD, "reference.serving", "Window 20 + network 1.3 + transforms 0.2 + limiter 1 = **22.5 ms**", "7.5 in reserve")
    assert f"{10 ** (-24 / 20):.3f}" == "0.063" and f"{10 ** (-12 / 20):.2f}" == "0.25"
    says(SD, "reference.serving", "floor of −24 dB", "+ 0.063", "−12 dB mix (0.25)")


@of(SD)
def size_of_the_sources_and_the_work_on_the_loop():
    assert 600 + 180 == 780 and round(780 * MB_AN_HOUR / 1000) == 90
    says(SD, "clarifications", "600 h of clean", "180 h of noise")
    says(SD, "reference.data", "780 h at 115.2 MB an hour are 90 GB", "200 opt-in clips", "3 minutes", "10 hours of work")
    near(MB_AN_HOUR, 115.2)
    assert 200 * 3 / 60 == 10
    assert 300 + 200 == 500
    says(SD, "reference.data", "300 of the 500 call clips, 200 for development")


@of(SD)
def ratings_that_the_goal_needs():
    a_day = 10_000_000 / 50 / 4
    assert a_day == 50_000
    says(SD, "clarifications", "one in 50", "a quarter", "50,000 ratings a day", "6.0 %", "5.4 %")
    n = per_arm(0.060, 0.054)
    assert round(n, -2) == 23_400 and 4 < n / (a_day / 10) < 5
    says(SD, "reference.metrics", "about 23,400 ratings an arm", "5,000 a day, five days")
    half = Z95 * 0.6 / sqrt(300)
    assert f"{half:.2f}" == "0.07"
    says(SD, "reference.training", "300 clips, standard deviation of the difference 0.6, so ±0.07 at 95 %")


@of(SD)
def sampling_error_of_the_alarm_and_of_the_failure():
    day = 100 * proportion(0.054, 50_000)
    assert f"{day:.2f}" == "0.10" and f"{3 * day:.1f}" == "0.3"
    says(SD, "reference.monitoring", "up 0.3 points in a day (three standard errors)", "5 % of calls keep the old suppressor")
    where = "follow_ups.ratings-drop.expect"
    control = 100 * proportion(0.06, 0.05 * 50_000)
    assert 0.05 * 50_000 == 2_500 and f"{control:.1f}" == "0.5" and (7.0 - 5.4) / control > 3
    says(SD, where, "standard error is 0.10 points", "2,500 ratings, standard error 0.5 points: enough to see 1.6")
    slice_ = 100 * proportion(0.054, 0.02 * 50_000)
    assert f"{slice_:.1f}" == "0.7"
    says(SD, where, "2 % of the ratings is known to 0.7 points")


@of(SD)
def largest_angle_between_noisy_and_clean_and_the_best_real_mask():
    r = random.Random(7)
    for ratio_db, limit in ((20, 6), (6, 30), (0, 90)):
        ratio = 10 ** (-ratio_db / 20)                           # |N| / |S|
        bound = degrees(asin(ratio))
        assert round(bound) == limit
        angles = [abs(cmath.phase(1 + ratio * cmath.exp(2j * pi * r.random()))) for _ in range(20_000)]
        assert max(degrees(a) for a in angles) <= bound + 1e-6
    says(SD, "follow_ups.noisy-phase.expect", "6° at a local SNR of 20 dB, 30° at 6 dB, 90° at 0 dB")
    s, y = complex(1, 0), complex(0.8, 0.5)                      # best real factor m: projection of s on y
    m = (s * y.conjugate()).real / abs(y) ** 2
    assert all(abs(s - m * y) <= abs(s - (m + e) * y) for e in (-0.1, -0.01, 0.01, 0.1))


@of(SD)
def si_sdr_ignores_level_and_needs_a_target():
    r = random.Random(3)
    x = [r.gauss(0, 1) for _ in range(400)]
    estimate = [v + 0.3 * r.gauss(0, 1) for v in x]

    def si_sdr(x, estimate):
        alpha = sum(a * b for a, b in zip(x, estimate)) / sum(a * a for a in x)
        target = sum((alpha * a) ** 2 for a in x)
        return 10 * log10(target / sum((alpha * a - b) ** 2 for a, b in zip(x, estimate)))

    near(si_sdr(x, estimate), si_sdr(x, [5 * v for v in estimate]), 1e-9)
    near(si_sdr(x, estimate), si_sdr([0.2 * v for v in x], estimate), 1e-9)
    try:
        si_sdr([0.0] * 400, estimate)
        raise AssertionError("a silent target has a value")
    except ZeroDivisionError:
        pass


@of(SD)
def headset():
    macs = 40 * 64 + 3 * 128 * (64 + 128) + 3 * 128 * (128 + 128) + 128 * 40
    where = "follow_ups.headset-chip.expect"
    assert f"{macs:,}" == "179,712" and round(macs, -4) / 1000 == 180
    assert 1000 / 4 == 250 and 1000 / 8 == 125 and round(macs * 250 / 1e6) == 45
    compute = macs / 100e6 * 1e3
    assert f"{compute:.1f}" == "1.8" and f"{8 + compute:.1f}" == "9.8" and 8 + compute <= 12
    says(SD, where, "250 frames a second and 125 Hz", "179,712 MACs a frame, 45 million a second, 180 KB", "8 + 1.8 = 9.8 ms")


# ---------------------------------------------------------------- sd-keyword-spotting
KW = "sd-keyword-spotting"
DILATIONS = [1, 1, 2, 2, 2, 2]
STEM, BLOCK, HEAD = 40 * 112 * 5, 112 * 9 + 112 * 112, 112 * 3
WEIGHTS = STEM + 6 * BLOCK + HEAD


@of(KW)
def rate_for_each_score_and_hours_of_proof():
    a_day = 50 * 86_400
    assert a_day == 4_320_000 and 2 * a_day == 8_640_000
    assert f"{1 / (2 * a_day):.1e}" == "1.2e-07"
    assert f"{-log(0.05):.1f}" == "3.0" and round(-log(0.05) * 48) == 144
    says(KW, "estimate.expect", "4.32 million a day, 8.64 million in 48 h", "$1.2 \\cdot 10^{-7}$", "3.0 × 48 = 144 h", "would have 3 false wakes")
    says(KW, "reference.scope", "$1.2 \\cdot 10^{-7}$ per score")
    says(KW, "pitfalls.accuracy.right", "4.32 million scores", "4,320 false scores")
    assert a_day / 1000 == 4320


@of(KW)
def false_wakes_that_still_prove_the_target():
    allowed = 1000 / 48
    assert poisson_upper(13) <= allowed < poisson_upper(14)
    assert f"{poisson_upper(13):.1f}" == "20.7" and f"{allowed:.1f}" == "20.8"
    assert f"{poisson_at_most(13, 1000 / 100):.2f}" == "0.86"
    says(KW, "estimate.expect", "in 1,000 h 13 false wakes are still proof, 14 are not")
    says(KW, "reference.metrics", "at most 13 (upper bound 20.7, allowed 20.8)", "10 are expected", "probability 0.86", "14 false wakes", "0.5 false wakes a day")
    near(24 / 48, 0.5)


@of(KW)
def size_work_and_state_of_the_network():
    assert f"{WEIGHTS:,}" == "104,048" and WEIGHTS < 128_000
    says(KW, "reference.model", "104,048 weights, 104 KB")
    field = 1 + sum(8 * d for d in DILATIONS)                    # kernel 9: eight steps back, times the dilation
    assert field == 81 and f"{field * 0.020:.1f}" == "1.6"
    state = sum(8 * d * 112 for d in DILATIONS)
    assert round(state / 1000) == 9
    ring = 2 * 16_000                                            # bytes of 2 s in 8 bits
    assert ring == 32_000 and 2 * ring == 64_000 > 64_000 - state and ring + state < 64_000
    says(KW, "clarifications", "64 KB of working memory")
    says(KW, "reference.serving", "2 s would take all 64 KB in 16 bits; in 8-bit μ-law it takes 32, the state 9")
    assert f"{WEIGHTS * 50 / 1e6:.1f}" == "5.2" and round(field * WEIGHTS * 10 / 1e6) == 84
    assert field * WEIGHTS * 10 > 30e6 > WEIGHTS * 50
    says(KW, "reference.model", "dilations 1, 1, 2, 2, 2, 2", "81 frames of 20 ms, 1.6 s", "9 KB of state: 5.2 M MACs a second", "84 M")
    assert round(field * WEIGHTS * 50 / 1e6) == 421
    says(KW, "pitfalls.sliding-window.right", "81 frames", "5.2 instead of 421 M MACs")


@of(KW)
def streaming_convolution_gives_the_scores_of_the_window_and_forgets():
    r = random.Random(5)
    kernels = [[r.gauss(0, 1) for _ in range(9)] for _ in DILATIONS]

    def run(x):
        for kernel, d in zip(kernels, DILATIONS):                # causal, zeros before the start
            x = [max(-1.0, min(1.0, sum(w * x[t - 8 * d + i * d] for i, w in enumerate(kernel) if t - 8 * d + i * d >= 0)))
                 for t in range(len(x))]
        return x

    x = [r.gauss(0, 1) for _ in range(200)]
    changed = [9.0] + x[1:]
    a, b = run(x), run(changed)
    assert a[81:] == b[81:] and a != b                           # the first frame has left the view after 81


@of(KW)
def other_networks():
    dense = 41 * 40 * 128 + 2 * 128 * 128 + 128 * 3
    assert round(dense / 1000) == 243 and dense > 128_000
    says(KW, "reference.model", "41 stacked frames, 3 × 128 units: 243 K weights")
    crnn = 40 * 64 * 5 + 3 * 112 * (64 + 112) + 112 * 3
    assert round(crnn / 1000) == 72
    says(KW, "reference.model", "stem of 64 channels, one GRU of 112: 72 K weights")
    head = 112 * (40 + 1)
    assert f"{head:,}" == "4,592" and HEAD == 336 and round((WEIGHTS - HEAD + head) / 1000) == 108
    says(KW, "follow_ups.typed-phrase.expect", "from 336 to 4,592 weights, 108 KB in all, still under 128")


@of(KW)
def speakers_are_the_unit():
    assert 50 * 20 * 2 == 2000 == 200 * 10 and 20 * 40 == 800 and 400 * 100 == 40_000
    says(KW, "clarifications", "50 colleagues × 20 repetitions × 2 distances = 2,000 clips")
    few, many = design_effect(40, 0.2), design_effect(10, 0.2)
    near(few, 8.8)
    near(many, 2.8)
    assert round(800 / few) == 91 and round(2000 / many) == 714
    assert f"{100 * Z95 * proportion(0.05, 800 / few):.1f}" == "4.5"
    assert f"{100 * Z95 * proportion(0.05, 2000 / many):.1f}" == "1.6"
    says(KW, "reference.data", "40,000", "800 clips", "8.8: as good as 91 clips, so 5 % ± 4.5", "effect 2.8, 714 clips, ± 1.6", "2,000 clips, as many as the colleagues gave")
    near(20 / 0.2, 100)                                          # clips per speaker → ∞
    says(KW, "pitfalls.more-repetitions.right", "no number of clips from 20 people is worth more than 100")


@of(KW)
def children():
    where = "follow_ups.children.expect"
    half = 100 * Z95 * proportion(0.15, 100 / design_effect(10, 0.2))
    assert round(half) == 12
    near(0.85 * 5 + 0.15 * 15, 6.5)
    says(KW, where, "15 ± 12 %", "6.5 %")


@of(KW)
def delay_to_the_light():
    averaging, confirmation, second = (15 - 1) / 2 * 20, (3 - 1) * 20, 20 + 60
    assert (averaging, confirmation, second) == (140, 40, 80)
    local = 25 + 20 + averaging + confirmation + second
    assert local == 305 and local + 200 == 505 and local + 250 == 555 <= 600
    says(KW, "reference.serving", "window 25 + frame 20 + averaging 140 + confirmation 40 + second stage 80 = 305 ms",
         "**505 ms** of 600", "250 ms", "at 555 ms", "average over 15 frames", "three frames above")


@of(KW)
def cascade_and_load():
    after_two = 12 * (1 - 0.92)
    after_three = after_two * (1 - 0.75)
    near(after_two, 0.96)
    near(after_three, 0.24)
    near(24 / after_three, 100)
    recall = 0.98 * 0.985 * 0.99
    assert f"{100 * recall:.1f}" == "95.6" and 1 - recall < 0.05
    says(KW, "reference.serving", "stage one 12 false wakes at recall 98 %", "92 % of them at 98.5 %, leaving 0.96",
         "75 % at 99 %, leaving **0.24**", "Recall 95.6 %")
    says(KW, "reference.metrics", "one in 100 h")
    checks = 15 * 0.98 * 0.985 + after_two
    load = 200_000 * checks / 86_400
    assert f"{checks:.1f}" == "15.4" and round(load) == 36 and round(4 * load, -1) in (140, 150)
    assert round(200_000 * (15 * 0.98 + 12) / 86_400) == 62
    says(KW, "reference.serving", "200,000 × 15.4 checks a day, 36 a second", "without stage two 62")


@of(KW)
def coincidence_and_chance():
    a_day = 200_000 * 0.24
    near(a_day, 48_000)
    assert round(sqrt(a_day)) == 219 and f"{a_day / 86_400 * 2:.1f}" == "1.1"
    says(KW, "follow_ups.night-of-wakes.expect", "48,000 a day have a Poisson deviation of 219", "1.1 are expected")
    says(KW, "reference.monitoring", "50 devices in the same 2 s (1.1 expected)")
    assert 1 - poisson_at_most(49, 1.1) < 1e-12


# ---------------------------------------------------------------- sd-streaming-asr
SA = "sd-streaming-asr"


def conformer_block(d, kernel=31):
    """Two feed-forwards of width 4d, attention, convolution with gate; no position projection, norms, biases."""
    return 2 * (2 * d * 4 * d) + 4 * d * d + (2 * d * d + d * d) + kernel * d


BLOCK_512 = conformer_block(512)
ENCODER = 16 * BLOCK_512
JOINT = 512 * 4096
FIRST = (2 * ENCODER * 25 + 2 * JOINT * 4 * (25 + 4)) / 1e9      # GFLOP for a second of speech


@of(SA)
def gpus_and_price():
    assert f"{BLOCK_512 / 1e6:.2f}" == "6.05" and f"{ENCODER / 1e6:.1f}" == "96.7" and f"{JOINT / 1e6:.1f}" == "2.1"
    assert f"{2 * ENCODER * 25 / 1e9:.2f}" == "4.84" and f"{2 * JOINT * 4 * 29 / 1e9:.2f}" == "0.49" and f"{FIRST:.2f}" == "5.32"
    need = FIRST * 20_000 / 1000                                 # TFLOP/s
    assert round(need) == 106 and f"{need / 10:.1f}" == "10.6"
    gpus = -(-need // (10 * 0.5))
    assert gpus == 22 and f"{gpus * 2 / 20_000:.4f}" == "0.0022"
    says(SA, "estimate.expect", "2 × 96.7 M × 25 = 4.84 GFLOP", "= 0.49", "Together 5.32", "106 TFLOP/s, or 10.6 GPUs at 10",
         "22 GPUs, 44 dollars an hour, 0.0022 dollars")
    says(SA, "estimate.expect", "twice that if it always stands ready and the mean is half the peak")
    says(SA, "estimate.ask", "20,000 people", "2 dollars an hour", "10 TFLOP/s", "97 M weights and 40 ms frames", "2.1 M weights, the beam 4")
    attention = 2 * (128 + 8) * 512 * 16                         # MACs a frame over cache and chunk
    assert 0.01 < attention / ENCODER < 0.05
    says(SA, "reference.model", "6.05 M each, 96.7 M in all", "joint network of 2.1 M")


@of(SA)
def second_pass_cache_and_tenfold_load():
    both = (2 * ENCODER * 25 * 20 / 16 + 2 * (2 * JOINT * 4 * 29)) / 1e9
    assert f"{both:.1f}" == "7.0" and f"{FIRST:.1f}" == "5.3" and 4 / 16 == 0.25
    need = both * 20_000 / 1000
    gpus = -(-need // 5)
    assert round(need) == 140 and gpus == 29 and f"{gpus * 2 / 20_000:.4f}" == "0.0029" and gpus * 2 / 20_000 < 0.005
    assert -(-10 * need // 5) == 281 and round(100 * (1 - FIRST / both)) == 24
    cache = 16 * (2 * 512 * 2 * 128 + 30 * 512 * 2)              # keys and values of 128 frames, convolution; 2 bytes
    assert f"{128 * 0.04:.0f}" == "5" and f"{cache / 1e6:.1f}" == "4.7"
    streams = round(20_000 / gpus)
    assert streams == 690 and f"{streams * cache / 1e9:.1f}" == "3.2"
    says(SA, "reference.serving", "5.3 GFLOP/s a stream", "search 7.0; × 20,000 = 140 TFLOP/s", "**29 GPUs**, 0.0029 dollars",
         "4.7 MB a stream, 3.2 GB for 690", "281 GPUs", "24 % less")
    says(SA, "reference.model", "5 s back", "a quarter more encoder")
    saved = 2 * JOINT * 4 * 29 / 1e9 - 2 * JOINT * 25 / 1e9       # CTC: one output layer of the same size a frame
    assert round(100 * saved / FIRST) == 7
    says(SA, "reference.model", "Saves the joint network but needs an output layer (7 % less work in all)")
    assert 20_000 / 500 == 40                                    # exemplar at level 2
    assert "500 for each, so 40 GPUs" in QUESTIONS[SA]["exemplars"][1]["answer"]["serving"]


@of(SA)
def delays():
    def mouth_to_screen(wait):
        return 20 + 40 + wait + 50 + 200 + 40

    assert mouth_to_screen(160) == 510 and mouth_to_screen(320) == 670 and 670 + 250 == 920 <= 1200
    assert mouth_to_screen(640) == 990 and 990 + 250 == 1240 > 1200
    assert mouth_to_screen(160) + 320 == 830 > 800               # one chunk more until two agree
    assert 20 + 40 + 600 + 150 + 50 + 40 == 900 <= 2000
    says(SA, "reference.serving", "packet 20 + up 40 + chunk 160 on average + compute 50 + emission 200 + down and draw 40 = **510**",
         "edge 670", "jitter 920", "would make 830 ms", "990 + 250 = 1,240", "packet 20 + up 40 + silence 600 + second pass 150 + text 50 + down 40 = 900 ms")


@of(SA)
def bytes_of_the_lattice():
    frames, tokens, vocabulary, clips = int(15 / 0.04), 60, 4096, 16
    full, pruned = (clips * frames * n * vocabulary * 4 / 1e9 for n in (tokens, 5))
    assert frames == 375 and f"{full:.1f}" == "5.9" and f"{pruned:.1f}" == "0.5"
    says(SA, "reference.model", "375 frames × 60 tokens × 4,096) is 5.9 GB", "5 tokens a frame (Kuang et al., 2022) 0.5 GB")


@of(SA)
def transducer_loss_sums_all_alignments():
    """P(y|x) by the forward recursion equals the sum over all paths, for a table of any conditional probabilities."""
    r = random.Random(11)
    frames, labels = 4, 3
    blank = [[r.uniform(0.1, 0.9) for _ in range(labels + 1)] for _ in range(frames)]     # else: the next label

    def paths(t, u):
        if t == frames:
            return 1.0 if u == labels else 0.0
        total = blank[t][u] * paths(t + 1, u)
        if u < labels:
            total += (1 - blank[t][u]) * paths(t, u + 1)
        return total

    alpha = [[0.0] * (labels + 1) for _ in range(frames)]
    for t in range(frames):
        for u in range(labels + 1):
            if t == u == 0:
                alpha[0][0] = 1.0
                continue
            alpha[t][u] = (alpha[t - 1][u] * blank[t - 1][u] if t else 0.0) + (
                alpha[t][u - 1] * (1 - blank[t][u - 1]) if u else 0.0)
    near(alpha[-1][labels] * blank[-1][labels], paths(0, 0), 1e-12)


@of(SA)
def shares_of_the_languages():
    hours = {"English": 20_000, "Spanish": 4_000, "German": 3_000, "Japanese": 1_500, "Hindi": 300}
    total, root = sum(hours.values()), sum(sqrt(h) for h in hours.values())
    assert total == 28_800
    before, after = ({k: 100 * f(h) / s for k, h in hours.items()} for f, s in ((float, total), (sqrt, root)))
    assert f"{before['Hindi']:.1f}" == "1.0" and f"{after['Hindi']:.1f}" == "5.5"
    assert round(before["English"]) == 69 and round(after["English"]) == 45
    says(SA, "clarifications", "English 20,000, Spanish 4,000, German 3,000, Japanese 1,500, Hindi 300")
    says(SA, "reference.data", "28,800 h", "Hindi from 1.0 to 5.5 %", "from 69 to 45 %")


@of(SA)
def storage_and_labels():
    assert round(200_000 * MB_AN_HOUR / 1e6) == 23
    assert 100 * 7 * 20 == 14_000 and 5 * 7 * 20 == 700
    says(SA, "clarifications", "seven hours of work at 20 dollars")
    says(SA, "reference.data", "200,000 h (23 TB at 16 bit)", "14,000 dollars", "700 dollars")
    says(SA, "follow_ups.more-deletions.expect", "100 h cost 14,000 dollars")


@of(SA)
def intervals_by_speaker():
    alone, paired = Z95 * 4 / sqrt(60), Z95 * 1 / sqrt(60)
    assert f"{alone:.1f}" == "1.0" and f"{paired:.2f}" == "0.25"
    says(SA, "reference.training", "60 speakers and a deviation of 4 points", "good to ± 1.0; paired, with deviation 1, to ± 0.25. The 1.2 wanted in English")
    near(0.1 * 12, 1.2)
    speakers = (Z95 + Z80) ** 2 * (1 / 0.2) ** 2
    assert 190 < speakers < 205
    says(SA, "follow_ups.two-tenths.expect", "± 1.0", "± 0.25 at 95 %", "some 200 speakers (80 % power)")


@of(SA)
def laptop():
    encoder = 12 * conformer_block(320)
    whole = encoder + 2 * 320 * 1024                             # predictor's embedding and joint output
    assert f"{encoder / 1e6:.1f}" == "28.4" and round(whole / 1e6) == 29
    flops = 2 * encoder * 12.5 / 1e9
    assert f"{flops:.2f}" == "0.71" and flops < 0.1 * 20 < FIRST
    says(SA, "follow_ups.on-the-laptop.expect", "5.3 GFLOP/s, 2 are allowed", "28.4 M weights in the encoder, 29 M in all, 29 MB in 8 bits",
         "0.71 GFLOP/s")


# ---------------------------------------------------------------- texts
def drawings_fit():
    """Canvases: plain text in a fence, at most 68 columns and 16 lines; levels at most 110 characters."""
    for name in (SD, KW, SA):
        for exemplar in QUESTIONS[name]["exemplars"]:
            lines = exemplar["answer"]["canvas"].split("\n")
            assert lines[0] == lines[-1] == "```" and len(lines) - 2 <= 16 and max(map(len, lines)) <= 68, name
        assert [c["id"] for c in QUESTIONS[name]["rubric"]] == [
            "framing", "metrics", "data", "modelling", "evaluation", "serving", "monitoring", "tradeoffs"], name
        assert all(len(level) <= 110 for c in QUESTIONS[name]["rubric"] for level in c["levels"] if level), name
        assert sum(f.get("twist", False) for f in QUESTIONS[name]["follow_ups"]) == 1, name


for name in (SD, KW, SA):
    CHECKS[name].append(drawings_fit)


def main(arguments):
    paths = [Path(a) for a in arguments if a.endswith(".json")]
    wanted = [a for a in arguments if not a.endswith(".json")]
    path = paths[0] if paths else Path(__file__).resolve().parents[2] / "question_banks" / BANK
    QUESTIONS.update({q["id"]: q for q in json.loads(path.read_text(encoding="utf-8"))["questions"]})
    failed = 0
    for question, checks in CHECKS.items():
        if wanted and question not in wanted:
            continue
        passed = 0
        for check in checks:
            try:
                check()
                passed += 1
            except Exception:
                failed += 1
                print(f"{question}: {check.__name__}\n{traceback.format_exc(limit=-2)}")
        print(f"{question}: {passed} of {len(checks)} checks pass")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
