//! A question before a step that cannot be undone. Its title is the question with its verb; the safe
//! choice is first, focused, and on Esc. It holds the action to do, not a closure.
//!
//! Whoever is typing an answer when it comes does not answer it: a letter that is none of its choices says
//! that somebody types on, and from then on letters count only after a moment of quiet. A question that nobody
//! asked for counts them only after that from the beginning.

use std::time::Duration;

use crate::app::action::Action;
use crate::app::data::Data;
use crate::app::msg::Now;
use crate::domain::catalog::Origin;
use crate::domain::clock;
use crate::domain::export::ExportFormat;
use crate::domain::loops::Pressure;
use crate::domain::plain;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confirm {
    pub title: String,
    pub facts: Vec<String>,
    /// What Esc does.
    pub keep: String,
    pub choices: Vec<Choice>,
    /// The last letter that was typed and not meant; letters count once it is quiet.
    stray: Option<Duration>,
}

/// So many things that are not saved are named.
const NAMED: usize = 3;

/// So long nothing is typed by somebody who has stopped to read.
pub const QUIET: Duration = Duration::from_millis(500);

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    pub key: char,
    pub label: String,
    pub action: Action,
}

impl Confirm {
    /// Takes a letter typed at `now`; returns what it chooses.
    pub fn choose(&mut self, letter: char, now: Duration) -> Option<Action> {
        let typing = self.stray.is_some_and(|stray| now.saturating_sub(stray) < QUIET);
        let choice = self.choices.iter().find(|choice| choice.key == letter);
        match choice {
            Some(choice) if !typing => Some(choice.action),
            _ => {
                self.stray = Some(now);
                None
            }
        }
    }

    /// Returns whether one of its choices does this.
    pub fn offers(&self, action: Action) -> bool {
        self.choices.iter().any(|choice| choice.action == action)
    }
}

fn choice(key: char, label: &str, action: Action) -> Choice {
    Choice {
        key,
        label: label.to_owned(),
        action,
    }
}

fn pause_choice(data: &Data) -> Option<Choice> {
    let live = data.live.as_ref()?;
    let relaxed = live
        .session
        .started
        .as_ref()
        .is_some_and(|started| started.pressure == Pressure::Relaxed);
    relaxed.then(|| choice('p', "pause instead", Action::Pause))
}

/// End the round with questions not reached?
pub fn end_round(data: &Data, now: &Now, left: usize) -> Confirm {
    let unused = data.live.as_ref().and_then(|live| {
        let round = live.session.rounds.last()?;
        let times = live.session.live(live.since(now));
        Some(round.budget.saturating_sub(times.round))
    });
    let mut facts = Vec::new();
    if left > 0 {
        facts.push(if left == 1 {
            "It gets no score and counts as not reached.".to_owned()
        } else {
            "They get no score and count as not reached.".to_owned()
        });
    }
    facts.push(match unused {
        Some(unused) if !unused.is_zero() => format!(
            "This answer is kept as it is; {} of the round stay unused.",
            clock::short(unused)
        ),
        _ => "This answer is kept as it is.".to_owned(),
    });
    let mut choices = vec![choice('e', "end the round", Action::EndRound)];
    choices.extend(pause_choice(data));
    Confirm {
        title: match left {
            0 => "End the round now?".to_owned(),
            1 => "End the round with 1 question not reached?".to_owned(),
            left => format!("End the round with {left} questions not reached?"),
        },
        facts,
        keep: "keep going".to_owned(),
        choices,
        stray: None,
    }
}

/// Skip this question?
pub fn skip() -> Confirm {
    Confirm {
        title: "Skip this question?".to_owned(),
        facts: vec![
            "It counts as asked and not answered; what you typed is kept.".to_owned(),
            "A skipped question scores 0 for its time.".to_owned(),
        ],
        keep: "keep going".to_owned(),
        choices: vec![choice('s', "skip it", Action::Skip)],
        stray: None,
    }
}

