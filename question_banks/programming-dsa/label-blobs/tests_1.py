import answer
import hotseat_check as check


def _rows(text):
    """Rows of digits, apart by spaces."""
    return [[int(sign) for sign in row] for row in text.split()]


def _check(grid, conn, labels, n):
    got = answer.label(grid, conn)
    labels_got, n_got = check.results(got, "labels", "n")
    check.equal(labels_got, labels, f"labels, conn {conn}, of {grid}")
    check.equal(n_got, n, f"n, conn {conn}, of {grid}")


def _by_spreading(grid, conn):
    """Every one begins as its own; the smaller place wins."""
    mine = {(r, c): (r, c) for r, row in enumerate(grid)
            for c, cell in enumerate(row) if cell}
    changed = True
    while changed:
        changed = False
        for r, c in mine:
            for y in (r - 1, r, r + 1):
                for x in (c - 1, c, c + 1):
                    side = abs(y - r) + abs(x - c) == 1
                    if (y, x) in mine and (side or conn == 8):
                        if mine[y, x] < mine[r, c]:
                            mine[r, c] = mine[y, x]
                            changed = True
    firsts = sorted(set(mine.values()))
    number = {first: at for at, first in enumerate(firsts, 1)}
    labels = [[number[mine[r, c]] if cell else 0
               for c, cell in enumerate(row)]
              for r, row in enumerate(grid)]
    return labels, len(firsts)


def test_small_examples():
    grid = _rows("101 100 011")
    _check(grid, 4, _rows("102 100 033"), 3)
    _check(grid, 8, _rows("102 100 011"), 2)


def test_no_rows_and_no_cells():
    for conn in (4, 8):
        _check([], conn, [], 0)
        _check([[]], conn, [[]], 0)
        _check([[], []], conn, [[], []], 0)


def test_single_cells_rows_and_columns():
    for conn in (4, 8):
        _check([[0]], conn, [[0]], 0)
        _check([[1]], conn, [[1]], 1)
        _check(_rows("1101011"), conn, _rows("1102033"), 3)
        column = _rows("0 1 1 0 1")
        _check(column, conn, _rows("0 1 1 0 2"), 2)


def test_sides_are_the_default():
    got = answer.label(_rows("10 01"))
    check.equal(got, (_rows("10 02"), 2), "label of a diagonal")


def test_corners_count_for_eight_only():
    for text in ("10 01", "01 10"):
        grid = _rows(text)
        _check(grid, 8, grid, 1)
    _check(_rows("10 01"), 4, _rows("10 02"), 2)
    _check(_rows("01 10"), 4, _rows("01 20"), 2)
    _check(_rows("010 101 010"), 4, _rows("010 203 040"), 4)
    _check(_rows("010 101 010"), 8, _rows("010 101 010"), 1)


def test_arms_that_meet_late():
    for conn in (4, 8):
        for text in ("1001 1001 1111", "1111 1001 1001",
                     "0001 1111 1000", "11111 00001 11101 10001 11111"):
            grid = _rows(text)
            _check(grid, conn, grid, 1)
    comb = _rows("10101 10101 11111")
    _check(comb, 4, comb, 1)
    _check(_rows("00001 10101 11101"), 4, _rows("00001 20201 22201"), 2)


def test_numbers_go_in_reading_order():
    _check(_rows("0001 0101 1101"), 4, _rows("0001 0201 2201"), 2)
    _check(_rows("00100 10101 10001"), 4, _rows("00100 20103 20003"), 3)
    _check(_rows("0010 1000 0001"), 8, _rows("0010 2000 0003"), 3)


def test_nothing_joins_across_the_edge():
    for conn in (4, 8):
        _check(_rows("100 001 100"), conn, _rows("100 002 300"), 3)
        _check(_rows("101 000 101"), conn, _rows("102 000 304"), 4)
        _check(_rows("01 00 01"), conn, _rows("01 00 02"), 2)
        _check(_rows("001 000 100"), conn, _rows("001 000 200"), 2)


def test_grid_stays_and_rows_are_apart():
    grid = _rows("110 001")
    given = [list(row) for row in grid]
    labels, n = check.results(answer.label(given, 4), "labels", "n")
    check.equal(given, grid, "grid after the call")
    check.equal((labels, n), (_rows("110 002"), 2), "result")
    labels[0][0] = 9
    check.equal(labels[1], [0, 0, 2], "row 1 after a change in row 0")
    check.equal(given, grid, "grid after a change in labels")


def test_agrees_with_spreading():
    with check.fresh_random() as rng:
        for _ in range(60):
            height, width = rng.randint(1, 7), rng.randint(1, 7)
            share = rng.choice((0.3, 0.5, 0.7))
            grid = [[int(rng.random() < share) for _ in range(width)]
                    for _ in range(height)]
            for conn in (4, 8):
                _check(grid, conn, *_by_spreading(grid, conn))


def test_a_path_of_many_turns():
    side = 301
    grid = [[1] * side if r % 2 == 0 else [0] * side
            for r in range(side)]
    for r in range(1, side, 2):
        grid[r][-(r // 2 % 2)] = 1
    for conn in (4, 8):
        got = answer.label(grid, conn)
        labels, n = check.results(got, "labels", "n")
        check.equal(n, 1, f"n of a winding path, conn {conn}")
        check.equal(labels, grid, f"labels of a winding path, {conn}")


def test_a_full_grid_is_in_time():
    side = 1_000
    grid = [[1] * side for _ in range(side)]
    labels, n = check.results(answer.label(grid, 8), "labels", "n")
    check.equal(n, 1, "n of a million ones, conn 8")
    check.equal(labels, grid, "labels of a million ones, conn 8")


def test_a_chequered_grid_is_in_time():
    side = 1_000
    grid = [[(r + c) % 2 for c in range(side)] for r in range(side)]
    labels, n = check.results(answer.label(grid, 4), "labels", "n")
    check.equal(n, side * side // 2, "n of a chessboard, conn 4")
    check.equal(labels[1][:4], [501, 0, 502, 0], "row 1, first four")
    check.equal(labels[-1][-2], n, "the last one of a chessboard")


def test_stripes_that_meet_at_the_end_are_in_time():
    height, width = 997, 1_000
    grid = [[1 - c % 2 for c in range(width)] for _ in range(height)]
    grid.append([1] * width)
    labels, n = check.results(answer.label(grid, 4), "labels", "n")
    check.equal(n, 1, "n of a comb of 500 teeth")
    check.equal(labels, grid, "labels of a comb of 500 teeth")
