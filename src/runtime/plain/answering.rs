//! Lines of an answer: the parts are asked for one by one, what is typed goes into the app's own editors,
//! and the commands of an interview do what its keys do.

use std::collections::BTreeSet;
use std::time::Duration;

use super::parts::{self, FOLLOW_UP};
use super::patching::Patch;
use super::talk::{Place, Talk};
use super::words::{about, capital};
use crate::app::action::Action;
use crate::app::flow;
use crate::app::msg::Msg;
use crate::app::screens::interview::{field_times, next_stage};
use crate::domain::session::Stand;
use crate::domain::words::counted;

/// An empty line this soon after time cut the answer off was meant for the answer.
const AFTER_THE_END: Duration = Duration::from_millis(1500);

/// Which part of the answer is being written, and which are done with.
#[derive(Debug, Clone, Default)]
pub(super) struct Writing {
    attempt: Option<usize>,
    /// `None`: the next one is to be chosen.
    pub field: Option<String>,
    next: Option<String>,
    ended: BTreeSet<String>,
    /// Counts the parts asked for.
    pub visit: u32,
    /// A line of this part was typed.
    pub begun: bool,
    /// Its text was just told.
    pub seen: bool,
    pub patch: Option<Patch>,
}

impl Writing {
    /// Begins with a new answer.
    pub fn begin(&mut self, attempt: usize) {
        *self = Self {
            attempt: Some(attempt),
            visit: self.visit + 1,
            ..Self::default()
        };
    }

    /// Asks for a part again.
    pub fn reopen(&mut self, field: &str) {
        self.ended.remove(field);
        self.field = None;
    }

    /// Asks for this part next.
    pub fn turn_to(&mut self, field: String) {
        self.field = None;
        self.next = Some(field);
    }
}

impl Talk {
    /// Chooses the part that is asked for now.
    pub(super) fn next_part(&mut self) {
        let Some(interview) = self.interview() else { return };
        let names: Vec<String> = interview.fields.iter().map(|field| field.name.clone()).collect();
        let focus = names.get(interview.focus).cloned();
        let at = self.session.attempts.len().saturating_sub(1);
        if self.writing.attempt != Some(at) {
            // Gone on with: what stands before the part that had the focus was done with.
            self.writing.begin(at);
            let before = names.iter().take_while(|name| Some(*name) != focus.as_ref());
            self.writing.ended = before.cloned().collect();
            self.writing.next.clone_from(&focus);
        }
        let next = self.writing.next.take().filter(|name| names.contains(name));
        let open = || {
            names
                .iter()
                .find(|name| !self.writing.ended.contains(*name))
                .cloned()
        };
        let name = next.or_else(open).or(focus).unwrap_or_default();
        let now = self.now.clone();
        let effects = self.app.focus_field(&name, &now);
        let whole = name == flow::CODE && self.text_in_hand().is_some_and(|text| !text.trim().is_empty());
        let writing = &mut self.writing;
        writing.ended.remove(&name);
        writing.field = Some(name);
        writing.begun = false;
        writing.visit += 1;
        writing.patch = whole.then(Patch::default);
        self.take(effects);
    }

    /// The answer is open again where it was left.
    pub(super) fn take_up(&mut self) {
        let focus = self.session.current().and_then(|attempt| attempt.focus.clone());
        if let Some(field) = focus {
            self.writing.turn_to(field);
        }
    }

    /// Returns the soft share of the time of the part in hand, and what it took so far.
    pub(super) fn part_time(&self) -> Option<(Duration, Duration)> {
        let (live, field) = (self.live()?, self.writing.field.as_ref()?);
        let fields = self
            .interview()?
            .fields
            .iter()
            .filter(|field| !field.is_follow_up());
        let names: Vec<String> = fields.map(|field| field.name.clone()).collect();
        let at = names
            .iter()
            .position(|name| name == field)
            .filter(|_| names.len() > 1)?;
        let times = field_times(live, &self.now, &names);
        let time = times.get(at).filter(|time| !time.budget.is_zero())?;
        Some((time.budget, time.spent))
    }

    pub(super) fn text_in_hand(&self) -> Option<String> {
        Some(self.interview()?.editor()?.text())
    }

    /// Says which part is asked for, and what belongs there.
    pub(super) fn prompt_part(&mut self) {
        let seen = std::mem::take(&mut self.writing.seen);
        let field = self.writing.field.clone().unwrap_or_default();
        let name = self.part_name(&field);
        if self.writing.begun {
            return self.say(format!("Go on with {name}."));
        }
        let kind = self.kind();
        let bases: Vec<String> = self.interview().map_or_else(Vec::new, |interview| {
            let names = interview.fields.iter().map(|field| field.name.clone());
            names.filter(|name| !name.starts_with(FOLLOW_UP)).collect()
        });
        let text = self.text_in_hand().unwrap_or_default();
        let at = bases.iter().position(|name| *name == field);
        let lead = match at {
            Some(at) if bases.len() > 1 => {
                let share = self
                    .part_time()
                    .map_or_else(String::new, |(budget, _)| format!(", {}", about(budget)));
                format!("Part {} of {}, {name}{share}.", at + 1, bases.len())
            }
            _ => format!("{}.", capital(&name)),
        };
        let belongs = parts::belongs(kind, &field);
        let more = self.live().is_some_and(|live| next_stage(live).is_some());
        let end = match at {
            Some(_) => "A lone dot ends it.",
            None if more => "A lone dot ends it; with nothing typed the next stage opens.",
            None => "A lone dot ends it; with nothing typed it ends the whole answer.",
        };
        let said: Vec<&str> = [lead.as_str(), belongs, end]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect();
        self.say(said.join(" "));
        if text.trim().is_empty() {
            return;
        }
        if field == flow::CODE {
            if !seen {
                self.say(format!(
                    "The file so far, {}:",
                    counted(text.lines().count(), "line")
                ));
                self.say_numbered(&text);
            }
            self.say(
                "Type the whole file anew, or change lines of it: [change 3-5], [insert 3], [delete 3-5], [append]. A \
                 lone dot keeps it.",
            );
        } else if !seen {
            self.say("It says so far, and what you type is added:");
            self.say_text(&text, super::words::Shape::Prose);
        }
    }

