# fault: where two numbers meet, the whole grid is relabelled, in quadratic time; rejected by test_stripes_that_meet_at_the_end_are_in_time
def label(grid, conn=4):
    back = [(-1, 0), (0, -1)]
    if conn == 8:
        back += [(-1, -1), (-1, 1)]
    labels, n = [[0] * len(row) for row in grid], 0
    for r, row in enumerate(grid):
        for c, cell in enumerate(row):
            if not cell:
                continue
            near = {labels[r + y][c + x] for y, x in back
                    if r + y >= 0 and 0 <= c + x < len(row)} - {0}
            if not near:
                n += 1
                near = {n}
            labels[r][c] = low = min(near)
            for other in near - {low}:
                labels = [[low if number == other else number
                           for number in line] for line in labels]
    order = {0: 0}
    for line in labels:
        for number in line:
            order.setdefault(number, len(order))
    labels = [[order[number] for number in line] for line in labels]
    return labels, len(order) - 1
