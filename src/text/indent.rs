//! How code is indented, line by line. Four blanks a level, or a tab where the line has tabs; blanks
//! that are there are never rewritten but where their line is indented.
//!
//! A new line stands as deep as the statement before it: one level more after a `:`, one less after a
//! statement that nothing can follow. Behind a bracket that the broken line opened it stands under what
//! follows the bracket, and one level deeper where nothing does.

use super::brackets;
use super::buffer::{Buffer, Place};
use super::motion;
use super::scan::{Starts, State};
use super::wrap;

/// Cells of a level.
pub const LEVEL: usize = 4;

/// What one level is written with where there are no tabs.
const BLANKS: &str = "    ";

/// Lines looked at for what a line goes on with.
const REACH: usize = 200;

/// Returns the blanks a line begins with. One that carries a mark is none.
pub fn blanks(line: &str) -> &str {
    let end = line.len() - line.trim_start_matches([' ', '\t']).len();
    let marked = motion::snap(line, end) != end;
    &line[..end - usize::from(marked)]
}

/// Returns the blanks one level deeper.
pub fn deeper(blanks: &str) -> String {
    let level = if blanks.ends_with('\t') { "\t" } else { BLANKS };
    format!("{blanks}{level}")
}

/// Returns the blanks one level less deep.
pub fn shallower(blanks: &str) -> String {
    let aim = wrap::width_of(blanks).saturating_sub(LEVEL);
    let mut kept = blanks;
    while wrap::width_of(kept) > aim {
        kept = &kept[..kept.len() - 1];
    }
    let missing = aim - wrap::width_of(kept);
    format!("{kept}{}", " ".repeat(missing))
}

/// Returns the bytes of `blanks` up to the tab stop before their end.
pub fn stop_before(blanks: &str) -> usize {
    let aim = wrap::width_of(blanks).saturating_sub(1) / LEVEL * LEVEL;
    let mut end = blanks.len();
    while end > 0 && wrap::width_of(&blanks[..end]) > aim {
        end -= 1;
    }
    end
}

/// Returns the blanks that lead from a column to the next tab stop.
pub fn to_next_stop(column: usize) -> &'static str {
    &BLANKS[column % LEVEL..]
}

/// Returns the blanks of the line that begins where a line is broken at `at`.
pub fn of_new_line(buffer: &Buffer, starts: &Starts, at: Place) -> String {
    let line = buffer.line(at.line);
    let before = line.get(..at.byte).unwrap_or(line);
    let own = blanks(before);
    let head = Head::read(buffer, starts, at);
    if before.len() == own.len() || head.in_string {
        return own.to_owned();
    }
    if let Some(&open) = head.open.last() {
        return match head.last {
            Some(last) if last > open => " ".repeat(wrap::width_of(&line[..=open])),
            _ => deeper(own),
        };
    }
    let first = first_line(buffer, starts, at.line, head.closed);
    let depth = blanks(buffer.line(first));
    if head.ends_in_colon && !is_inside(buffer, starts, first) {
        return deeper(depth);
    }
    let words = if first == at.line {
        before
    } else {
        buffer.line(first)
    };
    if starts.at(first) == State::Code && ends_block(first_word(words)) {
        return shallower(depth);
    }
    depth.to_owned()
}

/// Returns `line` one level deeper; a line of blanks as it is.
pub fn indented(line: &str) -> String {
    let own = blanks(line);
    if own.len() == line.len() {
        return line.to_owned();
    }
    format!("{}{}", deeper(own), &line[own.len()..])
}

/// Returns `line` one level less deep.
pub fn outdented(line: &str) -> String {
    let own = blanks(line);
    format!("{}{}", shallower(own), &line[own.len()..])
}

/// Returns the lines with their comments taken off, or where one has none, all made comments at the
/// column of the least indented. Lines of blanks stay as they are, unless there are no others.
pub fn comments_toggled(lines: &[&str]) -> Vec<String> {
    let is_blank = |line: &str| blanks(line).len() == line.len();
    let all_blank = lines.iter().all(|line| is_blank(line));
    let skip = |line: &str| is_blank(line) && !all_blank;
    let mut written = lines.iter().filter(|line| !skip(line));
    if written.all(|line| line[blanks(line).len()..].starts_with('#')) {
        return lines.iter().map(|line| uncommented(line)).collect();
    }
    let depths = lines.iter().filter(|line| !skip(line));
    let column = depths.map(|line| wrap::width_of(blanks(line))).min();
    let toggled = |line: &&str| match column {
        Some(column) if !skip(line) => commented(line, column),
        _ => (*line).to_owned(),
    };
    lines.iter().map(toggled).collect()
}

