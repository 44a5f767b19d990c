# fault: the next day of each value is kept for 0 to 1000 tenths only; rejected by test_values_of_any_size
def wait(temps):
    days = [0] * len(temps)
    after = [0] * 1001  # value -> next day that has it, from 1
    for today in range(len(temps) - 1, -1, -1):
        temp = min(max(temps[today], 0), 1000)
        later = [day for day in after[temp + 1:] if day]
        if later:
            days[today] = min(later) - today - 1
        after[temp] = today + 1
    return days
