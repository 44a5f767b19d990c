"""The order of loading.

order(n, deps) -> list of ints, or None
    n       number of crates, 0 to 30,000; they are
            0 ... n - 1
    deps    list of at most 30,000 tuples (a, b) of
            crates: a must go in before b. In any
            order, may repeat, a == b is legal and
            can never be kept. It is not modified.
    result  all crates in an order that keeps every
            rule, of all such orders the
            lexicographically smallest; None if
            there is none
"""


def order(n, deps):
    raise NotImplementedError("order")