fn uncommented(line: &str) -> String {
    let own = blanks(line);
    let rest = &line[own.len()..];
    let bare = rest.strip_prefix("# ").or_else(|| rest.strip_prefix('#'));
    format!("{own}{}", bare.unwrap_or(rest))
}

fn commented(line: &str, column: usize) -> String {
    let own = blanks(line);
    let cell = wrap::cells(own).find(|cell| cell.column + cell.width > column);
    let at = cell.map_or(own.len(), |cell| cell.at);
    format!("{}# {}", &line[..at], &line[at..])
}

/// What a line comes to up to a place.
#[derive(Debug, Default)]
struct Head {
    /// Brackets that it opens and that are open there.
    open: Vec<usize>,
    /// How many it closes that lines before it opened.
    closed: usize,
    /// The last byte that is code and no blank.
    last: Option<usize>,
    ends_in_colon: bool,
    /// It is inside a string that goes on in the next line.
    in_string: bool,
}

impl Head {
    fn read(buffer: &Buffer, starts: &Starts, at: Place) -> Self {
        let mut head = Self::default();
        let state = starts.walk_to(buffer, at, |byte, code| {
            match code {
                b'(' | b'[' | b'{' => head.open.push(byte),
                b')' | b']' | b'}' => head.closed += usize::from(head.open.pop().is_none()),
                _ => {}
            }
            if !code.is_ascii_whitespace() {
                head.last = Some(byte);
                head.ends_in_colon = code == b':';
            }
        });
        head.in_string = state != State::Code;
        head
    }
}

/// Returns the line on which the statement begins that a line ends which closes brackets of lines before.
fn first_line(buffer: &Buffer, starts: &Starts, line: usize, closed: usize) -> usize {
    let Some(out) = closed.checked_sub(1) else {
        return line;
    };
    let begin = Place { line, byte: 0 };
    brackets::open_at(buffer, Some(starts), begin, out, REACH, |_| false).map_or(line, |open| open.line)
}

/// Returns whether a line begins inside a bracket. A line that begins as only a statement can does not.
fn is_inside(buffer: &Buffer, starts: &Starts, line: usize) -> bool {
    let is_statement =
        |line: usize| starts.at(line) == State::Code && begins_statement(first_word(buffer.line(line)));
    let begin = Place { line, byte: 0 };
    !is_statement(line) && brackets::open_at(buffer, Some(starts), begin, 0, REACH, is_statement).is_some()
}

fn first_word(line: &str) -> &str {
    let line = line.trim_start();
    let end = line.find(|c: char| !c.is_alphanumeric() && c != '_');
    &line[..end.unwrap_or(line.len())]
}

fn ends_block(word: &str) -> bool {
    matches!(word, "return" | "pass" | "break" | "continue" | "raise")
}

