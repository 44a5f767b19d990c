//! Boxes and arrows drawn in a text: lines that join where they meet, boxes round words, heads of arrows.
//!
//! A drawing is lines of text; a position is a row and a column in cells. Letters are never drawn over.
//! Nothing here knows a cursor or a screen.

use super::wrap::{cells, width_of};

/// Columns a line is drawn to at most: what fits on a screen of 80, so that no row is wrapped there.
pub const WIDEST: usize = 75;
/// Rows likewise.
pub const TALLEST: usize = 200;

/// Where a stroke goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    Up,
    Down,
    Left,
    Right,
}

/// A cell of a drawing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Spot {
    pub row: usize,
    pub column: usize,
}

/// A drawing and where the pen is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawn {
    pub text: String,
    pub at: Spot,
}

/// What lines are drawn with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Pen {
    #[default]
    Lines,
    /// For terminals that draw no others: `+`, `-` and `|`.
    Ascii,
}

const UP: u8 = 1;
const DOWN: u8 = 2;
const LEFT: u8 = 4;
const RIGHT: u8 = 8;

/// Line characters with the arms each has.
const LINES: [(char, u8); 11] = [
    ('─', LEFT | RIGHT),
    ('│', UP | DOWN),
    ('┌', DOWN | RIGHT),
    ('┐', DOWN | LEFT),
    ('└', UP | RIGHT),
    ('┘', UP | LEFT),
    ('├', UP | DOWN | RIGHT),
    ('┤', UP | DOWN | LEFT),
    ('┬', DOWN | LEFT | RIGHT),
    ('┴', UP | LEFT | RIGHT),
    ('┼', UP | DOWN | LEFT | RIGHT),
];

impl Way {
    fn arm(self) -> u8 {
        match self {
            Self::Up => UP,
            Self::Down => DOWN,
            Self::Left => LEFT,
            Self::Right => RIGHT,
        }
    }

    fn back(self) -> Self {
        match self {
            Self::Up => Self::Down,
            Self::Down => Self::Up,
            Self::Left => Self::Right,
            Self::Right => Self::Left,
        }
    }

    fn head(self) -> char {
        match self {
            Self::Up => '^',
            Self::Down => 'v',
            Self::Left => '<',
            Self::Right => '>',
        }
    }
}

impl Spot {
    fn step(self, way: Way) -> Option<Self> {
        let Self { row, column } = self;
        Some(match way {
            Way::Up => Self {
                row: row.checked_sub(1)?,
                column,
            },
            Way::Down if row + 1 < TALLEST => Self { row: row + 1, column },
            Way::Left => Self {
                row,
                column: column.checked_sub(1)?,
            },
            Way::Right if column + 1 < WIDEST => Self {
                row,
                column: column + 1,
            },
            Way::Down | Way::Right => return None,
        })
    }
}

/// Draws one stroke from a spot to its neighbour. `came` is the way of the stroke before, where this one
/// goes on from it: then a line that turns makes a corner and no crossing. At the edge nothing is drawn.
pub fn stroke(text: &str, from: Spot, came: Option<Way>, way: Way, pen: Pen) -> Option<Drawn> {
    let to = from.step(way)?;
    let mut grid = Grid::new(text);
    let here = grid.char_at(from);
    let known = arms(here);
    let straight = known == LEFT | RIGHT || known == UP | DOWN;
    // A straight piece this pen has just ended has one arm only.
    let kept = match came {
        Some(came) if straight && pen == Pen::Lines => came.back().arm(),
        _ => known,
    };
    if here == ' ' || known != 0 {
        grid.put(from, line_of(kept | way.arm(), pen));
    }
    let there = grid.char_at(to);
    let known = arms(there);
    if there == ' ' || known != 0 {
        grid.put(to, line_of(known | way.back().arm(), pen));
    }
    Some(Drawn {
        text: grid.text(),
        at: to,
    })
}

/// Ends a line with the head of an arrow; letters stay.
pub fn head(text: &str, at: Spot, way: Way) -> Option<Drawn> {
    let mut grid = Grid::new(text);
    let here = grid.char_at(at);
    if here != ' ' && arms(here) == 0 {
        return None;
    }
    grid.put(at, way.head());
    Some(Drawn {
        text: grid.text(),
        at,
    })
}

