"""Bookings of practice rooms.

A booking is a tuple (s, e) of ints, s < e, perhaps
negative; it takes the minutes s <= t < e. Two
overlap if they share a minute, and touch if one
begins when the other ends. Lists hold up to 30,000
bookings, may be empty and are not modified.

merge(iv) -> list of tuples
    the minutes taken by any booking of iv, which is
    in any order: ascending, and no two of the
    result overlap or touch
insert(iv, new) -> list of tuples
    iv is a result of merge, new one more booking;
    the merge of both, in O(n)
rooms(iv) -> int
    the smallest number of rooms for all bookings of
    iv, in any order; those that touch can share a
    room. 0 for no bookings
"""


def merge(iv):
    raise NotImplementedError("stage 1: merge")


def insert(iv, new):
    raise NotImplementedError("stage 2: insert")


def rooms(iv):
    raise NotImplementedError("stage 3: rooms")
