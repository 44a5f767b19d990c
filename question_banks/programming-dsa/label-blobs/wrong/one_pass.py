# fault: a cell takes its upper or left neighbour's number, and arms that meet late stay two; rejected by test_arms_that_meet_late
def label(grid, conn=4):
    back = [(-1, 0), (0, -1)]
    if conn == 8:
        back += [(-1, -1), (-1, 1)]
    labels, n = [[0] * len(row) for row in grid], 0
    for r, row in enumerate(grid):
        for c, cell in enumerate(row):
            if cell:
                near = [labels[r + y][c + x] for y, x in back
                        if r + y >= 0 and 0 <= c + x < len(row)]
                near = [number for number in near if number]
                if not near:
                    n += 1
                labels[r][c] = min(near, default=n)
    return labels, n
