//! What a formula is made of, and what a thing can only be told by its neighbours: whether a minus is
//! a sign, whether a bar opens, closes or divides.

use std::borrow::Cow;

use super::alphabet::{self, Alphabet};
use crate::text::symbols::{self, Class, Symbol};

/// One thing in a formula.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Node {
    Atom(Atom),
    /// Cells of white space asked for.
    Space(usize),
    /// Braces: one thing as far as the outside is concerned.
    Group(Vec<Node>),
    Scripts {
        base: Box<Node>,
        sub: Vec<Node>,
        sup: Vec<Node>,
    },
    Fraction {
        above: Vec<Node>,
        below: Vec<Node>,
        bar: Bar,
    },
    Root {
        index: Vec<Node>,
        body: Vec<Node>,
    },
    /// A pair of delimiters round something; an empty delimiter is `\left.`.
    Fence {
        open: Delimiter,
        body: Vec<Node>,
        close: Delimiter,
    },
    Accent {
        mark: Mark,
        body: Vec<Node>,
    },
    /// `\underbrace`, `\overbrace`, with what is written at the brace.
    Brace {
        side: Side,
        body: Vec<Node>,
        label: Vec<Node>,
    },
    Table {
        kind: TableKind,
        rows: Vec<Vec<Vec<Node>>>,
    },
}

/// A character or a word that is never taken apart.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Atom {
    pub text: Cow<'static, str>,
    pub ascii: Cow<'static, str>,
    pub class: Class,
    pub kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// One variable, digit string or sign.
    Plain,
    /// The sign of what follows, as in `−x`.
    Sign,
    /// Upright text: `\text`, `\mathrm`.
    Word,
    /// A named operator: `log`, `max`. Limits go beneath those that take them.
    Function(Limits),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Limits {
    Beneath,
    Beside,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bar {
    Line,
    /// A binomial coefficient.
    None,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Over,
    Under,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TableKind {
    /// A matrix with the delimiters of its name.
    Matrix(&'static str, &'static str),
    Cases,
    Aligned,
    /// `\substack`: lines of a limit.
    Stack,
}

/// A delimiter in both character sets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Delimiter {
    pub text: &'static str,
    pub ascii: &'static str,
}

impl Delimiter {
    pub const NONE: Self = Self::new("", "");

    pub(super) const fn new(text: &'static str, ascii: &'static str) -> Self {
        Self { text, ascii }
    }
}

/// An accent: the combining character, and the name ASCII calls it by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mark {
    pub combining: char,
    pub name: &'static str,
}

impl Atom {
    pub(super) fn symbol(symbol: &'static Symbol) -> Self {
        Self {
            text: Cow::Borrowed(symbol.text),
            ascii: Cow::Borrowed(symbol.ascii),
            class: symbol.class,
            kind: Kind::Plain,
        }
    }

    pub(super) fn fixed(text: &'static str, ascii: &'static str, class: Class) -> Self {
        Self {
            text: Cow::Borrowed(text),
            ascii: Cow::Borrowed(ascii),
            class,
            kind: Kind::Plain,
        }
    }

    pub(super) fn plain(text: String) -> Self {
        let ascii = alphabet::to_ascii(&text);
        Self {
            text: Cow::Owned(text),
            ascii: Cow::Owned(ascii),
            class: Class::Ordinary,
            kind: Kind::Plain,
        }
    }

    pub(super) fn word(text: String) -> Self {
        Self {
            kind: Kind::Word,
            ..Self::plain(text)
        }
    }

    pub(super) fn function(name: impl Into<Cow<'static, str>>, limits: Limits) -> Self {
        let text = name.into();
        Self {
            ascii: Cow::Owned(alphabet::to_ascii(&text)),
            text,
            class: Class::Operator,
            kind: Kind::Function(limits),
        }
    }

    /// Says whether this is a vertical bar, single or double, that may open, close or divide.
    pub(super) fn is_bar(&self) -> bool {
        matches!(&*self.text, "|" | "‖") && self.class == Class::Ordinary
    }

    /// Returns the text in the character set asked for.
    pub(super) fn shown(&self, ascii: bool) -> &str {
        if ascii { &self.ascii } else { &self.text }
    }
}

