//! Indices, exponents and limits: small characters where Unicode has every one of them, spelt out
//! otherwise, above and below large operators where there are rows for it.

use super::alphabet;
use super::block::{Block, cells};
use super::layout::{Form, Piece, Shape, Style, atom_piece, flat, piece};
use super::tree::{Atom, Kind, Limits, Node, TableKind, atom_of};
use crate::text::symbols::Class;

/// A script on one line: raised or lowered characters, or `_θ`, `^(ab)`.
#[derive(Debug, PartialEq)]
pub(super) enum Script {
    None,
    Small(String),
    Spelt(String),
}

pub(super) fn script(nodes: &[Node], sign: char, style: Style) -> Script {
    if nodes.is_empty() {
        return Script::None;
    }
    let inside = style.script();
    let text = flat(nodes, inside);
    if text.is_empty() {
        return Script::None;
    }
    if text.chars().all(|c| c == '\'' || c == '′') {
        return Script::Small(match text.as_str() {
            "′′" => "″".to_owned(),
            "′′′" => "‴".to_owned(),
            _ => text,
        });
    }
    if !style.ascii {
        let small = if sign == '^' {
            alphabet::raised(&text)
        } else {
            alphabet::lowered(&text)
        };
        if let Some(small) = small {
            return Script::Small(small);
        }
        // `x^{*}_θ` and the like: a prime stays a prime beside what has to be spelt.
        if sign == '^'
            && let Some(rest) = text.strip_prefix('′')
        {
            return Script::Spelt(format!("′^({rest})"));
        }
    }
    let word = sign == '_' && text.chars().all(char::is_alphanumeric);
    let bare = text.chars().nth(1).is_none()
        || word
        || matches!(nodes, [Node::Atom(_) | Node::Fence { .. }])
        || matches!(nodes, [Node::Atom(first), Node::Atom(_)] if sign == '_' && first.class == Class::Relation);
    Script::Spelt(if bare {
        format!("{sign}{text}")
    } else {
        format!("{sign}({text})")
    })
}

pub(super) fn scripts(base: &Node, sub: &[Node], sup: &[Node], style: Style) -> Piece {
    let atom = atom_of(base);
    if !style.is_flat()
        && let Some(atom) = atom
        && takes_limits(atom)
        && !fits_beside(atom, sub, sup, style)
    {
        return limits(atom, sub, sup, style);
    }
    if !style.is_flat() && matches!(base, Node::Brace { .. }) {
        return piece(base, style);
    }
    let mut below = script(sub, '_', style);
    let mut above = script(sup, '^', style);
    let mut piece = piece(base, style);
    if piece.form == Form::Ratio {
        piece.block = Block::text(format!("({})", piece.block.line()));
        piece.form = Form::Fence;
    }
    if piece.block.is_tall() {
        let height = piece.block.height();
        let raised = unspelt(&above);
        let lowered = unspelt(&below);
        let width = cells(&raised).max(cells(&lowered));
        let mut rows = vec![String::new(); height];
        rows[0] = raised;
        rows[height - 1] = lowered;
        let side = Block::pile(
            rows.into_iter().map(|row| Block::text(row).left(width)).collect(),
            piece.block.base,
        );
        piece.block.append(0, &side);
        piece.ends_word = false;
        return piece;
    }
    // `p²_θ`: a raised character after a spelt index would belong to the index.
    let mut text = piece.block.line().to_owned();
    let swapped = matches!((&below, &above), (Script::Spelt(_), Script::Small(_)));
    let mut parts = [&mut below, &mut above];
    if swapped {
        parts.swap(0, 1);
    }
    let mut ends_word = piece.ends_word;
    for part in parts {
        match std::mem::replace(part, Script::None) {
            Script::None => {}
            Script::Small(small) => {
                text.push_str(&small);
                ends_word = false;
            }
            Script::Spelt(spelt) => {
                ends_word = spelt.ends_with(char::is_alphanumeric);
                text.push_str(&spelt);
            }
        }
    }
    piece.block = Block::text(text);
    piece.ends_word = ends_word;
    piece
}

/// Returns a script beside a tall base, where its height says what it is.
pub(super) fn unspelt(script: &Script) -> String {
    match script {
        Script::None => String::new(),
        Script::Small(text) => text.clone(),
        Script::Spelt(text) => {
            let bare = text.trim_start_matches(['^', '_']);
            let inner = bare.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
            inner.unwrap_or(bare).to_owned()
        }
    }
}

pub(super) fn takes_limits(atom: &Atom) -> bool {
    match atom.kind {
        Kind::Function(limits) => limits == Limits::Beneath,
        Kind::Plain | Kind::Word | Kind::Sign => atom.class == Class::Operator,
    }
}

/// Says whether limits are so small that `∑ⱼ` reads better than a second row.
pub(super) fn fits_beside(atom: &Atom, sub: &[Node], sup: &[Node], style: Style) -> bool {
    let small = |nodes: &[Node], sign| matches!(script(nodes, sign, style), Script::Small(_) | Script::None);
    if !small(sub, '_') || !small(sup, '^') {
        return false;
    }
    let short = sup.is_empty() && flat(sub, style.script()).chars().nth(1).is_none();
    short && matches!(atom.kind, Kind::Plain) || style.shape == Shape::Inner
}

pub(super) fn limits(atom: &Atom, sub: &[Node], sup: &[Node], style: Style) -> Piece {
    let mut piece = atom_piece(atom, style);
    let mut blocks = Vec::new();
    if !sup.is_empty() {
        blocks.push(lines(sup, style));
    }
    let base = blocks.len();
    blocks.push(piece.block);
    if !sub.is_empty() {
        blocks.push(lines(sub, style));
    }
    piece.block = Block::stack(blocks, base);
    piece
}

/// Lays out a limit: one line, or those of a `\substack`.
pub(super) fn lines(nodes: &[Node], style: Style) -> Block {
    if let [
        Node::Table {
            kind: TableKind::Stack,
            rows,
        },
    ] = nodes
    {
        let rows = rows
            .iter()
            .map(|row| Block::text(flat(&row.concat(), style.script())))
            .collect();
        return Block::stack(rows, 0);
    }
    Block::text(flat(nodes, style.script()))
}
