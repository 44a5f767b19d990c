"""Words that need the same beads.

shelves(words) -> list of lists of str
    words   list of up to 20,000 str, at most
            200,000 characters in all, perhaps
            empty; it is not modified
    result  words grouped so that two share a shelf
            if and only if every character occurs
            equally often in both. Shelves in the
            order of their first words, words on a
            shelf in the order of words; repeats are
            kept. Characters are equal only if they
            are ==; nothing is folded, stripped or
            normalised.
"""


def shelves(words):
    raise NotImplementedError("shelves")
