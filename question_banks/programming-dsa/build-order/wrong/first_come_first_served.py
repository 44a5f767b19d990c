# fault: free crates are taken in the order in which they became free; rejected by test_a_crate_that_becomes_free_may_be_next
from collections import deque


def order(n, deps):
    followers = [[] for _ in range(n)]
    unmet = [0] * n  # rules that still keep a crate back
    for a, b in deps:
        followers[a].append(b)
        unmet[b] += 1
    free = [crate for crate in range(n) if unmet[crate] == 0]
    free = deque(free)
    loaded = []
    while free:
        crate = free.popleft()
        loaded.append(crate)
        for follower in followers[crate]:
            unmet[follower] -= 1
            if unmet[follower] == 0:
                free.append(follower)
    return loaded if len(loaded) == n else None
