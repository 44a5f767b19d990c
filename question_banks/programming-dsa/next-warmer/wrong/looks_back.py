# fault: waits are counted back to the last warmer day; rejected by test_small_examples
def wait(temps):
    days = [0] * len(temps)
    waiting = []
    for today, temp in enumerate(temps):
        while waiting and temps[waiting[-1]] <= temp:
            waiting.pop()
        if waiting:
            days[today] = today - waiting[-1]
        waiting.append(today)
    return days
