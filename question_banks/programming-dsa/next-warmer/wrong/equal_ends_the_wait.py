# fault: an equal temperature ends the wait; rejected by test_an_equal_day_does_not_end_the_wait
def wait(temps):
    days = [0] * len(temps)
    waiting = []  # days without a warmer one yet; temps never rise
    for today, temp in enumerate(temps):
        while waiting and temps[waiting[-1]] <= temp:
            day = waiting.pop()
            days[day] = today - day
        waiting.append(today)
    return days
