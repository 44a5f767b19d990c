"""Recomputes the figures of sd-diarisation and sd-meeting-assistant.

    python tests/content/design_numbers_meetings.py [QUESTION ...]

A check computes a figure from what the question lays down and looks for the rounded figure in the text
that states it, so that texts and sums cannot drift apart. Standard library only.
"""

import itertools
import json
import random
import sys
import traceback
from collections import defaultdict
from math import ceil, exp, factorial, lgamma, log, sqrt
from pathlib import Path

BANK = Path(__file__).resolve().parents[2] / "question_banks" / "system-design-core.json"
QUESTIONS = {}
CHECKS = defaultdict(list)

Z95 = 1.959964                              # normal quantile: two-sided 95 %
Z80 = 0.841621                              # power 80 %
DI, MA = "sd-diarisation", "sd-meeting-assistant"


def of(question):
    def register(check):
        CHECKS[question].append(check)
        return check
    return register


def part(question, where):
    """A text of a question: 'reference.model', 'follow_ups.live-labels.expect', 'clarifications' …"""
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


def poisson_at_most(k, mean):
    return sum(exp(-mean + i * log(mean) - lgamma(i + 1)) for i in range(k + 1))


def poisson_upper(k, level=0.95):
    """One-sided upper bound of a Poisson mean after k events."""
    low, high = 0.0, 1000.0
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if poisson_at_most(k, middle) > 1 - level else (low, middle)
    return low


# ---------------------------------------------------------------- sd-diarisation
HOURS = 50_000 * 0.75                        # of meetings a day
RUNNING = 0.1 * 50_000 * 0.75                # meetings at once in the peak hour
GPU, PRICE = 30e12, 1.50


def a_second(encoder, embedding, seen):
    """FLOP for a second of audio that is seen in so many windows."""
    return 2 * encoder * 50 * seen + 2 * embedding * 100 * seen


def cents(gpus):
    """Cents an hour of meeting when the GPUs always run."""
    return 100 * gpus * 24 * PRICE / HOURS


@of(DI)
def load_at_the_end_and_as_it_arrives():
    work = a_second(94e6, 6e6, 2)
    near(2 * 94e6 * 50 * 2, 18.8e9)
    near(2 * 6e6 * 100 * 2, 2.4e9)
    near(work, 21.2e9)
    ending = 0.05 * 50_000
    seconds = ending * 0.75 * 3600
    assert (ending, ending * 0.75, seconds) == (2_500, 1_875, 6_750_000) and f"{seconds * work:.2e}" == "1.43e+17"
    at_end = seconds * work / 600 / GPU
    assert f"{at_end:.1f}" == "8.0" and ceil(2 * at_end) == 16 and 16 * 24 * PRICE == 576 and f"{cents(16):.1f}" == "1.5"
    live = RUNNING * work / GPU
    most = ending + ending * 0.75   # those that end together all run just before; the rest are spread over the hour
    assert most == 4_375 and f"{most * work / GPU:.1f}" == "3.1"
    says(DI, "estimate.expect", "4,375 run: 3.1 GPUs")
    assert RUNNING == 3_750 and HOURS == 37_500 and f"{RUNNING * work / 1e12:.1f}" == "79.5"
    assert f"{live:.2f}" == "2.65" and ceil(2 * live) == 6 and 6 * 24 * PRICE == 216 and f"{cents(6):.2f}" == "0.58"
    says(DI, "clarifications", "50,000 a day", "a tenth of them, half of which end together", "1.50 dollars", "30 TFLOP/s", "1 cent")
    says(DI, "estimate.expect", "= 18.8 GFLOP", "= 2.4: 21.2 GFLOP", "2,500 meetings together, 1,875 h or 6.75 million seconds",
         "1.43 × 10¹⁷", "8.0 GPUs", "at half load 16", "576 dollars a day for 37,500 h, 1.5 cents",
         "3,750 meetings run at once, 79.5 TFLOP/s, 2.7 GPUs, at half load 6: 216 dollars a day, 0.58 cents")
    assert ceil(10 * live) == 27
    says(DI, "reference.serving", "21.2 GFLOP", "3,750 meetings", "2.7 GPUs, **6**", "**0.58 cents**", "16 GPUs, 1.5 cents", "27 GPUs before reserve")


