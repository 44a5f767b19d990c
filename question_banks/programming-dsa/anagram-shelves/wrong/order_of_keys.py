# fault: shelves come in the order of their keys; rejected by test_shelves_and_words_in_first_seen_order
def shelves(words):
    found = {}  # sorted characters -> shelf, in first-seen order
    for word in words:
        found.setdefault("".join(sorted(word)), []).append(word)
    return [found[key] for key in sorted(found)]
