def moving_average(values, k):
    if len(values) < k:
        return []
    total = sum(values[:k])
    means = [total / k]
    for new, old in zip(values[k:], values):
        total += new - old
        means.append(total / k)
    return means
