# fault: capitals count as small letters; rejected by test_characters_are_equal_only_if_identical
def shelves(words):
    found = {}  # sorted characters -> shelf, in first-seen order
    for word in words:
        found.setdefault("".join(sorted(word.lower())), []).append(word)
    return list(found.values())