    /// Types text, of one line or several, into the part in hand.
    pub(super) fn write(&mut self, text: &str) {
        self.asked = None;
        // What time brings comes first: it may close the answer.
        self.update(Msg::Wake);
        if !matches!(self.place(), Place::Writing(_)) || self.interview().is_none() {
            self.say("The answer is closed, and this line was not taken.");
            return;
        }
        if let Some(patch) = &mut self.writing.patch {
            patch.lines.extend(text.split('\n').map(str::to_owned));
            let whole = patch.text();
            self.replace(&whole);
        } else {
            let empty = self
                .interview()
                .and_then(|interview| interview.editor())
                .is_none_or(crate::app::editor::Editor::is_empty);
            let lead = if empty && !self.writing.begun { "" } else { "\n" };
            self.update(Msg::Paste(format!("{lead}{text}")));
        }
        self.writing.begun = true;
    }

    /// A lone `.`: the part is done with; after the last one the answer is.
    pub(super) fn end_part(&mut self) {
        self.close_part();
        let open = self.interview().is_some_and(|interview| {
            interview
                .fields
                .iter()
                .any(|field| !self.writing.ended.contains(&field.name))
        });
        if !open {
            self.perform(Action::Done);
        }
    }

    pub(super) fn close_part(&mut self) {
        if let Some(field) = self.writing.field.take() {
            self.writing.ended.insert(field);
        }
    }

    /// Goes to an earlier part, to write on there.
    pub(super) fn back(&mut self, name: &str) {
        let names: Vec<String> = self.interview().map_or_else(Vec::new, |interview| {
            interview.fields.iter().map(|field| field.name.clone()).collect()
        });
        let kind = self.kind();
        let here = self
            .writing
            .field
            .as_ref()
            .and_then(|field| names.iter().position(|known| known == field));
        let to = if name.is_empty() {
            here.and_then(|at| at.checked_sub(1))
        } else if let Ok(number) = name.parse::<usize>() {
            number.checked_sub(1).filter(|at| *at < names.len())
        } else {
            let fits = |known: &&String| {
                let short = known.strip_prefix(FOLLOW_UP).unwrap_or(known);
                [known.as_str(), short, &parts::title(kind, known)]
                    .iter()
                    .any(|known| known.eq_ignore_ascii_case(name))
            };
            names.iter().position(|known| fits(&known))
        };
        let Some(to) = to.and_then(|at| names.get(at)) else {
            let titles: Vec<&str> = names.iter().map(String::as_str).collect();
            return self.say(format!(
                "There is no such part before this one. The parts: {}.",
                titles.join(", ")
            ));
        };
        // The part left so is asked for again, unless something stands in it.
        if self.text_in_hand().is_some_and(|text| !text.trim().is_empty()) {
            self.close_part();
        }
        self.writing.turn_to(to.clone());
    }

    /// Keeps to the part in hand, from which the app moved away.
    pub(super) fn keep_part(&mut self, part: &str) {
        let now = self.now.clone();
        let effects = self.app.focus_field(part, &now);
        self.take(effects);
    }

    /// What comes after an answer that is closed.
    pub(super) fn prompt_between(&mut self, stand: Stand) {
        let Some(live) = self.live() else { return };
        let left = flow::left_in_round(live);
        let next = if stand == Stand::Between && left > 0 {
            format!(
                "An empty line or [next] goes on to question {} of {}.",
                flow::asked_in_round(live) + 1,
                flow::asked_in_round(live) + left
            )
        } else {
            "An empty line or [next] goes on.".to_owned()
        };
        let mut said = vec![next];
        if self.offers(&[Action::TakeBack]) {
            said.push("[take back] opens the answer again.".to_owned());
        }
        if self.offers(&[Action::FollowUp]) {
            said.push("[follow-up] lets the interviewer ask on.".to_owned());
        }
        self.say(said.join(" "));
    }

    pub(super) fn hear_between(&mut self, line: &str) {
        let cut_off = self
            .cut_off
            .is_some_and(|at| self.now.mono.saturating_sub(at) < AFTER_THE_END);
        if line.is_empty() && cut_off {
            return self.say("Time was up just before this line. [next] goes on.");
        }
        if line.is_empty() {
            self.perform(Action::Next);
        } else {
            self.say("The answer is closed, and this line was not taken. An empty line or [next] goes on.");
        }
    }
}
