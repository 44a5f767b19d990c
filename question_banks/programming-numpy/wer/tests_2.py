"""wer, stage 2: ties, references without words, long texts."""

from math import inf

import answer
import hotseat_check as check


def compare(ref, hyp, want):
    got = check.results(answer.wer(ref, hyp), "rate", "subs", "dels", "ins")
    for value, expected, name in zip(got, want, ("rate", "subs", "dels", "ins")):
        check.close(value, expected, f"{name} of {ref[:200]!r}, {hyp[:200]!r}")


def alignments(ref, hyp):
    """The counts of every alignment, however many edits it has."""
    if not ref:
        return {(0, 0, len(hyp))}
    if not hyp:
        return {(0, len(ref), 0)}
    wrong = ref[0] != hyp[0]
    return ({(s + wrong, d, i) for s, d, i in alignments(ref[1:], hyp[1:])}
            | {(s, d + 1, i) for s, d, i in alignments(ref[1:], hyp)}
            | {(s, d, i + 1) for s, d, i in alignments(ref, hyp[1:])})


def by_listing(ref, hyp):
    counts = min(alignments(ref, hyp), key=lambda c: (sum(c), -c[0]))
    return sum(counts) / len(ref), *counts


def by_one_number(ref, hyp):
    """Edits and substitutions in one number, 10,000 times edits less substitutions."""
    row = [10_000 * j for j in range(len(hyp) + 1)]
    for i, word in enumerate(ref, 1):
        last, row[0] = row[0], 10_000 * i
        for j, heard in enumerate(hyp, 1):
            best = min(last + 9_999 * (word != heard), row[j] + 10_000, row[j - 1] + 10_000)
            last, row[j] = row[j], best
    edits = -(-row[-1] // 10_000)
    subs = 10_000 * edits - row[-1]
    dels = (edits - subs - len(hyp) + len(ref)) // 2
    return edits / len(ref), subs, dels, edits - subs - dels


def test_of_equal_alignments_the_one_with_most_substitutions():
    # Two substitutions, or one word lost and one added around a match.
    compare("red green", "green red", (1.0, 2, 0, 0))
    compare("one two three", "two three four", (2 / 3, 0, 1, 1))


def test_ties_that_a_walk_back_does_not_see():
    # Losing or adding the last word is minimal either way; one way has no substitutions.
    compare("a b a", "b c a b", (1.0, 2, 0, 1))
    compare("b c a b", "a b a", (3 / 4, 2, 1, 0))
    compare("a b b", "b a b", (2 / 3, 2, 0, 0))


def test_a_reference_without_words():
    compare("", "", (0.0, 0, 0, 0))
    compare("", "one two", (inf, 0, 0, 2))
    compare(" \n", "one", (inf, 0, 0, 1))
    compare(" ", "\t", (0.0, 0, 0, 0))


def test_small_texts_against_every_alignment():
    with check.fresh_random() as rng:
        for _ in range(60):
            ref = rng.choices("abc", k=rng.randint(1, 5))
            hyp = rng.choices("abc", k=rng.randint(0, 5))
            compare(" ".join(ref), " ".join(hyp), by_listing(ref, hyp))


def test_ties_in_longer_texts():
    with check.fresh_random() as rng:
        for n, m, kinds in [(31, 29, 2), (23, 37, 3), (41, 41, 5), (47, 13, 2), (11, 43, 7)]:
            ref, hyp = rng.choices("abcdefg"[:kinds], k=n), rng.choices("abcdefg"[:kinds], k=m)
            compare(" ".join(ref), " ".join(hyp), by_one_number(ref, hyp))


def test_three_hundred_words_are_done_in_time():
    with check.fresh_random() as rng:
        ref = rng.choices("abcdefghij", k=300)
        hyp = [w if rng.random() < 0.8 else "x" for w in ref if rng.random() < 0.9]
        compare(" ".join(ref), " ".join(hyp), by_one_number(ref, hyp))


def test_three_hundred_equal_or_different_words():
    compare("a " * 300, "a " * 299, (1 / 300, 0, 1, 0))
    compare("a " * 150, "b " * 200, (200 / 150, 150, 0, 50))
