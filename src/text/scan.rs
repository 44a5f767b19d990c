//! A scanner for Python, shell and JSON: enough to tell keywords, defined names, comments and strings.
//! What goes on from one line to the next is one [`State`], so any line can be scanned alone; [`Starts`]
//! keeps the state at the start of every line of a text that is being edited. Indentation, brackets and
//! the screen's highlighting all go by it.

mod starts;

use std::ops::Range;

pub use starts::Starts;

/// What a stretch of code is, as far as its looks go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    Text,
    Keyword,
    /// The name a definition gives.
    Defined,
    Comment,
    String,
}

/// A language the scanner knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    Python,
    Shell,
    Json,
    Plain,
}

impl Language {
    /// Returns the language of a fence's first word; one not known is plain.
    pub fn named(name: &str) -> Self {
        let word = name.split([' ', ',', '{']).next().unwrap_or_default();
        match word.to_ascii_lowercase().as_str() {
            "python" | "py" | "python3" | "pycon" => Self::Python,
            "sh" | "bash" | "shell" | "zsh" | "console" => Self::Shell,
            "json" | "jsonc" | "jsonl" => Self::Json,
            _ => Self::Plain,
        }
    }
}

/// Where a line begins: in code, or inside a string that an earlier line opened.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum State {
    #[default]
    Code,
    /// Inside a string that ends with this quote, three times or once.
    String { quote: u8, length: u8, escapes: Escapes },
}

/// Whether a backslash takes the next character with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Escapes {
    Backslash,
    None,
}

fn is_python_keyword(word: &str) -> bool {
    matches!(
        word,
        "False"
            | "None"
            | "True"
            | "and"
            | "as"
            | "assert"
            | "async"
            | "await"
            | "break"
            | "class"
            | "continue"
            | "def"
            | "del"
            | "elif"
            | "else"
            | "except"
            | "finally"
            | "for"
            | "from"
            | "global"
            | "if"
            | "import"
            | "in"
            | "is"
            | "lambda"
            | "nonlocal"
            | "not"
            | "or"
            | "pass"
            | "raise"
            | "return"
            | "try"
            | "while"
            | "with"
            | "yield"
    )
}

fn is_shell_keyword(word: &str) -> bool {
    matches!(
        word,
        "if" | "then"
            | "else"
            | "elif"
            | "fi"
            | "for"
            | "while"
            | "until"
            | "do"
            | "done"
            | "case"
            | "esac"
            | "in"
            | "function"
            | "return"
            | "export"
            | "local"
            | "set"
            | "unset"
            | "exit"
    )
}

/// Appends the parts of one line (without its line break) to `parts`, in order and without gaps, and
/// returns the state of the next line.
pub fn scan(language: Language, state: State, line: &str, parts: &mut Vec<(Range<usize>, Role)>) -> State {
    let mut scanner = Scanner {
        language,
        line,
        at: 0,
        parts,
        defines: false,
    };
    if language == Language::Plain {
        scanner.push(0..line.len(), Role::Text);
        return State::Code;
    }
    scanner.run(state)
}

struct Scanner<'a> {
    language: Language,
    line: &'a str,
    at: usize,
    parts: &'a mut Vec<(Range<usize>, Role)>,
    /// The next name is being defined.
    defines: bool,
}

