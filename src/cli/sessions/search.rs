//! `hotseat sessions search`: past sessions by the words in them, without the interface.

use std::ops::ControlFlow;
use std::time::Duration;

use serde::Serialize;
use unicode_width::UnicodeWidthStr;

use super::counted;
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::interrupt::Interrupt;
use crate::cli::out::{Form, Out};
use crate::cli::table::{Side, Table};
use crate::domain::search::{Found, Hit, Place, Query, Snippet};
use crate::runtime::clock::Clock;
use crate::storage::disk::RealDisk;
use crate::storage::index::{Index, Unfinished};

/// Cells of a snippet where no terminal says how wide it is.
const WIDE: usize = 100;
/// Fewer cells than this show nothing: the snippet goes on a line of its own.
const NARROW: usize = 32;
/// How far reading is, is told every so often.
const TOLD: Duration = Duration::from_secs(1);

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    pub text: String,
    pub limit: usize,
    /// How often it is searched; more than once to take the time.
    pub repeat: u32,
    pub form: Form,
}

#[derive(Debug, Serialize)]
struct Shown<'a> {
    format: u32,
    text: &'a str,
    /// How many were searched.
    sessions: usize,
    hits: Vec<HitShown<'a>>,
    more: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    times: Option<&'a Times>,
}

#[derive(Debug, Serialize)]
struct HitShown<'a> {
    session: &'a str,
    attempt: Option<usize>,
    question: Option<&'a str>,
    place: &'static str,
    field: Option<&'a str>,
    snippet: &'a str,
    /// Bytes of the snippet.
    matches: Vec<[usize; 2]>,
}

/// What took how long, in milliseconds.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
struct Times {
    opened: f64,
    /// Until it was known which sessions changed, and these were read.
    read: f64,
    searched: Vec<f64>,
}

pub fn run(context: &Context, out: &Out, asked: &Asked) -> Result<u8, Failure> {
    let query = Query::new(&asked.text);
    if query.is_empty() {
        return Err(
            Failure::usage(format!("There is no word in `{}` to search for.", asked.text)).hint(
                "Letters, digits, signs of mathematics and emoji are searched for, other signs are not.",
            ),
        );
    }
    let interrupt = Interrupt::catch(|| {});
    let clock = Clock::start(None);
    let since = |from: Duration| clock.mono().saturating_sub(from).as_secs_f64() * 1e3;
    let mut times = Times::default();
    let begun = clock.mono();
    let mut index = Index::open(&context.sessions(), &context.dirs.index_file());
    times.opened = since(begun);
    let mut found = Err(Unfinished::Damaged);
    // Twice, as it may turn out that the index is damaged.
    for _ in 0..2 {
        let begun = clock.mono();
        read(context, out, &mut index, &clock, &interrupt)?;
        times.read += since(begun);
        if let Some(code) = interrupt.code() {
            return Ok(code);
        }
        times.searched.clear();
        for _ in 0..asked.repeat {
            let begun = clock.mono();
            found = index.search(&query, asked.limit, &mut || interrupt.code().is_some());
            times.searched.push(since(begun));
        }
        if found != Err(Unfinished::Damaged) {
            break;
        }
    }
    let found = match (found, interrupt.code()) {
        (Ok(found), _) => found,
        (Err(_), Some(code)) => return Ok(code),
        (Err(_), None) => {
            let file = context.dirs.index_file();
            return Err(Failure::environment(format!(
                "{} cannot be read back as it was written.",
                file.display()
            ))
            .hint("It may be deleted; is the disk failing?"));
        }
    };
    tell(context, out, asked, &found, &times)?;
    Ok(u8::from(found.hits.is_empty()))
}

/// Reads the sessions that changed.
fn read(
    context: &Context,
    out: &Out,
    index: &mut Index,
    clock: &Clock,
    interrupt: &Interrupt,
) -> Result<(), Failure> {
    let mut told = clock.mono();
    let mut report = |done: usize, total: usize| {
        let now = clock.mono();
        if context.env.stderr_is_terminal && now.saturating_sub(told) >= TOLD {
            told = now;
            out.words(&format!("Reading sessions: {done} of {total}"));
        }
        match interrupt.code() {
            Some(_) => ControlFlow::Break(()),
            None => ControlFlow::Continue(()),
        }
    };
    index
        .refresh(&RealDisk, &mut report)
        .map(|_| ())
        .map_err(|error| {
            super::failed(&super::SessionError::Io {
                path: context.sessions(),
                error,
            })
        })
}

fn tell(context: &Context, out: &Out, asked: &Asked, found: &Found, times: &Times) -> Result<(), Failure> {
    let timed = asked.repeat > 1;
    match asked.form {
        Form::Json => out.json(&Shown {
            format: 1,
            text: &asked.text,
            sessions: found.sessions,
            hits: found.hits.iter().map(shown).collect(),
            more: found.more,
            times: timed.then_some(times),
        })?,
        Form::Text if found.sessions == 0 => out.words("No sessions yet. `hotseat start` begins one."),
        Form::Text if found.hits.is_empty() => out.words(&format!(
            "Nothing matches `{}` in {}: names, topics and prompts of questions, answers, notes, disputes \
             and titles were searched. Every word must stand in the same question and its answer; the last \
             one may be a beginning.",
            asked.text,
            counted(found.sessions, "session"),
        )),
        Form::Text => {
            let text = table(&found.hits, width(context), out.colour);
            // Clean in every cell; what is left to obey is our own.
            out.bytes(text.as_bytes())?;
            if found.more {
                let first = match found.hits.len() {
                    1 => "The first".to_owned(),
                    many => format!("The first {many}"),
                };
                out.words(&format!(
                    "{first} of more: --limit shows them, another word leaves fewer."
                ));
            }
        }
    }
    if timed && asked.form == Form::Text {
        let mut searched = times.searched.clone();
        searched.sort_by(f64::total_cmp);
        let median = searched.get(searched.len() / 2).copied().unwrap_or_default();
        out.words(&format!(
            "{}: opened in {:.2} ms, looked through for changes in {:.2} ms, searched in {median:.2} ms (median of {})",
            counted(found.sessions, "session"),
            times.opened,
            times.read,
            searched.len()
        ));
    }
    Ok(())
}

