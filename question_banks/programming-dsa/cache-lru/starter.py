"""A store that throws out what was used least
recently.

LRU(cap)
    an empty store with room for cap entries,
    0 <= cap <= 100,000
put(key, value)
    stores value under key, replacing what was
    there. If a new key finds the store full, the
    entry used least recently is thrown out. With
    cap 0 nothing is stored.
get(key) -> value
    what is stored under key, None if there is none

An entry is used when it is put (new or replaced) or
found by get. A get that finds nothing changes
nothing. Keys are hashable, values anything, None
and 0 included. Stores are independent. Both methods
take O(1) time on average.
"""


class LRU:
    def __init__(self, cap):
        raise NotImplementedError("LRU")

    def get(self, key):
        raise NotImplementedError("get")

    def put(self, key, value):
        raise NotImplementedError("put")
