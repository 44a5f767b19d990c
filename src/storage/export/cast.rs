//! A session as a recording that asciinema plays (asciicast, version 2): each question with its answer being
//! typed, what was said and run meanwhile, and then the whole answer page by page. Stretches in which nothing
//! happened are short, as in every replay. What is drawn is simpler than hotseat's own screens, so that it
//! reads at any size.

mod draw;

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Serialize;

use super::{Formulas, plain};
use crate::domain::bank::{Hint, Question};
use crate::domain::clock::short;
use crate::domain::fields;
use crate::domain::plain::clean_line;
use crate::domain::replay::{Replay, Step, What};
use crate::domain::session::{Attempt, Said, Session};
use crate::domain::timeline::Timeline;
use crate::domain::written;
use crate::storage::escape;
use crate::storage::sessions::Loaded;

pub use draw::Size;
use draw::{Scene, Screen, Talk};

/// How long the last picture of a question stands, and each page of its answer.
const PAGE: Duration = Duration::from_secs(3);

const SECOND: Duration = Duration::from_secs(1);

#[derive(Serialize)]
struct Header<'a> {
    version: u8,
    width: usize,
    height: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    timestamp: Option<i64>,
    title: &'a str,
}

/// Returns the session as a recording.
pub fn cast(loaded: &Loaded, formulas: Formulas, size: Size) -> Vec<u8> {
    let session = loaded.session();
    let title = session.started.as_ref().map_or("", |started| &started.title);
    let title = match title.trim() {
        "" => loaded.folder.as_str(),
        title => title,
    };
    let title = clean_line(title).into_owned();
    let mut tape = Tape {
        out: Vec::new(),
        screen: Screen::new(size),
        from: Duration::ZERO,
    };
    tape.line(&Header {
        version: 2,
        width: size.width,
        height: size.height,
        timestamp: session.began_at.as_ref().map(|at| at.timestamp().as_second()),
        title: &title,
    });
    for index in 0..session.attempts.len() {
        if let Some(replay) = Replay::of(&loaded.records, index) {
            question(&mut tape, loaded, &session, index, replay, &title, formulas);
        }
    }
    if session.attempts.is_empty() {
        let rows = vec!["Nothing was asked in this session.".to_owned()];
        let output = tape.screen.page(&title, "", &rows);
        tape.write(Duration::ZERO, &output);
    }
    // Players end with the last line: without it the last page would only flash.
    tape.write(Duration::ZERO, "");
    tape.out
}

struct Tape {
    out: Vec<u8>,
    screen: Screen,
    /// When the question in hand begins.
    from: Duration,
}

impl Tape {
    fn line(&mut self, value: &impl Serialize) {
        let line = escape::compact(value).expect("strings and finite numbers serialise");
        self.out.extend_from_slice(&line);
        self.out.push(b'\n');
    }

    /// Writes what the terminal is sent at this time of the question.
    fn write(&mut self, at: Duration, output: &str) {
        let ms = self.from.saturating_add(at).as_millis();
        self.line(&(ms as f64 / 1_000.0, "o", output));
    }
}

fn question(
    tape: &mut Tape,
    loaded: &Loaded,
    session: &Session,
    index: usize,
    mut replay: Replay,
    title: &str,
    formulas: Formulas,
) {
    let Some(attempt) = session.attempts.get(index) else {
        return;
    };
    let snapshot = loaded.questions.get(&attempt.question);
    let asked = snapshot.map(|snapshot| &snapshot.question);
    let round = session.rounds.get(attempt.round);
    let head = format!(
        "{title} › {} › question {} of {}",
        round.map_or("", |round| round.kind.title()),
        index + 1,
        session.attempts.len()
    );
    let line = Timeline::of(attempt, &replay, asked);
    let prompt = asked.map_or_else(
        || attempt.question.to_string(),
        |asked| plain::text(&asked.prompt, formulas),
    );
    let first = attempt.fields.first().map_or("main", |field| field.name.as_str());
    let first = asked.map_or(first, |asked| {
        asked.round.fields().first().copied().unwrap_or(first)
    });
    let shown = attempt.follow_ups();
    let mut scene = Scene {
        head,
        prompt,
        ..Scene::default()
    };
    let mut cursors = Cursors::default();
    for played in moments(&replay) {
        let at = replay.time_at(played);
        let before = replay.happened().len();
        replay.seek(at);
        cursors.follow(
            replay
                .steps()
                .get(before..replay.happened().len())
                .unwrap_or_default(),
        );
        let field = replay.focus().unwrap_or(first);
        scene.clock = clock(attempt, at);
        field.clone_into(&mut scene.field);
        scene.title = asked.map_or_else(|| field.to_owned(), |asked| fields::title(asked, field, &shown));
        scene.code = field == "code";
        scene.stage = stage(asked, &replay);
        scene.talk = talk(&replay, asked, formulas);
        let event = line.events.get(line.event_at(at));
        scene.event = event.map_or_else(String::new, |event| {
            format!("{} {}", short(event.at), plain::text(&event.words, formulas))
        });
        let text = replay.text(field);
        let output = tape.screen.frame(&scene, text, cursors.of(field));
        if !output.is_empty() {
            tape.write(played, &output);
        }
    }
    tape.from = tape.from.saturating_add(replay.length()).saturating_add(PAGE);
    let judged = line.judged.as_deref().unwrap_or_default();
    let end = line.events.last().map_or("", |event| event.words.as_str());
    let foot = if judged.is_empty() {
        end.to_owned()
    } else {
        format!("{end}, {judged}")
    };
    for page in tape.screen.pages(&answer(attempt, asked, &tape.screen)) {
        let output = tape.screen.page(&scene.head, &foot, &page);
        tape.write(Duration::ZERO, &output);
        tape.from = tape.from.saturating_add(PAGE);
    }
}

