from heapq import heappop, heappush


def order(n, deps):
    followers = [[] for _ in range(n)]
    unmet = [0] * n  # rules that still keep a crate back
    for a, b in deps:
        followers[a].append(b)
        unmet[b] += 1
    # A heap; at first it ascends, so it is one already.
    free = [crate for crate in range(n) if unmet[crate] == 0]
    loaded = []
    while free:
        crate = heappop(free)
        loaded.append(crate)
        for follower in followers[crate]:
            unmet[follower] -= 1
            if unmet[follower] == 0:
                heappush(free, follower)
    return loaded if len(loaded) == n else None
