//! A session for people to read: each question with the answer as it was given, what was said in between, what was
//! ticked and missed, the scores beside the prediction, and the time. Answers stand as quotations, so that
//! a heading in one never becomes a heading of the export. What is asked of an answer stands here only once it
//! was predicted or scored: before that it would give the reference away.

mod answer;
mod scores;

pub(super) use answer::title;
pub(super) use scores::score_kind;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;

use crate::domain::bank::{Question, QuestionName};
use crate::domain::clock::short;
use crate::domain::code::readable;
use crate::domain::event::{EndCause, PauseCause, SubmitCause};
use crate::domain::loops::Pressure;
use crate::domain::plain::{clean, clean_line};
use crate::domain::score;
use crate::domain::session::{Attempt, Field, Pause, Said, Session};
use crate::domain::summary::SessionSummary;
use crate::domain::words::counted;
use crate::domain::written;
use crate::storage::export::{Stories, runs};
use crate::storage::sessions::Loaded;

const NOT_YET: &str = "Not scored yet; what is asked of an answer is shown after the prediction.";

/// Returns the session as Markdown.
pub fn markdown(loaded: &Loaded) -> String {
    markdown_with(loaded, &Stories::LeftOut)
}

/// As [`markdown`], with what is said of the stories told.
pub fn markdown_with(loaded: &Loaded, stories: &Stories) -> String {
    let question = |name: &QuestionName| loaded.questions.get(name).map(|snapshot| &snapshot.question);
    page(&loaded.session(), &loaded.summary(), &question, stories)
}

/// Returns a session that is only in memory, with what the file is for. Everything the person made is in it, as
/// there may be no other place that has it.
pub fn rescued(folder: &str, session: &Session, questions: &BTreeMap<QuestionName, Arc<Question>>) -> String {
    let question = |name: &QuestionName| questions.get(name).map(AsRef::as_ref);
    let summary = SessionSummary::of(folder, session, &question, Vec::new());
    let told = page(session, &summary, &question, &Stories::Titles(BTreeMap::new()));
    format!(
        "> hotseat could not save the session {folder} and wrote down here what it had in memory: answers, notes, \
         predictions, ticks, levels and scores as they stood.\n>\n\
         > It is for you to read: hotseat does not read it back. If `hotseat sessions show {folder}` tells all of \
         this later, saving worked after all, and this file can go. If not, keep it: `hotseat resume {folder}` goes \
         on with what did reach the disk, and what is missing there can be pasted from here.\n\n{told}"
    )
}

fn page<'a>(
    session: &Session,
    summary: &SessionSummary,
    question_of: &dyn Fn(&QuestionName) -> Option<&'a Question>,
    stories: &Stories,
) -> String {
    let mut out = Page::default();
    out.head(session, summary);
    for (index, attempt) in session.attempts.iter().enumerate() {
        let question = question_of(&attempt.question);
        out.question(session, index + 1, attempt, question, stories);
    }
    if !session.note.is_empty() {
        out.line("## Note\n");
        out.quote(&session.note);
    }
    if !summary.problems.is_empty() {
        out.line("## What is wrong with the record\n");
        for problem in &summary.problems {
            out.item(problem);
        }
    }
    one_blank_line(&out.0)
}

/// Leaves one blank line where there are several, but not within code.
fn one_blank_line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut fence: Option<&str> = None;
    let mut blank = false;
    for line in text.trim_end().lines() {
        let ticks = &line[..line.len() - line.trim_start_matches('`').len()];
        match fence {
            None if ticks.len() >= 3 => fence = Some(ticks),
            Some(open) if line == open => fence = None,
            _ => {}
        }
        if line.is_empty() && blank && fence.is_none() {
            continue;
        }
        blank = line.is_empty();
        out.push_str(line);
        out.push('\n');
    }
    out
}

#[derive(Default)]
struct Page(String);

impl Page {
    fn line(&mut self, text: &str) {
        self.0.push_str(text);
        self.0.push('\n');
    }

