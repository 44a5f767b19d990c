//! What is added to sessions that are over: notes, stars, disputes, scores given blind. Each stays here until it
//! is on disk: what was refused goes along with the next one, and is tried again when the person asks or leaves.

use super::data::Cx;
use super::effect::Effect;
use super::msg::TaskId;
use crate::domain::event::{Event, ScoreKind};
use crate::domain::session::Session;

/// What is not on disk yet.
#[derive(Debug, Clone, Default)]
pub struct Additions {
    /// Oldest first.
    waiting: Vec<Addition>,
    /// Why the newest that was refused was, in a sentence.
    failed: Option<String>,
    /// The person wants to quit, which waits for what is on its way.
    pub quits: bool,
}

#[derive(Debug, Clone)]
struct Addition {
    /// `None`: it was refused.
    task: Option<TaskId>,
    folder: String,
    events: Vec<Event>,
}

/// Who has it tried again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retry {
    /// The person was told why it failed, and asks for it.
    Asked,
    Unasked,
}

impl Additions {
    /// Returns why something is only in memory, in a sentence.
    pub fn failed(&self) -> Option<&str> {
        self.failed.as_deref()
    }

    /// Returns whether something is on its way to the disk.
    pub fn on_its_way(&self) -> bool {
        self.waiting.iter().any(|addition| addition.task.is_some())
    }

    /// Puts what is not on disk yet over a session as it was read.
    pub fn put_over(&self, folder: &str, session: &mut Session) {
        let of_session = self.waiting.iter().filter(|addition| addition.folder == folder);
        for event in of_session.flat_map(|addition| &addition.events) {
            session.remark(event);
        }
    }

    /// Returns whether something of this session is not on disk yet.
    pub fn has(&self, folder: &str) -> bool {
        self.waiting.iter().any(|addition| addition.folder == folder)
    }

    /// Returns what is not on disk, as few words each: a note on a question, a score.
    pub fn named(&self) -> Vec<String> {
        let events = self.waiting.iter().flat_map(|addition| &addition.events);
        let mut named: Vec<String> = events.map(name).collect();
        named.dedup();
        named
    }

    /// Returns all of it as Markdown.
    fn text(&self) -> String {
        let mut text = "# What could not be added to past sessions\n\n\
                        Open each session in Review (`hotseat review SESSION`) to put it there again.\n"
            .to_owned();
        for addition in &self.waiting {
            text.push_str(&format!("\n## {}\n", addition.folder));
            for event in &addition.events {
                text.push_str(&format!("\n### {}\n", name(event)));
                match event {
                    Event::Noted { text: words, .. } | Event::Disputed { text: words, .. } => {
                        text.push_str(&format!("\n{words}\n"));
                    }
                    Event::Scored { score, .. } => text.push_str(&format!("\n{score:.2} of 4\n")),
                    _ => {}
                }
            }
        }
        text
    }

    /// Takes out what was refused, as one addition a session.
    fn take_refused(&mut self) -> Vec<(String, Vec<Event>)> {
        let (refused, sent) = std::mem::take(&mut self.waiting)
            .into_iter()
            .partition(|addition| addition.task.is_none());
        self.waiting = sent;
        let mut by_session: Vec<(String, Vec<Event>)> = Vec::new();
        for Addition { folder, events, .. } in refused {
            match by_session.iter_mut().find(|(known, _)| *known == folder) {
                Some((_, before)) => join(before, events),
                None => by_session.push((folder, events)),
            }
        }
        by_session
    }
}

/// Has these events added to the record of a session that is not open, with what was refused before.
pub fn add(cx: &mut Cx, folder: &str, events: Vec<Event>) {
    let mut mine = Vec::new();
    for (other, before) in cx.data.additions.take_refused() {
        if other == folder {
            mine = before;
        } else {
            send(cx, other, before, Retry::Unasked);
        }
    }
    join(&mut mine, events);
    send(cx, folder.to_owned(), mine, Retry::Unasked);
}

/// Tries again what was refused.
pub fn retry(cx: &mut Cx, retry: Retry) {
    for (folder, events) in cx.data.additions.take_refused() {
        send(cx, folder, events, retry);
    }
}

fn send(cx: &mut Cx, folder: String, events: Vec<Event>, retry: Retry) {
    let task = cx.data.task();
    cx.data.additions.waiting.push(Addition {
        task: Some(task),
        folder: folder.clone(),
        events: events.clone(),
    });
    cx.effects.push(Effect::Amend {
        task,
        folder,
        events,
        again: retry == Retry::Asked,
    });
}

/// Takes in what became of an addition. A failure is said wherever one is.
pub fn hear(cx: &mut Cx, task: TaskId, done: &Result<(), String>) {
    let additions = &mut cx.data.additions;
    let at = additions
        .waiting
        .iter()
        .position(|addition| addition.task == Some(task));
    match done {
        Ok(()) => {
            if let Some(at) = at {
                additions.waiting.remove(at);
            }
            if additions.waiting.iter().all(|addition| addition.task.is_some()) {
                additions.failed = None;
            }
            cx.effects.push(Effect::LoadHistory);
        }
        Err(sentence) => {
            if let Some(at) = at {
                let (before, later) = additions.waiting.split_at_mut(at + 1);
                if let Some(refused) = before.last_mut() {
                    refused.task = None;
                    let folder = &refused.folder;
                    // What was sent after it may be on disk before it is tried again.
                    let newer = later.iter().filter(|addition| addition.folder == *folder);
                    for event in newer.flat_map(|addition| &addition.events) {
                        refused.events.retain(|old| !replaces(event, old));
                    }
                }
                additions.waiting.retain(|addition| !addition.events.is_empty());
            }
            additions.failed = Some(sentence.clone());
            cx.problem(sentence.clone());
        }
    }
}

/// Has what is not on disk written to a file somewhere else.
pub fn rescue(cx: &mut Cx) {
    let (task, text) = (cx.data.task(), cx.data.additions.text());
    cx.effects.push(Effect::Rescue {
        task,
        folder: "notes".to_owned(),
        text,
    });
}

/// Appends events, each in the place of an older one that it makes void.
fn join(before: &mut Vec<Event>, events: Vec<Event>) {
    for event in events {
        before.retain(|old| !replaces(&event, old));
        before.push(event);
    }
}

/// Returns whether nothing is left of an event once another one is known.
fn replaces(new: &Event, old: &Event) -> bool {
    match (new, old) {
        (Event::Noted { question: new, .. }, Event::Noted { question: old, .. }) => new == old,
        (Event::Starred { question: new, .. }, Event::Starred { question: old, .. })
        | (Event::Disputed { question: new, .. }, Event::Disputed { question: old, .. }) => new == old,
        _ => false,
    }
}

fn name(event: &Event) -> String {
    match event {
        Event::Noted { question: None, .. } => "a note on the session".to_owned(),
        Event::Noted {
            question: Some(question),
            ..
        } => format!("a note on {question}"),
        Event::Starred { question, on: true } => format!("a star on {question}"),
        Event::Starred { question, .. } => format!("no star on {question}"),
        Event::Disputed {
            question, on: true, ..
        } => format!("a dispute of {question}"),
        Event::Disputed { question, .. } => format!("no dispute of {question}"),
        Event::Scored {
            question,
            kind: ScoreKind::Blind,
            ..
        } => format!("a blind score of {question}"),
        _ => "a record of another kind".to_owned(),
    }
}
