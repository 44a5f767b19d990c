"""Days until it gets warmer.

wait(temps) -> list of ints, as long as temps
    temps   list of up to 200,000 ints, perhaps
            empty, of any size and sign; it is not
            modified
    result  entry i is the smallest d >= 1 with
            temps[i + d] > temps[i], 0 where there
            is none
"""


def wait(temps):
    raise NotImplementedError("wait")