    fn item(&mut self, text: &str) {
        let _ = writeln!(self.0, "- {}", clean_line(text));
    }

    /// An item of an item.
    fn sub_item(&mut self, text: &str) {
        let _ = writeln!(self.0, "  - {}", clean_line(text));
    }

    fn quote(&mut self, text: &str) {
        for line in clean(text).lines() {
            let _ = writeln!(self.0, "{}", format!("> {line}").trim_end());
        }
        self.0.push('\n');
    }

    /// Code or a drawing, between fences longer than any in it.
    fn fence(&mut self, language: &str, text: &str) {
        let text = clean(text);
        let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
        let fence = "`".repeat(longest.max(2) + 1);
        let _ = writeln!(self.0, "{fence}{language}\n{}\n{fence}\n", text.trim_end());
    }

    fn head(&mut self, session: &Session, summary: &SessionSummary) {
        let title = match summary.title.as_str() {
            "" => &summary.folder,
            title => title,
        };
        let _ = writeln!(self.0, "# {}\n", clean_line(title));
        if let Some(at) = &summary.began_at {
            self.item(&at.strftime("%A, %-d %B %Y, %H:%M").to_string());
        }
        for round in &session.rounds {
            let time = time_of(round.spent, round.budget);
            let end = match round.ended {
                None => ", not ended",
                Some(EndCause::Done) => "",
                Some(EndCause::Person) => ", ended early",
                Some(EndCause::TimeUp) => ", time was up",
            };
            self.item(&format!("{}: {time}{end}", round.kind.title()));
        }
        if let Some(score) = summary.score {
            self.item(&format!("Score {} of 4", score::shown(score)));
        }
        if summary.to_score > 0 {
            self.item(&format!("{} not scored yet", counted(summary.to_score, "answer")));
        }
        if let Some(started) = &session.started {
            if started.pressure == Pressure::Strict {
                self.item("Strict: time up locks an answer");
            }
            if started.extra_time != 1.0 {
                self.item(&format!("Extra time: {}x", started.extra_time));
            }
            self.item(&format!("Seed {}", started.seed));
        }
        self.pauses(&session.pauses);
        self.0.push('\n');
    }

    fn pauses(&mut self, pauses: &[Pause]) {
        for pause in pauses {
            let why = match pause.cause {
                PauseCause::Person => "by key",
                PauseCause::Stopped => "hotseat was stopped",
                PauseCause::Slept => "the machine slept",
                PauseCause::Ended => "hotseat was not running",
                PauseCause::Debrief => continue,
            };
            self.item(&format!("Paused {}: {why}", short(pause.length)));
        }
    }

    fn question(
        &mut self,
        session: &Session,
        number: usize,
        attempt: &Attempt,
        question: Option<&Question>,
        stories: &Stories,
    ) {
        let _ = writeln!(
            self.0,
            "## {number}. {}\n",
            clean_line(&attempt.question.to_string())
        );
        if let Some(question) = question {
            self.quote(&question.prompt);
        }
        self.item(&format!("Time: {}", time_of(attempt.spent, attempt.budget)));
        let state = match (attempt.submitted, attempt.skipped) {
            (Some(SubmitCause::Done), _) => "Submitted",
            (Some(SubmitCause::TimeUp), _) => "Locked when time was up",
            (None, true) => "Skipped",
            (None, false) => "Not submitted",
        };
        let taken_back = match attempt.taken_back {
            0 => String::new(),
            1 => ", taken back once".to_owned(),
            times => format!(", taken back {times} times"),
        };
        self.item(&format!("{state}{taken_back}, {}", amount(attempt, question)));
        if attempt.spoken {
            self.item("Spoken; what is written are notes");
        }
        if let Stories::Titles(titles) = stories {
            for id in &attempt.stories {
                self.item(&match titles.get(id) {
                    Some(title) => format!("Story told: {title} ({id})"),
                    None => format!("Story told: {id}"),
                });
            }
        }
        if attempt.starred {
            self.item("Marked to revisit");
        }
        self.pauses(&attempt.pauses);
        self.stages(attempt, question);
        self.0.push('\n');
        self.answer(attempt, question);
        self.transcript(attempt, question);
        self.runs(attempt);
        self.scores(session, attempt, question);
    }

