//! A session as one page for a browser: it needs no script, no font and no file beside itself, and asks
//! nothing of any network. It reads on a phone and on a desktop, in light and in dark, and prints. What is
//! asked of an answer stands in it only once the answer was predicted or scored, as in every export.

mod chart;
mod prose;
mod question;
mod rubric;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{Environment, Value};
use serde::Serialize;

use super::Formulas;
use super::markdown::time_of;
use crate::domain::event::EndCause;
use crate::domain::loops::Pressure;
use crate::domain::plain::{clean, clean_line};
use crate::domain::score;
use crate::domain::session::Session;
use crate::domain::summary::SessionSummary;
use crate::domain::words::counted;
use crate::storage::sessions::Loaded;

/// Its name's end turns escaping on.
const NAME: &str = "report.html";

const TEMPLATE: &str = include_str!("../../../assets/report.html");

/// What the template is filled with; texts are escaped there, [`Safe`] ones are HTML already.
#[derive(Debug, Serialize)]
struct Page {
    title: String,
    when: String,
    folder: String,
    facts: Vec<String>,
    signal: Option<Signal>,
    rounds: Vec<Round>,
    scores: Option<Safe>,
    questions: Vec<question::View>,
    note: String,
    problems: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Signal {
    title: &'static str,
    score: String,
    rule: String,
    coverage: Option<String>,
}

#[derive(Debug, Serialize)]
struct Round {
    title: &'static str,
    class: &'static str,
    score: String,
    time: String,
}

/// HTML made here, from escaped texts.
type Safe = Value;

fn safe(html: String) -> Safe {
    Value::from_safe_string(html)
}

/// Returns the session as a page.
pub fn html(loaded: &Loaded, formulas: Formulas) -> String {
    let page = page(loaded, formulas);
    let mut environment = Environment::new();
    let syntax = SyntaxConfig::builder()
        .trim_blocks(true)
        .lstrip_blocks(true)
        .build();
    syntax
        .map(|syntax| environment.set_syntax(syntax))
        .and_then(|()| environment.add_template(NAME, TEMPLATE))
        .and_then(|()| environment.get_template(NAME)?.render(Serde(&page)))
        .expect("the template is part of the program, and every name in it is one of the page's")
}

fn page(loaded: &Loaded, formulas: Formulas) -> Page {
    let session = loaded.session();
    let summary = loaded.summary();
    let questions: Vec<question::View> = (0..session.attempts.len())
        .filter_map(|index| question::view(loaded, &session, index, formulas))
        .collect();
    let bars: Vec<chart::Bar<'_>> = session
        .attempts
        .iter()
        .zip(&questions)
        .map(|(attempt, view)| chart::Bar {
            name: &view.heading,
            round: view.class,
            score: score::standing(attempt),
            predicted: attempt.prediction,
        })
        .collect();
    let scored = bars.iter().any(|bar| bar.score.is_some());
    Page {
        title: match summary.title.as_str() {
            "" => summary.folder.clone(),
            title => clean_line(title).into_owned(),
        },
        when: summary
            .began_at
            .as_ref()
            .map(|at| at.strftime("%A, %-d %B %Y, %H:%M").to_string())
            .unwrap_or_default(),
        folder: clean_line(&loaded.folder).into_owned(),
        facts: facts(&session, &summary),
        signal: score::signal(&score::round_scores(&session)).map(|given| Signal {
            title: given.signal.title(),
            score: score::shown(given.score),
            coverage: given.coverage(),
            rule: given.rule,
        }),
        rounds: rounds(&session),
        scores: scored.then(|| safe(chart::scores(&bars))),
        questions,
        note: clean(&session.note).into_owned(),
        problems: loaded
            .problems
            .iter()
            .map(|problem| clean_line(problem).into_owned())
            .collect(),
    }
}

fn facts(session: &Session, summary: &SessionSummary) -> Vec<String> {
    let mut out = vec![counted(session.attempts.len(), "question")];
    if summary.to_score > 0 {
        out.push(format!("{} not scored yet", counted(summary.to_score, "answer")));
    }
    if let Some(started) = &session.started {
        if started.pressure == Pressure::Strict {
            out.push("strict: time up locks an answer".to_owned());
        }
        if started.extra_time != 1.0 {
            out.push(format!("{}x time", started.extra_time));
        }
        out.push(format!("seed {}", started.seed));
    }
    out
}

fn rounds(session: &Session) -> Vec<Round> {
    session
        .rounds
        .iter()
        .enumerate()
        .map(|(index, round)| {
            let end = match round.ended {
                None => ", not ended",
                Some(EndCause::Done) => "",
                Some(EndCause::Person) => ", ended early",
                Some(EndCause::TimeUp) => ", time was up",
            };
            Round {
                title: round.kind.title(),
                class: round.kind.short(),
                score: score::round_score(session, index).map_or_else(|| "–".to_owned(), score::shown),
                time: format!("{}{end}", time_of(round.spent, round.budget)),
            }
        })
        .collect()
}
