"""Word error rate with its three kinds of errors.

wer(ref, hyp) -> (rate, subs, dels, ins)

    ref   str  what was said
    hyp   str  what was recognised

Words are what whitespace separates (any amount, of
any kind, also at the ends); two words are equal if
all their characters are. Nothing is lower-cased or
otherwise normalised.

An alignment turns ref into hyp: subs words are
replaced, dels words of ref are left out, ins words
of hyp are put in. It is minimal if
subs + dels + ins is the least there is. Of the
minimal alignments the one with the most
substitutions is counted (stage 2).

rate is (subs + dels + ins) / number of words of
ref. For a ref without words (stage 2) it is 0.0 if
hyp has none either, else inf.

Up to 300 words a side must be done within 2
seconds.
"""


def wer(ref, hyp):
    raise NotImplementedError("not written yet")