/// Leave the interview, to resume it later?
pub fn leave_interview(data: &Data) -> Confirm {
    let mut choices = vec![choice('l', "leave it for now", Action::LeaveInterview)];
    choices.extend(pause_choice(data));
    Confirm {
        title: "Leave this interview?".to_owned(),
        facts: vec![
            "Everything is kept; the clock stands still from then until you resume.".to_owned(),
            "The pause is recorded.".to_owned(),
        ],
        keep: "keep going".to_owned(),
        choices,
        stray: None,
    }
}

/// Leave although saving fails?
pub fn unsaved(data: &Data, then: Action) -> Confirm {
    let cause = data.unsaved().unwrap_or_default();
    let cause = cause.split(": ").next().unwrap_or(cause);
    let leave = match then {
        Action::Quit => choice('q', "quit without them", Action::Quit),
        _ => choice('l', "leave without them", Action::LeaveUnsaved),
    };
    let mut facts = vec![
        format!("Saving fails: {cause}."),
        "hotseat goes on trying; what is only in memory is lost when it ends.".to_owned(),
    ];
    facts.extend(additions(data));
    Confirm {
        title: "Leave with answers that are not saved?".to_owned(),
        facts,
        keep: "keep going".to_owned(),
        choices: vec![choice('w', "write the answers to a file", Action::Rescue), leave],
        stray: None,
    }
}

/// Quit although a story cannot be saved?
pub fn unsaved_stories(data: &Data) -> Confirm {
    let cause = data.book.failed.as_deref().unwrap_or_default();
    let cause = plain::clean_line(cause).into_owned();
    let mut facts = vec![
        cause,
        "What is only in memory is lost when hotseat ends.".to_owned(),
    ];
    facts.extend(additions(data));
    Confirm {
        title: "Quit with stories that are not saved?".to_owned(),
        facts,
        keep: "keep going".to_owned(),
        choices: vec![
            choice('w', "write them to a file", Action::Rescue),
            choice('q', "quit without them", Action::Quit),
        ],
        stray: None,
    }
}

/// Quit although something could not be added to past sessions?
pub fn unsaved_additions(data: &Data) -> Confirm {
    let cause = data.additions.failed().unwrap_or_default();
    let mut facts = vec![plain::clean_line(cause).into_owned()];
    facts.extend(additions(data));
    facts.push("What is only in memory is lost when hotseat ends.".to_owned());
    Confirm {
        title: "Quit with notes or scores that are not saved?".to_owned(),
        facts,
        keep: "keep going".to_owned(),
        choices: vec![
            choice('t', "try again", Action::SaveAgain),
            choice('w', "write them to a file", Action::Rescue),
            choice('q', "quit without them", Action::Quit),
        ],
        stray: None,
    }
}

/// Says what is not in the record of past sessions yet, where saving it failed.
fn additions(data: &Data) -> Option<String> {
    data.additions.failed()?;
    let named = data.additions.named();
    let more = named.len().saturating_sub(NAMED);
    let mut said = named.into_iter().take(NAMED).collect::<Vec<_>>().join(", ");
    if more > 0 {
        said.push_str(&format!(" and {more} more"));
    }
    Some(format!(
        "Not in the record of past sessions: {}.",
        plain::clean_line(&said)
    ))
}

/// Put this form in the place of a loop of one's own?
pub fn replace_loop(name: &str) -> Confirm {
    Confirm {
        title: format!("Replace your loop {name}?"),
        facts: vec![
            "Its file takes the form as it stands; the old one is gone.".to_owned(),
            "Interviews held with it stay as they are.".to_owned(),
        ],
        keep: "keep the old one".to_owned(),
        choices: vec![choice('r', "replace it", Action::SaveLoop)],
        stray: None,
    }
}

