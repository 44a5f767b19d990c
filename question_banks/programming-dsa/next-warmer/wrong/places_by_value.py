# fault: the day is looked up by its temperature, so equal ones are confused; rejected by test_an_equal_day_does_not_end_the_wait
def wait(temps):
    days = [0] * len(temps)
    place, waiting = {}, []  # temperature -> day
    for today, temp in enumerate(temps):
        while waiting and waiting[-1] < temp:
            day = place[waiting.pop()]
            days[day] = today - day
        waiting.append(temp)
        place[temp] = today
    return days