/// Draws a box round the words at a spot: those around it up to a line, two blanks or the end. The pen
/// then stands right of the box, ready for an arrow. Room above and at the left is made where there is none.
pub fn boxed(text: &str, at: Spot, pen: Pen) -> Option<Drawn> {
    let mut grid = Grid::new(text);
    let (start, end) = grid.words_at(at)?;
    let mut row = at.row;
    let mut left = start;
    // The head of an arrow stays outside: the words make room for their box.
    let heads = (1..=2).filter_map(|by| start.checked_sub(by));
    let near = heads
        .filter(|column| is_head(grid.char_at(Spot { row, column: *column })))
        .max();
    if let Some(near) = near {
        let by = near + 3 - start;
        grid.push(Spot { row, column: start }, by);
        left += by;
    }
    if row == 0 {
        grid.rows.insert(0, String::new());
        row = 1;
    }
    if left < 2 {
        let by = 2 - left;
        grid.shift(by);
        left += by;
    }
    let right = end + left - start + 1;
    let left = left - 2;
    let edges = |corner_left: u8, corner_right: u8, row: usize, grid: &mut Grid| {
        for column in left..=right {
            let own = match column {
                _ if column == left => corner_left,
                _ if column == right => corner_right,
                _ => LEFT | RIGHT,
            };
            grid.join(Spot { row, column }, own, pen);
        }
    };
    edges(DOWN | RIGHT, DOWN | LEFT, row - 1, &mut grid);
    edges(UP | RIGHT, UP | LEFT, row + 1, &mut grid);
    for column in [left, right] {
        grid.join(Spot { row, column }, UP | DOWN, pen);
    }
    Some(Drawn {
        text: grid.text(),
        at: Spot {
            row,
            column: right + 1,
        },
    })
}

fn is_head(c: char) -> bool {
    matches!(c, '>' | '<' | '^')
}

fn arms(c: char) -> u8 {
    match c {
        '-' => LEFT | RIGHT,
        '|' => UP | DOWN,
        '+' => UP | DOWN | LEFT | RIGHT,
        _ => LINES
            .iter()
            .find(|(line, _)| *line == c)
            .map_or(0, |(_, arms)| *arms),
    }
}

fn line_of(arms: u8, pen: Pen) -> char {
    let horizontal = arms & (UP | DOWN) == 0;
    let vertical = arms & (LEFT | RIGHT) == 0;
    match pen {
        Pen::Ascii if horizontal => '-',
        Pen::Ascii if vertical => '|',
        Pen::Ascii => '+',
        Pen::Lines if horizontal => '─',
        Pen::Lines if vertical => '│',
        Pen::Lines => LINES
            .iter()
            .find(|(_, known)| *known == arms)
            .map_or('┼', |(line, _)| *line),
    }
}

/// The rows of a text, which grow with what is put into them.
struct Grid {
    rows: Vec<String>,
}

impl Grid {
    fn new(text: &str) -> Self {
        Self {
            rows: text.split('\n').map(str::to_owned).collect(),
        }
    }

    fn text(&self) -> String {
        self.rows.join("\n")
    }

    /// The character at a spot; a blank where there is nothing, a letter where a wide one covers it.
    fn char_at(&self, at: Spot) -> char {
        let Some(row) = self.rows.get(at.row) else {
            return ' ';
        };
        cells(row)
            .find(|cell| at.column < cell.column + cell.width)
            .map_or(' ', |cell| {
                if cell.column == at.column && cell.width == 1 {
                    cell.text.chars().next().unwrap_or(' ')
                } else {
                    'x'
                }
            })
    }

    fn put(&mut self, at: Spot, c: char) {
        if self.rows.len() <= at.row {
            self.rows.resize(at.row + 1, String::new());
        }
        let row = &mut self.rows[at.row];
        let wide = width_of(row);
        if at.column >= wide {
            row.extend(std::iter::repeat_n(' ', at.column - wide));
            row.push(c);
            return;
        }
        let found = cells(row)
            .find(|cell| cell.column == at.column && cell.width == 1)
            .map(|cell| cell.at..cell.at + cell.text.len());
        if let Some(range) = found {
            row.replace_range(range, c.encode_utf8(&mut [0; 4]));
        }
    }

    /// Adds arms to a spot, unless a letter stands there.
    fn join(&mut self, at: Spot, own: u8, pen: Pen) {
        let here = self.char_at(at);
        if here == ' ' || arms(here) != 0 {
            self.put(at, line_of(arms(here) | own, pen));
        }
    }

    /// Pushes what stands from a spot on to the right.
    fn push(&mut self, at: Spot, by: usize) {
        let Some(row) = self.rows.get_mut(at.row) else {
            return;
        };
        if let Some(byte) = cells(row)
            .find(|cell| cell.column == at.column)
            .map(|cell| cell.at)
        {
            row.insert_str(byte, &" ".repeat(by));
        }
    }

    fn shift(&mut self, by: usize) {
        for row in self.rows.iter_mut().filter(|row| !row.is_empty()) {
            row.insert_str(0, &" ".repeat(by));
        }
    }

