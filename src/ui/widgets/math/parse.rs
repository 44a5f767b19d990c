//! LaTeX mathematics to a tree. Forgiving: whatever is not understood comes out as it was written, and
//! no input can fail, nest too deep for the stack, or take more than linear time.

use super::alphabet::{self, Alphabet};
use super::tree::{Atom, Delimiter, Node, Side, TableKind, character, delimiter_symbol, settle};
use crate::text::symbols::{self, Class};

/// Groups nested deeper than this are read as plain characters.
pub(super) const DEEPEST: usize = 32;

/// Returns every command of a formula in order, with its backslash; environments as `\begin{name}`.
pub(super) fn commands(tex: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut reader = Reader::new(tex);
    while let Some(c) = reader.next() {
        if c != '\\' {
            continue;
        }
        let name = reader.command_name();
        if name == "begin" || name == "end" {
            let inner = reader.raw_group();
            if name == "begin" {
                found.push(format!("\\begin{{{inner}}}"));
            }
        } else if !name.is_empty() {
            found.push(format!("\\{name}"));
        }
    }
    found
}

/// Reads a formula. Rows (`\\`) and columns (`&`) outside any environment make an aligned table.
pub(super) fn parse(tex: &str) -> Vec<Node> {
    let mut reader = Reader::new(tex);
    let mut rows = reader.rows(0, &Until::End);
    if rows.len() == 1 && rows[0].len() == 1 {
        return rows.pop().and_then(|mut row| row.pop()).unwrap_or_default();
    }
    vec![Node::Table {
        kind: TableKind::Aligned,
        rows,
    }]
}

/// Where a list of nodes ends.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Until {
    End,
    Brace,
    Bracket,
    /// `\right` of a `\left`.
    Right,
    /// A closing delimiter of a plain pair.
    Close,
    /// `\end`, `&` and `\\` of an environment.
    Cell,
}

pub(super) struct Reader<'a> {
    rest: &'a str,
    /// Alphabet of the letters being read.
    pub(super) alphabet: Alphabet,
}

impl<'a> Reader<'a> {
    pub(super) fn new(tex: &'a str) -> Self {
        Self {
            rest: tex,
            alphabet: Alphabet::Plain,
        }
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.rest.chars().next()
    }

    pub(super) fn next(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.rest = &self.rest[c.len_utf8()..];
        Some(c)
    }

    pub(super) fn skip_blanks(&mut self) {
        self.rest = self.rest.trim_start();
    }

    pub(super) fn eat(&mut self, text: &str) -> bool {
        match self.rest.strip_prefix(text) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    /// Reads the name after a backslash: letters, or one other character.
    pub(super) fn command_name(&mut self) -> &'a str {
        let text = self.rest;
        let letters = text
            .find(|c: char| !c.is_ascii_alphabetic())
            .unwrap_or(text.len());
        let length = if letters > 0 {
            letters
        } else {
            text.chars().next().map_or(0, char::len_utf8)
        };
        self.rest = &text[length..];
        &text[..length]
    }

