# fault: a new value ends one wait at most; rejected by test_the_first_warmer_day_ends_the_wait
def wait(temps):
    days = [0] * len(temps)
    waiting = []  # days without a warmer one yet; temps never rise
    for today, temp in enumerate(temps):
        if waiting and temps[waiting[-1]] < temp:
            day = waiting.pop()
            days[day] = today - day
        waiting.append(today)
    return days