    fn transcript(&mut self, attempt: &Attempt, question: Option<&Question>) {
        if attempt.transcript.is_empty() {
            return;
        }
        self.line("### What was said\n");
        let hints = question.map_or(0, |question| question.hints.len());
        for said in &attempt.transcript {
            let words = match &said.what {
                Said::Hint { hint } => {
                    let text = question.and_then(|question| question.hints.get(*hint));
                    let text = text.map_or("", |hint| hint.text());
                    format!("hint {} of {hints}: {text}", hint.saturating_add(1))
                }
                Said::FollowUp { id } => {
                    let asked = question.and_then(|question| question.follow_up(id));
                    let kind = if asked.is_some_and(|asked| asked.twist) {
                        "twist"
                    } else {
                        "follow-up"
                    };
                    format!("{kind}: {}", asked.map_or(id, |follow_up| &follow_up.ask))
                }
                Said::Clarified { ask, matched } => {
                    let answer = matched.and_then(|index| question?.clarifications.get(index));
                    let answer = answer.map_or("no answer", |clarification| &clarification.answer);
                    format!("asked: {ask} ({answer})")
                }
            };
            self.item(&format!("{} {words}", short(said.at)));
        }
        self.0.push('\n');
    }

    /// Every run in a line: when, of what, what came of it, and what failed first.
    fn runs(&mut self, attempt: &Attempt) {
        if attempt.runs.is_empty() {
            return;
        }
        self.line("### Runs\n");
        let (told, left) = runs::newest(attempt);
        if left > 0 {
            self.item(&format!(
                "{} before these are in the journal",
                counted(left, "run")
            ));
        }
        for run in told {
            let failed = runs::first_failure(run, attempt).map_or_else(String::new, |test| {
                let message = runs::cut(&test.message);
                let stop = if message.is_empty() { "" } else { ", " };
                format!(
                    "; first {}: {}{stop}{message}",
                    test.outcome.word(),
                    readable(&test.name)
                )
            });
            self.item(&format!(
                "{} stage {}, {}{failed}",
                short(run.at),
                run.stage.saturating_add(1),
                runs::came_to(run)
            ));
        }
        self.0.push('\n');
    }

    fn scores(&mut self, session: &Session, attempt: &Attempt, question: Option<&Question>) {
        self.line("### Score\n");
        if attempt.is_open() {
            self.scored(session, attempt, question);
            self.reference(attempt, question);
        } else {
            self.line(NOT_YET);
        }
        if !attempt.note.is_empty() {
            self.line("\n### Note\n");
            self.quote(&attempt.note);
        }
        if let Some(dispute) = &attempt.disputed {
            self.line("\n### Disputed\n");
            self.quote(dispute);
        }
        self.0.push('\n');
    }
}

/// `9:20 of 8:00, 1:20 over`
pub(super) fn time_of(spent: Duration, budget: Duration) -> String {
    let over = spent.saturating_sub(budget);
    if over.as_secs() > 0 {
        format!("{} of {}, {} over", short(spent), short(budget), short(over))
    } else {
        format!("{} of {}", short(spent), short(budget))
    }
}

/// What was written: words, and of a programming answer lines of code.
pub(super) fn amount(attempt: &Attempt, question: Option<&Question>) -> String {
    if question.is_none_or(|question| question.code.is_none()) {
        return counted(attempt.words(), "word");
    }
    let lines = written::code_lines(attempt);
    let of_code = attempt.field("code").map_or(0, Field::words);
    let lines = match lines {
        1 => "1 line of code".to_owned(),
        lines => format!("{lines} lines of code"),
    };
    format!("{lines}, {}", counted(attempt.words() - of_code, "word"))
}
