# fault: all alignments are tried, which takes exponential time; rejected by test_three_hundred_words_are_done_in_time
"""Word error rate by recursion without memory."""

from math import inf


def least(ref, hyp):
    if not ref:
        return len(hyp), 0, 0, len(hyp)
    if not hyp:
        return len(ref), 0, len(ref), 0
    wrong = int(ref[0] != hyp[0])
    e, s, d, n = least(ref[1:], hyp[1:])
    both = e + wrong, s - wrong, d, n
    e, s, d, n = least(ref[1:], hyp)
    lost = e + 1, s, d + 1, n
    e, s, d, n = least(ref, hyp[1:])
    return min(both, lost, (e + 1, s, d, n + 1))


def wer(ref, hyp):
    ref, hyp = ref.split(), hyp.split()
    edits, subs, dels, ins = least(ref, hyp)
    rate = edits / len(ref) if ref else inf if hyp else 0.0
    return rate, -subs, dels, ins
