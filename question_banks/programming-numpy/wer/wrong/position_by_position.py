# fault: words are compared at equal positions, without aligning; rejected by test_an_early_shift_is_one_error
"""Word error rate, position by position."""

from math import inf


def wer(ref, hyp):
    ref, hyp = ref.split(), hyp.split()
    subs = sum(a != b for a, b in zip(ref, hyp))
    dels = max(len(ref) - len(hyp), 0)
    ins = max(len(hyp) - len(ref), 0)
    if ref:
        return (subs + dels + ins) / len(ref), subs, dels, ins
    return inf if hyp else 0.0, subs, dels, ins
