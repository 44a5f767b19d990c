//! `hotseat stats`: the figures of Progress as words and tables, or as JSON. `docs/stats.md` defines them.

use std::fmt::Write as _;
use std::time::Duration;

use super::context::Context;
use super::failure::Failure;
use super::out::{Form, Out};
use super::sessions;
use super::table::{Side, Table};
use crate::domain::bank::RoundKind;
use crate::domain::clock;
use crate::domain::score::{shown, tenths};
use crate::domain::scorecard::Calibration;
use crate::domain::stats::{self, Compared, Figures, LAST, Period};
use crate::domain::words::counted;
use crate::runtime::clock as wall;

/// Rows of lists that could go on for pages; JSON has all.
const MOST: usize = 12;

pub fn run(context: &Context, out: &Out, form: Form) -> Result<u8, Failure> {
    let history = sessions::all(context)?;
    let unread = history
        .iter()
        .filter(|summary| summary.began_at.is_none())
        .count();
    if unread > 0 {
        out.problem(&format!(
            "{unread} of the sessions cannot be read and are left out of the scores; `hotseat sessions` says why."
        ));
    }
    let today = stats::practice_day(&wall::wall(context.env.var("TZ")));
    let figures = stats::figures(&history, today, Period::All);
    match form {
        Form::Json => out.json(&figures)?,
        Form::Text if history.is_empty() => out.words(
            "No sessions yet. `hotseat start` asks one theory question, ten minutes; once it is scored, its score \
             stands here, and from five scores of a round on how that goes.",
        ),
        Form::Text => out.data(&text(&figures))?,
    }
    Ok(0)
}

fn text(figures: &Figures) -> String {
    let mut text = String::new();
    totals(&mut text, figures);
    scores(&mut text, figures);
    topics(&mut text, figures);
    time(&mut text, figures);
    judgement(&mut text, figures);
    again(&mut text, figures);
    pitfalls(&mut text, figures);
    text
}

fn section(text: &mut String, title: &str, table: &str) {
    // Writing into a string cannot fail.
    let _ = write!(text, "\n{title}\n{table}");
}

fn totals(text: &mut String, figures: &Figures) {
    let totals = &figures.totals;
    let span = figures
        .from
        .zip(figures.to)
        .map(|(from, to)| format!(", {} to {}", from.strftime("%-d %b %Y"), to.strftime("%-d %b %Y")));
    let _ = writeln!(
        text,
        "{}{}: {} on {}, {} running, {} running",
        counted(totals.sessions, "session"),
        span.unwrap_or_default(),
        clock::long(Duration::from_millis(totals.spent_ms)),
        counted(totals.days, "day"),
        counted(figures.days.days_running, "day"),
        counted(figures.days.weeks_running, "week"),
    );
    let _ = writeln!(
        text,
        "{} asked, {} answered, {} scored, {} to score; {}, {}, {}",
        counted(totals.asked, "question"),
        totals.answered,
        totals.scored,
        totals.to_score,
        counted(totals.words, "word"),
        counted(totals.hints, "hint"),
        counted(totals.follow_ups, "follow-up"),
    );
}

fn number(value: Option<f64>) -> String {
    value.map_or_else(|| "-".to_owned(), shown)
}

fn scores(text: &mut String, figures: &Figures) {
    let mut table = Table::new([
        ("round", Side::Left),
        ("median", Side::Right),
        ("range", Side::Left),
        ("change", Side::Right),
        ("scores", Side::Right),
        ("written", Side::Right),
        ("spoken", Side::Right),
        ("", Side::Left),
    ]);
    for scores in &figures.scores {
        table.row([
            scores.round.title().to_owned(),
            number(scores.median),
            scores.range("-").unwrap_or_else(|| "-".to_owned()),
            scores.change.map_or_else(|| "-".to_owned(), signed),
            scores.scores.len().to_string(),
            number(scores.written.mean),
            number(scores.spoken.mean),
            scores.too_few().unwrap_or_default(),
        ]);
    }
    section(text, "Scores, median of a round's last five", &table.text());
    let nearest = figures
        .scores
        .iter()
        .filter(|scores| !scores.scores.is_empty() && !scores.has_trend());
    if let Some(round) = nearest.max_by_key(|scores| scores.scores.len()) {
        let missing = LAST - round.scores.len();
        let _ = writeln!(
            text,
            "{missing} more {} of {}, and its range and its change stand here.",
            if missing == 1 { "score" } else { "scores" },
            round.round.title()
        );
    }
}

/// Returns a difference with its sign: `+0.3`.
fn signed(value: f64) -> String {
    let tenths = (value * 10.0).round() / 10.0;
    if tenths == 0.0 {
        "0.0".to_owned()
    } else {
        format!("{tenths:+.1}")
    }
}

