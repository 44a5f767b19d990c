//! A list as columns for people: as wide as what stands in them, measured in cells of a terminal. Cells
//! are one line each, whatever a bank or a name holds.

use unicode_width::UnicodeWidthStr;

use crate::domain::plain;

/// At which end of its column a cell stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    Left,
    Right,
}

/// Rows under a head.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table<const N: usize> {
    sides: [Side; N],
    rows: Vec<[String; N]>,
}

impl<const N: usize> Table<N> {
    pub fn new(columns: [(&str, Side); N]) -> Self {
        Self {
            sides: columns.map(|(_, side)| side),
            rows: vec![columns.map(|(name, _)| name.to_owned())],
        }
    }

    pub fn row(&mut self, cells: [String; N]) {
        self.rows
            .push(cells.map(|cell| plain::clean_line(&cell).into_owned()));
    }

    /// Returns the lines, without spaces at their ends.
    pub fn text(&self) -> String {
        let mut widths = [0; N];
        for row in &self.rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = cell.width().max(*width);
            }
        }
        let mut text = String::new();
        for row in &self.rows {
            let mut line = String::new();
            for ((cell, width), side) in row.iter().zip(widths).zip(self.sides) {
                let gap = " ".repeat(width.saturating_sub(cell.width()));
                match side {
                    Side::Left => line.extend([cell, gap.as_str(), "  "]),
                    Side::Right => line.extend([gap.as_str(), cell, "  "]),
                }
            }
            text.push_str(line.trim_end());
            text.push('\n');
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up_by_cells_and_hostile_cells_stay_on_their_line() {
        let mut table = Table::new([("name", Side::Left), ("min", Side::Right), ("state", Side::Left)]);
        table.row(["漢字".into(), "5".into(), "a\nb\u{1b}[31m\u{202e}".into()]);
        table.row(["é".into(), "120".into(), String::new()]);
        assert_eq!(table.text(), "name  min  state\n漢字    5  a b\né     120\n");
    }
}
