# fault: the key is the sum of the codes, with the length; rejected by test_words_that_only_look_alike_to_a_sum
def shelves(words):
    found = {}  # sorted characters -> shelf, in first-seen order
    for word in words:
        key = len(word), sum(map(ord, word))
        found.setdefault(key, []).append(word)
    return list(found.values())
