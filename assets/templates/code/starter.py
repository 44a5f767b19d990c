def moving_average(values, k):
    """Returns the means of every k neighbouring values, in order.

    values: list of numbers; k: whole number, at least 1.
    With fewer than k values the result is empty. values is not changed.
    """
    raise NotImplementedError
