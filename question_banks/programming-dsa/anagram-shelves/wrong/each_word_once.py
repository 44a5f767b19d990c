# fault: a word that is ordered again is left out; rejected by test_shelves_and_words_in_first_seen_order
def shelves(words):
    found = {}  # sorted characters -> shelf, in first-seen order
    for word in dict.fromkeys(words):
        found.setdefault("".join(sorted(word)), []).append(word)
    return list(found.values())
