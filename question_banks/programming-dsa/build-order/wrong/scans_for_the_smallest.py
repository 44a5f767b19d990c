# fault: all crates are scanned for the smallest free one, in quadratic time; rejected by test_a_chain_backwards_is_in_time
def order(n, deps):
    followers = [[] for _ in range(n)]
    unmet = [0] * n  # rules that still keep a crate back
    for a, b in deps:
        followers[a].append(b)
        unmet[b] += 1
    loaded = []
    while 0 in unmet:
        crate = unmet.index(0)
        unmet[crate] = -1
        loaded.append(crate)
        for follower in followers[crate]:
            unmet[follower] -= 1
    return loaded if len(loaded) == n else None
