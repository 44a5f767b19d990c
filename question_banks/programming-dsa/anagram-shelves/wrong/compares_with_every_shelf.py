# fault: each word is compared with every shelf, in quadratic time; rejected by test_many_different_words_are_in_time
def shelves(words):
    found = []  # pairs of sorted characters and shelf
    for word in words:
        key = sorted(word)
        for other, shelf in found:
            if other == key:
                shelf.append(word)
                break
        else:
            found.append((key, [word]))
    return [shelf for _, shelf in found]
