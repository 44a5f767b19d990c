//! Vim's keys, for who asks for them: keys go in one by one, commands come out.
//!
//! [`keys::KEYS`] is the one list of them: this machine, `hotseat keys`, the list of keys on the screen
//! and the documentation read it. Nothing here knows an editor: what a motion leads to and what an object
//! covers are functions of a text ([`motions`], [`words`], [`objects`]), and doing a command is the editor's part.

pub mod keys;
pub mod motions;
pub mod objects;
pub mod words;

use keys::{Does, Holds, Row};

/// What the keys mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mode {
    #[default]
    Normal,
    Insert,
    /// Characters are selected, the one under the cursor too.
    Visual,
    /// Whole lines are selected.
    VisualLine,
}

impl Mode {
    /// Returns the word the screen shows.
    pub fn name(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::Insert => "insert",
            Self::Visual => "visual",
            Self::VisualLine => "visual line",
        }
    }

    pub fn selects(self) -> bool {
        matches!(self, Self::Visual | Self::VisualLine)
    }
}

/// Where a cursor goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Motion {
    Left,
    Right,
    /// Lines; without a count, as a mere move, rows of the screen.
    Down,
    Up,
    RowDown,
    RowUp,
    Word(Words),
    WordBack(Words),
    WordEnd(Words),
    WordEndBack(Words),
    LineStart,
    FirstNonBlank,
    LineEnd,
    LineBelow,
    LineAbove,
    FirstLine,
    LastLine,
    ParagraphBack,
    Paragraph,
    Find(Find, char),
    FindAgain,
    FindAgainBack,
    Bracket,
}

/// What counts as a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Words {
    /// Letters, digits and `_`, or else punctuation.
    Small,
    /// All between blanks.
    Big,
}

/// How a character of the line is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Find {
    To,
    Till,
    BackTo,
    BackTill,
}

/// What is done to a stretch of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operator {
    Delete,
    Change,
    Yank,
    Indent,
    Outdent,
    Comment,
    Case(Case),
}

/// What becomes of letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Case {
    Lower,
    Upper,
    Other,
}

/// A stretch of text with a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Object {
    Word(Words),
    /// By its opening bracket.
    Bracket(u8),
    Quote(u8),
    Paragraph,
}

/// Whether what surrounds an object belongs to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Around {
    Inner,
    All,
}

/// What an operator is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Over {
    Motion(Motion),
    Object(Object, Around),
    /// As many lines as the count says, from the cursor's on.
    Lines,
    /// What is selected, or the lines it is in.
    Selection,
    SelectedLines,
}

/// Where typing begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entry {
    Before,
    After,
    FirstNonBlank,
    LineEnd,
    Below,
    Above,
}

/// Where the clip goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    Before,
    After,
}

/// What keys ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    Move(Motion),
    /// Selects an object.
    Select(Object, Around),
    Operate(Operator, Over),
    Enter(Entry),
    Replace(char),
    /// Turns the case of characters and goes past them.
    Turn,
    Join,
    Put(Side),
    Undo,
    Repeat,
    Mode(Mode),
    OtherEnd,
    SearchNext,
    SearchPrevious,
}

/// A command with the count it was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Command {
    pub count: Option<usize>,
    pub what: What,
}

/// What a key came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// More keys are awaited.
    Wait,
    /// The keys so far mean nothing and are forgotten.
    Nothing,
    Command(Command),
}

/// Counts larger than this are this.
const MOST: usize = 99_999;

/// Keys pressed that are no command yet.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Pending {
    count: Option<usize>,
    operator: Option<(Operator, &'static str)>,
    /// The count between an operator and what it is over.
    inner_count: Option<usize>,
    keys: String,
    /// What awaits a character.
    awaits: Option<Does>,
}

