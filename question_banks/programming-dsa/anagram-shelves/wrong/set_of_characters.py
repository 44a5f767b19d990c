# fault: how often a character occurs is forgotten; rejected by test_how_often_a_character_occurs_matters
def shelves(words):
    found = {}  # sorted characters -> shelf, in first-seen order
    for word in words:
        found.setdefault(frozenset(word), []).append(word)
    return list(found.values())