@of(DI)
def live_labels():
    assert 5 / 0.5 == 10
    near(2 * 94e6 * 50 * 10, 94e9)
    near(2 * 6e6 * 100 * 10, 12e9)
    big, small = a_second(94e6, 6e6, 10), a_second(10e6, 6e6, 10)
    near(big, 106e9)
    near(small, 22e9)
    assert round(RUNNING * big / 1e12) == 398 and f"{RUNNING * big / GPU:.2f}" == "13.25"
    assert ceil(2 * RUNNING * big / GPU) == 27 and 27 * 24 * PRICE == 972 and f"{cents(27):.1f}" == "2.6"
    assert f"{RUNNING * small / GPU:.2f}" == "2.75" and ceil(2 * RUNNING * small / GPU) == 6
    says(DI, "follow_ups.live-labels.expect", "= 94 GFLOP a second, embedding 12: 106", "398 TFLOP/s, 13.3 GPUs, 27 at half load: 972 dollars a day, 2.6 cents",
         "10 + 12 = 22 GFLOP, 2.8 GPUs, 6 at half load, 0.58 cents")


@of(DI)
def one_label_a_moment_cannot_reach_the_target():
    missed = 0.12 / 1.12
    assert f"{100 * missed:.1f}" == "10.7" and f"{14 - 100 * missed:.1f}" == "3.3"
    says(DI, "reference.scope", "112 speaker-minutes for 100 minutes", "misses 12", "**10.7 % DER", "3.3 points would remain")
    assert 200 * 0.4 == 80 and round(100 * 80 / (45 * 60)) == 3
    says(DI, "reference.metrics", "200 replies of 0.4 s are 80 s, 3 % of 45 minutes")


@of(DI)
def permutations():
    assert factorial(3) == 6 and f"{factorial(12):,}" == "479,001,600" and 1 + 3 + 3 == 7
    assert sum(1 for k in range(3) for _ in itertools.combinations(range(3), k)) == 7
    says(DI, "follow_ups.permutation-loss.expect", "$3! = 6$", "12! = 479{,}001{,}600$", "1 + 3 + 3 = 7")
    says(DI, "reference.model", "1 + 3 + 3 = 7", "$3! = 6$")
    r = random.Random(5)                     # the sum over frames splits into pairs: one table holds every order
    frames = [([r.randint(0, 1) for _ in range(3)], [r.uniform(0.05, 0.95) for _ in range(3)]) for _ in range(40)]

    def bce(y, p):
        return -(y * log(p) + (1 - y) * log(1 - p))

    table = [[sum(bce(y[i], p[j]) for y, p in frames) for j in range(3)] for i in range(3)]
    orders = list(itertools.permutations(range(3)))
    direct = min(sum(bce(y[o[j]], p[j]) for y, p in frames for j in range(3)) for o in orders)
    near(direct, min(sum(table[o[j]][j] for j in range(3)) for o in orders), 1e-12)
    framewise = sum(min(sum(bce(y[o[j]], p[j]) for j in range(3)) for o in orders) for y, p in frames)
    assert framewise < direct