impl Pending {
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Takes a key in normal or visual mode.
    pub fn press(&mut self, key: char, mode: Mode) -> Told {
        if let Some(does) = self.awaits.take() {
            return self.end(does, Some(key), mode);
        }
        if self.keys.is_empty() && self.is_digit(key) {
            let count = match self.operator {
                Some(_) => &mut self.inner_count,
                None => &mut self.count,
            };
            let digit = key.to_digit(10).unwrap_or_default() as usize;
            *count = Some((count.unwrap_or_default() * 10 + digit).min(MOST));
            return Told::Wait;
        }
        self.keys.push(key);
        if let Some((operator, keys)) = self.operator
            && is_doubled(&self.keys, keys)
        {
            return self.tell(What::Operate(operator, Over::Lines));
        }
        let place = match (self.operator, mode) {
            (Some(_), _) => Holds::OPERATOR,
            (None, mode) if mode.selects() => Holds::VISUAL,
            (None, _) => Holds::NORMAL,
        };
        let rows = || keys::KEYS.iter().filter(|row| row.holds.has(place));
        if let Some(row) = rows().find(|row| row.keys == self.keys) {
            if row.takes_character {
                self.awaits = Some(row.does);
                return Told::Wait;
            }
            return self.row(row, mode);
        }
        if rows().any(|row| row.keys.starts_with(&self.keys)) || self.begins_doubled() {
            return Told::Wait;
        }
        *self = Self::default();
        Told::Nothing
    }

    /// Zero is a digit only after another.
    fn is_digit(&self, key: char) -> bool {
        let begun = match self.operator {
            Some(_) => self.inner_count.is_some(),
            None => self.count.is_some(),
        };
        key.is_ascii_digit() && (key != '0' || begun)
    }

    /// Says whether the keys may yet double the operator: `gc` before `gcgc`.
    fn begins_doubled(&self) -> bool {
        self.operator
            .is_some_and(|(_, keys)| keys.starts_with(&self.keys))
    }

    fn row(&mut self, row: &Row, mode: Mode) -> Told {
        if let (Does::Operate(operator), false) = (row.does, mode.selects()) {
            self.operator = Some((operator, row.keys));
            self.keys.clear();
            return Told::Wait;
        }
        self.end(row.does, None, mode)
    }

    /// Ends the keys with what a row does.
    fn end(&mut self, does: Does, character: Option<char>, mode: Mode) -> Told {
        let what = match (does, self.operator) {
            (Does::Move(motion), None) => What::Move(motion),
            (Does::Move(motion), Some((operator, _))) => What::Operate(operator, Over::Motion(motion)),
            (Does::Find(find), operator) => {
                let motion = Motion::Find(find, character.unwrap_or_default());
                operator.map_or(What::Move(motion), |(operator, _)| {
                    What::Operate(operator, Over::Motion(motion))
                })
            }
            (Does::Object(object, around), None) => What::Select(object, around),
            (Does::Object(object, around), Some((operator, _))) => {
                What::Operate(operator, Over::Object(object, around))
            }
            (Does::Operate(operator), _) => What::Operate(operator, Over::Selection),
            (Does::Replace, _) => What::Replace(character.unwrap_or_default()),
            // There is one clip and no other register: the name of one is read over.
            (Does::Register, _) => {
                self.keys.clear();
                return Told::Wait;
            }
            (Does::Mode(wanted), _) if wanted == mode => What::Mode(Mode::Normal),
            (Does::Mode(wanted), _) => What::Mode(wanted),
            (Does::Command(what), _) => what,
        };
        self.tell(what)
    }

    fn tell(&mut self, what: What) -> Told {
        let count = match (self.count, self.inner_count) {
            (Some(outer), Some(inner)) => Some((outer * inner).min(MOST)),
            (outer, inner) => outer.or(inner),
        };
        *self = Self::default();
        Told::Command(Command { count, what })
    }
}

