# fault: an order by depth-first search, correct but not the smallest; rejected by test_a_crate_that_becomes_free_may_be_next
def order(n, deps):
    followers = [[] for _ in range(n)]
    for a, b in deps:
        followers[a].append(b)
    state, finished = [0] * n, []
    for root in range(n - 1, -1, -1):
        if state[root]:
            continue
        state[root] = 1
        path = [(root, iter(followers[root]))]
        while path:
            crate, rest = path[-1]
            for follower in rest:
                if state[follower] == 1:
                    return None
                if state[follower] == 0:
                    state[follower] = 1
                    path.append((follower, iter(followers[follower])))
                    break
            else:
                state[crate] = 2
                finished.append(crate)
                path.pop()
    return finished[::-1]
