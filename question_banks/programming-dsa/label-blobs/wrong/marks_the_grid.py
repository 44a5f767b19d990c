# fault: the grid is overwritten; rejected by test_grid_stays_and_rows_are_apart
def label(grid, conn=4):
    n = 1
    for r, row in enumerate(grid):
        for c, cell in enumerate(row):
            if cell != 1:
                continue
            n += 1
            row[c], todo = n, [(r, c)]
            while todo:
                y, x = todo.pop()
                for i in range(max(y - 1, 0), min(y + 2, len(grid))):
                    for j in range(max(x - 1, 0), min(x + 2, len(row))):
                        if conn == 8 or i == y or j == x:
                            if grid[i][j] == 1:
                                grid[i][j] = n
                                todo.append((i, j))
    return [[max(cell - 1, 0) for cell in row] for row in grid], n - 1