/// Says whether the keys after an operator are its own again, or the last of them: `dd`, `gcc`, `gcgc`.
fn is_doubled(typed: &str, operator: &str) -> bool {
    let last = operator.char_indices().next_back().map_or(0, |(at, _)| at);
    typed == operator || typed == &operator[last..]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(keys: &str, mode: Mode) -> Vec<Told> {
        let mut pending = Pending::default();
        let told = keys.chars().map(|key| pending.press(key, mode));
        told.filter(|told| *told != Told::Wait).collect()
    }

    fn command(count: Option<usize>, what: What) -> Vec<Told> {
        vec![Told::Command(Command { count, what })]
    }

    #[test]
    fn keys_come_to_commands_with_their_counts() {
        let word = Motion::Word(Words::Small);
        let delete = |over| What::Operate(Operator::Delete, over);
        for (keys, count, what) in [
            ("w", None, What::Move(word)),
            ("12w", Some(12), What::Move(word)),
            ("10G", Some(10), What::Move(Motion::LastLine)),
            ("0", None, What::Move(Motion::LineStart)),
            ("gg", None, What::Move(Motion::FirstLine)),
            ("dw", None, delete(Over::Motion(word))),
            ("2d3w", Some(6), delete(Over::Motion(word))),
            ("d3w", Some(3), delete(Over::Motion(word))),
            ("d0", None, delete(Over::Motion(Motion::LineStart))),
            ("dgg", None, delete(Over::Motion(Motion::FirstLine))),
            ("dd", None, delete(Over::Lines)),
            ("3dd", Some(3), delete(Over::Lines)),
            ("gcc", None, What::Operate(Operator::Comment, Over::Lines)),
            ("gcgc", None, What::Operate(Operator::Comment, Over::Lines)),
            (
                "guu",
                None,
                What::Operate(Operator::Case(Case::Lower), Over::Lines),
            ),
            (
                "gcgg",
                None,
                What::Operate(Operator::Comment, Over::Motion(Motion::FirstLine)),
            ),
            (
                "di(",
                None,
                delete(Over::Object(Object::Bracket(b'('), Around::Inner)),
            ),
            ("f2", None, What::Move(Motion::Find(Find::To, '2'))),
            ("dt)", None, delete(Over::Motion(Motion::Find(Find::Till, ')')))),
            ("3rx", Some(3), What::Replace('x')),
            ("\"+yy", None, What::Operate(Operator::Yank, Over::Lines)),
            ("\"a3dd", Some(3), delete(Over::Lines)),
            ("99999999999999999999j", Some(MOST), What::Move(Motion::Down)),
            ("99999d99999j", Some(MOST), delete(Over::Motion(Motion::Down))),
        ] {
            assert_eq!(told(keys, Mode::Normal), command(count, what), "{keys}");
        }
    }

    #[test]
    fn in_visual_mode_an_operator_waits_for_nothing() {
        let delete = |over| What::Operate(Operator::Delete, over);
        for (keys, count, what) in [
            ("d", None, delete(Over::Selection)),
            ("2>", Some(2), What::Operate(Operator::Indent, Over::Selection)),
            ("D", None, delete(Over::SelectedLines)),
            (
                "iw",
                None,
                What::Select(Object::Word(Words::Small), Around::Inner),
            ),
            ("gc", None, What::Operate(Operator::Comment, Over::Selection)),
            (
                "u",
                None,
                What::Operate(Operator::Case(Case::Lower), Over::Selection),
            ),
            ("v", None, What::Mode(Mode::Normal)),
            ("V", None, What::Mode(Mode::VisualLine)),
        ] {
            assert_eq!(told(keys, Mode::Visual), command(count, what), "{keys}");
        }
    }

    #[test]
    fn keys_that_mean_nothing_are_forgotten() {
        for keys in ["Q", "gQ", "dQ", "d:", "ZZ", ":", "diQ", "3Q", "iQ", "dy"] {
            let mode = if keys == "iQ" { Mode::Visual } else { Mode::Normal };
            let mut pending = Pending::default();
            for key in keys.chars() {
                assert!(!matches!(pending.press(key, mode), Told::Command(_)), "{keys}");
            }
            assert!(pending.is_empty(), "{keys}");
        }
    }
}
