# fault: followers are a set, but repeated rules are counted; rejected by test_repeated_rules_say_nothing_new
from heapq import heappop, heappush


def order(n, deps):
    followers = [set() for _ in range(n)]
    unmet = [0] * n  # rules that still keep a crate back
    for a, b in deps:
        followers[a].add(b)
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
