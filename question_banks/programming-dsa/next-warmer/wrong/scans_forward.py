# fault: each day scans forward, quadratic where it gets no warmer; rejected by test_falling_days_are_in_time
def wait(temps):
    days = []
    for today, temp in enumerate(temps):
        for later in range(today + 1, len(temps)):
            if temps[later] > temp:
                days.append(later - today)
                break
        else:
            days.append(0)
    return days