/// Delete a loop of one's own?
pub fn delete_loop(name: &str, origin: Origin) -> Confirm {
    let mut facts = vec![
        "Its file is removed.".to_owned(),
        "Interviews held with it stay as they are.".to_owned(),
    ];
    if origin == Origin::Changed {
        facts.push("The built-in loop comes back in its place.".to_owned());
    }
    Confirm {
        title: format!("Delete your loop {name}?"),
        facts,
        keep: "keep it".to_owned(),
        choices: vec![choice('d', "delete it", Action::DeleteLoop)],
        stray: None,
    }
}

/// Returns the format that was chosen in [`export`].
pub fn export_format(chosen: Action) -> Option<ExportFormat> {
    match chosen {
        Action::ExportMarkdown => Some(ExportFormat::Markdown),
        Action::ExportHtml => Some(ExportFormat::Html),
        Action::ExportJson => Some(ExportFormat::Json),
        Action::ExportCast => Some(ExportFormat::Cast),
        _ => None,
    }
}

/// Export the session of this folder: as what?
pub fn export(folder: &str) -> Confirm {
    Confirm {
        title: "Export this session as".to_owned(),
        facts: vec![
            format!("Session {}.", plain::clean_line(folder)),
            "A new file in the folder that hotseat was started in.".to_owned(),
            "Stories stay out of it, but for what stands in an answer.".to_owned(),
        ],
        keep: "keep reading".to_owned(),
        choices: vec![
            choice('m', "Markdown", Action::ExportMarkdown),
            choice('h', "HTML", Action::ExportHtml),
            choice('j', "JSON", Action::ExportJson),
            choice('c', "cast", Action::ExportCast),
        ],
        stray: None,
    }
}

/// Leave the fields of a question although they break a rule? `list` is the key that lists all problems.
pub fn leave_form(problem: &str, more: usize, list: &str) -> Confirm {
    let mut facts = vec![problem.to_owned()];
    if more > 0 {
        facts.push(format!("And {more} more: {list} lists them."));
    }
    facts.push("What is on disk stays as it is; a draft is offered again the next time.".to_owned());
    Confirm {
        title: "Leave with what cannot be saved?".to_owned(),
        facts,
        keep: "mend it".to_owned(),
        choices: vec![
            choice('k', "keep a draft", Action::KeepDraft),
            choice('d', "drop the change", Action::DropDraft),
        ],
        stray: None,
    }
}

/// Go on with what was written the last time and not saved? It comes by itself, once the draft was read.
pub fn go_on_with_draft(at: &str, problem: Option<&str>, now: Duration) -> Confirm {
    let why = match problem {
        Some(problem) => format!("It was not saved, because of {problem}"),
        None => "It was not saved, because hotseat ended first.".to_owned(),
    };
    Confirm {
        title: format!("Go on with your draft of {at}?"),
        facts: vec![why, "What is on disk is one undo away.".to_owned()],
        keep: "go on with it".to_owned(),
        choices: vec![choice('d', "throw it away", Action::ForgetDraft)],
        stray: Some(now),
    }
}

/// Delete a bank of one's own?
pub fn delete_bank(bank: &str, title: &str, questions: usize) -> Confirm {
    let counted = match questions {
        1 => "Its question goes with it".to_owned(),
        n => format!("Its {n} questions go with it"),
    };
    Confirm {
        title: format!("Delete your bank {title}?"),
        facts: vec![
            format!("{counted}; the past and its scores stay."),
            format!("Undo brings it back, and what it was stays in versions/{bank}/."),
        ],
        keep: "keep it".to_owned(),
        choices: vec![choice('d', "delete it", Action::DeleteBank)],
        stray: None,
    }
}

/// Leave hotseat while an interview runs?
pub fn leave_program(data: &Data) -> Confirm {
    let mut choices = vec![choice('q', "quit", Action::Quit)];
    choices.extend(pause_choice(data));
    Confirm {
        title: "Quit in the middle of this interview?".to_owned(),
        facts: vec![
            "Everything is kept: `hotseat resume` goes on at this second.".to_owned(),
            "The pause is recorded.".to_owned(),
        ],
        keep: "keep going".to_owned(),
        choices,
        stray: None,
    }
}