impl Scanner<'_> {
    fn push(&mut self, range: Range<usize>, role: Role) {
        match self.parts.last_mut() {
            _ if range.is_empty() => {}
            Some((last, known)) if *known == role && last.end == range.start => last.end = range.end,
            _ => self.parts.push((range, role)),
        }
    }

    fn run(&mut self, state: State) -> State {
        let mut state = state;
        loop {
            if let State::String { .. } = state {
                state = self.string(state);
                if state != State::Code {
                    return state;
                }
            }
            let Some(c) = self.line[self.at..].chars().next() else {
                return State::Code;
            };
            match c {
                '#' if self.language != Language::Json && self.starts_comment() => {
                    self.push(self.at..self.line.len(), Role::Comment);
                    return State::Code;
                }
                '"' | '\'' if self.language != Language::Json || c == '"' => {
                    state = self.open(self.at, Escapes::Backslash);
                }
                _ if c.is_alphabetic() || c == '_' => state = self.word(),
                _ if c.is_ascii_digit() => {
                    let length = self.run_of(|c| c.is_alphanumeric() || c == '_' || c == '.');
                    self.take(length, Role::Text);
                }
                '\\' if self.language == Language::Shell => {
                    let escaped = self.line[self.at + 1..].chars().next().map_or(0, char::len_utf8);
                    self.take(1 + escaped, Role::Text);
                }
                _ => {
                    if !c.is_whitespace() {
                        self.defines = false;
                    }
                    self.take(c.len_utf8(), Role::Text);
                }
            }
        }
    }

    fn take(&mut self, length: usize, role: Role) {
        self.push(self.at..self.at + length, role);
        self.at += length;
    }

    /// Returns the bytes from here on that are all of one kind.
    fn run_of(&self, kind: impl Fn(char) -> bool) -> usize {
        let rest = &self.line[self.at..];
        rest.find(|c| !kind(c)).unwrap_or(rest.len())
    }

    /// Says whether a `#` here begins a comment: in a shell only at the beginning of a word.
    fn starts_comment(&self) -> bool {
        self.language == Language::Python
            || self.line[..self.at]
                .chars()
                .next_back()
                .is_none_or(|c| c.is_whitespace() || c == ';')
    }

    /// Opens a string whose quote is here; what belongs to it begins at `start`.
    fn open(&mut self, start: usize, escapes: Escapes) -> State {
        let quote = self.line.as_bytes()[self.at];
        let triple = self.language == Language::Python
            && self.line.as_bytes()[self.at..].starts_with(&[quote, quote, quote]);
        let length: u8 = if triple { 3 } else { 1 };
        let escapes = if self.language == Language::Shell && quote == b'\'' {
            Escapes::None
        } else {
            escapes
        };
        self.at += usize::from(length);
        let role = if self.is_key(quote) {
            Role::Defined
        } else {
            Role::String
        };
        self.push(start..self.at, role);
        State::String {
            quote,
            length,
            escapes,
        }
    }

    /// Says whether the string opened here is the key of a JSON object.
    fn is_key(&self, quote: u8) -> bool {
        if self.language != Language::Json {
            return false;
        }
        let mut bytes = self.line.as_bytes()[self.at..].iter().enumerate();
        while let Some((offset, byte)) = bytes.next() {
            match *byte {
                b'\\' => {
                    bytes.next();
                }
                byte if byte == quote => {
                    return self.line[self.at + offset + 1..].trim_start().starts_with(':');
                }
                _ => {}
            }
        }
        false
    }

    /// Reads the rest of a string, to its end or the end of the line.
    fn string(&mut self, state: State) -> State {
        let State::String {
            quote,
            length,
            escapes,
        } = state
        else {
            return state;
        };
        let role = match self.parts.last() {
            Some((last, Role::Defined)) if last.end == self.at && self.language == Language::Json => {
                Role::Defined
            }
            _ => Role::String,
        };
        let bytes = self.line.as_bytes();
        let mut at = self.at;
        while at < bytes.len() {
            if bytes[at] == b'\\' && escapes == Escapes::Backslash {
                let Some(escaped) = self.line[at + 1..].chars().next() else {
                    // The line break is escaped.
                    self.push(self.at..bytes.len(), role);
                    self.at = bytes.len();
                    return state;
                };
                at += 1 + escaped.len_utf8();
                continue;
            }
            if bytes[at] == quote && (length == 1 || bytes[at..].starts_with(&[quote, quote, quote])) {
                at += usize::from(length);
                self.push(self.at..at, role);
                self.at = at;
                return State::Code;
            }
            at += 1;
        }
        self.push(self.at..bytes.len(), role);
        self.at = bytes.len();
        let goes_on = length == 3 || self.language == Language::Shell;
        if goes_on { state } else { State::Code }
    }

    fn word(&mut self) -> State {
        let length = self.run_of(|c| c.is_alphanumeric() || c == '_');
        let start = self.at;
        let word = &self.line[start..start + length];
        let next = self.line.as_bytes().get(start + length).copied();
        if self.language == Language::Python
            && matches!(next, Some(b'"' | b'\''))
            && length <= 2
            && word.bytes().all(|byte| b"rbfutRBFUT".contains(&byte))
        {
            self.at += length;
            return self.open(start, Escapes::Backslash);
        }
        let role = self.role(word, start + length);
        self.defines = matches!(word, "def" | "class" | "function") && role == Role::Keyword;
        self.take(length, role);
        State::Code
    }

    fn role(&self, word: &str, end: usize) -> Role {
        let before = self.line[..self.at].trim_end();
        let keyword = match self.language {
            Language::Python => {
                !before.ends_with('.') && (is_python_keyword(word) || self.is_soft_keyword(word, end))
            }
            Language::Shell => {
                let first = before.is_empty()
                    || before.ends_with([';', '|', '&', '{', '('])
                    || ["then", "do", "else"].iter().any(|word| before.ends_with(word));
                is_shell_keyword(word) && (first || word == "in" || word == "do" || word == "then")
            }
            Language::Json => matches!(word, "true" | "false" | "null"),
            Language::Plain => false,
        };
        let function = self.language == Language::Shell && self.line[end..].trim_start().starts_with("()");
        if self.defines || function {
            Role::Defined
        } else if keyword {
            Role::Keyword
        } else {
            Role::Text
        }
    }

    /// Says whether `match` or `case` begins a statement that ends in a colon.
    fn is_soft_keyword(&self, word: &str, end: usize) -> bool {
        matches!(word, "match" | "case")
            && self.line[..self.at].trim().is_empty()
            && self.line[end..].starts_with([' ', '(', '['])
            && !self.line[end..].trim_start().starts_with(['=', '.', ','])
            && self.line.contains(':')
    }
}
