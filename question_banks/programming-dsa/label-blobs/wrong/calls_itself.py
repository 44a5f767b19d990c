# fault: the fill is recursive; rejected by test_a_path_of_many_turns
def label(grid, conn=4):
    steps = [(0, 1), (1, 0), (0, -1), (-1, 0)]
    if conn == 8:
        steps += [(1, 1), (1, -1), (-1, 1), (-1, -1)]
    labels = [[0] * len(row) for row in grid]

    def fill(r, c, number):
        labels[r][c] = number
        for dr, dc in steps:
            y, x = r + dr, c + dc
            if 0 <= y < len(grid) and 0 <= x < len(grid[0]):
                if grid[y][x] == 1 and labels[y][x] == 0:
                    fill(y, x, number)

    n = 0
    for r in range(len(grid)):
        for c in range(len(grid[0])):
            if grid[r][c] == 1 and labels[r][c] == 0:
                n += 1
                fill(r, c, n)
    return labels, n
