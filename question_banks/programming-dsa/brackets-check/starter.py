"""Where the brackets of a text first go wrong.

balanced(s) -> int
    s       str of up to 200,000 characters, perhaps
            empty. Brackets are () [] {}; every
            other character is skipped.
    result  the index of the first closing bracket
            that does not fit the innermost bracket
            still open (or finds none open); if
            there is none, the index of the leftmost
            bracket that is still open at the end;
            -1 if there is none of those either
"""


def balanced(s):
    raise NotImplementedError("balanced")