fn topics(text: &mut String, figures: &Figures) {
    if figures.topics.is_empty() {
        return;
    }
    let mut table = Table::new([
        ("topic", Side::Left),
        ("programming", Side::Right),
        ("culture", Side::Right),
        ("theory", Side::Right),
        ("design", Side::Right),
        ("answers", Side::Right),
    ]);
    for topic in figures.topics.iter().take(MOST) {
        let mean = |round: RoundKind| number(topic.cell(round).map(|cell| cell.mean));
        let answers: usize = topic.rounds.iter().map(|cell| cell.answers).sum();
        let [programming, culture, theory, design] = RoundKind::ALL.map(mean);
        table.row([
            topic.topic.clone(),
            programming,
            culture,
            theory,
            design,
            answers.to_string(),
        ]);
    }
    section(
        text,
        "Topics, mean of the last five answers, weakest first",
        &table.text(),
    );
    more(text, figures.topics.len());
}

fn more(text: &mut String, count: usize) {
    if count > MOST {
        let _ = writeln!(text, "{} more: `hotseat stats --json` has all.", count - MOST);
    }
}

fn time(text: &mut String, figures: &Figures) {
    let mut table = Table::new([
        ("round", Side::Left),
        ("answers", Side::Right),
        ("spent", Side::Right),
        ("given", Side::Right),
        ("used", Side::Right),
        ("over", Side::Right),
    ]);
    for time in figures.time.iter().filter(|time| time.answers > 0) {
        let minutes = |ms: u64| format!("{:.0} min", ms as f64 / 60_000.0);
        let percent = |share: Option<f64>| {
            share.map_or_else(|| "-".to_owned(), |share| format!("{:.0} %", share * 100.0))
        };
        table.row([
            time.round.title().to_owned(),
            time.answers.to_string(),
            minutes(time.spent_ms),
            minutes(time.budget_ms),
            percent(time.used),
            percent(time.over_share),
        ]);
    }
    if figures.time.iter().any(|time| time.answers > 0) {
        section(text, "Time of the answers", &table.text());
    }
}

fn judgement(text: &mut String, figures: &Figures) {
    let judgement = &figures.calibration;
    let mut table = Table::new([
        ("", Side::Left),
        ("answers", Side::Right),
        ("difference", Side::Right),
        ("error", Side::Right),
    ]);
    let error = |value: Option<f64>| value.map_or_else(|| "-".to_owned(), |value| format!("{value:.2}"));
    let mut any = false;
    let mut calibrated = |name: &str, of: &Calibration| {
        if let Some(mean) = of.error {
            any = true;
            table.row([
                name.to_owned(),
                of.pairs.to_string(),
                signed(mean),
                error(of.standard_error),
            ]);
        }
    };
    calibrated("prediction - score", &judgement.all);
    for round in &judgement.rounds {
        calibrated(&format!("  {}", round.round.title()), &round.calibration);
    }
    let mut compared = |name: &str, of: &Compared| {
        if let Some(mean) = of.difference {
            any = true;
            table.row([
                name.to_owned(),
                of.answers.to_string(),
                signed(mean),
                error(of.standard_error),
            ]);
        }
    };
    compared("score - judge", &judgement.judge);
    compared("score - blind re-score", &judgement.blind);
    compared("score - somebody else's", &judgement.outside);
    if any {
        section(
            text,
            "Calibration, mean difference and its standard error",
            &table.text(),
        );
    }
}

fn again(text: &mut String, figures: &Figures) {
    if figures.questions.is_empty() {
        return;
    }
    let mut table = Table::new([
        ("question", Side::Left),
        ("answers", Side::Right),
        ("first", Side::Right),
        ("last", Side::Right),
        ("change", Side::Right),
        ("", Side::Left),
    ]);
    for again in figures.questions.iter().take(MOST) {
        table.row([
            again.question.to_string(),
            again.answers.to_string(),
            shown(again.first),
            shown(again.last),
            // Of the figures beside it: cut to a tenth each, they can differ by one tenth more or less.
            signed(tenths(again.last) - tenths(again.first)),
            if again.spoken {
                "spoken".to_owned()
            } else {
                String::new()
            },
        ]);
    }
    section(text, "Asked again, on the same scale", &table.text());
    more(text, figures.questions.len());
}

fn pitfalls(text: &mut String, figures: &Figures) {
    if figures.pitfalls.is_empty() {
        return;
    }
    let mut table = Table::new([
        ("question", Side::Left),
        ("pitfall", Side::Left),
        ("answers", Side::Right),
        ("last", Side::Right),
    ]);
    for pitfall in figures.pitfalls.iter().take(MOST) {
        table.row([
            pitfall.question.to_string(),
            pitfall.pitfall.clone(),
            pitfall.answers.to_string(),
            pitfall.last.map_or_else(String::new, |day| day.to_string()),
        ]);
    }
    section(text, "Pitfalls that came again", &table.text());
    more(text, figures.pitfalls.len());
}
