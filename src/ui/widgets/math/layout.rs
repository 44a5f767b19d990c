//! The tree of a formula to blocks of text: on one line, or in two dimensions. Spaces follow TeX's
//! classes: relations and binary operators stand apart, signs, calls and products close up.

use super::block::Block;
use super::scripts::scripts;
use super::shapes::{accent, brace, fence, fraction, root};
use super::table::table;
use super::tree::{Atom, Kind, Node};
use crate::text::symbols::Class;

/// How a formula is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Style {
    pub ascii: bool,
    pub shape: Shape,
    /// Scripts are set without spaces.
    pub tight: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// One line.
    Flat,
    /// As high as it likes, limits above and below.
    Tall,
    /// Inside a fraction: still two-dimensional, limits beside where they are small.
    Inner,
}

impl Style {
    pub(super) fn script(self) -> Self {
        Self {
            shape: Shape::Flat,
            tight: true,
            ..self
        }
    }

    pub(super) fn inner(self) -> Self {
        Self {
            shape: if self.shape == Shape::Flat {
                Shape::Flat
            } else {
                Shape::Inner
            },
            ..self
        }
    }

    pub(super) fn is_flat(self) -> bool {
        self.shape == Shape::Flat
    }
}

/// A laid out node and what its neighbours must know of it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Piece {
    pub block: Block,
    pub class: Class,
    pub form: Form,
    /// Begins, or ends, with a word, which letters must not touch.
    pub starts_word: bool,
    pub ends_word: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Thing,
    Sign,
    Space,
    /// `a/b` on one line, which wants parentheses beside factors.
    Ratio,
    /// A fraction with a rule, which nothing may touch.
    Stacked,
    Function,
    Word,
    Fence,
}

impl Piece {
    pub(super) fn thing(block: Block) -> Self {
        Self {
            block,
            class: Class::Ordinary,
            form: Form::Thing,
            starts_word: false,
            ends_word: false,
        }
    }

    /// Says whether this multiplies what stands beside it.
    pub(super) fn is_factor(&self) -> bool {
        match self.form {
            Form::Sign | Form::Space => false,
            Form::Thing | Form::Ratio | Form::Stacked | Form::Function | Form::Word | Form::Fence => {
                matches!(self.class, Class::Ordinary | Class::Operator | Class::Open)
            }
        }
    }
}

/// Lays out a list of nodes.
pub(super) fn block(nodes: &[Node], style: Style) -> Block {
    join(&pieces(nodes, style), style)
}

/// Lays out on one line.
pub(super) fn flat(nodes: &[Node], style: Style) -> String {
    let style = Style {
        shape: Shape::Flat,
        ..style
    };
    block(nodes, style).line().to_owned()
}

/// Lays out each node, and puts ratios into parentheses where they would be misread.
pub(super) fn pieces(nodes: &[Node], style: Style) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = nodes.iter().map(|node| piece(node, style)).collect();
    for at in 0..pieces.len() {
        if pieces[at].form != Form::Ratio {
            continue;
        }
        let solid = |piece: &&Piece| piece.form != Form::Space;
        let after = pieces[at + 1..].iter().find(solid).is_some_and(Piece::is_factor);
        let before = pieces[..at].iter().rev().find(solid);
        let before = before.is_some_and(|piece| matches!(piece.form, Form::Function | Form::Word));
        if after || before {
            let ratio = &mut pieces[at];
            ratio.block = Block::text(format!("({})", ratio.block.line()));
            ratio.form = Form::Fence;
            ratio.ends_word = after;
        }
    }
    pieces
}

/// Puts pieces side by side.
pub(super) fn join(pieces: &[Piece], style: Style) -> Block {
    let mut whole = Block::text("");
    let mut last: Option<&Piece> = None;
    let mut asked = 0;
    for piece in pieces {
        if piece.form == Form::Space {
            asked = asked.max(piece.block.width);
            continue;
        }
        if piece.block.is_empty() {
            continue;
        }
        let gap = last.map_or(0, |last| gap(last, piece, style));
        let gap = if last.is_some() { gap.max(asked) } else { 0 };
        whole.append(gap, &piece.block);
        asked = 0;
        last = Some(piece);
    }
    whole
}

