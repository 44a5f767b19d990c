//! From bytes to a syntax tree: encoding, nesting, JSON itself. Only here can a file be so broken that
//! nothing more can be said about it than its first fault.

use std::ops::Range;

use jsonc_parser::ast::Value;
use jsonc_parser::errors::{ParseError, ParseErrorKind};
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};

use super::find::{Finder, Path, floor_boundary};
use super::limits;

pub(super) const BOM: &[u8] = b"\xef\xbb\xbf";

type Report = Box<dyn FnOnce(&mut Finder)>;

/// JSON as RFC 8259 has it; everything that a lenient reader would let pass is a problem with a place.
pub const STRICT: ParseOptions = ParseOptions {
    allow_comments: false,
    allow_loose_object_property_names: false,
    allow_trailing_commas: false,
    allow_missing_commas: false,
    allow_single_quoted_strings: false,
    allow_hexadecimal_numbers: false,
    allow_unary_plus_numbers: false,
    allow_bare_decimal_point_numbers: false,
    allow_non_finite_numbers: false,
    allow_extended_string_escapes: false,
};

/// Returns the text of a file, or the part before its first fault with what to say of that.
pub(super) fn text(bytes: &[u8]) -> Result<&str, (&str, Report)> {
    if bytes.len() as u64 > limits::FILE_BYTES {
        return Err(("", too_large()));
    }
    let bytes = bytes.strip_prefix(BOM).unwrap_or(bytes);
    std::str::from_utf8(bytes).map_err(|error| {
        let valid = bytes.get(..error.valid_up_to()).unwrap_or_default();
        let valid = std::str::from_utf8(valid).unwrap_or_default();
        let byte = bytes.get(error.valid_up_to()).copied().unwrap_or_default();
        let at = valid.len();
        let utf16 = bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff");
        let report: Report = Box::new(move |finder: &mut Finder| {
            let message = if utf16 {
                "The file is UTF-16.".to_owned()
            } else {
                format!("The byte 0x{byte:02X} here is not UTF-8.")
            };
            finder
                .error("encoding", at..at, &Path::ROOT, message)
                .expected("a text in UTF-8")
                .mend("Save the file as UTF-8.");
        });
        (valid, report)
    })
}

fn too_large() -> Report {
    Box::new(|finder: &mut Finder| {
        finder
            .error(
                "size",
                0..0,
                &Path::ROOT,
                "The file is too large and was not read.".to_owned(),
            )
            .expected(format!("at most {} MiB", limits::FILE_BYTES >> 20))
            .mend("Split the bank into several files.");
    })
}

/// Returns the syntax tree of a text of plain JSON.
pub(super) fn tree<'a>(finder: &mut Finder, text: &'a str) -> Option<Value<'a>> {
    if let Some((at, excess)) = excess(text.as_bytes()) {
        let at = floor_boundary(text, at);
        let (rule, message, expected) = match excess {
            Excess::Nesting => (
                "nesting",
                "Objects and lists are nested too deep here.",
                format!("at most {} inside one another", limits::NESTING),
            ),
            Excess::Values => (
                "size",
                "The file has too many values and was not read any further.",
                format!("at most {} values", limits::VALUES),
            ),
        };
        finder
            .error(rule, at..at + 1, &Path::ROOT, message.to_owned())
            .expected(expected);
        return None;
    }
    match parse_to_ast(text, &CollectOptions::default(), &STRICT) {
        Ok(parsed) if parsed.value.is_some() => parsed.value,
        Ok(_) => {
            finder
                .error("syntax", 0..0, &Path::ROOT, "The file is empty.".to_owned())
                .expected("a bank: an object with `format`, `id`, `questions`");
            None
        }
        Err(error) => {
            let range = error.range();
            let (message, expected, mend) = describe(&error);
            finder
                .error("syntax", range.start..range.end, &Path::ROOT, message.to_owned())
                .expected(expected)
                .mend(mend);
            None
        }
    }
}

fn describe(error: &ParseError) -> (&'static str, &'static str, &'static str) {
    use ParseErrorKind as Kind;
    match error.kind() {
        Kind::CommentsNotAllowed | Kind::UnterminatedCommentBlock => (
            "There is a comment here; JSON has none.",
            "a value, a comma or a closing bracket",
            "Remove it, or keep it in a field whose name begins with `x-`.",
        ),
        Kind::TrailingCommasNotAllowed => (
            "A comma stands before a closing bracket.",
            "another entry",
            "Remove the comma.",
        ),
        Kind::ExpectedComma => (
            "A comma is missing before this.",
            "`,`",
            "Put a comma between the two.",
        ),
        Kind::ExpectedColonAfterObjectKey | Kind::UnexpectedColon => (
            "A colon is missing or out of place here.",
            "`\"name\": value`",
            "",
        ),
        Kind::ExpectedObjectValue => ("A value is missing after this name.", "a value", ""),
        Kind::ExpectedStringObjectProperty | Kind::UnexpectedTokenInObject => (
            "The name of a field is not in double quotes.",
            "`\"name\": value`",
            "Put the name in double quotes.",
        ),
        Kind::SingleQuotedStringsNotAllowed => (
            "A text is in single quotes.",
            "double quotes",
            "Put the text in double quotes.",
        ),
        Kind::MultipleRootJsonValues => (
            "Something follows the end of the bank.",
            "the end of the file",
            "Remove it, or look for a bracket that closes too early.",
        ),
        Kind::String(_) => (
            "This text is not ended or has a wrong escape.",
            "a text in double quotes, with `\\\\` for a backslash and `\\n` for a line break",
            "",
        ),
        Kind::UnterminatedArray => ("This list is not closed.", "`]`", ""),
        Kind::UnterminatedObject => ("This object is not closed.", "`}`", ""),
        Kind::UnexpectedCloseBrace | Kind::UnexpectedCloseBracket => (
            "A bracket closes what was not opened, or a value is missing.",
            "a value",
            "",
        ),
        Kind::UnexpectedComma => ("A value is missing before this comma.", "a value", ""),
        Kind::UnexpectedWord | Kind::UnexpectedToken => (
            "This is no value of JSON.",
            "a text in double quotes, a number, `true`, `false`, `null`, a list or an object",
            "",
        ),
        Kind::NestingDepthExceeded => ("Objects and lists are nested too deep here.", "fewer levels", ""),
        _ => ("This is no number of JSON.", "a number such as `10` or `0.5`", ""),
    }
}