@of(DI)
def sizes_of_attention_clustering_and_data():
    frames = 7200 * 10
    assert frames == 72_000 and f"{frames**2:.1e}" == "5.2e+09" and round(frames**2 * 2 / 1e9) == 10
    says(DI, "follow_ups.whole-meeting.expect", "72,000 frames", r"$5.2 \cdot 10^9$", "10 GB in 16 bits")
    assert 7200 // 5 == 1440 and round(1440 * 1.8) == 2592 and round(2592**2 * 4 / 1e6) == 27
    assert 7200 / 0.75 == 9600 and round(9600**2 * 4 / 1e6) == 369
    says(DI, "reference.model", "1,440 windows, 1.8 speakers each: 2,592 vectors, a matrix of 27 MB", "9,600 and 369 MB")
    assert round(10_000 * 16_000 * 2 * 3600 / 1e12, 1) == 1.2
    assert 80 * 0.75 == 60 and 40 * 0.75 == 30 and 30 * 0.75 == 22.5 and 40 + 10 + 30 == 80
    assert 50 * 200 == 10_000 and 10 * 200 == 2_000 and 5 * 200 == 1_000 and 4_500 + 500 == 5_000
    says(DI, "reference.data", "1.2 TB", "40 meetings (30 h)", "30 (22 h)", "50 h for 10,000 dollars", "10 h more at random (2,000)")
    says(DI, "reference.monitoring", "5 h of new labels", "(1,000 dollars)")