/// Returns the cells between two neighbours.
fn gap(left: &Piece, right: &Piece, style: Style) -> usize {
    use Class::{Binary, Close, Open, Operator, Ordinary, Punctuation, Relation};
    let first_alnum = |piece: &Piece| piece.block.line().trim_start().starts_with(char::is_alphanumeric);
    let last_alnum = |piece: &Piece| piece.block.line().trim_end().ends_with(char::is_alphanumeric);
    let words = (left.ends_word && (first_alnum(right) || right.class == Operator))
        || (right.starts_word && last_alnum(left))
        || (left.form == Form::Fence && left.ends_word && right.class != Close);
    let touches_rule = left.form == Form::Stacked || right.form == Form::Stacked;
    let after_bracket =
        (left.form == Form::Fence || left.block.line().ends_with([')', ']', '}'])) && first_alnum(right);
    if words && left.form != Form::Sign {
        return 1;
    }
    if style.tight {
        return usize::from(left.form == Form::Function && first_alnum(right));
    }
    let apart = match (left.class, right.class) {
        _ if left.form == Form::Sign => right.form == Form::Stacked,
        (Relation, Relation) | (Punctuation, Close) => false,
        (Binary | Relation | Punctuation, _) | (_, Binary | Relation) | (Ordinary | Close, Operator) => true,
        (Operator, _) if left.form == Form::Function => {
            let bar = right.block.line().starts_with(['|', '‖']);
            let called = right.form == Form::Fence || right.class == Open;
            touches_rule || !matches!(right.class, Close | Punctuation) && (bar || !called)
        }
        (Operator, Ordinary | Operator | Open) => true,
        (Ordinary, Ordinary) => touches_rule || after_bracket || right.form == Form::Ratio,
        _ => false,
    };
    usize::from(apart)
}

pub(super) fn piece(node: &Node, style: Style) -> Piece {
    match node {
        Node::Atom(atom) => atom_piece(atom, style),
        Node::Space(cells) => Piece {
            form: Form::Space,
            ..Piece::thing(Block::text(" ".repeat(*cells)))
        },
        Node::Group(inside) => group(inside, style),
        Node::Scripts { base, sub, sup } => scripts(base, sub, sup, style),
        Node::Fraction { above, below, bar } => fraction(above, below, *bar, style),
        Node::Root { index, body } => root(index, body, style),
        Node::Fence { open, body, close } => fence(*open, body, *close, style),
        Node::Accent { mark, body } => accent(*mark, body, style),
        Node::Brace { side, body, label } => brace(*side, body, label, style),
        Node::Table { kind, rows } => table(*kind, rows, style),
    }
}

pub(super) fn atom_piece(atom: &Atom, style: Style) -> Piece {
    let text = atom.shown(style.ascii);
    let long = text.chars().nth(1).is_some();
    let wordy = long && text.ends_with(char::is_alphabetic);
    let mut piece = Piece::thing(Block::text(text));
    piece.class = atom.class;
    match atom.kind {
        Kind::Sign => piece.form = Form::Sign,
        Kind::Function(_) => {
            piece.form = Form::Function;
            piece.starts_word = true;
            piece.ends_word = true;
        }
        Kind::Word => {
            piece.ends_word = wordy;
            if wordy {
                piece.form = Form::Word;
            }
        }
        Kind::Plain
            if style.ascii
                && matches!(atom.class, Class::Binary | Class::Relation)
                && text.ends_with(char::is_alphabetic) =>
        {
            piece.starts_word = true;
            piece.ends_word = true;
        }
        // A Greek letter by its name.
        Kind::Plain if style.ascii && wordy && atom.class == Class::Ordinary => {
            piece.starts_word = true;
            piece.ends_word = true;
        }
        Kind::Plain => {}
    }
    piece
}

fn group(inside: &[Node], style: Style) -> Piece {
    let parts = pieces(inside, style);
    let mut solid = parts.iter().filter(|part| part.form != Form::Space);
    let first = solid.next();
    let last = solid.next_back();
    match (first, last) {
        (Some(only), None) if parts.len() == 1 => Piece {
            class: match only.class {
                Class::Operator => Class::Operator,
                _ => Class::Ordinary,
            },
            ..only.clone()
        },
        _ => Piece {
            starts_word: first.is_some_and(|first| first.starts_word),
            ends_word: last.or(first).is_some_and(|last| last.ends_word),
            ..Piece::thing(join(&parts, style))
        },
    }
}
