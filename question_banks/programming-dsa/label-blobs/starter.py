"""Numbering the colonies of a grid.

label(grid, conn=4) -> (labels, n)
    grid    list of up to 1,000 rows, each a list of
            equally many (up to 1,000) ints 0 or 1;
            may have no rows, or rows without cells.
            It is not modified.
    conn    4: cells join at their sides; 8: at
            sides and corners
    labels  new list of rows, same shape: 0 where
            grid has 0, elsewhere the number of the
            cell's colony
    n       number of colonies. They are numbered
            1 ... n by their first cells in reading
            order (rows from the top, each from the
            left).
"""


def label(grid, conn=4):
    raise NotImplementedError("label")