/// What would make reading a file cost too much.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Excess {
    Nesting,
    Values,
}

/// Returns where a file goes beyond the limits on nesting and values, before any parser takes it on.
pub(super) fn excess(text: &[u8]) -> Option<(usize, Excess)> {
    let mut depth = 0_usize;
    let mut values = 0_usize;
    let mut at = 0;
    while let Some(&byte) = text.get(at) {
        match byte {
            b'{' | b'[' => {
                depth += 1;
                values += 1;
                if depth > limits::NESTING {
                    return Some((at, Excess::Nesting));
                }
            }
            b'}' | b']' => depth = depth.saturating_sub(1),
            b',' => {
                values += 1;
                if values > limits::VALUES {
                    return Some((at, Excess::Values));
                }
            }
            // Most of a bank is text: it is leapt over.
            b'"' => at = string_end(text, at + 1)?,
            _ => {}
        }
        at += 1;
    }
    None
}

/// Returns where the string that begins here ends.
fn string_end(text: &[u8], mut at: usize) -> Option<usize> {
    loop {
        at += memchr::memchr2(b'"', b'\\', text.get(at..)?)?;
        if text.get(at) == Some(&b'"') {
            return Some(at);
        }
        at += 2;
    }
}

/// Returns whether a string may hold half a pair of `\u`, which serde does not see in what it skips.
fn has_surrogate(text: &[u8]) -> bool {
    memchr::memchr_iter(b'\\', text).any(|at| matches!(text.get(at + 1..at + 3), Some([b'u', b'd' | b'D'])))
}

/// Keys of one object that are compared with one another; with more of them a check decides.
const KEYS: usize = 64;

/// Where the questions of a bank stand: objects in a list in the bank itself.
const QUESTIONS: &[u8] = b"questions";

/// Returns where the questions stand in a text that is surely within the limits on nesting and values, and surely has
/// no key twice in an object and no half of a `\u` pair: what typed reading skips it would not look at. Where that is
/// not sure, `None`: a check decides.
pub(super) fn plain(text: &[u8]) -> Option<Vec<Range<usize>>> {
    let mut keys: Vec<&[u8]> = Vec::new();
    // Where the keys of every open object begin.
    let mut open: Vec<usize> = Vec::new();
    let mut questions = Vec::new();
    let mut question = 0;
    let mut values = 0_usize;
    let mut at = 0;
    while let Some(&byte) = text.get(at) {
        match byte {
            b'{' | b'[' => {
                values += 1;
                if open.len() == limits::NESTING {
                    return None;
                }
                open.push(keys.len());
                if open.len() == 3 {
                    question = at;
                }
            }
            b'}' | b']' => {
                keys.truncate(open.pop().unwrap_or(0));
                if open.len() == 2 && keys.last() == Some(&QUESTIONS) {
                    questions.push(question..at + 1);
                }
            }
            b',' => values += 1,
            b'"' => {
                let end = string_end(text, at + 1)?;
                if has_surrogate(text.get(at + 1..end).unwrap_or_default()) {
                    return None;
                }
                let mut after = text.get(end + 1..).unwrap_or_default().iter();
                if after.find(|byte| !byte.is_ascii_whitespace()) == Some(&b':') {
                    let key = text.get(at + 1..end).unwrap_or_default();
                    let beside = keys.get(open.last().copied().unwrap_or(0)..).unwrap_or_default();
                    if beside.len() == KEYS || beside.contains(&key) || key.contains(&b'\\') {
                        return None;
                    }
                    keys.push(key);
                }
                at = end;
            }
            _ => {}
        }
        at += 1;
    }
    (values <= limits::VALUES).then_some(questions)
}

/// Reports what typed reading refused, unless the walk has already named it.
pub(super) fn refused(finder: &mut Finder, text: &str, error: &serde_json::Error) {
    let line = line_range(text, error.line());
    let syntax = error.is_syntax() || error.is_eof();
    if (finder.errors() > 0 && !syntax) || finder.has_error_in(&line) {
        return;
    }
    let at = floor_boundary(text, line.start + error.column().saturating_sub(1)).min(line.end);
    let words = error.to_string();
    let words = words
        .rsplit_once(" at line ")
        .map_or(words.as_str(), |(words, _)| words);
    let message = format!("The file cannot be read here: {}.", super::find::short(words));
    finder
        .error("syntax", at..at, &Path::ROOT, message)
        .expected("JSON as docs/formats.md describes it");
}

fn line_range(text: &str, line: usize) -> Range<usize> {
    let mut start = 0;
    for _ in 1..line {
        match text.get(start..).and_then(|rest| rest.find('\n')) {
            Some(ahead) => start += ahead + 1,
            None => break,
        }
    }
    let end = text
        .get(start..)
        .and_then(|rest| rest.find('\n'))
        .map_or(text.len(), |ahead| start + ahead);
    start..end.max(start + 1)
}
