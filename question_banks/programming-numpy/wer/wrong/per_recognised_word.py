# fault: errors are divided by the words recognised; rejected by test_one_error_of_each_kind
"""Word error rate with its three kinds of errors."""

from math import inf


def wer(ref, hyp):
    ref, hyp = ref.split(), hyp.split()
    # A cell is (edits, -subs, dels, ins) of the words so far. The least
    # tuple has the fewest edits, and of those the most substitutions.
    row = [(j, 0, 0, j) for j in range(len(hyp) + 1)]
    for i, word in enumerate(ref, 1):
        new = [(i, 0, i, 0)]
        for j, heard in enumerate(hyp, 1):
            wrong = int(word != heard)
            edits, subs, dels, ins = row[j - 1]
            both = (edits + wrong, subs - wrong, dels, ins)
            edits, subs, dels, ins = row[j]
            lost = (edits + 1, subs, dels + 1, ins)
            edits, subs, dels, ins = new[j - 1]
            added = (edits + 1, subs, dels, ins + 1)
            new.append(min(both, lost, added))
        row = new
    edits, subs, dels, ins = row[-1]
    if ref:
        rate = edits / max(len(hyp), 1)
    else:
        rate = inf if hyp else 0.0
    return rate, -subs, dels, ins
