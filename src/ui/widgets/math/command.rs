//! Reading commands: what follows a backslash, with its arguments.

use std::borrow::Cow;

use super::alphabet::{self, Alphabet};
use super::names::{self, Meaning};
use super::parse::{DEEPEST, Reader, Until};
use super::tree::{Atom, Bar, Delimiter, Limits, Mark, Node, Side, TableKind, delimiter_symbol};
use crate::text::symbols::{self, Class};

impl Reader<'_> {
    pub(super) fn command(&mut self, depth: usize, nodes: &mut Vec<Node>) {
        let name = self.command_name();
        match names::meaning(name) {
            Some(Meaning::Space(cells)) => nodes.push(Node::Space(cells)),
            Some(Meaning::Ignored) => {}
            Some(Meaning::Function(text, limits)) => nodes.push(Node::Atom(Atom::function(text, limits))),
            Some(Meaning::Accent(combining, name)) => nodes.push(Node::Accent {
                mark: Mark { combining, name },
                body: self.argument(depth),
            }),
            Some(Meaning::Letters(alphabet)) => {
                let outer = std::mem::replace(&mut self.alphabet, alphabet);
                let mut body = self.argument(depth);
                self.alphabet = outer;
                match body.len() {
                    1 => nodes.append(&mut body),
                    _ => nodes.push(Node::Group(body)),
                }
            }
            Some(Meaning::Text) => {
                let raw = self.raw_group();
                text(raw, depth, nodes);
            }
            Some(Meaning::Upright) => {
                let words: String = self.raw_group().split_whitespace().collect();
                if words.contains(['\\', '_', '^', '{']) && depth < DEEPEST {
                    nodes.push(Node::Group(Reader::new(&words).list(depth + 1, &Until::End)));
                } else {
                    nodes.push(Node::Atom(Atom::word(words)));
                }
            }
            Some(Meaning::Shape) => self.shape(name, depth, nodes),
            None if matches!(name, "langle" | "lfloor" | "lceil" | "lbrace" | "lbrack") => {
                self.pair(name, depth, nodes);
            }
            None => nodes.push(Node::Atom(match symbols::find(name) {
                Some(symbol) => {
                    let mut atom = Atom::symbol(symbol);
                    if self.alphabet != Alphabet::Plain {
                        atom.text = Cow::Owned(alphabet::styled(symbol.text, self.alphabet));
                    }
                    atom
                }
                None => Atom::word(format!("\\{name}")),
            })),
        }
    }

    pub(super) fn shape(&mut self, name: &str, depth: usize, nodes: &mut Vec<Node>) {
        match name {
            "frac" | "dfrac" | "tfrac" | "cfrac" | "binom" | "dbinom" | "tbinom" => {
                let above = self.argument(depth);
                let below = self.argument(depth);
                let bar = if name.ends_with("frac") {
                    Bar::Line
                } else {
                    Bar::None
                };
                nodes.push(Node::Fraction { above, below, bar });
            }
            "sqrt" => {
                let index = self.optional(depth);
                let body = self.argument(depth);
                nodes.push(Node::Root { index, body });
            }
            "left" if depth < DEEPEST => {
                let open = self.delimiter();
                let body = self.list(depth + 1, &Until::Right);
                let close = if self.eat("\\right") {
                    self.delimiter()
                } else {
                    Delimiter::NONE
                };
                nodes.push(Node::Fence { open, body, close });
            }
            "left" | "right" => {
                let lone = self.delimiter();
                let class = if name == "left" { Class::Open } else { Class::Close };
                nodes.push(Node::Atom(Atom::fixed(lone.text, lone.ascii, class)));
            }
            "middle" => {
                let bar = self.delimiter();
                nodes.push(Node::Atom(Atom::fixed(bar.text, bar.ascii, Class::Relation)));
            }
            "begin" => self.environment(depth, nodes),
            "operatorname" => {
                let limits = if self.eat("*") {
                    Limits::Beneath
                } else {
                    Limits::Beside
                };
                let raw = self.raw_group();
                let spaced = raw.replace("\\,", " ").replace("\\ ", " ").replace("\\;", " ");
                nodes.push(Node::Atom(Atom::function(spaced, limits)));
            }
            "underbrace" | "overbrace" => {
                let side = if name == "underbrace" {
                    Side::Under
                } else {
                    Side::Over
                };
                nodes.push(Node::Brace {
                    side,
                    body: self.argument(depth),
                    label: Vec::new(),
                });
            }
            "overset" | "stackrel" | "underset" => {
                let mark = self.argument(depth);
                let mut body = self.argument(depth);
                let base = if body.len() == 1 {
                    body.pop().unwrap_or(Node::Space(0))
                } else {
                    Node::Group(body)
                };
                let (sub, sup) = if name == "underset" {
                    (mark, Vec::new())
                } else {
                    (Vec::new(), mark)
                };
                nodes.push(Node::Scripts {
                    base: Box::new(base),
                    sub,
                    sup,
                });
            }
            "xrightarrow" | "xleftarrow" => {
                let sub = self.optional(depth);
                let sup = self.argument(depth);
                let arrow = if name == "xrightarrow" { "to" } else { "gets" };
                if let Some(symbol) = symbols::find(arrow) {
                    nodes.push(Node::Scripts {
                        base: Box::new(Node::Atom(Atom::symbol(symbol))),
                        sub,
                        sup,
                    });
                }
            }
            "substack" if depth < DEEPEST => {
                let raw = self.raw_group();
                let rows = Reader::new(raw).rows(depth + 1, &Until::End);
                nodes.push(Node::Table {
                    kind: TableKind::Stack,
                    rows,
                });
            }
            "not" => self.negation(depth, nodes),
            "bmod" | "mod" => nodes.push(Node::Atom(Atom::fixed("mod", "mod", Class::Binary))),
            "pmod" => {
                let mut body = vec![Node::Atom(Atom::function("mod", Limits::Beside))];
                body.extend(self.argument(depth));
                nodes.push(Node::Space(1));
                nodes.push(Node::Fence {
                    open: delimiter_symbol("("),
                    body,
                    close: delimiter_symbol(")"),
                });
            }
            "tag" => {
                let raw = self.raw_group();
                nodes.push(Node::Space(4));
                nodes.push(Node::Atom(Atom::word(format!("({raw})"))));
            }
            "label" | "hspace" | "color" | "vphantom" | "hphantom" | "phantom" => {
                self.eat("*");
                self.raw_group();
                if name == "hspace" || name == "phantom" {
                    nodes.push(Node::Space(2));
                }
            }
            "textcolor" => {
                self.raw_group();
                let body = self.argument(depth);
                nodes.push(Node::Group(body));
            }
            "{" => self.pair("{", depth, nodes),
            "}" => nodes.push(Node::Atom(Atom::fixed("}", "}", Class::Close))),
            "|" => nodes.push(Node::Atom(Atom::fixed("‖", "||", Class::Ordinary))),
            "\\" => nodes.push(Node::Space(1)),
            "-" => {}
            "%" | "$" | "&" | "#" | "_" => nodes.push(Node::Atom(Atom::plain(name.to_owned()))),
            _ => {
                let body = self.argument(depth);
                nodes.push(Node::Group(body));
            }
        }
    }

    pub(super) fn environment(&mut self, depth: usize, nodes: &mut Vec<Node>) {
        let name = self.raw_group();
        let Some(kind) = names::environment(name).filter(|_| depth < DEEPEST) else {
            nodes.push(Node::Atom(Atom::word(format!("\\begin{{{name}}}"))));
            return;
        };
        if name == "array" {
            self.raw_group();
        }
        let rows = self.rows(depth + 1, &Until::Cell);
        nodes.push(Node::Table { kind, rows });
    }

    /// Reads `\not` and what it strikes out.
    pub(super) fn negation(&mut self, depth: usize, nodes: &mut Vec<Node>) {
        let start = nodes.len();
        nodes.extend(self.argument(depth));
        let Some(Node::Atom(atom)) = nodes.get_mut(start) else {
            return;
        };
        let negated = match &*atom.text {
            "=" => "≠",
            "∈" => "∉",
            "≡" => "≢",
            "∼" => "≁",
            "≤" => "≰",
            "≥" => "≱",
            "⊂" | "⊆" => "⊈",
            "∃" => "∄",
            "|" => "∤",
            other => {
                let struck = format!("{other}\u{338}");
                atom.ascii = Cow::Owned(format!("not {}", atom.ascii));
                atom.text = Cow::Owned(struck);
                return;
            }
        };
        if let Some(symbol) = symbols::drawn_as(negated) {
            *atom = Atom::symbol(symbol);
        }
    }
}

/// Reads the inside of `\text{…}`: words as they stand, mathematics between dollars.
fn text(raw: &str, depth: usize, nodes: &mut Vec<Node>) {
    for (index, part) in raw.split('$').enumerate() {
        if index % 2 == 1 && depth < DEEPEST {
            nodes.push(Node::Group(Reader::new(part).list(depth + 1, &Until::End)));
            continue;
        }
        let words = words(part);
        let inner = words.trim();
        if words.starts_with(' ') {
            nodes.push(Node::Space(1));
        }
        if !inner.is_empty() {
            nodes.push(Node::Atom(Atom::word(inner.to_owned())));
            if words.ends_with(' ') {
                nodes.push(Node::Space(1));
            }
        }
    }
}

/// Returns text without braces and backslashes, its white space as single blanks.
fn words(raw: &str) -> String {
    let mut words = String::new();
    let mut escaped = false;
    for c in raw.chars() {
        match c {
            '\\' if !escaped => {
                escaped = true;
                continue;
            }
            '{' | '}' if !escaped => {}
            c if c == '~' || c.is_whitespace() => {
                if !words.ends_with(' ') {
                    words.push(' ');
                }
            }
            c => words.push(c),
        }
        escaped = false;
    }
    words
}