    /// Columns of the words around a spot, the end not included.
    fn words_at(&self, at: Spot) -> Option<(usize, usize)> {
        let row = self.rows.get(at.row)?;
        let is_line = |c: char| is_head(c) || c != '-' && c != '+' && arms(c) != 0;
        let starts_line = |text: &str| text.chars().next().is_some_and(is_line);
        // Runs of letters with single blanks between; a line parts them.
        let mut runs: Vec<(usize, usize)> = Vec::new();
        for cell in cells(row).filter(|cell| !matches!(cell.text, " " | "\t") && !starts_line(cell.text)) {
            let end = cell.column + cell.width;
            let parted = |column: usize| is_line(self.char_at(Spot { row: at.row, column }));
            match runs.last_mut() {
                Some(last) if cell.column <= last.1 + 1 && !parted(last.1) => last.1 = end,
                _ => runs.push((cell.column, end)),
            }
        }
        runs.into_iter()
            .rfind(|(start, end)| (*start..=end + 1).contains(&at.column))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn spot(row: usize, column: usize) -> Spot {
        Spot { row, column }
    }

    fn strokes(text: &str, from: Spot, ways: &[Way]) -> Drawn {
        let mut drawn = Drawn {
            text: text.to_owned(),
            at: from,
        };
        let mut came = None;
        for way in ways {
            if let Some(next) = stroke(&drawn.text, drawn.at, came, *way, Pen::Lines) {
                drawn = next;
                came = Some(*way);
            }
        }
        drawn
    }

    #[test]
    fn a_line_turns_in_a_corner_and_joins_another_in_a_crossing() {
        use Way::{Down, Left, Right, Up};
        let drawn = strokes("", spot(0, 0), &[Right, Right, Down, Down, Left, Left]);
        assert_eq!(drawn.text, "──┐\n  │\n──┘");
        let drawn = strokes(&drawn.text, spot(1, 0), &[Right, Right, Right, Right]);
        assert_eq!(drawn.text, "──┐\n──┼──\n──┘");
        let drawn = strokes("a b\n", spot(1, 0), &[Right, Up]);
        assert_eq!(drawn.text, "a│b\n─┘");
    }

    #[test]
    fn letters_are_never_drawn_over() {
        use Way::Right;
        assert_eq!(strokes("  mix", spot(0, 0), &[Right; 6]).text, "──mix──");
        assert_eq!(strokes(" 漢 ", spot(0, 0), &[Right; 4]).text, "─漢──");
        assert_eq!(head("mix", spot(0, 1), Right), None);
    }

    #[test]
    fn a_box_goes_round_the_words_and_makes_its_own_room() {
        let drawn = boxed("clean speech", spot(0, 12), Pen::Lines).unwrap();
        assert_eq!(drawn.text, "┌──────────────┐\n│ clean speech │\n└──────────────┘");
        assert_eq!(drawn.at, spot(1, 16));
        let arrow = strokes(&drawn.text, drawn.at, &[Way::Right; 3]);
        let arrow = head(&arrow.text, arrow.at, Way::Right).unwrap();
        assert!(arrow.text.contains("│ clean speech │───>"), "{}", arrow.text);
        let after = boxed("│ a │─> mix", spot(0, 11), Pen::Lines).unwrap();
        assert_eq!(
            after.text,
            "        ┌─────┐\n│ a │──>│ mix │\n        └─────┘"
                .replace("──>", "─>")
                .replace("        ", "       ")
        );
        let ascii = boxed("\n  a  b", spot(1, 5), Pen::Ascii).unwrap();
        assert_eq!(ascii.text, "   +---+\n  a| b |\n   +---+");
        assert_eq!(boxed("   ", spot(0, 1), Pen::Lines), None);
    }

    #[test]
    fn at_the_edges_nothing_is_drawn() {
        assert_eq!(stroke("", spot(0, 0), None, Way::Up, Pen::Lines), None);
        assert_eq!(stroke("", spot(0, 0), None, Way::Left, Pen::Lines), None);
        assert_eq!(
            stroke("", spot(TALLEST - 1, 0), None, Way::Down, Pen::Lines),
            None
        );
    }

    proptest! {
        #[test]
        fn whatever_is_drawn_the_letters_stay(
            text in "[a-c漢 │─+\n]{0,40}",
            row in 0..6usize,
            column in 0..20usize,
            ways in prop::collection::vec(0..4u8, 0..12),
            ascii in any::<bool>(),
        ) {
            let letters = |text: &str| text.chars().filter(|c| "abc漢".contains(*c)).collect::<String>();
            let pen = if ascii { Pen::Ascii } else { Pen::Lines };
            let mut at = spot(row, column);
            let mut drawn = text.clone();
            let mut came = None;
            for way in ways {
                let way = [Way::Up, Way::Down, Way::Left, Way::Right][usize::from(way)];
                if let Some(next) = stroke(&drawn, at, came, way, pen) {
                    (drawn, at, came) = (next.text, next.at, Some(way));
                }
            }
            prop_assert_eq!(letters(&drawn), letters(&text));
            if let Some(boxed) = boxed(&drawn, at, pen) {
                prop_assert_eq!(letters(&boxed.text), letters(&text));
            }
        }
    }
}
