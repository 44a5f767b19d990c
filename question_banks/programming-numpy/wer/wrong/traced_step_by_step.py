# fault: tracing back, pairs are preferred step by step, which need not give the most substitutions; rejected by test_ties_that_a_walk_back_does_not_see
def wer(ref, hyp):
    r, h = ref.split(), hyp.split()
    d = [[0] * (len(h) + 1) for _ in range(len(r) + 1)]
    for i in range(len(r) + 1):
        d[i][0] = i
    for j in range(len(h) + 1):
        d[0][j] = j
    for i in range(1, len(r) + 1):
        for j in range(1, len(h) + 1):
            c = 0 if r[i - 1] == h[j - 1] else 1
            gap = min(d[i - 1][j], d[i][j - 1]) + 1
            d[i][j] = min(d[i - 1][j - 1] + c, gap)
    i, j = len(r), len(h)
    subs = dels = ins = 0
    while i > 0 and j > 0:
        if r[i - 1] == h[j - 1]:
            i, j = i - 1, j - 1
        elif d[i][j] == d[i - 1][j - 1] + 1:
            subs, i, j = subs + 1, i - 1, j - 1
        elif d[i][j] == d[i - 1][j] + 1:
            dels, i = dels + 1, i - 1
        else:
            ins, j = ins + 1, j - 1
    dels, ins = dels + i, ins + j
    if not r:
        return (float("inf") if h else 0.0), 0, 0, ins
    return d[-1][-1] / len(r), subs, dels, ins
