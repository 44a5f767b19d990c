//! Tables: columns as wide as they need, narrowed together where the page is narrow, cells wrapped. Where
//! even that leaves no room, each row becomes a list of `header: cell`.

use pulldown_cmark::Alignment;
use ratatui::style::Style;
use ratatui::text::Span;

use super::wrap::{GLUE, Kind, Run, cells, natural_width, wrap};

/// Blanks between columns.
const GAP: usize = 2;
/// No column is narrower than this.
const NARROWEST: usize = 4;

/// A table as it was read; the first row is the header.
#[derive(Debug, Clone, Default)]
pub(super) struct Table {
    pub alignments: Vec<Alignment>,
    pub rows: Vec<Vec<Vec<Run>>>,
}

impl Table {
    /// Lays the table out in at most `width` cells; header words are `header`.
    pub fn lines(&self, width: usize, header: Style, instead: &'static str) -> Vec<Vec<Span<'static>>> {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or_default();
        if columns == 0 {
            return Vec::new();
        }
        let natural: Vec<usize> = (0..columns)
            .map(|column| {
                let cells = self.rows.iter().filter_map(|row| row.get(column));
                cells.map(|cell| natural_width(cell)).max().unwrap_or_default()
            })
            .collect();
        let Some(widths) = fitted(&natural, width.saturating_sub(GAP * (columns - 1))) else {
            return self.stacked(width, header, instead);
        };
        let right: Vec<bool> = (0..columns).map(|column| self.is_right(column)).collect();
        let laid: Vec<Vec<Vec<Vec<Span<'static>>>>> = self
            .rows
            .iter()
            .enumerate()
            .map(|(index, row)| {
                let cell = |(column, runs): (usize, &Vec<Run>)| {
                    wrap(&dressed(runs, index, header), widths[column], instead)
                };
                row.iter().enumerate().map(cell).collect()
            })
            .collect();
        let loose = laid[1..].iter().any(|row| row.iter().any(|cell| cell.len() > 1));
        let mut out = Vec::new();
        for (index, row) in laid.into_iter().enumerate() {
            if loose && index > 1 {
                out.push(Vec::new());
            }
            let height = row.iter().map(Vec::len).max().unwrap_or_default();
            let mut row: Vec<_> = row.into_iter().map(Vec::into_iter).collect();
            for _ in 0..height {
                let mut line = Vec::new();
                let mut owed = 0;
                for (column, cell) in row.iter_mut().enumerate() {
                    let spans = cell.next().unwrap_or_default();
                    let blank = widths[column].saturating_sub(cells(&spans));
                    let before = match self.alignments.get(column) {
                        _ if right[column] => blank,
                        Some(Alignment::Center) => blank / 2,
                        _ => 0,
                    };
                    owed += before;
                    if !spans.is_empty() {
                        if owed > 0 {
                            line.push(Span::raw(" ".repeat(owed)));
                        }
                        owed = 0;
                        line.extend(spans);
                    }
                    owed += blank - before + GAP;
                }
                out.push(line);
            }
        }
        out
    }

    /// Says whether a column stands at the right: because it says so, or because it is all numbers.
    fn is_right(&self, column: usize) -> bool {
        match self.alignments.get(column) {
            Some(Alignment::Right) => true,
            Some(Alignment::Left | Alignment::Center) => false,
            Some(Alignment::None) | None => {
                let body = self.rows.iter().skip(1).filter_map(|row| row.get(column));
                let mut any = false;
                let all = body.fold(true, |all, cell| {
                    let text: String = cell.iter().map(|run| run.text.as_str()).collect();
                    any |= is_number(&text);
                    all && (is_number(&text) || matches!(text.trim(), "" | "–" | "-"))
                });
                any && all
            }
        }
    }

    fn stacked(&self, width: usize, header: Style, instead: &'static str) -> Vec<Vec<Span<'static>>> {
        let mut out = Vec::new();
        let (heads, body) = self.rows.split_at(1.min(self.rows.len()));
        let heads = heads.first().map(Vec::as_slice).unwrap_or_default();
        if body.is_empty() {
            return heads
                .iter()
                .flat_map(|head| wrap(&dressed(head, 0, header), width, instead))
                .collect();
        }
        for (index, row) in body.iter().enumerate() {
            if index > 0 {
                out.push(Vec::new());
            }
            for (column, cell) in row.iter().enumerate() {
                let mut runs = heads
                    .get(column)
                    .map(|head| dressed(head, 0, header))
                    .unwrap_or_default();
                if !runs.is_empty() {
                    runs.push(Run {
                        text: format!(":{GLUE}"),
                        style: header,
                        kind: Kind::Solid,
                    });
                }
                runs.extend(cell.iter().cloned());
                out.extend(wrap(&runs, width, instead));
            }
        }
        out
    }
}

/// Returns the runs of a cell; those of the header row in its style.
fn dressed(runs: &[Run], row: usize, header: Style) -> Vec<Run> {
    let dress = |run: &Run| Run {
        style: if row == 0 {
            run.style.patch(header)
        } else {
            run.style
        },
        ..run.clone()
    };
    runs.iter().map(dress).collect()
}

/// Returns the widths of columns within `budget` cells: the wide ones are held to one limit, so that the
/// narrow ones keep what they need. `None` where there is no room for that.
fn fitted(natural: &[usize], budget: usize) -> Option<Vec<usize>> {
    let total = |limit: usize| natural.iter().map(|width| (*width).min(limit)).sum::<usize>();
    let widest = natural.iter().copied().max().unwrap_or_default();
    if total(widest) <= budget {
        return Some(natural.to_vec());
    }
    let (mut low, mut high) = (0, widest);
    while low + 1 < high {
        let middle = usize::midpoint(low, high);
        if total(middle) <= budget {
            low = middle;
        } else {
            high = middle;
        }
    }
    if low < NARROWEST {
        return None;
    }
    let mut spare = budget - total(low);
    Some(
        natural
            .iter()
            .map(|width| {
                let wants = *width > low && spare > 0;
                spare -= usize::from(wants);
                (*width).min(low) + usize::from(wants)
            })
            .collect(),
    )
}

fn is_number(text: &str) -> bool {
    let text = text.trim();
    text.chars().any(|c| c.is_ascii_digit())
        && text
            .chars()
            .all(|c| c.is_ascii_digit() || ".,%+-−–±×~<>≈ ".contains(c))
}