/// The words that no line inside brackets begins with.
fn begins_statement(word: &str) -> bool {
    ends_block(word)
        || matches!(
            word,
            "def"
                | "class"
                | "while"
                | "with"
                | "try"
                | "except"
                | "finally"
                | "elif"
                | "import"
                | "assert"
                | "del"
                | "global"
                | "nonlocal"
        )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::scan::Language;

    /// The text broken at `|`, as it then stands.
    fn broken(text: &str) -> String {
        let at = text.find('|').expect("every case marks where the line breaks");
        let text = text.replace('|', "");
        let buffer = Buffer::new(&text);
        let starts = Starts::new(Language::Python, &buffer);
        let indent = of_new_line(&buffer, &starts, buffer.place(at));
        format!("{}\n{indent}|{}", &text[..at], &text[at..])
    }

    #[test]
    fn a_new_line_stands_where_the_next_statement_does() {
        for (text, wanted) in [
            ("x = 1|", "x = 1\n|"),
            ("    x = 1|", "    x = 1\n    |"),
            ("def f(x):|", "def f(x):\n    |"),
            ("    if x:|", "    if x:\n        |"),
            ("if x:  # why|", "if x:  # why\n    |"),
            ("# so:|", "# so:\n|"),
            ("x = 'a:|", "x = 'a:\n|"),
            ("x = 'a:'|", "x = 'a:'\n|"),
            ("if x == ':':|", "if x == ':':\n    |"),
            ("x[1:|", "x[1:\n  |"),
            ("else:|", "else:\n    |"),
            ("lambda x:|", "lambda x:\n    |"),
            // Statements that nothing can follow.
            ("        return x|", "        return x\n    |"),
            ("    pass|", "    pass\n|"),
            ("    break  # out|", "    break  # out\n|"),
            ("    continue|", "    continue\n|"),
            ("    raise ValueError(x)|", "    raise ValueError(x)\n|"),
            ("    returned = 1|", "    returned = 1\n    |"),
            ("pass|", "pass\n|"),
            ("    # return|", "    # return\n    |"),
            // Inside brackets.
            ("    f(|", "    f(\n        |"),
            ("    f(  # all|", "    f(  # all\n        |"),
            ("    f(a,|", "    f(a,\n      |"),
            ("f(a, [1,|", "f(a, [1,\n      |"),
            ("f(a, [1],|", "f(a, [1],\n  |"),
            ("x = {|", "x = {\n    |"),
            ("x = {\n    'a':|", "x = {\n    'a':\n    |"),
            ("f('(',|", "f('(',\n  |"),
            ("    f(a,\n      b,|", "    f(a,\n      b,\n      |"),
            // And behind them.
            ("    f(a,\n      b)|", "    f(a,\n      b)\n    |"),
            ("def f(a,\n      b):|", "def f(a,\n      b):\n    |"),
            (
                "    return f(a,\n             b)|",
                "    return f(a,\n             b)\n|",
            ),
            (
                "    x = [\n        g(\n            1)]|",
                "    x = [\n        g(\n            1)]\n    |",
            ),
            ("if (a and\n        b):|", "if (a and\n        b):\n    |"),
            // A bracket forgotten above is no reason to doubt what follows.
            (
                "x = (\ndef f():\n    if x:|",
                "x = (\ndef f():\n    if x:\n        |",
            ),
            ("x = (\ndef f():|", "x = (\ndef f():\n    |"),
            // The line goes down as it is.
            ("  |  x:", "  \n  |  x:"),
            ("|    return x", "\n|    return x"),
            // Strings of many lines.
            ("    \"\"\"Sum:|", "    \"\"\"Sum:\n    |"),
            ("'''\n    return|", "'''\n    return\n    |"),
            ("'''\n  a:'''|", "'''\n  a:'''\n  |"),
            // Tabs.
            ("\tx|", "\tx\n\t|"),
            ("\tif x:|", "\tif x:\n\t\t|"),
            ("\t\treturn|", "\t\treturn\n\t|"),
            ("\tf(a,|", "\tf(a,\n      |"),
        ] {
            assert_eq!(broken(text), wanted, "{text:?}");
        }
    }

    #[test]
    fn levels_are_four_cells() {
        for (line, deep, less) in [
            ("x", "    x", "x"),
            ("    x", "        x", "x"),
            ("      x", "          x", "  x"),
            ("\tx", "\t\tx", "x"),
            ("\t  x", "\t      x", "  x"),
            ("  ", "  ", ""),
            ("", "", ""),
            (" \u{301}x", "     \u{301}x", " \u{301}x"),
        ] {
            assert_eq!(
                (indented(line).as_str(), outdented(line).as_str()),
                (deep, less),
                "{line:?}"
            );
        }
        for (blanks, wanted) in [
            ("    ", 0),
            ("      ", 4),
            ("\t", 0),
            ("\t\t", 1),
            ("  \t", 0),
            ("\t ", 1),
            ("", 0),
        ] {
            assert_eq!(stop_before(blanks), wanted, "{blanks:?}");
        }
        assert_eq!(
            (to_next_stop(0), to_next_stop(3), to_next_stop(6)),
            ("    ", " ", "  ")
        );
    }

    #[test]
    fn comments_come_and_go_together() {
        for (lines, wanted) in [
            (vec!["x"], vec!["# x"]),
            (vec!["  x"], vec!["  # x"]),
            (vec!["# x"], vec!["x"]),
            (vec!["  #x"], vec!["  x"]),
            (vec!["#"], vec![""]),
            (vec![""], vec!["# "]),
            (vec!["  if x:", "", "    y"], vec!["  # if x:", "", "  #   y"]),
            (vec!["  # a", "", "    # b"], vec!["  a", "", "    b"]),
            (vec!["# a", "b"], vec!["# # a", "# b"]),
            (vec!["\tx", "    y"], vec!["\t# x", "    # y"]),
            (vec!["  x", "\ty"], vec!["  # x", "# \ty"]),
        ] {
            assert_eq!(comments_toggled(&lines), wanted, "{lines:?}");
        }
    }
}
