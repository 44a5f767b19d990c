# fault: a row's end joins the beginning of the next one; rejected by test_nothing_joins_across_the_edge
def label(grid, conn=4):
    width = len(grid[0]) if grid else 0
    wide = width
    steps = [1, -1, wide, -wide]
    if conn == 8:
        steps += [wide + 1, wide - 1, 1 - wide, -1 - wide]
    fresh = -1  # a one that has no number yet
    cells = [0] * (wide + 1)
    for row in grid:
        cells += [fresh if cell else 0 for cell in row]
    cells += [0] * (wide + 1)
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