/// Decides what only the neighbours can tell: whether a sign stands between two things or before one,
/// and whether a bar opens, closes or divides.
pub(super) fn settle(nodes: &mut [Node]) {
    let mut bars_left = nodes
        .iter()
        .filter(|node| atom_of(node).is_some_and(Atom::is_bar))
        .count();
    let mut opened: Option<Cow<'static, str>> = None;
    let mut before = None;
    for node in nodes {
        if matches!(node, Node::Space(_)) {
            continue;
        }
        let starts = matches!(
            before,
            None | Some(Class::Open | Class::Operator | Class::Binary | Class::Relation | Class::Punctuation)
        );
        let mut class = Class::Ordinary;
        if let Some(atom) = atom_of_mut(node) {
            if atom.is_bar() {
                bars_left -= 1;
                atom.class = if opened.as_ref() == Some(&atom.text) && !starts {
                    opened = None;
                    Class::Close
                } else if bars_left > 0 && (starts || opened.is_none()) {
                    opened = Some(atom.text.clone());
                    Class::Open
                } else {
                    Class::Relation
                };
            } else if atom.class == Class::Binary && starts {
                atom.class = Class::Ordinary;
                atom.kind = Kind::Sign;
            }
            class = atom.class;
            if atom.kind == Kind::Sign {
                // What follows a sign starts afresh, a bar for instance.
                class = Class::Binary;
            }
        }
        before = Some(class);
    }
}

/// Returns the atom a node is, or is built on.
pub(super) fn atom_of(node: &Node) -> Option<&Atom> {
    match node {
        Node::Atom(atom) => Some(atom),
        Node::Scripts { base, .. } => atom_of(base),
        _ => None,
    }
}

pub(super) fn atom_of_mut(node: &mut Node) -> Option<&mut Atom> {
    match node {
        Node::Atom(atom) => Some(atom),
        Node::Scripts { base, .. } => atom_of_mut(base),
        _ => None,
    }
}

/// Returns the delimiter drawn as `text`, or that of a command's name.
pub(super) fn delimiter_symbol(text: &str) -> Delimiter {
    const PLAIN: &[(&str, Delimiter)] = &[
        ("(", Delimiter::new("(", "(")),
        (")", Delimiter::new(")", ")")),
        ("[", Delimiter::new("[", "[")),
        ("]", Delimiter::new("]", "]")),
        ("{", Delimiter::new("{", "{")),
        ("}", Delimiter::new("}", "}")),
        ("|", Delimiter::new("|", "|")),
        ("‖", Delimiter::new("‖", "||")),
        ("/", Delimiter::new("/", "/")),
        ("<", Delimiter::new("⟨", "<")),
        (">", Delimiter::new("⟩", ">")),
    ];
    PLAIN
        .iter()
        .find(|(known, _)| *known == text)
        .map(|(_, delimiter)| *delimiter)
        .or_else(|| symbols::find(text).map(|symbol| Delimiter::new(symbol.text, symbol.ascii)))
        .unwrap_or(Delimiter::NONE)
}

/// Returns the atom of a character that is not part of a command.
pub(super) fn character(c: char, alphabet: Alphabet) -> Atom {
    match c {
        '-' | '−' => Atom::fixed("−", "-", Class::Binary),
        '+' => Atom::fixed("+", "+", Class::Binary),
        '*' => Atom::fixed("*", "*", Class::Binary),
        '=' => Atom::fixed("=", "=", Class::Relation),
        '<' => Atom::fixed("<", "<", Class::Relation),
        '>' => Atom::fixed(">", ">", Class::Relation),
        ',' => Atom::fixed(",", ",", Class::Punctuation),
        ';' => Atom::fixed(";", ";", Class::Punctuation),
        ':' => Atom::fixed(":", ":", Class::Punctuation),
        '!' => Atom::fixed("!", "!", Class::Close),
        ')' => Atom::fixed(")", ")", Class::Close),
        ']' => Atom::fixed("]", "]", Class::Close),
        _ => {
            let mut text = [0; 4];
            let text = c.encode_utf8(&mut text);
            match symbols::drawn_as(text) {
                Some(symbol) if !c.is_ascii() => Atom::symbol(symbol),
                _ => Atom::plain(alphabet::styled(text, alphabet)),
            }
        }
    }
}
