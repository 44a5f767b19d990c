"""The longest stretch without a repeat.

longest_distinct(s) -> int
    s       str of up to 200,000 characters, any
            Unicode
    result  length of the longest run of consecutive
            characters of s in which no character
            occurs twice; 0 for the empty string.
            Characters are equal only if they are
            ==: "a" is not "A".
"""


def longest_distinct(s):
    raise NotImplementedError("longest_distinct")
