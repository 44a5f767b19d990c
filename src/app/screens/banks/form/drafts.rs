//! What is written and not on disk: kept as a draft beside the versions within a second, whether it breaks a
//! rule or its field is just not left yet, and offered again when the question is opened the next time.

use std::time::Duration;

use serde_json::Value as Json;

use super::{Conflict, Form};
use crate::app::data::Cx;
use crate::app::effect::Effect;
use crate::app::msg::TaskId;
use crate::app::overlays::{Overlay, confirm};
use crate::domain::bank::edit::{DRAFT_FORMAT, Draft};

/// From the first change to the draft on disk.
const WAIT: Duration = Duration::from_millis(500);

#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Drafts {
    /// The draft of the last time is read.
    asked: Option<TaskId>,
    /// What the file holds, if there is one.
    kept: Option<Json>,
    due: Option<Duration>,
}

impl Form {
    /// Asks for what was written the last time and not saved.
    pub fn ask_for_draft(&mut self, cx: &mut Cx) {
        let task = cx.data.task();
        self.drafts.asked = Some(task);
        cx.effects.push(Effect::ReadDraft {
            task,
            name: self.name.clone(),
        });
    }

    /// Takes a draft up and asks whether to go on with it.
    pub fn take_draft(&mut self, task: TaskId, draft: Option<&Draft>, cx: &mut Cx) {
        let asked = self.drafts.asked.take_if(|asked| *asked == task).is_some();
        let Some(draft) = draft.filter(|draft| asked && draft.draft != self.saved) else {
            return;
        };
        self.drafts.kept = Some(draft.draft.clone());
        self.undo.push(self.draft.clone());
        self.redo.clear();
        self.draft = draft.draft.clone();
        self.renew(cx);
        self.enter(cx);
        if draft.base != self.saved {
            // Somebody changed the question since: neither goes over the other unasked.
            let written = |value: &Json| serde_json::to_string_pretty(value).unwrap_or_default();
            self.conflict = Some(Conflict {
                file: self.name.bank.clone() + ".json",
                ours: written(&self.draft),
                theirs: written(&self.saved),
                kept: format!("versions/{}/{}/draft.json", self.name.bank, self.name.question),
            });
            return;
        }
        let zone = cx.now.wall.time_zone().clone();
        let at = draft
            .at
            .to_zoned_datetime(zone)
            .strftime("%-d %B, %H:%M")
            .to_string();
        let problem = self.errors().next().map(|problem| match problem.path.as_str() {
            "" => problem.message.clone(),
            path => format!("{path}: {}", problem.message),
        });
        if cx.overlay.is_none() {
            *cx.overlay = Some(Overlay::Confirm(confirm::go_on_with_draft(
                &at,
                problem.as_deref(),
                cx.now.mono,
            )));
        }
    }

    /// Returns when the draft goes to disk.
    pub fn draft_due(&self) -> Option<Duration> {
        self.drafts.due
    }

    pub(super) fn draft_comes(&mut self, cx: &Cx) {
        self.drafts.due.get_or_insert(cx.now.mono + WAIT);
    }

    pub(super) fn keep_draft_if_due(&mut self, cx: &mut Cx) {
        if self.drafts.due.is_some_and(|due| due <= cx.now.mono) {
            self.keep_draft(cx);
        }
    }

    /// Keeps what is written and not on disk; what is on disk by then is no draft.
    pub fn keep_draft(&mut self, cx: &mut Cx) {
        self.drafts.due = None;
        if self.is_saved() {
            self.drop_draft_on_disk(cx);
            return;
        }
        if self.drafts.kept.as_ref() == Some(&self.draft) {
            return;
        }
        self.drafts.kept = Some(self.draft.clone());
        cx.effects.push(Effect::KeepDraft {
            name: self.name.clone(),
            draft: Some(Box::new(Draft {
                format: DRAFT_FORMAT,
                at: cx.now.wall.timestamp(),
                base: self.saved.clone(),
                draft: self.draft.clone(),
            })),
        });
    }

    /// Takes the draft's file away once nothing in it is needed any more.
    pub(super) fn drop_draft_on_disk(&mut self, cx: &mut Cx) {
        if self.is_saved() && self.drafts.kept.is_some() {
            self.throw_away(cx);
        }
    }

    /// Throws the draft away.
    pub fn throw_away(&mut self, cx: &mut Cx) {
        self.drafts.due = None;
        if self.drafts.kept.take().is_some() {
            cx.effects.push(Effect::KeepDraft {
                name: self.name.clone(),
                draft: None,
            });
        }
    }

    /// Goes back to what is on disk; redo brings the draft back.
    pub fn forget_draft(&mut self, cx: &mut Cx) {
        self.go_back(cx);
        self.throw_away(cx);
        cx.toast("Thrown away; redo brings it back");
    }
}