    /// Looks at the command ahead without reading it.
    pub(super) fn peek_command(&self) -> Option<&'a str> {
        let mut ahead = Reader::new(self.rest.strip_prefix('\\')?);
        Some(ahead.command_name())
    }

    /// Reads `{…}` as characters, braces inside balanced; or one character where there is no brace.
    pub(super) fn raw_group(&mut self) -> &'a str {
        self.skip_blanks();
        let Some(inside) = self.rest.strip_prefix('{') else {
            let text = self.rest;
            if text.starts_with('\\') {
                return "";
            }
            self.next();
            return &text[..text.len() - self.rest.len()];
        };
        let mut depth = 0usize;
        let mut escaped = false;
        for (at, c) in inside.char_indices() {
            match c {
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                '{' => depth += 1,
                '}' if depth == 0 => {
                    self.rest = &inside[at + 1..];
                    return &inside[..at];
                }
                '}' => depth -= 1,
                _ => {}
            }
        }
        self.rest = "";
        inside
    }

    /// Reads `[…]` where one follows.
    pub(super) fn optional(&mut self, depth: usize) -> Vec<Node> {
        self.skip_blanks();
        if depth < DEEPEST && self.eat("[") {
            self.list(depth + 1, &Until::Bracket)
        } else {
            Vec::new()
        }
    }

    /// Reads rows of cells up to the end of their environment.
    pub(super) fn rows(&mut self, depth: usize, until: &Until) -> Vec<Vec<Vec<Node>>> {
        let mut rows = vec![Vec::new()];
        loop {
            let cell = self.list(depth, &Until::Cell);
            if let Some(row) = rows.last_mut() {
                row.push(cell);
            }
            if self.eat("&") {
                continue;
            }
            if self.eat("\\\\") {
                self.eat("*");
                // The extra distance of `\\[2pt]`; a bracket that opens an interval ends in no unit.
                if let Some(rest) = self.rest.strip_prefix('[')
                    && let Some(length) = rest.bytes().take(8).position(|byte| byte == b']')
                    && rest.starts_with(|c: char| c.is_ascii_digit() || c == '.' || c == '-')
                    && rest[..length].ends_with(|c: char| c.is_ascii_lowercase())
                {
                    self.rest = &rest[length + 1..];
                }
                rows.push(Vec::new());
                continue;
            }
            if self.peek_command() == Some("end") {
                self.eat("\\end");
                self.raw_group();
                if *until == Until::Cell {
                    break;
                }
                continue;
            }
            if self.rest.is_empty() {
                break;
            }
            // A closing brace without its opening one.
            if let Some(c) = self.next()
                && let Some(cell) = rows.last_mut().and_then(|row| row.last_mut())
                && c != '}'
            {
                cell.push(Node::Atom(Atom::plain(c.to_string())));
            }
        }
        if rows.len() > 1 && rows.last().is_some_and(|row| row.iter().all(Vec::is_empty)) {
            rows.pop();
        }
        rows
    }

    /// Reads nodes up to `until`, which is read too (not where it ends a cell).
    pub(super) fn list(&mut self, depth: usize, until: &Until) -> Vec<Node> {
        let mut nodes = Vec::new();
        loop {
            self.skip_blanks();
            let Some(c) = self.peek() else { break };
            match (c, until) {
                ('}', Until::Brace) | (']', Until::Bracket) => {
                    self.next();
                    break;
                }
                ('}', Until::End | Until::Cell | Until::Right | Until::Close | Until::Bracket)
                | ('&', Until::Cell | Until::Close | Until::Right) => break,
                _ => {}
            }
            if c == '\\' {
                match (self.peek_command().unwrap_or_default(), until) {
                    ("\\", Until::Cell | Until::Close)
                    | ("end", _)
                    | ("right", Until::Right | Until::Close) => {
                        break;
                    }
                    _ => {}
                }
            }
            if *until == Until::Close && self.closes() {
                break;
            }
            self.node(depth, &mut nodes);
        }
        settle(&mut nodes);
        nodes
    }

    /// Says whether a closing delimiter is ahead.
    pub(super) fn closes(&self) -> bool {
        match self.peek() {
            Some(')' | ']') => true,
            Some('\\') => matches!(
                self.peek_command(),
                Some("}" | "rangle" | "rfloor" | "rceil" | "rbrace" | "rbrack")
            ),
            _ => false,
        }
    }

    /// Reads one node with its scripts, onto the end of `nodes`.
    pub(super) fn node(&mut self, depth: usize, nodes: &mut Vec<Node>) {
        let Some(c) = self.next() else { return };
        match c {
            '{' if depth < DEEPEST => {
                let alphabet = self.alphabet;
                let inside = self.list(depth + 1, &Until::Brace);
                self.alphabet = alphabet;
                nodes.push(Node::Group(inside));
            }
            '{' | '}' => {}
            '^' | '_' | '\'' => self.scripts(c, depth, nodes),
            '(' | '[' => self.pair(if c == '(' { "(" } else { "[" }, depth, nodes),
            '\\' => self.command(depth, nodes),
            '~' | '&' => nodes.push(Node::Space(1)),
            '0'..='9' => {
                let mut number = String::from(c);
                self.number(&mut number);
                nodes.push(Node::Atom(Atom::plain(alphabet::styled(&number, self.alphabet))));
            }
            '|' if self.eat("|") => nodes.push(Node::Atom(Atom::fixed("‖", "||", Class::Ordinary))),
            ':' if self.eat("=") => nodes.push(Node::Atom(Atom::fixed("≔", ":=", Class::Relation))),
            _ => nodes.push(Node::Atom(character(c, self.alphabet))),
        }
    }

    /// Reads the rest of a number: digits, a decimal point, and commas before three digits.
    pub(super) fn number(&mut self, number: &mut String) {
        loop {
            let mut ahead = self.rest.chars();
            let (first, second) = (ahead.next(), ahead.next());
            let goes_on = match first {
                Some('0'..='9') => true,
                Some('.') => second.is_some_and(|c| c.is_ascii_digit()),
                Some(',') => {
                    let digits = self.rest[1..].bytes().take_while(u8::is_ascii_digit).count();
                    digits == 3 && number.len() <= 3 + 4 * number.matches(',').count()
                }
                _ => false,
            };
            let Some(c) = first.filter(|_| goes_on) else { break };
            number.push(c);
            self.next();
        }
    }

    /// Reads scripts after what was read last.
    pub(super) fn scripts(&mut self, first: char, depth: usize, nodes: &mut Vec<Node>) {
        let mut sub = Vec::new();
        let mut sup = Vec::new();
        let mut mark = first;
        loop {
            if mark == '\'' {
                sup.push(Node::Atom(Atom::fixed("′", "'", Class::Ordinary)));
            } else {
                let argument = self.argument(depth);
                if mark == '_' { &mut sub } else { &mut sup }.extend(argument);
            }
            self.skip_blanks();
            match self.peek() {
                Some(c @ ('^' | '_' | '\'')) => {
                    self.next();
                    mark = c;
                }
                _ => break,
            }
        }
        let base = match nodes.pop() {
            Some(base) => base,
            None => Node::Group(Vec::new()),
        };
        let node = match base {
            Node::Brace { side, body, label } if label.is_empty() => Node::Brace {
                side,
                body,
                label: if side == Side::Under { sub } else { sup },
            },
            Node::Scripts {
                base,
                sub: mut first_sub,
                sup: mut first_sup,
            } if (first_sub.is_empty() || sub.is_empty()) && (first_sup.is_empty() || sup.is_empty()) => {
                first_sub.extend(sub);
                first_sup.extend(sup);
                Node::Scripts {
                    base,
                    sub: first_sub,
                    sup: first_sup,
                }
            }
            base => Node::Scripts {
                base: Box::new(base),
                sub,
                sup,
            },
        };
        nodes.push(node);
    }

    /// Reads an argument: a group's inside, or one node.
    pub(super) fn argument(&mut self, depth: usize) -> Vec<Node> {
        self.skip_blanks();
        if depth >= DEEPEST {
            let raw = self.raw_group();
            return vec![Node::Atom(Atom::plain(raw.to_owned()))];
        }
        if self.eat("{") {
            return self.list(depth + 1, &Until::Brace);
        }
        let mut nodes = Vec::new();
        match self.peek() {
            // One digit only: `x^10` is x¹0 in TeX.
            Some(c @ '0'..='9') => {
                self.next();
                nodes.push(Node::Atom(Atom::plain(alphabet::styled(
                    &c.to_string(),
                    self.alphabet,
                ))));
            }
            Some(c @ ('(' | '[' | ')' | ']' | '^' | '_')) => {
                self.next();
                nodes.push(Node::Atom(character(c, Alphabet::Plain)));
            }
            Some('}' | '&') | None => {}
            Some('\\') if matches!(self.peek_command(), Some("right" | "end" | "\\")) => {}
            Some(_) => self.node(depth + 1, &mut nodes),
        }
        nodes
    }

    /// Reads a plain pair `( … )`; without its end the delimiter stands alone.
    pub(super) fn pair(&mut self, open: &str, depth: usize, nodes: &mut Vec<Node>) {
        let opened = delimiter_symbol(open);
        if depth >= DEEPEST {
            nodes.push(Node::Atom(Atom::fixed(opened.text, opened.ascii, Class::Open)));
            return;
        }
        let body = self.list(depth + 1, &Until::Close);
        if self.closes() {
            let close = self.delimiter();
            nodes.push(Node::Fence {
                open: opened,
                body,
                close,
            });
        } else {
            nodes.push(Node::Atom(Atom::fixed(opened.text, opened.ascii, Class::Open)));
            nodes.extend(body);
        }
    }

    /// Reads the delimiter after `\left` and the like.
    pub(super) fn delimiter(&mut self) -> Delimiter {
        self.skip_blanks();
        match self.next() {
            Some('\\') => {
                let name = self.command_name();
                match name {
                    "{" | "lbrace" => delimiter_symbol("{"),
                    "}" | "rbrace" => delimiter_symbol("}"),
                    "|" | "Vert" | "lVert" | "rVert" | "parallel" => delimiter_symbol("‖"),
                    _ => symbols::find(name).map_or(Delimiter::NONE, |symbol| {
                        Delimiter::new(symbol.text, symbol.ascii)
                    }),
                }
            }
            Some(c) => {
                let mut text = [0; 4];
                delimiter_symbol(c.encode_utf8(&mut text))
            }
            None => Delimiter::NONE,
        }
    }
}
