//! `hotseat date`: the interview day, planned back from: what to practise on which day so that all of it is
//! known then. Beside it what happened outside: how a real interview went, what a friend scored.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;

use super::args::{DateArgs, DateCommand};
use super::context::Context;
use super::failure::Failure;
use super::out::{Form, Out};
use super::table::{Side, Table};
use crate::domain::bank::{QuestionName, RoundKind};
use crate::domain::catalog::Catalog;
use crate::domain::diary::{Diary, Entry, FriendScore, Note, RealOutcome, in_how_long, parse_day};
use crate::domain::due::{Asking, Day, Due, Plan, Schedule};
use crate::domain::plain;
use crate::domain::stats::practice_day;
use crate::domain::words::counted;
use crate::runtime::clock;
use crate::storage::diary;

/// What `date --json` prints.
#[derive(Debug, Serialize)]
struct Told<'a> {
    format: u32,
    today: Date,
    interview_day: Option<Date>,
    /// Days until then; none where it is past.
    days_left: Option<u32>,
    /// Cards due today.
    due: usize,
    /// Cards that become due on each of the next fourteen days, today first.
    forecast: Vec<usize>,
    plan: Option<&'a Plan>,
    outcomes: Vec<Noted<'a, RealOutcome>>,
    scores: Vec<Noted<'a, FriendScore>>,
}

#[derive(Debug, Serialize)]
struct Noted<'a, T> {
    at: String,
    #[serde(flatten)]
    what: &'a T,
}

pub fn run(context: &Context, out: &Out, args: DateArgs) -> Result<u8, Failure> {
    let now = clock::wall(context.env.var("TZ"));
    let today = practice_day(&now);
    let file = context.dirs.diary_file();
    let form = args.json.form();
    let minutes = args.minutes;
    let words = args.day.join(" ");
    let note = match args.command {
        Some(DateCommand::Outcome {
            result,
            company,
            round,
            score,
            note,
        }) => Some(Note::Outcome(RealOutcome {
            result,
            company,
            round: round.map(super::args::Round::kind),
            score,
            note,
        })),
        Some(DateCommand::Score {
            score,
            by,
            question,
            round,
            note,
        }) => Some(Note::Score(FriendScore {
            score,
            by,
            round: round.map(super::args::Round::kind),
            question: question.map(|asked| question_name(context, &asked)).transpose()?,
            note,
        })),
        None if words.is_empty() => None,
        None if words.eq_ignore_ascii_case("none") => Some(Note::InterviewDay { day: None }),
        None => {
            let day = parse_day(&words, today).map_err(|error| Failure::usage(error.to_string()))?;
            Some(Note::InterviewDay { day: Some(day) })
        }
    };
    let (mut diary, problems) = diary::read(&file);
    for problem in &problems {
        out.problem(problem);
    }
    let day_asked = !matches!(note, Some(Note::Outcome(_) | Note::Score(_)));
    if let Some(note) = note {
        if let Some(problem) = note.problem() {
            return Err(Failure::usage(problem));
        }
        let entry = Entry { at: now, note };
        diary::append(&file, &entry).map_err(|sentence| {
            Failure::environment(sentence)
                .hint("`hotseat doctor` checks the directories; --data-dir names another.")
        })?;
        diary.push(entry);
    }
    if !day_asked && form == Form::Text {
        out.words("Written into the diary. `hotseat date --json` has all of it.");
        return Ok(0);
    }
    let catalog = context.catalog().0;
    let history = super::sessions::all(context)?;
    let schedule = Schedule::fold(&history, &diary, &catalog, today);
    let plan = diary
        .coming(today)
        .map(|(day, _)| schedule.plan_back(day, minutes));
    match form {
        Form::Json => out.json(&told(&diary, &schedule, plan.as_ref()))?,
        Form::Text => say(out, &diary, &schedule, plan.as_ref(), &catalog)?,
    }
    Ok(0)
}

fn question_name(context: &Context, asked: &str) -> Result<QuestionName, Failure> {
    let catalog = context.catalog().0;
    match catalog.resolve(asked) {
        Ok(entry) => Ok(entry.name.clone()),
        Err(unresolved) => Err(super::bank::unresolved(
            &unresolved,
            &catalog,
            super::failure::Kind::Usage,
        )),
    }
}

fn told<'a>(diary: &'a Diary, schedule: &Schedule, plan: Option<&'a Plan>) -> Told<'a> {
    let today = schedule.today();
    Told {
        format: 1,
        today,
        interview_day: diary.interview_day(),
        days_left: diary.coming(today).map(|(_, days)| days),
        due: schedule.due(today).len(),
        forecast: schedule.forecast(14),
        plan,
        outcomes: diary
            .outcomes()
            .map(|(at, what)| Noted {
                at: format!("{at:.0}"),
                what,
            })
            .collect(),
        scores: diary
            .scores()
            .map(|(at, what)| Noted {
                at: format!("{at:.0}"),
                what,
            })
            .collect(),
    }
}

