# fault: the day is returned on which the wait ends; rejected by test_small_examples
def wait(temps):
    days = [0] * len(temps)
    waiting = []  # days without a warmer one yet; temps never rise
    for today, temp in enumerate(temps):
        while waiting and temps[waiting[-1]] < temp:
            day = waiting.pop()
            days[day] = today
        waiting.append(today)
    return days
