# fault: days without a warmer one get -1; rejected by test_no_warmer_day_is_zero
def wait(temps):
    days = [-1] * len(temps)
    waiting = []  # days without a warmer one yet; temps never rise
    for today, temp in enumerate(temps):
        while waiting and temps[waiting[-1]] < temp:
            day = waiting.pop()
            days[day] = today - day
        waiting.append(today)
    return days
