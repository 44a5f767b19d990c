//! LaTeX mathematics as text: on one line inside prose, in two dimensions on lines of its own. What is
//! not understood is shown as it was written; no formula can fail. In ASCII only ASCII comes out.

mod alphabet;
mod block;
mod command;
mod layout;
mod names;
mod parse;
mod scripts;
mod shapes;
mod table;
mod tree;

use self::block::Block;
use self::layout::{Piece, Shape, Style};
use self::tree::{Node, TableKind};
use crate::text::symbols::Class;

/// Longer formulas are set on one line: nothing two-dimensional of that size could be read.
const LONGEST: usize = 4096;

/// Returns `$…$` on one line.
pub fn inline(tex: &str, ascii: bool) -> String {
    layout::flat(&parse::parse(tex), style(ascii, Shape::Flat))
}

/// Returns `$$…$$` as rows of text, all of one width but for the blanks at their ends.
pub fn display(tex: &str, ascii: bool) -> Vec<String> {
    display_within(tex, ascii, usize::MAX)
}

/// Returns `$$…$$` as rows no wider than `width` cells: a formula too wide is continued on further rows
/// before its relations, then before its signs; what is still too wide comes on one line, for the
/// caller to wrap.
pub fn display_within(tex: &str, ascii: bool, width: usize) -> Vec<String> {
    let nodes = parse::parse(tex);
    let shape = if tex.len() > LONGEST {
        Shape::Flat
    } else {
        Shape::Tall
    };
    let style = style(ascii, shape);
    let whole = layout::block(&nodes, style);
    if whole.width <= width {
        return trimmed(whole);
    }
    match nodes.as_slice() {
        [
            Node::Table {
                kind: TableKind::Aligned,
                rows,
            },
        ] => {
            let mut out = Vec::new();
            for row in rows {
                let line = layout::block(&row.concat(), style);
                let fitted = if line.width <= width {
                    trimmed(line)
                } else {
                    continued(&layout::pieces(&row.concat(), style), style, width)
                };
                if fitted.len() > 1 && !out.is_empty() {
                    out.push(String::new());
                }
                out.extend(fitted);
            }
            out
        }
        _ => continued(&layout::pieces(&nodes, style), style, width),
    }
}

/// Returns every command used, with its backslash; environments as `\begin{name}`.
pub fn commands(tex: &str) -> Vec<String> {
    parse::commands(tex)
}

/// Says whether a command, with or without its backslash, is drawn as more than its own name.
pub fn is_known(command: &str) -> bool {
    names::is_known(command)
}

fn style(ascii: bool, shape: Shape) -> Style {
    Style {
        ascii,
        shape,
        tight: false,
    }
}

fn trimmed(block: Block) -> Vec<String> {
    block
        .rows
        .into_iter()
        .map(|row| row.trim_end().to_owned())
        .collect()
}

/// Where a formula may be continued on the next row, best places first.
const BREAKS: [fn(&Piece) -> bool; 3] = [
    |piece| piece.class == Class::Relation,
    |piece| piece.class == Class::Binary && matches!(piece.block.line(), "+" | "−" | "-" | "±" | "∓"),
    |piece| piece.class == Class::Binary,
];

/// A formula on several rows, those after the first indented.
struct Continuation {
    style: Style,
    width: usize,
    indent: usize,
    out: Vec<String>,
    after_tall: bool,
}

impl Continuation {
    fn room(&self) -> usize {
        self.width - if self.out.is_empty() { 0 } else { self.indent }
    }

    fn fits(&self, pieces: &[Piece]) -> bool {
        layout::join(pieces, self.style).width <= self.room()
    }

    fn push(&mut self, block: Block) {
        let indent = " ".repeat(self.width - self.room());
        let tall = block.is_tall();
        if tall && self.after_tall {
            self.out.push(String::new());
        }
        self.after_tall = tall;
        let rows = trimmed(block).into_iter();
        self.out
            .extend(rows.map(|row| format!("{indent}{row}").trim_end().to_owned()));
    }

    /// Writes pieces, as many on a row as fit, broken at the first kind of place that helps.
    fn write(&mut self, pieces: &[Piece], breaks: &[fn(&Piece) -> bool]) {
        let whole = layout::join(pieces, self.style);
        let [at, finer @ ..] = breaks else {
            self.push(whole);
            return;
        };
        if whole.width <= self.room() {
            self.push(whole);
            return;
        }
        let mut row: Vec<Piece> = Vec::new();
        for part in split(pieces, at) {
            let mut longer = row.clone();
            longer.extend_from_slice(part);
            if row.is_empty() || self.fits(&longer) || self.leads(&row, part, finer) {
                row = longer;
                continue;
            }
            self.write(&row, finer);
            row = part.to_vec();
        }
        self.write(&row, finer);
    }

    /// Says whether `row` is a short left side that the first term of `part` may join.
    fn leads(&self, row: &[Piece], part: &[Piece], finer: &[fn(&Piece) -> bool]) -> bool {
        let Some(at) = finer.first().filter(|_| finer.len() + 1 == BREAKS.len()) else {
            return false;
        };
        let terms = split(part, at);
        let Some(first) = terms.first().filter(|_| self.out.is_empty() && terms.len() > 1) else {
            return false;
        };
        let mut lead = row.to_vec();
        let short = layout::join(&lead, self.style).width * 3 <= self.width;
        lead.extend_from_slice(first);
        short && self.fits(&lead)
    }
}

/// Breaks a formula into rows of at most `width` cells where it can be broken.
fn continued(pieces: &[Piece], style: Style, width: usize) -> Vec<String> {
    let mut rows = Continuation {
        style,
        width,
        indent: 2.min(width / 4),
        out: Vec::new(),
        after_tall: false,
    };
    rows.write(pieces, &BREAKS);
    rows.out
}

/// Splits before every piece that `at` accepts, but for one at the very beginning.
fn split(pieces: &[Piece], at: impl Fn(&Piece) -> bool) -> Vec<&[Piece]> {
    let mut parts = Vec::new();
    let mut start = 0;
    for (index, piece) in pieces.iter().enumerate() {
        if index > start && at(piece) {
            parts.push(&pieces[start..index]);
            start = index;
        }
    }
    parts.push(&pieces[start..]);
    parts
}

#[cfg(test)]
mod tests;
