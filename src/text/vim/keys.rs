//! The table of vim's keys. Keys of one chord with Ctrl, and the search, are in the table of the
//! application, beside those of the other presets.

use super::{Around, Case, Entry, Find, Mode, Motion, Object, Operator, Over, Side, What, Words};

/// What a row does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Does {
    Move(Motion),
    /// A motion that awaits a character.
    Find(Find),
    /// Awaits what it is over; with a selection it is over that.
    Operate(Operator),
    Object(Object, Around),
    /// Awaits a character.
    Replace,
    /// Awaits the name of a register, and reads it over.
    Register,
    Mode(Mode),
    Command(What),
}

/// Where a row holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Holds(u8);

impl Holds {
    pub const NORMAL: Self = Self(1);
    pub const VISUAL: Self = Self(2);
    /// After an operator.
    pub const OPERATOR: Self = Self(4);

    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

/// One row of the table.
#[derive(Debug, Clone, Copy)]
pub struct Row {
    /// The characters that are typed; [`Row::shown`] says how they are written.
    pub keys: &'static str,
    /// Whether a character follows that may be any.
    pub takes_character: bool,
    pub holds: Holds,
    pub does: Does,
    /// The name in lists of keys.
    pub name: &'static str,
    pub help: &'static str,
}

impl Row {
    /// Returns the keys as lists of keys write them.
    pub fn shown(&self) -> String {
        match self.keys {
            ENTER => "enter".to_owned(),
            BACKSPACE => "backspace".to_owned(),
            DELETE => "delete".to_owned(),
            " " => "space".to_owned(),
            keys if self.takes_character => format!("{keys}{{char}}"),
            keys => keys.to_owned(),
        }
    }

    /// Returns where the keys hold, in a few words; empty: in normal mode too.
    pub fn place(&self) -> &'static str {
        match (self.holds.has(Holds::NORMAL), self.holds.has(Holds::OPERATOR)) {
            (true, _) => "",
            (false, true) => "after an operator or in visual mode",
            (false, false) => "in visual mode",
        }
    }
}

/// Rows that do the same, as lists of keys show them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    pub name: &'static str,
    pub keys: Vec<String>,
    pub help: &'static str,
    /// Where, if not in normal mode.
    pub place: &'static str,
}

impl Listed {
    /// Returns what it does and where.
    pub fn help_and_place(&self) -> String {
        match self.place {
            "" => self.help.to_owned(),
            place => format!("{}, {place}", self.help),
        }
    }
}

/// Returns the table with rows that do the same put together, in its order.
pub fn listed() -> Vec<Listed> {
    let mut listed: Vec<Listed> = Vec::new();
    for row in KEYS {
        let new = Listed {
            name: row.name,
            keys: vec![row.shown()],
            help: row.help,
            place: row.place(),
        };
        let same =
            |known: &&mut Listed| (known.name, known.help, known.place) == (new.name, new.help, new.place);
        match listed.iter_mut().find(same) {
            Some(known) => known.keys.extend(new.keys),
            None => listed.push(new),
        }
    }
    listed
}

/// Keys with names, by the characters that stand for them.
pub const ENTER: &str = "\n";
pub const BACKSPACE: &str = "\u{8}";
pub const DELETE: &str = "\u{7f}";

const N: Holds = Holds::NORMAL;
const V: Holds = Holds::VISUAL;
const NV: Holds = N.and(V);
/// Motions: alone, with a selection, after an operator.
const M: Holds = NV.and(Holds::OPERATOR);
/// Objects.
const O: Holds = V.and(Holds::OPERATOR);

const fn row(keys: &'static str, holds: Holds, does: Does, name: &'static str, help: &'static str) -> Row {
    Row {
        keys,
        takes_character: matches!(does, Does::Find(_) | Does::Replace | Does::Register),
        holds,
        does,
        name,
        help,
    }
}

const fn go(keys: &'static str, motion: Motion, name: &'static str, help: &'static str) -> Row {
    row(keys, M, Does::Move(motion), name, help)
}

const fn find(keys: &'static str, find: Find, name: &'static str, help: &'static str) -> Row {
    row(keys, M, Does::Find(find), name, help)
}

const fn operate(keys: &'static str, operator: Operator, name: &'static str, help: &'static str) -> Row {
    row(keys, NV, Does::Operate(operator), name, help)
}

/// A shorthand for an operator over something.
const fn short(
    keys: &'static str,
    operator: Operator,
    over: Over,
    name: &'static str,
    help: &'static str,
) -> Row {
    row(keys, N, Does::Command(What::Operate(operator, over)), name, help)
}

/// An operator over what is selected, by another key of it.
const fn over(
    keys: &'static str,
    operator: Operator,
    over: Over,
    name: &'static str,
    help: &'static str,
) -> Row {
    row(keys, V, Does::Command(What::Operate(operator, over)), name, help)
}

const fn command(
    keys: &'static str,
    holds: Holds,
    what: What,
    name: &'static str,
    help: &'static str,
) -> Row {
    row(keys, holds, Does::Command(what), name, help)
}

