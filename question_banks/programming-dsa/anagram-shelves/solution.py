def shelves(words):
    found = {}  # sorted characters -> shelf, in first-seen order
    for word in words:
        found.setdefault("".join(sorted(word)), []).append(word)
    return list(found.values())