@of(DI)
def intervals_and_filter():
    assert f"{Z95 * 8 / sqrt(40):.1f}" == "2.5" and f"{Z95 * 3 / sqrt(40):.1f}" == "0.9"
    assert ceil(((Z95 + Z80) * 3) ** 2) == 71
    says(DI, "reference.training", "± 2.5", "± 0.9", "71 meetings (80 % power)")
    assert 11 * 20 == 220

    def median(x, n=11):
        return [sorted(x[max(0, i - n // 2):i + n // 2 + 1])[len(x[max(0, i - n // 2):i + n // 2 + 1]) // 2] for i in range(len(x))]

    reply = [0] * 40 + [1] * 15 + [0] * 40   # 0.3 s of 20 ms frames
    assert median(reply) == reply and sum(median([0] * 40 + [1] * 5 + [0] * 40)) == 0
    says(DI, "reference.serving", "220 ms (11 frames)", "A reply of 0.3 s survives the 220 ms median", "drop pieces under 0.2 s")


# ---------------------------------------------------------------- sd-meeting-assistant
FRESH, CACHED, OUT, TTS = 0.20e-4, 0.05e-4, 0.80e-4, 15e-4    # cents a token or character
TOKENS = 7_800 * 1.3
FIXED, NOTES = 800, 600


def notes_cents(calls, window, notes=NOTES, out=60):
    return calls * (notes + window) * FRESH, calls * FIXED * CACHED, calls * out * OUT


@of(MA)
def cost_of_notes():
    near(TOKENS, 10_140)
    calls, mean = 3600 // 25, TOKENS / 2
    assert calls == 144 and mean == 5070 and round(TOKENS / 30) == 338
    whole, prefix = calls * (FIXED + mean + NOTES), calls * (FIXED + mean)
    assert (whole, prefix, calls * NOTES, calls * 938, calls * FIXED) == (931_680, 845_280, 86_400, 135_072, 115_200)
    out = calls * 60 * OUT
    parts = (whole * FRESH, prefix * CACHED, TOKENS * FRESH, calls * NOTES * FRESH, calls * 938 * FRESH, calls * FIXED * CACHED, out)
    assert [f"{p:.1f}" for p in parts] == ["18.6", "4.2", "0.2", "1.7", "2.7", "0.6", "0.7"]
    totals = (parts[0] + out, sum(parts[1:4]) + out, sum(notes_cents(calls, 338)))
    assert [f"{t:.1f}" for t in totals] == ["19.3", "6.8", "4.0"] and totals[1] < 2 * totals[2]
    says(MA, "clarifications", "7,800 words an hour", "0.20 dollars a million input tokens, 0.05 if cached, 0.80 output", "15 dollars a million characters")
    says(MA, "estimate.expect", "10,140 tokens an hour, 5,070 on average so far; 144 calls", "931,680", "18.6 cents", "845,280 × 0.05 = 4.2 cents",
         "86,400 × 0.20 = 1.7", "135,072 × 0.20 = 2.7 cents", "115,200 cached, 0.6", "= 0.7 for all", "19.3, 6.8 and 4.0 cents")
    says(MA, "reference.model", "(4.0 cents an hour; the whole transcript with a cache would be 6.8")


def rest():
    answers = 2 * ((TOKENS + FIXED) * FRESH + 150 * OUT)
    update = 75 * 6 * TTS + (FIXED + NOTES) * FRESH + 100 * OUT
    final = (TOKENS + FIXED + NOTES) * FRESH + 1000 * OUT
    return 0.3, answers, update, final


@of(MA)
def cost_of_the_rest_and_load():
    assert [f"{r:.1f}" for r in rest()] == ["0.3", "0.5", "0.7", "0.3"]
    near(4.0 + 0.3 + 0.5 + 0.7 + 0.3, 5.8)
    assert f"{sum(notes_cents(144, 338)) + sum(rest()):.1f}" in ("5.7", "5.8") and 10_000 / 25 == 400
    assert f"{TOKENS * FRESH:.1f}" == "0.2" and 10_000 / 60 > 160
    says(MA, "reference.serving", "notes 4.0 cents, verifier 0.3, two answers 0.5, one update 0.7, final pass 0.3 = **5.8 cents**", "400 model calls a second")


@of(MA)
def delays():
    near(1.0 + 25 + (0.6 + 60 / 60) + 0.5 + 0.2, 28.3)
    near(0.6 + 0.33 + 0.25 + 0.15, 1.33)
    near(0.9 + 0.33 + 0.5 + 0.15, 1.88)
    assert f"{20 / 60:.2f}" == "0.33"
    says(MA, "reference.serving", "= **28.3 s** of 30", "= **1.33 s** of 2", "= 1.88 of 3")


@of(MA)
def errors_travel():
    speaker = 1 - (0.6 * 0.01 + 0.4 * 0.15)
    near(speaker, 0.934)
    assert f"{0.92**2:.2f}" == "0.85" and f"{0.92**2 * speaker * 0.97:.2f}" == "0.77" and f"{0.75**2 * speaker * 0.97:.2f}" == "0.51"
    says(MA, "reference.scope", "$0.92^2 = 0.85$", "= 0.934$", "**0.77**", "0.51")


@of(MA)
def proof_of_one_per_cent():
    assert f"{100 * poisson_upper(4) / 1000:.2f}" == "0.92" and f"{100 * poisson_upper(5) / 1000:.2f}" == "1.05"
    effect = 1 + 9 * 0.05
    worth, more = 1000 / effect, 3000 / effect
    near(effect, 1.45)
    assert round(worth) == 690 and f"{100 * poisson_upper(2) / worth:.2f}" == "0.91" and poisson_upper(3) / worth > 0.01
    assert f"{poisson_at_most(2, 0.005 * worth):.2f}" == "0.33"
    assert round(more) == 2069 and poisson_upper(13) / more <= 0.01 < poisson_upper(14) / more
    assert f"{poisson_at_most(13, 0.005 * more):.2f}" == "0.84"
    assert f"{1000 / 60:.1f}" == "16.7" and round(1000 / 60 * 40) == 667 and 3000 / 60 * 40 == 2000
    says(MA, "reference.training", "16.7 h, 667 dollars", "0.92 %, 5 do not (1.05)", "1.45, worth 690", "(0.91 %)", "one time in three",
         "2,000 dollars, worth 2,069: up to 13 wrong, passed with probability 0.84")
    assert round(2000 / 60 * 40) == 1333 and round(200 / 60 * 40) == 133 and 300 * 0.75 == 225
    says(MA, "reference.data", "1,333 dollars", "225 h")
    says(MA, "reference.monitoring", "(133 dollars)")
    half = 100 * Z95 * sqrt(0.81 * 0.19 / 600)
    assert f"{half:.1f}" == "3.1" and f"{half * sqrt(1.25):.1f}" == "3.5" and 90 - 81 == 9
    says(MA, "follow_ups.where-lost.expect", "± 3.1", "± 3.5", "9 points")


@of(MA)
def speech_model_and_ten_seconds():
    assert 12.5 * 3600 == 45_000 and 12.5 * 120 == 1_500
    says(MA, "follow_ups.speech-model.expect", "45,000 tokens", "1,500 against 338")
    says(MA, "reference.model", "45,000 tokens an hour")
    assert f"{10 - (28.3 - 25):.1f}" == "6.7" and 3600 // 6 == 600 and f"{600 / 144:.1f}" == "4.2"
    window = round(TOKENS / 80)
    assert window == 127
    wide, short, quiet = notes_cents(600, 338), notes_cents(600, window, 200), notes_cents(600, window, 200, 10)
    assert [f"{x:.1f}" for x in wide] == ["11.3", "2.4", "2.9"] and f"{short[0]:.1f}" == "3.9" and f"{quiet[2]:.1f}" == "0.5"
    other = 1.8
    assert f"{sum(rest()):.1f}" == "1.8" and f"{sum(short):.1f}" == "9.2" and f"{sum(short) + other:.1f}" == "11.0"
    assert f"{sum(quiet):.1f}" == "6.8" and f"{sum(quiet) + other:.1f}" == "8.6"
    says(MA, "follow_ups.ten-seconds.expect", "600 calls an hour, 4.2 times", "11.3 cents plus cached 2.4 and output at most 2.9", "(127 tokens)",
         "600 × 327 × 0.20 = 3.9, so 9.2 for notes and 11.0 with the rest", "6.8 and 8.6")


@of(MA)
def laptop():
    a_token = 28 * 8 * 128 * 2 * 2
    assert round(a_token / 1000) == 115 and f"{1800 * a_token / 1e9:.1f}" == "0.2" and 1738 + 60 <= 1800
    assert FIXED + NOTES + 338 == 1738
    full, kept, output = 2 * 3e9 * 1738 / 2e12, 2 * 3e9 * 938 / 2e12, 60 / (60 / 1.5)
    assert f"{2 * 3e9 * 1738 / 1e12:.1f}" == "10.4" and (f"{full:.1f}", f"{kept:.1f}", f"{output:.1f}") == ("5.2", "2.8", "1.5")
    assert f"{kept + output:.1f}" == "4.3" and round(100 * (kept + output) / 25) == 17
    near(1.0 + 25 + 4.3 + 0.1 + 0.2, 30.6)
    assert 1.0 + 24 + 4.3 + 0.1 + 0.2 < 30 and 1.5 + 0.2 + 0.15 < 3
    says(MA, "follow_ups.on-the-laptop.expect", "115 KB a token, so 1,800 tokens take 0.2 GB", "= 10.4 TFLOP, 5.2 s", "2.8 s", "= 40 a second: 1.5 s",
         "4.3 s every 25 s, 17 %", "= 30.6 s: timer to 24")


def drawings_fit():
    """Canvases: plain text in a fence, at most 68 columns and 16 lines; levels at most 110 characters."""
    for name in (DI, MA):
        for exemplar in QUESTIONS[name]["exemplars"]:
            lines = exemplar["answer"]["canvas"].split("\n")
            assert lines[0] == lines[-1] == "```" and len(lines) - 2 <= 16 and max(map(len, lines)) <= 68, name
        assert all(len(level) <= 110 for c in QUESTIONS[name]["rubric"] for level in c["levels"] if level), name
        assert sum(f.get("twist", False) for f in QUESTIONS[name]["follow_ups"]) == 1, name


for name in (DI, MA):
    CHECKS[name].append(drawings_fit)


def main(wanted):
    QUESTIONS.update({q["id"]: q for q in json.loads(BANK.read_text(encoding="utf-8"))["questions"]})
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