const fn inner(keys: &'static str, object: Object, help: &'static str) -> Row {
    row(keys, O, Does::Object(object, Around::Inner), "inner", help)
}

const fn around(keys: &'static str, object: Object, help: &'static str) -> Row {
    row(keys, O, Does::Object(object, Around::All), "around", help)
}

const SMALL: Words = Words::Small;
const BIG: Words = Words::Big;

/// Every key of normal and visual mode.
pub static KEYS: &[Row] = &[
    // Motions.
    go("h", Motion::Left, "left", "left"),
    go(BACKSPACE, Motion::Left, "left", "left"),
    go("l", Motion::Right, "right", "right"),
    go(" ", Motion::Right, "right", "right"),
    go("j", Motion::Down, "down", "down"),
    go("k", Motion::Up, "up", "up"),
    go("gj", Motion::RowDown, "row-down", "down a screen row"),
    go("gk", Motion::RowUp, "row-up", "up a screen row"),
    go("w", Motion::Word(SMALL), "word", "next word"),
    go("W", Motion::Word(BIG), "big-word", "next WORD"),
    go("b", Motion::WordBack(SMALL), "word-back", "start of word"),
    go("B", Motion::WordBack(BIG), "big-word-back", "start of WORD"),
    go("e", Motion::WordEnd(SMALL), "word-end", "end of word"),
    go("E", Motion::WordEnd(BIG), "big-word-end", "end of WORD"),
    go(
        "ge",
        Motion::WordEndBack(SMALL),
        "word-end-back",
        "end of word before",
    ),
    go(
        "gE",
        Motion::WordEndBack(BIG),
        "big-word-end-back",
        "end of WORD before",
    ),
    go("0", Motion::LineStart, "line-start", "start of line"),
    go("^", Motion::FirstNonBlank, "first-non-blank", "first non-blank"),
    go("$", Motion::LineEnd, "line-end", "end of line"),
    go(ENTER, Motion::LineBelow, "line-below", "line below"),
    go("+", Motion::LineBelow, "line-below", "line below"),
    go("-", Motion::LineAbove, "line-above", "line above"),
    go("gg", Motion::FirstLine, "first-line", "first line, or nth"),
    go("G", Motion::LastLine, "last-line", "last line, or nth"),
    go("{", Motion::ParagraphBack, "paragraph-back", "empty line before"),
    go("}", Motion::Paragraph, "paragraph", "empty line after"),
    find("f", Find::To, "find", "to a character"),
    find("F", Find::BackTo, "find-back", "back to a character"),
    find("t", Find::Till, "till", "till a character"),
    find("T", Find::BackTill, "till-back", "back till character"),
    go(";", Motion::FindAgain, "find-again", "find again"),
    go(
        ",",
        Motion::FindAgainBack,
        "find-again-back",
        "find the other way",
    ),
    go("%", Motion::Bracket, "bracket", "matching bracket"),
    // Operators.
    operate("d", Operator::Delete, "delete", "delete; dd lines"),
    operate("c", Operator::Change, "change", "change; cc lines"),
    operate("y", Operator::Yank, "yank", "copy; yy lines"),
    operate(">", Operator::Indent, "indent", "deeper; >> lines"),
    operate("<", Operator::Outdent, "outdent", "less deep; << lines"),
    operate("gc", Operator::Comment, "comment", "comment; gcc lines"),
    operate("gu", Operator::Case(Case::Lower), "lower", "lower case; guu"),
    operate("gU", Operator::Case(Case::Upper), "upper", "upper case; gUU"),
    operate("g~", Operator::Case(Case::Other), "turn-case", "turn case; g~~"),
    short(
        "x",
        Operator::Delete,
        Over::Motion(Motion::Right),
        "delete-right",
        "delete character",
    ),
    short(
        DELETE,
        Operator::Delete,
        Over::Motion(Motion::Right),
        "delete-right",
        "delete character",
    ),
    short(
        "X",
        Operator::Delete,
        Over::Motion(Motion::Left),
        "delete-left",
        "delete one before",
    ),
    short(
        "D",
        Operator::Delete,
        Over::Motion(Motion::LineEnd),
        "delete-end",
        "delete to line end",
    ),
    short(
        "s",
        Operator::Change,
        Over::Motion(Motion::Right),
        "change-right",
        "change character",
    ),
    short("S", Operator::Change, Over::Lines, "change-lines", "change line"),
    short(
        "C",
        Operator::Change,
        Over::Motion(Motion::LineEnd),
        "change-end",
        "change to line end",
    ),
    short("Y", Operator::Yank, Over::Lines, "yank-lines", "copy line"),
    // Objects.
    inner("iw", Object::Word(SMALL), "word"),
    around("aw", Object::Word(SMALL), "word and blanks"),
    inner("iW", Object::Word(BIG), "WORD"),
    around("aW", Object::Word(BIG), "WORD and blanks"),
    inner("i(", Object::Bracket(b'('), "inside ( )"),
    around("a(", Object::Bracket(b'('), "( ) and inside"),
    inner("i)", Object::Bracket(b'('), "inside ( )"),
    around("a)", Object::Bracket(b'('), "( ) and inside"),
    inner("ib", Object::Bracket(b'('), "inside ( )"),
    around("ab", Object::Bracket(b'('), "( ) and inside"),
    inner("i[", Object::Bracket(b'['), "inside [ ]"),
    around("a[", Object::Bracket(b'['), "[ ] and inside"),
    inner("i]", Object::Bracket(b'['), "inside [ ]"),
    around("a]", Object::Bracket(b'['), "[ ] and inside"),
    inner("i{", Object::Bracket(b'{'), "inside { }"),
    around("a{", Object::Bracket(b'{'), "{ } and inside"),
    inner("i}", Object::Bracket(b'{'), "inside { }"),
    around("a}", Object::Bracket(b'{'), "{ } and inside"),
    inner("iB", Object::Bracket(b'{'), "inside { }"),
    around("aB", Object::Bracket(b'{'), "{ } and inside"),
    inner("i\"", Object::Quote(b'"'), "inside \" \""),
    around("a\"", Object::Quote(b'"'), "\" \" and inside"),
    inner("i'", Object::Quote(b'\''), "inside ' '"),
    around("a'", Object::Quote(b'\''), "' ' and inside"),
    inner("i`", Object::Quote(b'`'), "inside backquotes"),
    around("a`", Object::Quote(b'`'), "with backquotes"),
    inner("ip", Object::Paragraph, "paragraph"),
    around("ap", Object::Paragraph, "paragraph and after"),
    // Writing.
    command("i", N, What::Enter(Entry::Before), "write", "write before cursor"),
    command(
        "a",
        N,
        What::Enter(Entry::After),
        "write-after",
        "write after cursor",
    ),
    command(
        "I",
        N,
        What::Enter(Entry::FirstNonBlank),
        "write-first",
        "write at line start",
    ),
    command(
        "A",
        N,
        What::Enter(Entry::LineEnd),
        "write-end",
        "write at line end",
    ),
    command(
        "o",
        N,
        What::Enter(Entry::Below),
        "write-below",
        "write on line below",
    ),
    command(
        "O",
        N,
        What::Enter(Entry::Above),
        "write-above",
        "write on line above",
    ),
    // Changes.
    row("r", NV, Does::Replace, "replace", "replace character"),
    command("~", N, What::Turn, "turn", "turn case"),
    command("J", NV, What::Join, "join", "join lines"),
    command("p", NV, What::Put(Side::After), "put", "paste after"),
    command("P", NV, What::Put(Side::Before), "put-before", "paste before"),
    command("u", N, What::Undo, "undo", "undo"),
    command(".", N, What::Repeat, "repeat", "repeat last change"),
    row("\"", NV, Does::Register, "register", "register: read over"),
    // Selecting.
    row("v", NV, Does::Mode(Mode::Visual), "visual", "select characters"),
    row(
        "V",
        NV,
        Does::Mode(Mode::VisualLine),
        "visual-line",
        "select lines",
    ),
    command("o", V, What::OtherEnd, "other-end", "other end"),
    over("x", Operator::Delete, Over::Selection, "delete", "delete"),
    over(DELETE, Operator::Delete, Over::Selection, "delete", "delete"),
    over("s", Operator::Change, Over::Selection, "change", "change"),
    over(
        "u",
        Operator::Case(Case::Lower),
        Over::Selection,
        "lower",
        "lower case",
    ),
    over(
        "U",
        Operator::Case(Case::Upper),
        Over::Selection,
        "upper",
        "upper case",
    ),
    over(
        "~",
        Operator::Case(Case::Other),
        Over::Selection,
        "turn-case",
        "turn case",
    ),
    over(
        "X",
        Operator::Delete,
        Over::SelectedLines,
        "delete-lines",
        "delete lines",
    ),
    over(
        "D",
        Operator::Delete,
        Over::SelectedLines,
        "delete-lines",
        "delete lines",
    ),
    over(
        "S",
        Operator::Change,
        Over::SelectedLines,
        "change-lines",
        "change lines",
    ),
    over(
        "C",
        Operator::Change,
        Over::SelectedLines,
        "change-lines",
        "change lines",
    ),
    over(
        "Y",
        Operator::Yank,
        Over::SelectedLines,
        "yank-lines",
        "copy lines",
    ),
    // Searching.
    command("n", NV, What::SearchNext, "search-next", "next match"),
    command("N", NV, What::SearchPrevious, "search-previous", "match before"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn help_fits_a_column_of_the_list_of_keys() {
        for row in KEYS {
            assert!(row.help.len() <= 20, "{}", row.help);
        }
    }

    #[test]
    fn no_two_rows_are_for_the_same_keys_and_none_hides_a_longer_one() {
        for (index, row) in KEYS.iter().enumerate() {
            for other in &KEYS[index + 1..] {
                let both = [Holds::NORMAL, Holds::VISUAL, Holds::OPERATOR]
                    .into_iter()
                    .any(|place| row.holds.has(place) && other.holds.has(place));
                let hidden = row.keys.starts_with(other.keys) || other.keys.starts_with(row.keys);
                assert!(!(both && hidden), "{:?} and {:?}", row.keys, other.keys);
            }
        }
    }
}
