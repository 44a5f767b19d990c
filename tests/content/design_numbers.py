"""Recomputes every figure of sd-video-recsys, sd-rag-assistant and sd-fraud from what is given.

    python tests/content/design_numbers.py [--rest] [BANK.json]

The bank is question_banks/system-design-core.json unless a path is given.

A check computes a value and names the words in which the question states it: `says` fails unless the
value, rounded as the words have it, is the number in them, and unless the words stand in the field.
`given` does the same for what is laid down and returns the number, so that texts and sums cannot
drift apart. --rest lists the numbers that no check has looked at. Standard library only.
"""

import json
import re
import sys
import traceback
from math import exp, log, sqrt
from pathlib import Path
from random import Random

BANK = "system-design-core.json"
REC, RAG, FRAUD = "sd-video-recsys", "sd-rag-assistant", "sd-fraud"
NUMBER = re.compile(r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")
CHECKS = []
FIELDS = {}
SEEN = {}
DAY = 86_400


# ---------------------------------------------------------------- the machinery
def of(question):
    def register(check):
        CHECKS.append((question, check))
        return check
    return register


def squeeze(text):
    return re.sub(r"\s+", " ", text)


def fields_of(q):
    """Every text of a question by a short name: `scope` to `canvas` are those of the reference."""
    out = {"prompt": q["prompt"], "estimate": q["estimate"]["ask"] + " " + q["estimate"]["expect"]}
    out["clarifications"] = " ".join(c["ask"] + " " + c["answer"] for c in q["clarifications"])
    out["hints"] = " ".join(q["hints"])
    out["rubric"] = " ".join(level for c in q["rubric"] for level in c["levels"] if level)
    for f in q["follow_ups"]:
        out["+" + f["id"]] = f["ask"] + " " + f["expect"]
    for p in q["pitfalls"]:
        out["!" + p["id"]] = p["wrong"] + " " + p["right"]
    for e in q["exemplars"]:
        for name, text in e["answer"].items():
            out[name if e["level"] == 4 else f"{e['level']}.{name}"] = text
    return {name: squeeze(text) for name, text in out.items()}


def stands(question, field, words):
    """The words stand in the field, not as part of a longer number or word."""
    text = FIELDS[question][field]
    pattern = r"(?<![\w.,])" + re.escape(words) + r"(?![\w]|[.,]\d)"
    found = list(re.finditer(pattern, text))
    assert found, f"{question} {field}: not found: {words!r}"
    for match in found:
        SEEN.setdefault((question, field), set()).update(range(match.start(), match.end()))


def number_in(words):
    return NUMBER.search(words).group()


def says(question, field, value, words, digits=None):
    """The first number in the words is the value, rounded to its decimals (or to significant digits)."""
    text = number_in(words).replace(",", "")
    places = len(text.partition(".")[2])
    rounded = f"{float(f'{value:.{digits - 1}e}') if digits else value:.{places}f}"
    assert rounded == text, (question, field, value, words)
    stands(question, field, words)


def given(question, field, value, words):
    """Laid down by the question: must stand there; returns the value for the sums."""
    assert float(number_in(words).replace(",", "")) in (value, value / 1e3, value / 1e6, value / 1e9, value * 100), words
    stands(question, field, words)
    return value


def per_arm(sigma_over_mean, effect):
    """Users per arm: 80 % power, two-sided 5 %, by the rule of sixteen."""
    return 16 * sigma_over_mean**2 / effect**2


def half_width(p, n):
    return 1.96 * sqrt(p * (1 - p) / n)


def root(f, low, high):
    """Where an increasing function crosses 0."""
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if f(middle) < 0 else (low, middle)
    return low


@of(REC)
def the_rule_of_sixteen_is_about_right():
    assert abs(2 * (1.959964 + 0.841621) ** 2 - 16) < 0.31


# ---------------------------------------------------------------- sd-video-recsys: what is given
def rec():
    g = {
        "users": given(REC, "clarifications", 60e6, "60 million people a day"),
        "loads": given(REC, "clarifications", 4, "4 home pages each"),
        "peak": given(REC, "clarifications", 3, "3 times the mean"),
        "videos": given(REC, "clarifications", 50e6, "50 million videos"),
        "uploads": given(REC, "clarifications", 500e3, "500,000 are uploaded a day"),
        "places": given(REC, "clarifications", 20, "holds 20 videos"),
        "seen": given(REC, "clarifications", 8, "8 of them come on screen"),
        "open": given(REC, "clarifications", 0.05, "5 % of those are opened"),
        "shuffled": given(REC, "clarifications", 0.005, "0.5 % of all pages"),
        "mean": given(REC, "clarifications", 14, "mean 14"),
        "sd": given(REC, "clarifications", 9, "standard deviation 9"),
        "features": given(REC, "estimate", 1500, "1.5 kB of features"),
        "scored": given(REC, "estimate", 500, "scores 500 of"),
        "p95": given(REC, "clarifications", 200, "200 ms"),
    }
    g["pages"] = g["users"] * g["loads"]
    g["per_second"] = g["pages"] / DAY * g["peak"]
    g["rows"] = g["pages"] * g["seen"]
    g["opens"] = g["rows"] * g["open"]
    expert = 1000 * 512 + 512 * 256 + 256 * 128
    g["multiply_adds"] = 4 * expert
    g["flop"] = 2 * g["multiply_adds"]
    g["kept"] = g["opens"] + 0.1 * (g["rows"] - g["opens"])
    return g


# sd-video-recsys: the estimate, and the same figures where the reference repeats them
@of(REC)
def load_and_feature_traffic():
    g = rec()
    for words, value in (("60 million people", g["users"]), ("4 pages a day", g["loads"]), ("3 times the mean", g["peak"]), ("50 million videos", g["videos"])):
        given(REC, "estimate", value, words)
    stands(REC, "estimate", "60 M · 4 = 240 M pages a day; over 86,400 s")
    says(REC, "estimate", g["pages"] / 1e6, "240 M pages")
    says(REC, "estimate", g["pages"] / DAY, "2,778 a second")
    says(REC, "estimate", g["per_second"], "8,333 at three times the mean")
    scores = g["per_second"] * g["scored"]
    says(REC, "estimate", scores / 1e6, "4.17 M scores a second")
    stands(REC, "estimate", "With 500 candidates")
    stands(REC, "estimate", "500 · 1.5 kB = 750 kB a page")
    says(REC, "estimate", g["scored"] * g["features"] / 1e3, "750 kB a page")
    says(REC, "estimate", scores * g["features"] / 1e9, "6.25 GB/s")
    says(REC, "estimate", scores * g["features"] * 8 / 1e9, "50 Gbit/s")
    says(REC, "estimate", g["flop"] / 1e6, "5.4 MFLOP")
    says(REC, "estimate", scores * g["flop"] / 1e12, "22.5 TFLOP/s")
    stands(REC, "estimate", "50 M · 1.5 kB = 75 GB")
    says(REC, "estimate", g["videos"] * g["features"] / 1e9, "75 GB of item features")
    says(REC, "serving", scores / 1e6, "4.17 M scores a second")
    says(REC, "serving", scores * g["flop"] / 1e12, "22.5 TFLOP/s")
    says(REC, "serving", scores * g["features"] / 1e9, "6.25 GB/s")
    says(REC, "serving", g["videos"] * g["features"] / 1e9, "75 GB")
    stands(REC, "scope", "60 M people · 4 pages = 240 M pages a day")
    says(REC, "scope", g["pages"] / DAY, "2,778 a second")
    says(REC, "scope", g["per_second"], "8,333 at the peak")
    for words, value in (("20 places", g["places"]), ("8 seen", g["seen"]), ("200 ms at p95", g["p95"]),
                         ("50 M videos", g["videos"]), ("500,000 new ones a day", g["uploads"])):
        given(REC, "scope", value, words)
    # Level 2 rounds the mean load.
    says(REC, "2.serving", g["pages"] / 1e6, "240 M pages a day")
    says(REC, "2.serving", g["pages"] / DAY, "2,800 requests a second", digits=2)
    for words, value in (("60 million daily users", g["users"]), ("200 ms", g["p95"]), ("50 million videos", g["videos"])):
        given(REC, "2.scope", value, words)


# sd-video-recsys: sample sizes (metrics, follow-ups overnight and watch-time)
@of(REC)
def sample_sizes():
    g = rec()
    cv = g["sd"] / g["mean"]
    stands(REC, "metrics", "with $\\sigma/\\mu = 9/14$")
    stands(REC, "metrics", "To see +0.2 % takes $n \\approx 16\\,(\\sigma/\\mu)^2/\\delta^2$")
    says(REC, "metrics", per_arm(cv, 0.002) / 1e6, "1.65 M users an arm")
    stands(REC, "metrics", "at $\\sigma = 2\\mu$, +1 % takes 640,000 an arm")
    says(REC, "metrics", per_arm(2, 0.01), "640,000 an arm")
    stands(REC, "metrics", "about 410,000 with a pre-period covariate of correlation 0.6")
    says(REC, "metrics", per_arm(2, 0.01) * (1 - 0.6**2), "410,000 with", digits=2)
    # An interval of -0.5 to -0.1 around -0.3 has a half width of 0.2 % of the mean.
    stands(REC, "+watch-time", "0.3 % (95 % interval −0.5 to −0.1)")
    stands(REC, "+watch-time", "±0.2 at mean 14 and standard deviation 9")
    says(REC, "+watch-time", 2 * cv**2 / (0.002 / 1.96) ** 2 / 1e6, "0.8 M users an arm")
    # Opens per page: 8 seen, 5 % opened; a fall of 5 %; the error of an hour.
    before = g["seen"] * g["open"]
    says(REC, "+overnight", before, "0.40 to")
    says(REC, "+overnight", before * 0.95, "0.38")
    says(REC, "+overnight", g["pages"] / 24 / 1e6, "10 M pages")
    says(REC, "+overnight", sqrt(1 / (g["pages"] / 24)), "0.0003")
    says(REC, "+overnight", before * 0.05, "0.02 is no noise")


# sd-video-recsys: rows, exploration, embeddings (data, features, training)
@of(REC)
def rows_and_exploration():
    g = rec()
    says(REC, "data", g["rows"] / 1e9, "1.92 bn rows")
    says(REC, "data", g["opens"] / 1e6, "96 M opens a day")
    stands(REC, "data", "10 % of the rest, weighted by 10")
    says(REC, "data", g["kept"] / 1e6, "278 M rows")
    says(REC, "data", g["pages"] * g["shuffled"] / 1e6, "1.2 M a day")
    views = g["uploads"] * 100
    says(REC, "data", views / 1e6, "50 M a day")
    says(REC, "data", views / g["rows"] * 100, "2.6 % of what is seen")
    says(REC, "data", views / g["rows"] * 0.5 * 100, "1.3 % of opens")
    stands(REC, "serving", "on every fourth page one of the first 8 places explores")
    assert 1.1 * views < g["pages"] / 4 < 1.3 * views       # enough for all first tries, at little more than their price
    says(REC, "features", g["videos"] * 64 * 4 / 1e9, "12.8 GB")
    stands(REC, "features", "50 M · 64 float32 = 12.8 GB")
    says(REC, "features", 3 * g["videos"] * 64 * 4 / 1e9, "38.4 GB")
    says(REC, "model", g["multiply_adds"] / 1e6, "2.7 M multiply-adds")
    stands(REC, "model", "over 4 gated experts 1000→512→256→128")
    says(REC, "model", g["videos"] / g["scored"], "100,000 times")
    work = 3 * g["flop"] * g["kept"]
    stands(REC, "training", "278 M rows · 3 · 5.4 MFLOP = 4.5 PFLOP")
    says(REC, "training", work / 1e15, "4.5 PFLOP")
    stands(REC, "training", "under 4 minutes at 20 effective TFLOP/s")
    assert 3 < work / 20e12 / 60 < 4
    says(REC, "training", g["kept"] * g["features"] / 1e9, "418 GB")
    # The sources fetch more than the 500 that are left after union and filters.
    stands(REC, "model", "two towers 300, co-watch 100, subscriptions 100, popular 100, fresh 50; about 500")
    assert 300 + 100 + 100 + 100 + 50 > g["scored"]
    assert 0.5 < (g["places"] - g["seen"]) / g["places"]      # "most of them were never looked at"
    stands(REC, "!unseen-negatives", "With 8 of 20 on screen, most of them")


# sd-video-recsys: serving
@of(REC)
def budget_and_index():
    g = rec()
    stands(REC, "serving", "user 15, retrieval 35 (parallel), filters 5, features 15, ranker 40, page 10, network 20: 140, and 60 for the tail")
    total = 15 + 35 + 5 + 15 + 40 + 10 + 20
    assert total == 140 and g["p95"] - total == 60
    vectors, links = g["videos"] * 128, g["videos"] * 64 * 4
    stands(REC, "serving", "50 M · 128 int8 = 6.4 GB plus 64 links · 4 B = 12.8 GB of graph, 19.2 GB")
    says(REC, "serving", vectors / 1e9, "6.4 GB")
    says(REC, "serving", links / 1e9, "12.8 GB")
    says(REC, "serving", (vectors + links) / 1e9, "19.2 GB")
    says(REC, "canvas", (vectors + links) / 1e9, "19 GB")
    machines = g["per_second"] / 1500
    stands(REC, "serving", "at an assumed 1,500 queries a second, 6 for the peak, 8 with spares")
    assert 5 < machines <= 6
    stands(REC, "serving", "leaves 150 of 500, so features and scores grow threefold only")
    assert 10 * 150 / 500 == 3


# sd-video-recsys: follow-up logq. The optimum of the loss, by descent on a small world.
@of(REC)
def what_uncorrected_negatives_learn():
    says(REC, "+logq", log(0.01 / 0.0001), "4.6$ logits")
    stands(REC, "+logq", "1 % of the draws against one with 0.01 %")
    p, q = [0.5, 0.3, 0.15, 0.05], [0.4, 0.3, 0.2, 0.1]       # next watch of one user; draws of negatives
    want = {False: [log(a / b) for a, b in zip(p, q)], True: [log(a) for a in p]}
    for corrected in (False, True):
        s = [0.0] * 4
        for _ in range(3000):
            slope = [0.0] * 4
            for i in range(4):                                # positive i against one drawn negative j
                for j in range(4):
                    a = s[i] - corrected * log(q[i])
                    b = s[j] - corrected * log(q[j])
                    wrong = 1 / (1 + exp(a - b))
                    slope[i] -= p[i] * q[j] * wrong
                    slope[j] += p[i] * q[j] * wrong
            s = [x - 2.0 * d for x, d in zip(s, slope)]
        shift = s[0] - want[corrected][0]
        assert all(abs(x - w - shift) < 1e-3 for x, w in zip(s, want[corrected])), (corrected, s)


# sd-video-recsys: data. Rows kept at 10 % and weighted by 10 leave the best probability where it was.
@of(REC)
def weighted_sampling_stays_calibrated():
    base = 0.05
    kept_positive, kept_negative = base, (1 - base) * 0.1
    assert abs(kept_positive / (kept_positive + 10 * kept_negative) - base) < 1e-12


# sd-video-recsys: follow-up offline-online. Opens weighted by 1/theta give the relevance back.
@of(REC)
def place_effect_from_shuffled_pages():
    random, theta, relevance = Random(3), [1.0, 0.7, 0.5, 0.3], [0.4, 0.3, 0.2, 0.1]
    opens, weighted, rounds = [0] * 4, [0.0] * 4, 60_000
    for _ in range(rounds):
        order = random.sample(range(4), 4)
        for place, video in enumerate(order):
            if random.random() < theta[place] * relevance[video]:
                opens[place] += 1
                weighted[video] += 1 / theta[place]
    for place in range(4):
        assert abs(opens[place] / opens[0] - theta[place]) < 0.03
        assert abs(weighted[place] / rounds - relevance[place]) < 0.01


# ---------------------------------------------------------------- sd-rag-assistant: what is given
def rag():
    g = {
        "people": given(RAG, "prompt", 40e3, "40,000 people"),
        "documents": given(RAG, "clarifications", 2e6, "2 million documents"),
        "tokens": given(RAG, "clarifications", 1500, "1,500 tokens on average"),
        "changed": given(RAG, "clarifications", 0.01, "1 % of the documents change each day"),
        "readable": given(RAG, "clarifications", 0.05, "5 % of the passages"),
        "questions": given(RAG, "clarifications", 60e3, "60,000 questions a working day"),
        "busy": given(RAG, "clarifications", 0.15, "15 % of them in the busiest hour"),
        "budget": given(RAG, "clarifications", 20e3, "20,000 EUR a month"),
        "days": given(RAG, "clarifications", 21, "21 working days"),
        "in": given(RAG, "clarifications", 2, "2 EUR per million input tokens") / 1e6,
        "out": given(RAG, "clarifications", 8, "8 EUR per million output tokens") / 1e6,
        "first_token": given(RAG, "clarifications", 0.9, "0.9 s"),
        "speed": given(RAG, "clarifications", 60, "60 tokens a second"),
        "card": given(RAG, "clarifications", 50, "50 useful TFLOP/s a card") * 1e12,
        "experts": 6, "hours": given(RAG, "clarifications", 4, "4 hours a week each"),
        "tickets": given(RAG, "clarifications", 8e3, "8,000 questions a week"),
    }
    stands(RAG, "clarifications", "A quarter are old versions or near copies")
    stands(RAG, "clarifications", "Six experts")
    g["load"] = g["questions"] * g["busy"] / 3600
    g["passages"] = g["documents"] * g["tokens"] * 0.75 / (400 - 50)
    g["prompt"] = 400 + 300 + 8 * 400
    g["rewriting"] = 500 * g["in"] + 40 * g["out"]
    g["cost"] = g["prompt"] * g["in"] + 300 * g["out"] + g["rewriting"]
    return g


# sd-rag-assistant: the estimate, and the bill in the reference
@of(RAG)
def monthly_bill():
    g = rag()
    given(RAG, "estimate", g["questions"], "60,000 questions")
    given(RAG, "estimate", g["days"], "21 days")
    stands(RAG, "estimate", "(500 tokens in, 40 out)")
    stands(RAG, "estimate", "in 300 tokens from 8 passages of 400, with 700 tokens of instructions, question and history")
    hosted = g["first_token"] + 40 / g["speed"]
    stands(RAG, "estimate", "at 0.9 s to the first token and 60 tokens a second, rewriting by the hosted model delays every answer by 1.6 s")
    says(RAG, "estimate", hosted, "1.6 s")
    stands(RAG, "estimate", "At 2 EUR per million tokens in and 8 EUR out")
    stands(RAG, "estimate", "400 (instructions) + 300 (question, history) + 8 · 400 = 3,900 tokens in and 300 out")
    says(RAG, "estimate", g["prompt"], "3,900 tokens in")
    stands(RAG, "estimate", "0.0078 + 0.0024 = 0.0102 EUR")
    says(RAG, "estimate", g["prompt"] * g["in"], "0.0078 +")
    says(RAG, "estimate", 300 * g["out"], "0.0024 =")
    says(RAG, "estimate", g["cost"] - g["rewriting"], "0.0102 EUR")
    says(RAG, "estimate", g["rewriting"], "0.00132 EUR")
    says(RAG, "estimate", g["cost"], "0.01152 EUR")
    questions = g["questions"] * g["days"]
    stands(RAG, "estimate", "60,000 · 21 = 1.26 M questions")
    says(RAG, "estimate", questions / 1e6, "1.26 M questions")
    says(RAG, "estimate", questions * g["cost"], "14,500 EUR a month, within a budget of 20,000", digits=3)
    assert questions * g["cost"] < g["budget"]
    says(RAG, "estimate", 8 * 400, "3,200 of the 3,900 tokens")
    more = 700 + 20 * 400
    stands(RAG, "estimate", "20 of them would make 8,700 tokens and 26,600 EUR")
    says(RAG, "estimate", more, "8,700 tokens")
    says(RAG, "estimate", questions * (more * g["in"] + 300 * g["out"] + g["rewriting"]), "26,600 EUR", digits=3)
    answer = g["cost"] - g["rewriting"]                       # the reference rewrites on a card of its own
    says(RAG, "serving", answer, "0.0102 EUR")
    says(RAG, "serving", questions * answer, "12,900 a month", digits=3)
    says(RAG, "serving", 10 * questions * answer, "129,000 EUR a month", digits=3)
    # A prompt of 200,000 tokens instead of search.
    stands(RAG, "model", "a 200,000-token prompt costs 0.40 EUR, 39 times as much, and holds 0.01 % of the corpus")
    says(RAG, "model", 200e3 * g["in"], "0.40 EUR")
    says(RAG, "model", 200e3 * g["in"] / answer, "39 times as much")
    says(RAG, "model", 200e3 / (g["documents"] * g["tokens"] * 0.75) * 100, "0.01 % of the corpus")
    says(RAG, "scope", g["load"], "2.5 a second")
    stands(RAG, "scope", "60,000 questions a day, 15 % in one hour = 2.5 a second; first words in 3 s, all in 10 s; 20,000 EUR a month")
    stands(RAG, "clarifications", "First words within 3 s, everything within 10 s")
    # Level 2: the mean over a day is below one a second, over ten working hours about 1.7.
    stands(RAG, "2.serving", "60,000 a day are about one question a second")
    assert 0.5 < g["questions"] / DAY < 1


# sd-rag-assistant: passages, index, encoder (data, serving)
@of(RAG)
def index_and_encoder():
    g = rag()
    stands(RAG, "data", "400 tokens, 50 overlap")
    stands(RAG, "data", "$2.25 \\cdot 10^9 / 350 = 6.4$ M passages")
    says(RAG, "data", g["documents"] * g["tokens"] * 0.75 / 1e9, "2.25 \\cdot 10^9")
    says(RAG, "data", g["passages"] / 1e6, "6.4$ M passages")
    says(RAG, "canvas", g["passages"] / 1e6, "6.4 M passages")
    stands(RAG, "model", "0.4 bn weights, 1,024 dimensions")
    says(RAG, "serving", g["passages"] * 1024 / 1e9, "6.6 GB in int8")
    says(RAG, "serving", g["passages"] * 64 * 4 / 1e9, "1.6 GB of links")
    work = 2 * 0.4e9 * 400 * g["passages"]
    says(RAG, "serving", work / 1e18, "2.1 EFLOP")
    says(RAG, "serving", work / g["card"] / 3600, "11 hours on one card")
    stands(RAG, "serving", "filtering 100 hits afterwards leaves about 5")
    stands(RAG, "!filter-after", "With 5 % readable and rights unrelated to the topic, 100 hits leave about 5")
    assert 100 * g["readable"] == 5
    scan = g["readable"] * g["passages"] * 1024
    stands(RAG, "serving", "Where 5 % may be read, an exact scan of 330 MB takes 16 ms at 20 GB/s")
    says(RAG, "serving", scan / 1e6, "330 MB", digits=2)
    says(RAG, "serving", scan / 20e9 * 1000, "16 ms")
    # Fusion: third in both lists beats first in one.
    stands(RAG, "model", "100 each, fused by $\\sum_r 1/(60 + \\mathrm{rank}_r)$")
    assert 2 / 63 > 1 / 61


# sd-rag-assistant: delay and reranker (serving)
@of(RAG)
def delay_and_reranker():
    g = rag()
    pairs = 50 * 450
    work = pairs * 2 * 0.3e9
    stands(RAG, "serving", "50 · 450 tokens · 2 · 0.3 bn = 13.5 TFLOP, 0.27 s a card, 68 % of one at 2.5 a second: two cards; 100 pairs would overload one")
    says(RAG, "serving", work / 1e12, "13.5 TFLOP")
    says(RAG, "serving", work / g["card"], "0.27 s a card")
    says(RAG, "serving", work / g["card"] * g["load"] * 100, "68 % of one")
    assert 2 * work / g["card"] * g["load"] > 1
    stands(RAG, "serving", "at least 7 reranker cards")
    assert 6 < 10 * g["load"] * work / g["card"] <= 7
    hosted = (g["first_token"] + 40 / g["speed"]) * 1000
    says(RAG, "serving", hosted, "1,567 and break")
    stands(RAG, "serving", "rights 20, rewriting 300 (1 bn weights on a card of our own; hosted it would take 1,567 and break the 3 s), encoder 20, both searches 60, reranker 270, first token 900, 25 tokens 417, check 100: 2,087, and 0.9 s for the tail")
    sentence = 25 / g["speed"] * 1000
    says(RAG, "serving", sentence, "417, check")
    before = 20 + 300 + 20 + 60 + work / g["card"] * 1000 + g["first_token"] * 1000
    says(RAG, "serving", before + sentence + 100, "2,087, and")
    says(RAG, "serving", 3 - (before + sentence + 100) / 1000, "0.9 s for the tail")
    assert before + sentence + 100 - 300 + hosted > 3000
    says(RAG, "serving", (before + 300 / g["speed"] * 1000 + 100) / 1000, "6.7 s")
    stands(RAG, "serving", "delays the first words by half a second")
    assert 0.45 < (sentence + 100) / 1000 < 0.55
    says(RAG, "+own-gpus", before / 1000, "1.6 s of search and prompt")


# sd-rag-assistant: test sets, thresholds, online test (metrics, data, training, monitoring)
@of(RAG)
def sample_sizes_and_thresholds():
    g = rag()
    for cost, threshold in ((4, "0.8 at $c = 4$"), (19, "0.95 at $c = 19$")):
        says(RAG, "metrics", cost / (1 + cost), threshold)
        p = cost / (1 + cost)
        assert abs(p - cost * (1 - p)) < 1e-12                # answering is worth as much as refusing
    says(RAG, "metrics", g["tickets"] / g["people"], "0.2 a week and SD 0.6")
    says(RAG, "metrics", per_arm(0.6 / 0.2, 0.10), "14,400 an arm")
    says(RAG, "metrics", per_arm(0.6 / 0.2, 0.05), "57,600, so a month or more")
    stands(RAG, "metrics", "one week shows −10 % with 14,400 an arm (we have 20,000); −5 % needs 57,600")
    assert g["people"] / 2 == 20_000 and 2.5 < 57_600 / 20_000 < 3
    a_week = g["experts"] * g["hours"] * 60 / 5
    stands(RAG, "data", "5 minutes each, 24 expert hours a week give 288, so a good two weeks")
    says(RAG, "data", g["experts"] * g["hours"], "24 expert hours")
    says(RAG, "data", a_week, "288, so")
    assert 2 < 600 / a_week < 2.2
    stands(RAG, "data", "480 answerable, 120 not")
    assert 480 + 120 == 600
    stands(RAG, "data", "±3.2 points at 85 %, ±5.4 at 10 % of 120")
    says(RAG, "data", half_width(0.85, 480) * 100, "3.2 points at 85 %")
    says(RAG, "data", half_width(0.10, 120) * 100, "5.4 at 10 %")
    # Pairs needed by McNemar's test: 80 % power, 12 % discordant, 4 points between the systems.
    def pairs(d, x):
        return (1.96 * sqrt(d) + 0.8416 * sqrt(d - x * x)) ** 2 / x**2
    stands(RAG, "training", "To see 4 points with 12 % discordant pairs takes about 590 questions at 80 % power, so 600 suffice for that, not for 2")
    says(RAG, "training", pairs(0.12, 0.04), "590 questions", digits=2)
    assert pairs(0.12, 0.02) > 2000
    stands(RAG, "monitoring", "10,000 rights probes without a leak mean below 0.03 % at 95 %")
    assert (1 - 0.0003) ** 10_000 < 0.05
    stands(RAG, "+injection", "200 planted documents in staging: none obeyed still only means below 1.5 % at 95 %")
    assert 0.045 < (1 - 0.015) ** 200 < 0.05
    says(RAG, "+not-found-jump", g["questions"] * 0.12, "7,200 refusals a day")
    stands(RAG, "+not-found-jump", "from 20 % to 32 %")
    stands(RAG, "+not-found-jump", "12 points of 60,000")


# sd-rag-assistant: follow-up judge
@of(RAG)
def the_judge():
    stands(RAG, "+judge", "On 200 answers a language model as judge calls 91 % correct, experts call 82 % correct")
    stands(RAG, "+judge", "Of 164 right answers the judge passed 160, of 36 wrong ones 22")
    assert 160 + 22 == 0.91 * 200 and 164 == 0.82 * 200 and 164 + 36 == 200
    hit, miss = 160 / 164, 22 / 36
    stands(RAG, "+judge", "160/164 = 97.6 %")
    says(RAG, "+judge", hit * 100, "97.6 %")
    stands(RAG, "+judge", "22/36 = 61 %")
    says(RAG, "+judge", miss * 100, "61 % of the wrong ones")
    stands(RAG, "+judge", "$(r - 0.611)/(0.976 - 0.611)$")
    says(RAG, "+judge", miss, "0.611)/(0.976")
    says(RAG, "+judge", hit, "0.976 - 0.611")
    says(RAG, "+judge", (0.91 - miss) / (hit - miss), "0.82 for 0.91")
    says(RAG, "+judge", (0.93 - miss) / (hit - miss), "0.875, not 0.93")
    says(RAG, "+judge", half_width(miss, 36) * 100, "16 points at 95 %")


# sd-rag-assistant: follow-up own-gpus
@of(RAG)
def own_cards():
    g = rag()
    stands(RAG, "+own-gpus", "four cards of 80 GB, each with 300 useful TFLOP/s and 2 TB/s")
    says(RAG, "+own-gpus", g["load"], "2.5 questions a second at the peak")
    reading = g["load"] * g["prompt"] * 2 * 32e9
    stands(RAG, "+own-gpus", "2.5 questions a second · 3,900 tokens · 64 GFLOP = 624 TFLOP/s, 2.1 of four cards; with 5 passages (2,700 tokens) 1.4")
    says(RAG, "+own-gpus", reading / 1e12, "624 TFLOP/s")
    says(RAG, "+own-gpus", reading / 300e12, "2.1 of four cards")
    less = 700 + 5 * 400
    says(RAG, "+own-gpus", less, "2,700 tokens")
    says(RAG, "+own-gpus", g["load"] * less * 64e9 / 300e12, "1.4")
    stands(RAG, "+own-gpus", "32 bn weights in 8 bit takes 32 GB")
    step = 32e9 / 2e12
    says(RAG, "+own-gpus", step * 1000, "16 ms")
    stands(RAG, "+own-gpus", "at most 62 tokens a second")
    assert int(1 / step) == 62
    says(RAG, "+own-gpus", 300 * 2 * step, "9.6 s")
    stands(RAG, "+own-gpus", "at half of it 300 tokens last 9.6 s")
    says(RAG, "+own-gpus", step / 2 * 1000, "8 ms a step")
    cache = 2 * 64 * 8 * 128 * 2
    stands(RAG, "+own-gpus", "64 layers, 8 KV heads of 128, 2 bytes: 256 KiB a token, 1.1 GB for 4,200 tokens")
    says(RAG, "+own-gpus", cache / 1024, "256 KiB a token")
    says(RAG, "+own-gpus", g["prompt"] + 300, "4,200 tokens")
    says(RAG, "+own-gpus", cache * (g["prompt"] + 300) / 1e9, "1.1 GB")


# ---------------------------------------------------------------- sd-fraud: what is given
def fraud():
    g = {
        "payments": given(FRAUD, "clarifications", 20e6, "20 million a day"),
        "cards": given(FRAUD, "clarifications", 50e6, "50 million cards"),
        "peak": given(FRAUD, "clarifications", 4, "4 times the mean"),
        "amount": given(FRAUD, "clarifications", 150, "150 EUR on average"),
        "sd": given(FRAUD, "clarifications", 300, "standard deviation 300"),
        "stopped": given(FRAUD, "clarifications", 0.4, "40 % of the fraud"),
        "declined": given(FRAUD, "clarifications", 0.004, "0.4 % of all payments"),
        "false": given(FRAUD, "clarifications", 12, "12 EUR"),
        "challenge": given(FRAUD, "clarifications", 1, "1 EUR per honest payment"),
        "catch": given(FRAUD, "clarifications", 0.85, "85 % of fraud"),
        "reviews": given(FRAUD, "clarifications", 4000, "4,000 payments a day"),
        "ours": given(FRAUD, "clarifications", 60, "60 ms at the 99th percentile"),
    }
    stands(FRAUD, "clarifications", "1 payment in 1,000 is fraud")
    stands(FRAUD, "clarifications", "50 % are within 10 days, 80 % within 30, 95 % within 60")
    g["frauds"] = g["payments"] / 1000
    g["honest"] = g["payments"] - g["frauds"]
    g["loss"] = g["frauds"] * g["amount"]
    g["rules_false"] = g["payments"] * g["declined"] - g["stopped"] * g["frauds"]
    g["rules"] = (1 - g["stopped"]) * g["loss"] + g["rules_false"] * g["false"]
    g["model_true"], g["model_false"] = 0.7 * g["frauds"], 0.001 * g["honest"]
    g["model"] = 0.3 * g["loss"] + g["model_false"] * g["false"]
    g["declines"] = g["model_true"] + g["model_false"]
    g["precision"] = g["model_true"] / g["declines"]
    return g


# sd-fraud: the estimate, repeated in scope and metrics
@of(FRAUD)
def cost_of_a_day():
    g = fraud()
    for words, value in (("20 million payments a day", g["payments"]), ("150 EUR on average", g["amount"]), ("12 EUR", g["false"]),
                         ("40 % of fraud", g["stopped"]), ("0.4 % of all payments", g["declined"])):
        given(FRAUD, "estimate", value, words)
    stands(FRAUD, "estimate", "0.1 % of them fraud")
    stands(FRAUD, "estimate", "stops 70 % and falsely declines 0.1 % of the honest ones")
    stands(FRAUD, "estimate", "20 M · 0.1 % = 20,000 frauds · 150 EUR = 3.0 M EUR")
    says(FRAUD, "estimate", g["frauds"], "20,000 frauds")
    says(FRAUD, "estimate", g["loss"] / 1e6, "3.0 M EUR with everything approved")
    says(FRAUD, "estimate", g["payments"] * g["declined"], "80,000 declines")
    says(FRAUD, "estimate", g["stopped"] * g["frauds"], "8,000 of them fraud")
    says(FRAUD, "estimate", g["rules_false"], "72,000 false ones")
    stands(FRAUD, "estimate", "0.6 · 3.0 M + 72,000 · 12 = 1.8 M + 0.864 M = 2.66 M EUR")
    says(FRAUD, "estimate", 0.6 * g["loss"] / 1e6, "1.8 M +")
    says(FRAUD, "estimate", g["rules_false"] * g["false"] / 1e6, "0.864 M =")
    says(FRAUD, "estimate", g["rules"] / 1e6, "2.66 M EUR")
    stands(FRAUD, "estimate", "0.3 · 3.0 M + 19,980 · 12 = 0.9 M + 0.24 M = 1.14 M EUR")
    says(FRAUD, "estimate", g["model_false"], "19,980 · 12")
    says(FRAUD, "estimate", 0.3 * g["loss"] / 1e6, "0.9 M +")
    says(FRAUD, "estimate", g["model_false"] * g["false"] / 1e6, "0.24 M =")
    says(FRAUD, "estimate", g["model"] / 1e6, "1.14 M EUR")
    stands(FRAUD, "estimate", "14,000 of 33,980 declines right")
    says(FRAUD, "estimate", g["model_true"], "14,000 of")
    says(FRAUD, "estimate", g["declines"], "33,980 declines")
    says(FRAUD, "estimate", g["precision"] * 100, "41 %")
    says(FRAUD, "estimate", (g["rules"] - g["model"]) / 1e6, "1.52 M EUR a day")
    says(FRAUD, "scope", g["payments"] / DAY, "231 a second")
    says(FRAUD, "scope", g["payments"] / DAY * g["peak"], "926 at the peak")
    says(FRAUD, "scope", g["loss"] / 1e6, "3.0 M EUR a day")
    says(FRAUD, "scope", g["rules"] / 1e6, "2.66 M")
    says(FRAUD, "scope", g["model"] / 1e6, "1.14 M")
    stands(FRAUD, "scope", "70 % of value stopped at 0.1 % false declines")
    thousands = g["payments"] / 1000
    says(FRAUD, "metrics", g["rules"] / thousands, "133 EUR")
    says(FRAUD, "metrics", g["model"] / thousands, "57, reviews apart")
    says(FRAUD, "!throughput", g["payments"] / DAY * g["peak"], "926 payments a second")
    says(FRAUD, "2.serving", g["payments"] / DAY, "230 requests a second", digits=2)


# sd-fraud: precision at a low prior, sample sizes (metrics)
@of(FRAUD)
def prior_and_sample_sizes():
    g = fraud()
    stands(FRAUD, "metrics", "60 % recall at 0.2 % false positives is 23 % precision")
    says(FRAUD, "metrics", 100 * 0.6 * 0.001 / (0.6 * 0.001 + 0.002 * 0.999), "23 % precision")
    hit = 0.6 * g["frauds"] * 30 / g["cards"]                 # frauds that pass the rules, one a card and month
    mean = hit * g["amount"]
    sd = sqrt(hit * (g["amount"] ** 2 + g["sd"] ** 2) - mean**2)
    stands(FRAUD, "metrics", "fraud passes on 0.72 % of cards a month (one each), mean 1.08 EUR, SD 28.4")
    says(FRAUD, "metrics", hit * 100, "0.72 % of cards")
    says(FRAUD, "metrics", mean, "1.08 EUR")
    says(FRAUD, "metrics", sd, "28.4")
    stands(FRAUD, "metrics", "gives 44,000 cards an arm for −50 %, 4.4 M for −5 %")
    says(FRAUD, "metrics", per_arm(sd / mean, 0.5), "44,000 cards an arm", digits=2)
    says(FRAUD, "metrics", per_arm(sd / mean, 0.05) / 1e6, "4.4 M for")
    assert per_arm(sd / mean, 0.05) * 2 < g["cards"]


# sd-fraud: rows, soft labels, random approvals, state (data, features)
@of(FRAUD)
def rows_labels_and_state():
    g = fraud()
    stands(FRAUD, "data", "payments 60 to 150 days old, 1.8 bn; of their 1.8 M frauds 60 % passed the rules and 90 % of those are reported, 0.97 M. With 2 % of the other approvals 36.8 M rows, 44 GB at 300 float32 features")
    stands(FRAUD, "clarifications", "About 10 % never are")
    says(FRAUD, "data", g["payments"] * 90 / 1e9, "1.8 bn")
    says(FRAUD, "data", g["frauds"] * 90 / 1e6, "1.8 M frauds")
    known = g["frauds"] * 90 * (1 - g["stopped"]) * 0.9
    says(FRAUD, "data", known / 1e6, "0.97 M")
    rows = known + 0.02 * (g["payments"] * 90 * (1 - g["declined"]) - known)
    says(FRAUD, "data", rows / 1e6, "36.8 M rows")
    says(FRAUD, "data", rows * 300 * 4 / 1e9, "44 GB")
    # Soft label of a payment without report: the report is still to come, of all without report.
    p, arrived = 0.2, 0.5
    soft = p * (1 - arrived) / (p * (1 - arrived) + 1 - p)
    stands(FRAUD, "+fresh-labels", "for $p = 0.2$ at 10 days, $0.1/0.9 = 0.11$")
    says(FRAUD, "+fresh-labels", soft, "0.11")
    assert abs(p * (1 - arrived) - 0.1) < 1e-12 and abs(p * (1 - arrived) + 1 - p - 0.9) < 1e-12
    assert p * arrived + p * (1 - arrived) + (1 - p) == 1     # reported, unreported, honest
    stands(FRAUD, "+fresh-labels", "naive labels at 10 days would halve small probabilities")
    # Random approvals of would-be declines: half of them up to 100 EUR, 40 EUR each, 1 %.
    passed = g["declines"] * 0.5 * 0.01
    caught = passed * g["precision"]
    stands(FRAUD, "data", "At half of 33,980 declines, 40 EUR each and equal precision that is 170 payments, 70 frauds, 2,800 EUR a day, less 1,200 saved on honest ones")
    says(FRAUD, "data", g["declines"], "33,980 declines")
    says(FRAUD, "data", passed, "170 payments")
    says(FRAUD, "data", caught, "70 frauds")
    says(FRAUD, "data", caught * 40, "2,800 EUR a day")
    says(FRAUD, "data", (passed - caught) * g["false"], "1,200 saved", digits=2)
    stands(FRAUD, "data", "1 % of those up to 100 EUR pass at random, weight 100")
    region = passed * 0.1 * 60
    stands(FRAUD, "+region", "of, say, 170 a day a tenth from that region gives about 1,000 in 60 days, enough for ± 3 points around 41 %")
    says(FRAUD, "+region", region, "1,000 in 60 days", digits=2)
    says(FRAUD, "+region", half_width(g["precision"], region) * 100, "3 points")
    says(FRAUD, "+region", g["precision"] * 100, "41 %")
    state = g["cards"] * (200 * 4 + 50 * 16)
    stands(FRAUD, "features", "50 M cards · (200 counters · 4 B + 50 payments · 16 B) = 80 GB, 240 GB in three copies")
    says(FRAUD, "features", state / 1e9, "80 GB")
    says(FRAUD, "features", 3 * state / 1e9, "240 GB in three copies")
    says(FRAUD, "canvas", state / 1e9, "80 GB")
    # Reviews: what uniform draws would hold.
    left = 0.3 * g["frauds"] / g["payments"]
    stands(FRAUD, "serving", "400 uniform draws hold 0.12 frauds at 70 % stopped")
    says(FRAUD, "serving", 400 * left, "0.12 frauds")
    stands(FRAUD, "!random-review", "400 draws at 0.03 % remaining fraud hold 0.12 cases")
    says(FRAUD, "!random-review", left * 100, "0.03 % remaining fraud")
    says(FRAUD, "!random-review", 400 * left, "0.12 cases")
    assert g["reviews"] * 0.1 == 400


# sd-fraud: cut-offs (model, follow-ups half and scams, pitfall balance)
@of(FRAUD)
def cut_offs():
    g = fraud()

    def approve(p, a): return p * a
    def challenge(p, a): return (1 - p) * g["challenge"] + (1 - g["catch"]) * p * a
    def decline(p, a): return (1 - p) * g["false"]

    def cut(first, second, a): return root(lambda p: first(p, a) - second(p, a), 0, 1)
    for a, low, high in ((150, "0.8 %", "33 %"), (20, "5.6 %", "79 %")):
        assert abs(cut(approve, challenge, a) - 1 / (1 + 0.85 * a)) < 1e-9
        assert abs(cut(challenge, decline, a) - 11 / (11 + 0.15 * a)) < 1e-9
        says(FRAUD, "model", 100 * cut(approve, challenge, a), low)
        says(FRAUD, "model", 100 * cut(challenge, decline, a), high)
    stands(FRAUD, "model", "approve $pA$, challenge $(1-p) + 0.15\\,pA$, decline $12(1-p)$")
    stands(FRAUD, "model", "Challenge above $1/(1+0.85A)$, decline above $11/(11+0.15A)$: 0.8 % and 33 % at 150 EUR, 5.6 % and 79 % at 20")
    stands(FRAUD, "model", "decline above $12/(12+A)$, 7.4 % at 150")
    says(FRAUD, "model", 100 * cut(approve, decline, 150), "7.4 %")
    stands(FRAUD, "!balance", "At 150 EUR a challenge pays from 0.8 %, at 20 EUR from 5.6 %")
    # Follow-up half: undo the sampling, then look the action up.
    p = 0.5 / (0.5 + 0.5 / 0.02)
    stands(FRAUD, "+half", "$p = p'/(p' + (1-p')/0.02) = 0.5/25.5 = 2.0$ %")
    says(FRAUD, "+half", 100 * p, "2.0$ %")
    says(FRAUD, "+half", 0.5 + 0.5 / 0.02, "25.5")
    stands(FRAUD, "+half", "multiplied the odds by 50")
    assert abs((0.5 / 0.5) / (p / (1 - p)) - 50) < 1e-9
    stands(FRAUD, "+half", "approve $150\\,p$, challenge $(1-p) + 22.5\\,p$, decline $12\\,(1-p)$")
    says(FRAUD, "+half", 0.15 * 150, "22.5\\,p")
    stands(FRAUD, "+half", "$1/128.5 = 0.8$ %")
    says(FRAUD, "+half", 1 + 0.85 * 150, "128.5")
    stands(FRAUD, "+half", "$11/33.5 = 33$ %")
    says(FRAUD, "+half", 11 + 0.15 * 150, "33.5")
    stands(FRAUD, "+half", "$12/162 = 7.4$ %")
    says(FRAUD, "+half", 12 + 150, "162")
    costs = {"approve": approve(p, 150), "challenge": challenge(p, 150), "decline": decline(p, 150)}
    assert min(costs, key=costs.get) == "challenge" and costs["approve"] < costs["decline"]
    assert decline(0.5, 150) < min(approve(0.5, 150), challenge(0.5, 150))
    # With all frauds and 2 % of the rest kept, weight 50 restores the odds.
    stands(FRAUD, "model", "with $w = 50$ on sampled honest rows")
    assert 50 * 0.02 == 1
    # Follow-up scams: a hold that costs 3 EUR and stops 70 %.
    hold = root(lambda x: x * 2000 - (3 * (1 - x) + 0.3 * x * 2000), 0, 1)
    assert abs(hold - 3 / (3 + 0.7 * 2000)) < 1e-9
    stands(FRAUD, "+scams", "$p = 3/(3 + 0.7A)$, 0.2 % at 2,000 EUR")
    says(FRAUD, "+scams", 100 * hold, "0.2 % at 2,000 EUR")


# sd-fraud: model sizes and serving
@of(FRAUD)
def sizes_and_serving():
    g = fraud()
    weights = 3 * (64 * (32 + 64) + 64)                       # three gates, input 32, state 64
    says(FRAUD, "model", weights, "18,600 weights", digits=3)
    says(FRAUD, "model", 64 * 4, "256 B of state a card")
    says(FRAUD, "model", 64 * 4 * g["cards"] / 1e9, "12.8 GB")
    stands(FRAUD, "serving", "parse 5, five reads in parallel 15, features 3, model 3, decision and reason 4, answer 5: 35")
    assert 5 + 15 + 3 + 3 + 4 + 5 == 35 < 45 < g["ours"]
    stands(FRAUD, "serving", "if a read is slow in 1 % of cases, 4.9 % of payments are; for 1 % a read may be slow in 0.2 %")
    says(FRAUD, "serving", 100 * (1 - 0.99**5), "4.9 % of payments")
    says(FRAUD, "serving", 100 * (1 - 0.99**0.2), "0.2 %")
    says(FRAUD, "serving", g["payments"] * 1e-4, "2,000 payments a day")
    stands(FRAUD, "serving", "99.99 % means 2,000 payments a day")
    hour = g["payments"] / DAY * g["peak"] * 3600 / 1000 * g["amount"]
    says(FRAUD, "serving", hour, "500,000 EUR")
    says(FRAUD, "serving", hour * (1 - g["stopped"]), "300,000")
    false = g["rules_false"] / g["payments"] * hour / g["amount"] * 1000     # of the payments of that hour
    says(FRAUD, "serving", false * g["false"], "144,000 for false declines")
    says(FRAUD, "serving", 10 * g["payments"] / DAY * g["peak"], "9,260 a second", digits=3)
    lost = 0.3 * g["model_true"]
    says(FRAUD, "+declines-overnight", g["declines"], "34,000 declines a day", digits=2)
    says(FRAUD, "+declines-overnight", g["model_true"], "14,000 frauds")
    says(FRAUD, "+declines-overnight", lost, "4,200 frauds")
    says(FRAUD, "+declines-overnight", lost * g["amount"], "630,000 EUR a day")
    stands(FRAUD, "+declines-overnight", "20 M payments")


# ---------------------------------------------------------------- running
def rest(wanted):
    """Numbers that no check has looked at: choices and names, if all is well."""
    for question in wanted:
        for field, text in FIELDS[question].items():
            for match in NUMBER.finditer(text):
                if match.start() not in SEEN.get((question, field), ()):
                    print(f"{question} {field}: … {text[max(0, match.start() - 25):match.end() + 20]} …")


def main(arguments):
    paths = [Path(a) for a in arguments if not a.startswith("--")]
    path = paths[0] if paths else Path(__file__).resolve().parents[2] / "question_banks" / BANK
    questions = {q["id"]: q for q in json.loads(path.read_text(encoding="utf-8"))["questions"]}
    wanted = (REC, RAG, FRAUD)
    FIELDS.update({q: fields_of(questions[q]) for q in wanted})
    failed = 0
    for question in wanted:
        checks = [c for q, c in CHECKS if q == question]
        passed = 0
        for check in checks:
            try:
                check()
                passed += 1
            except Exception:
                failed += 1
                print(f"{question}: {check.__name__}\n{traceback.format_exc(limit=-2)}")
        print(f"{question}: {passed} of {len(checks)} checks pass")
    if "--rest" in arguments:
        rest(wanted)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
