# fault: accents are normalised, so different characters become equal; rejected by test_characters_are_equal_only_if_identical
from unicodedata import normalize


def shelves(words):
    found = {}  # sorted characters -> shelf, in first-seen order
    for word in words:
        key = "".join(sorted(normalize("NFKC", word)))
        found.setdefault(key, []).append(word)
    return list(found.values())