fn shown(hit: &Hit) -> HitShown<'_> {
    HitShown {
        session: &hit.folder,
        attempt: hit.attempt,
        question: (!hit.question.is_empty()).then_some(&hit.question),
        place: kind(&hit.place),
        field: match &hit.place {
            Place::Answer(field) => Some(field),
            _ => None,
        },
        snippet: &hit.snippet.text,
        matches: hit
            .snippet
            .ranges
            .iter()
            .map(|range| [range.start, range.end])
            .collect(),
    }
}

/// The kind of a place as JSON names it.
fn kind(place: &Place) -> &'static str {
    match place {
        Place::Answer(_) => "answer",
        Place::Note => "note",
        Place::Dispute => "dispute",
        Place::Prompt => "prompt",
        Place::Topic => "topic",
        Place::Question => "question",
        Place::Title => "title",
    }
}

/// Returns the width of the terminal, if stdout is one that tells it.
fn width(context: &Context) -> Option<usize> {
    if !context.env.stdout_is_terminal {
        return None;
    }
    let size = rustix::termios::tcgetwinsize(std::io::stdout()).ok()?;
    (size.ws_col > 0).then_some(usize::from(size.ws_col))
}

/// One line a hit, or two where the terminal is too narrow.
fn table(hits: &[Hit], width: Option<usize>, colour: bool) -> String {
    let mut table = Table::new([
        ("session", Side::Left),
        ("question", Side::Left),
        ("field", Side::Left),
        // Keeps the columns before it at their full width.
        (".", Side::Left),
    ]);
    for hit in hits {
        table.row([
            hit.folder.clone(),
            hit.question.clone(),
            hit.place.label(),
            ".".to_owned(),
        ]);
    }
    let text = table.text();
    let mut heads = text.lines().map(|line| line.strip_suffix('.').unwrap_or(line));
    let first = heads.next().unwrap_or_default();
    let room = width.map_or(WIDE, |width| width.saturating_sub(first.width()));
    let beside = room >= NARROW;
    let mut lines = if beside {
        format!("{first}text\n")
    } else {
        format!("{}\n", first.trim_end())
    };
    for (head, hit) in heads.zip(hits) {
        if beside {
            lines.push_str(head);
            lines.push_str(&marked(&hit.snippet.fit(room), colour));
        } else {
            lines.push_str(&format!("{}\n  ", head.trim_end()));
            let room = width.unwrap_or(WIDE).saturating_sub(2).max(NARROW);
            lines.push_str(&marked(&hit.snippet.fit(room), colour));
        }
        lines.push('\n');
    }
    lines
}

/// Returns a snippet, with what matches in bold where that can be seen.
fn marked(snippet: &Snippet, colour: bool) -> String {
    if !colour {
        return snippet.text.clone();
    }
    let part = |from: usize, to: usize| snippet.text.get(from..to).unwrap_or_default();
    let mut text = String::new();
    let mut at = 0;
    for range in &snippet.ranges {
        text.push_str(part(at, range.start));
        text.push_str("\x1b[1m");
        text.push_str(part(range.start, range.end));
        text.push_str("\x1b[22m");
        at = range.end;
    }
    text.push_str(part(at, snippet.text.len()));
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hit(place: Place, text: &str, range: std::ops::Range<usize>) -> Hit {
        Hit {
            folder: "2026-11-23-2114-first-3f9a".to_owned(),
            attempt: Some(0),
            question: "theory-foundations/th-ce".to_owned(),
            place,
            snippet: Snippet::new(text, &[range]),
        }
    }

    #[test]
    fn matches_are_bold_where_colours_are() {
        let hits = [
            hit(Place::Answer("main".into()), "A loss of two", 2..6),
            hit(Place::Answer("follow_up.mse".into()), "A\nloss", 2..6),
        ];
        assert_eq!(
            table(&hits, None, false),
            "session                     question                  field          text\n\
             2026-11-23-2114-first-3f9a  theory-foundations/th-ce  answer         A loss of two\n\
             2026-11-23-2114-first-3f9a  theory-foundations/th-ce  follow-up mse  A loss\n"
        );
        assert!(table(&hits, None, true).contains("A \x1b[1mloss\x1b[22m of two\n"));
    }

    #[test]
    fn a_narrow_terminal_has_the_text_on_a_line_of_its_own() {
        let long = format!("{} loss {}", "a ".repeat(60), "b ".repeat(60));
        let hits = [hit(Place::Note, &long, 121..125)];
        for width in [40, 60, 80, 120, 200] {
            let text = table(&hits, Some(width), false);
            assert!(text.contains("loss"), "{text}");
            let snippet = text
                .lines()
                .find(|line| line.contains("loss"))
                .unwrap_or_default();
            assert!(snippet.width() <= width, "{width} {text}");
            assert_eq!(
                text.lines().count(),
                if width < 100 { 3 } else { 2 },
                "{width} {text}"
            );
        }
    }
}
