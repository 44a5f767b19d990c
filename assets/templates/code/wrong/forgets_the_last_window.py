# fault: one window too few; rejected by test_window_as_long_as_the_list
def moving_average(values, k):
    return [sum(values[at:at + k]) / k for at in range(len(values) - k)]