/// The played times at which there may be something new to see: every step, and every second for the clock.
fn moments(replay: &Replay) -> Vec<Duration> {
    let mut out = vec![Duration::ZERO];
    let mut at = Duration::ZERO;
    while let Some(next) = replay.next_change(at) {
        let mut second = Duration::from_secs(at.as_secs()).saturating_add(SECOND);
        while second < next {
            out.push(second);
            second = second.saturating_add(SECOND);
        }
        out.push(next);
        at = next;
    }
    out
}

fn clock(attempt: &Attempt, at: Duration) -> String {
    if attempt.budget.is_zero() {
        return short(at);
    }
    format!("{} of {}", short(at), short(attempt.budget))
}

fn stage(asked: Option<&Question>, replay: &Replay) -> String {
    let stages = asked
        .and_then(|asked| asked.code.as_ref())
        .map(|code| &code.stages);
    let stage = replay.stage();
    stages
        .and_then(|stages| stages.get(stage))
        .map_or_else(String::new, |told| {
            clean_line(&format!("stage {}, {}", stage + 1, told.title)).into_owned()
        })
}

/// What the interviewer said last.
fn talk(replay: &Replay, asked: Option<&Question>, formulas: Formulas) -> Option<Talk> {
    let (at, said) = replay.said().last()?;
    let (kind, words) = match said {
        Said::Hint { hint } => {
            let text = asked.and_then(|asked| asked.hints.get(*hint));
            let text = text.map_or("", Hint::text);
            (format!("hint {}", hint.saturating_add(1)), text)
        }
        Said::FollowUp { id } => {
            let follow_up = asked.and_then(|asked| asked.follow_up(id));
            let twist = follow_up.is_some_and(|follow_up| follow_up.twist);
            let kind = if twist { "twist" } else { "follow-up" };
            (
                kind.to_owned(),
                follow_up.map_or(id.as_str(), |follow_up| &follow_up.ask),
            )
        }
        Said::Clarified { ask, matched } => {
            let answer = matched.and_then(|index| asked?.clarifications.get(index));
            let answer = answer.map_or("No answer.", |clarification| &clarification.answer);
            (format!("you asked: {}", clean_line(ask)), answer)
        }
    };
    Some(Talk {
        head: format!("{kind}, at {}", short(at)),
        words: plain::text(words, formulas),
    })
}

/// The whole answer as rows, every field under its title.
fn answer(attempt: &Attempt, asked: Option<&Question>, screen: &Screen) -> Vec<String> {
    let read = match asked {
        Some(asked) => written::reading(asked, attempt),
        None => attempt.fields.iter().collect(),
    };
    let shown = attempt.follow_ups();
    let mut rows = Vec::new();
    for field in read.into_iter().filter(|field| field.answered()) {
        if !rows.is_empty() {
            rows.push(String::new());
        }
        let title = asked.map_or_else(
            || field.name.clone(),
            |asked| fields::title(asked, &field.name, &shown),
        );
        rows.push(format!("{} {title}", draw::TITLE));
        rows.extend(screen.wrapped(field.text.trim_end(), field.name == "code"));
    }
    if rows.is_empty() {
        rows.push("Nothing was written.".to_owned());
    }
    rows
}

/// Where the last edit of each field ended.
#[derive(Default)]
struct Cursors(BTreeMap<String, usize>);

impl Cursors {
    fn follow(&mut self, steps: &[Step]) {
        for step in steps {
            if let What::Edited { field, edit, .. } = &step.what {
                self.0.insert(field.clone(), edit.at + edit.ins.len());
            }
        }
    }

    fn of(&self, field: &str) -> usize {
        self.0.get(field).copied().unwrap_or(0)
    }
}
