//! Matrices, cases and aligned rows.

use super::block::Block;
use super::layout::{Form, Piece, Style, block, flat};
use super::shapes::fenced;
use super::tree::{Node, TableKind};

pub(super) fn table(kind: TableKind, rows: &[Vec<Vec<Node>>], style: Style) -> Piece {
    if style.is_flat() {
        let text = match kind {
            TableKind::Matrix(open, close) => {
                let (open, close) = if open.is_empty() {
                    ("[", "]")
                } else {
                    (open, close)
                };
                format!(
                    "{}{}{}",
                    shown(open, style),
                    flat_rows(rows, " ", "; ", style),
                    shown(close, style)
                )
            }
            TableKind::Cases => format!("{{ {} }}", flat_rows(rows, ", ", "; ", style)),
            TableKind::Aligned => {
                let lines: Vec<String> = rows.iter().map(|row| flat(&row.concat(), style)).collect();
                lines.join("; ")
            }
            TableKind::Stack => flat_rows(rows, "", if style.tight { "," } else { ", " }, style),
        };
        return Piece {
            form: Form::Fence,
            ..Piece::thing(Block::text(text))
        };
    }
    let cells = |row: &Vec<Vec<Node>>| row.iter().map(|cell| block(cell, style)).collect();
    let grid: Vec<Vec<Block>> = rows.iter().map(cells).collect();
    match kind {
        TableKind::Matrix(open, close) => {
            let body = grid_block(grid, |_| Align::Centre, 2);
            fenced(shown(open, style), &body, shown(close, style), style)
        }
        TableKind::Cases => fenced("{", &grid_block(grid, |_| Align::Left, 3), "", style),
        TableKind::Aligned => {
            let single = grid.iter().all(|row| row.len() == 1);
            Piece::thing(grid_block(
                grid,
                |column| {
                    if column % 2 == 0 && !single {
                        Align::Right
                    } else {
                        Align::Left
                    }
                },
                1,
            ))
        }
        TableKind::Stack => Piece::thing(grid_block(grid, |_| Align::Centre, 1)),
    }
}

pub(super) fn shown(delimiter: &'static str, style: Style) -> &'static str {
    if style.ascii && delimiter == "‖" {
        "||"
    } else {
        delimiter
    }
}

pub(super) fn flat_rows(
    rows: &[Vec<Vec<Node>>],
    between_cells: &str,
    between_rows: &str,
    style: Style,
) -> String {
    let lines: Vec<String> = rows
        .iter()
        .map(|row| {
            let cells: Vec<String> = row
                .iter()
                .map(|cell| flat(cell, style).trim_end_matches(',').trim().to_owned())
                .collect();
            cells.join(between_cells)
        })
        .collect();
    lines.join(between_rows)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Align {
    Left,
    Centre,
    Right,
}

/// Lays a grid of blocks out in columns; tall rows are a blank row apart.
pub(super) fn grid_block(grid: Vec<Vec<Block>>, align: impl Fn(usize) -> Align, gap: usize) -> Block {
    let columns = grid.iter().map(Vec::len).max().unwrap_or_default();
    let widths: Vec<usize> = (0..columns)
        .map(|column| {
            let cells = grid.iter().filter_map(|row| row.get(column));
            cells.map(|cell| cell.width).max().unwrap_or_default()
        })
        .collect();
    let total = widths.iter().sum::<usize>() + gap * columns.saturating_sub(1);
    let tall = grid.iter().any(|row| row.iter().any(Block::is_tall));
    let mut piled = Vec::new();
    for row in grid {
        if tall && !piled.is_empty() {
            piled.push(Block::text(" ".repeat(total)));
        }
        let mut line = Block::text("");
        for (column, cell) in row.into_iter().enumerate() {
            let cell = match align(column) {
                Align::Left => cell.left(widths[column]),
                Align::Centre => cell.centred(widths[column]),
                Align::Right => cell.right(widths[column]),
            };
            line.append(if column == 0 { 0 } else { gap }, &cell);
        }
        piled.push(line.left(total));
    }
    let mut whole = Block::pile(piled, 0);
    whole.base = (whole.height() - 1) / 2;
    whole
}