fn say(
    out: &Out,
    diary: &Diary,
    schedule: &Schedule,
    plan: Option<&Plan>,
    catalog: &Catalog,
) -> Result<(), Failure> {
    let today = schedule.today();
    let Some(plan) = plan else {
        let (said, hint) = diary.interview_day().map_or_else(
            || {
                (
                    "No interview day is set.".to_owned(),
                    "`hotseat date 2027-01-18` or `hotseat date in 8 weeks` sets one.",
                )
            },
            |day| {
                (
                    format!("The interview day was {}.", long(day)),
                    "`hotseat date outcome yes` notes how it went; `hotseat date 2027-01-18` sets the next day.",
                )
            },
        );
        out.data(&said)?;
        out.words(hint);
        return Ok(());
    };
    let days = plan.days.len() as u32;
    let mut text = format!(
        "Interview on {}, {}.\n",
        long(plan.interview_day),
        in_how_long(days)
    );
    if schedule.cards().is_empty() {
        text.push_str("\nNothing was scored yet, so there is nothing to plan: what you answer comes again before it is forgotten.");
        out.data(&text)?;
        out.words("`hotseat start` begins.");
        return Ok(());
    }
    let mut table = Table::new([
        ("day", Side::Left),
        ("questions", Side::Right),
        ("time", Side::Right),
        ("topics", Side::Left),
    ]);
    for day in plan.days.iter().filter(|day| !day.askings.is_empty()) {
        table.row(row(day, today));
    }
    let (planned, total) = plan.days.iter().fold((0, 0.0), |(days, minutes), day| {
        (days + usize::from(!day.askings.is_empty()), minutes + day.minutes)
    });
    if planned == 0 {
        text.push_str("\nNothing has to be asked again until then.\n");
    } else {
        text.push('\n');
        text.push_str(&table.text());
        text.push_str(&format!(
            "\n{}, {} in all. Whatever time is left is for what was never asked.\n",
            counted(planned, "day"),
            time(total)
        ));
    }
    if !plan.not_fitting.is_empty() {
        text.push_str(&format!("\n{}\n", left_over(plan, catalog)));
    }
    out.data(text.trim_end())?;
    if let Some(day) = plan.days.first().filter(|day| !day.askings.is_empty()) {
        let minutes = day.minutes.ceil().max(1.0);
        out.words(&format!("Today: `hotseat start drill --minutes {minutes}`."));
    }
    Ok(())
}

fn row(day: &Day, today: Date) -> [String; 4] {
    let when = if day.day == today {
        "today".to_owned()
    } else {
        day.day.strftime("%a %-d %b").to_string()
    };
    [
        when,
        day.askings.len().to_string(),
        time(day.minutes),
        topics(day.askings.iter()),
    ]
}

/// Returns the topics of a day, those asked most first.
fn topics<'a>(askings: impl Iterator<Item = &'a Asking>) -> String {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for asking in askings {
        *counts.entry(&asking.topic).or_default() += 1;
    }
    let mut topics: Vec<(&str, usize)> = counts.into_iter().collect();
    topics.sort_by_key(|(topic, count)| (std::cmp::Reverse(*count), *topic));
    let named: Vec<String> = topics
        .iter()
        .take(MOST_TOPICS)
        .map(|(topic, _)| plain::clean_line(topic).into_owned())
        .collect();
    let more = topics.len().saturating_sub(MOST_TOPICS);
    let and = if more > 0 {
        format!(" and {more} more")
    } else {
        String::new()
    };
    format!("{}{and}", named.join(", "))
}

const MOST_TOPICS: usize = 4;

/// Returns what will not be known well enough, by topic, in a sentence.
fn left_over(plan: &Plan, catalog: &Catalog) -> String {
    let mut counts: BTreeMap<(RoundKind, &str), usize> = BTreeMap::new();
    for due in &plan.not_fitting {
        if let Some(entry) = catalog.get(due.card.question()) {
            *counts.entry((entry.brief.round, &entry.brief.topic)).or_default() += 1;
        }
    }
    let mut topics: Vec<((RoundKind, &str), usize)> = counts.into_iter().collect();
    topics.sort_by_key(|(name, count)| (std::cmp::Reverse(*count), *name));
    let more = topics.len().saturating_sub(MOST_LEFT_OVER);
    let mut named: Vec<String> = topics
        .iter()
        .take(MOST_LEFT_OVER)
        .map(|((_, topic), count)| format!("{} ({count})", plain::clean_line(topic)))
        .collect();
    if more > 0 {
        named.push(format!("{more} more topics"));
    }
    let count = plan.not_fitting.len();
    let weakest = plan.not_fitting.first().map_or(0.0, |Due { recall, .. }| *recall);
    format!(
        "Not to be known well enough by then with {} a day: {}, recall from {weakest:.2}: {}.\n\
         --minutes gives more.",
        time(plan.minutes_per_day),
        counted(count, "card"),
        named.join(", ")
    )
}

const MOST_LEFT_OVER: usize = 8;

fn long(day: Date) -> String {
    day.strftime("%a %-d %b %Y").to_string()
}

fn time(minutes: f64) -> String {
    let minutes = minutes.ceil() as u64;
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("{minutes} min"),
        (hours, 0) => format!("{hours} h"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
}
