//! Sessions nobody sat, as the review has them: read into memory once, and given where the screen asks.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock};

use hotseat::app::effect::Effect;
use hotseat::app::msg::{Msg, Reviewed, TaskId};
use hotseat::domain::bank::QuestionName;
use hotseat::domain::session::Session;
use hotseat::domain::snapshot::Snapshot;
use hotseat::domain::summary::SessionSummary;

use crate::histories;
use crate::script::Script;

/// Newest first.
static SESSIONS: LazyLock<Vec<Arc<Reviewed>>> = LazyLock::new(|| {
    let mut sessions: Vec<Arc<Reviewed>> = histories::made(30, 1)
        .map(|made| {
            let questions = made.snapshots.values().map(|bytes| {
                let snapshot = Snapshot::from_bytes(bytes).expect("a snapshot is whole");
                (snapshot.name(), Arc::new(snapshot.question))
            });
            Arc::new(Reviewed {
                session: Session::fold(&made.records),
                folder: made.folder,
                records: made.records,
                questions: questions.collect::<BTreeMap<_, _>>(),
                problems: Vec::new(),
            })
        })
        .collect();
    sessions.reverse();
    sessions
});

/// Returns the sessions, newest first.
pub fn sessions() -> &'static [Arc<Reviewed>] {
    &SESSIONS
}

pub fn summary(session: &Reviewed) -> SessionSummary {
    let question = |name: &QuestionName| session.questions.get(name).map(AsRef::as_ref);
    SessionSummary::of(&session.folder, &session.session, &question, Vec::new())
}

/// Returns all of them in short.
pub fn history() -> Vec<SessionSummary> {
    SESSIONS.iter().map(|session| summary(session)).collect()
}

/// Gives every session that was asked for since.
pub fn give(script: &mut Script) {
    loop {
        let asked: Vec<(TaskId, String)> = script
            .effects
            .iter()
            .filter_map(|effect| match effect {
                Effect::Review { task, folder } => Some((*task, folder.clone())),
                _ => None,
            })
            .collect();
        script
            .effects
            .retain(|effect| !matches!(effect, Effect::Review { .. }));
        if asked.is_empty() {
            return;
        }
        for (task, folder) in asked {
            let found = SESSIONS.iter().find(|session| session.folder == folder);
            let read = found
                .cloned()
                .ok_or_else(|| format!("There is no session {folder}."));
            script.send(Msg::Reviewed(task, read));
        }
    }
}

/// Returns every character of their words and questions that is not of the ASCII.
pub fn characters() -> BTreeSet<char> {
    let mut found = BTreeSet::new();
    for session in sessions() {
        let texts = session
            .session
            .attempts
            .iter()
            .flat_map(|attempt| &attempt.fields);
        for field in texts {
            found.extend(field.text.chars());
        }
        for question in session.questions.values() {
            found.extend(serde_json::to_string(&**question).expect("it is JSON").chars());
        }
    }
    found.retain(|c| !c.is_ascii());
    found
}

/// Presses keys one by one; what they ask for is given at once.
pub fn keys(script: &mut Script, keys: &str) {
    for key in keys.split_whitespace() {
        script.keys(key);
        give(script);
    }
}

/// Returns all that was written in a session: answers and notes.
pub fn words_of(session: &Session) -> String {
    let mut all = String::new();
    for attempt in &session.attempts {
        for field in &attempt.fields {
            all.push_str(&field.text);
            all.push('\n');
        }
        all.push_str(&attempt.note);
        all.push('\n');
    }
    all
}
