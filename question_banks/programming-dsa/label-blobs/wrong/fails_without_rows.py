# fault: the width is read from a row that may not be there; rejected by test_no_rows_and_no_cells
def label(grid, conn=4):
    width = len(grid[0])
    wide = width + 2  # a border of zeros: every neighbour exists
    steps = [1, -1, wide, -wide]
    if conn == 8:
        steps += [wide + 1, wide - 1, 1 - wide, -1 - wide]
    fresh = -1  # a one that has no number yet
    cells = [0] * wide
    for row in grid:
        cells += [0, *(fresh if cell else 0 for cell in row), 0]
    cells += [0] * wide
    n = 0
    for first, cell in enumerate(cells):
        if cell != fresh:
            continue
        n += 1
        cells[first] = n
        todo = [first]
        while todo:
            here = todo.pop()
            for step in steps:
                if cells[here + step] == fresh:
                    cells[here + step] = n
                    todo.append(here + step)
    labels = [cells[wide * row + 1 : wide * row + 1 + width]
              for row in range(1, len(grid) + 1)]
    return labels, n
