"""wer, stage 1: the rate, and counts that only one minimal alignment has."""

import answer
import hotseat_check as check

WORDS = ["one", "two", "three", "four", "five"]


def compare(ref, hyp, want):
    got = check.results(answer.wer(ref, hyp), "rate", "subs", "dels", "ins")
    for value, expected, name in zip(got, want, ("rate", "subs", "dels", "ins")):
        check.close(value, expected, f"{name} of {ref!r}, {hyp!r}")


def fewest_edits(ref, hyp):
    """The edit distance, from the ends: the words that are left on either side."""
    known = {}
    for i in range(len(ref), -1, -1):
        for j in range(len(hyp), -1, -1):
            if i == len(ref) or j == len(hyp):
                known[i, j] = len(ref) - i + len(hyp) - j
            elif ref[i] == hyp[j]:
                known[i, j] = known[i + 1, j + 1]
            else:
                known[i, j] = 1 + min(known[i + 1, j + 1], known[i + 1, j], known[i, j + 1])
    return known[0, 0]


def test_a_worked_example():
    # "the" lost, "sat" for "sits", "now" added: three errors, six words
    compare("on the mat a cat sits", "on mat a cat sat now", (3 / 6, 1, 1, 1))


def test_one_error_of_each_kind():
    compare("one two three four", "one six three four", (1 / 4, 1, 0, 0))
    compare("one two three four", "one three four", (1 / 4, 0, 1, 0))
    compare("one two three four", "one two six three four", (1 / 4, 0, 0, 1))


def test_equal_texts_have_no_errors():
    compare("one two two three", "one two two three", (0.0, 0, 0, 0))
    compare("one", "one", (0.0, 0, 0, 0))


def test_words_are_compared_as_they_are():
    compare("Four score", "four score,", (1.0, 2, 0, 0))
    compare("caf\u00e9 ol\u00e9", "cafe ol\u00e9", (0.5, 1, 0, 0))
    compare("seven", "elevens", (1.0, 1, 0, 0))


def test_any_whitespace_separates():
    compare("  one\ttwo \n three ", "one two   three", (0.0, 0, 0, 0))
    compare("one two three", " one\n\nthree\t", (1 / 3, 0, 1, 0))


def test_nothing_recognised():
    compare("one two three", "", (1.0, 0, 3, 0))
    compare("one", "  ", (1.0, 0, 1, 0))


def test_the_rate_may_exceed_one():
    compare("yes", "well yes I think so", (4.0, 0, 0, 4))
    compare("yes no", "one two three four five", (2.5, 2, 0, 3))


def test_the_ends_count_like_the_middle():
    compare("one two three", "two three", (1 / 3, 0, 1, 0))
    compare("one two three", "one two", (1 / 3, 0, 1, 0))
    compare("two three", "one two three", (1 / 2, 0, 0, 1))
    compare("two three", "two three four", (1 / 2, 0, 0, 1))


def test_an_early_shift_is_one_error():
    said = "one two three four five six seven"
    compare(said, said[4:], (1 / 7, 0, 1, 0))
    compare(said, "zero " + said, (1 / 7, 0, 0, 1))


def test_random_texts_have_the_fewest_edits():
    with check.fresh_random() as rng:
        for n, m in [(7, 5), (3, 11), (13, 13), (1, 4), (5, 1), (17, 19)]:
            ref, hyp = rng.choices(WORDS, k=n), rng.choices(WORDS, k=m)
            rate, subs, dels, ins = check.results(answer.wer(" ".join(ref), " ".join(hyp)), *"abcd")
            edits, what = fewest_edits(ref, hyp), f"of {ref}, {hyp}"
            check.close(rate, edits / n, f"rate {what}")
            counts = [int(check.number(v, f"a count {what}")) for v in (subs, dels, ins)]
            check.close(sum(counts), edits, f"sum of the counts {what}")
            check.close(counts[2] - counts[1], m - n, f"ins - dels {what}")


def test_a_second_call_knows_nothing_of_the_first():
    check.repeats(lambda: answer.wer("one two three", "one six"), "result")
    compare("two", "two", (0.0, 0, 0, 0))
