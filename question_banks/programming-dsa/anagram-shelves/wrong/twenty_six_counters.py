# fault: 26 counters, and other characters fall out or into them; rejected by test_characters_are_equal_only_if_identical
def shelves(words):
    found = {}  # counts of 26 letters -> shelf, in first-seen order
    for word in words:
        counts = [0] * 26
        for char in word:
            counts[(ord(char) - ord("a")) % 26] += 1
        found.setdefault(tuple(counts), []).append(word)
    return list(found.values())
