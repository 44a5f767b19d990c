//! What a bank was before, as the list and one of it beside the bank as it is now.

use jiff::tz::TimeZone;
use serde_json::Value as Json;

use super::work::Work;
use super::{BankScreen, Group, Pane, What};
use crate::app::data::Cx;
use crate::app::effect::Effect;
use crate::app::msg::TaskId;
use crate::app::overlays::Overlay;
use crate::app::overlays::bank_versions::BankVersions;
use crate::domain::bank::Question;
use crate::domain::bank::compare::questions;
use crate::domain::bank::edit::{SaveProblem, Version};
use crate::domain::catalog::Origin;

/// The versions of a bank, once they are listed.
#[derive(Debug, Clone, PartialEq)]
pub struct Versions {
    pub bank: String,
    /// Where the person is: times are theirs.
    pub zone: TimeZone,
    task: TaskId,
    pub list: Option<Vec<Version>>,
    reading: Option<TaskId>,
    pub looked: Option<Looked>,
}

/// A version beside the bank as it is now: the questions that differ, as they were and are.
#[derive(Debug, Clone, PartialEq)]
pub struct Looked {
    pub questions: Vec<(String, Json, Json)>,
}

impl BankScreen {
    /// Returns the bank that is meant: the one under the cursor on the left, else that of the question.
    fn bank_meant(&self, cx: &Cx) -> Option<String> {
        let row = self
            .groups
            .get(self.group_cursor)
            .filter(|_| self.pane == Pane::Groups);
        match row.map(|row| &row.what) {
            Some(What::Group(Group::Bank(id))) => Some(id.clone()),
            _ => self.entry(cx.data).map(|entry| entry.name.bank.clone()),
        }
    }

    /// Lists what the bank was before.
    pub(super) fn show_versions(&mut self, cx: &mut Cx) {
        let Some(bank) = self.bank_meant(cx) else { return };
        let task = cx.data.task();
        cx.effects.push(Effect::ListVersions {
            task,
            bank: bank.clone(),
        });
        self.versions = Some(Box::new(Versions {
            bank,
            zone: cx.now.wall.time_zone().clone(),
            task,
            list: None,
            reading: None,
            looked: None,
        }));
        *cx.overlay = Some(Overlay::BankVersions(BankVersions::default()));
    }

    pub(super) fn versions_listed(&mut self, task: TaskId, list: &[Version]) {
        if let Some(versions) = self.versions.as_mut().filter(|versions| versions.task == task) {
            versions.list = Some(list.to_vec());
        }
    }

    /// Reads a version, to be laid beside the bank.
    pub fn look_at_version(&mut self, at: usize, cx: &mut Cx) {
        let Some(versions) = &mut self.versions else {
            return;
        };
        let Some(version) = versions.list.as_ref().and_then(|list| list.get(at)) else {
            return;
        };
        let task = cx.data.task();
        versions.reading = Some(task);
        cx.effects.push(Effect::ReadVersion {
            task,
            bank: versions.bank.clone(),
            name: version.name.clone(),
        });
    }

    pub(super) fn version_read(&mut self, task: TaskId, text: &Result<String, SaveProblem>, cx: &mut Cx) {
        let Some(versions) = &mut self.versions else {
            return;
        };
        if versions.reading.take_if(|reading| *reading == task).is_none() {
            return;
        }
        let text = match text {
            Ok(text) => text,
            Err(problem) => return cx.problem(problem.to_string()),
        };
        let then: Json = serde_json::from_str(text.trim_start_matches('\u{feff}')).unwrap_or_default();
        // Both as hotseat reads them: how they are written is no difference.
        let read = |value: &Json| {
            let question: Option<Question> = serde_json::from_value(value.clone()).ok();
            question.and_then(|question| serde_json::to_value(question).ok())
        };
        let then: Vec<(String, Json)> = questions(&then)
            .into_iter()
            .filter_map(|(id, value)| Some((id.to_owned(), read(value)?)))
            .collect();
        let entries = cx.data.catalog().map_or(&[][..], |catalog| catalog.entries());
        let now: Vec<(String, Json)> = entries
            .iter()
            .filter(|entry| entry.name.bank == versions.bank && entry.origin != Origin::BuiltIn)
            .filter_map(|entry| {
                let value = serde_json::to_value(entry.question.as_ref()).ok()?;
                Some((entry.name.question.clone(), value))
            })
            .collect();
        let other = |list: &[(String, Json)], id: &str| {
            let found = list.iter().find(|(known, _)| known == id);
            found.map(|(_, value)| value.clone()).unwrap_or_default()
        };
        let mut found: Vec<(String, Json, Json)> = then
            .iter()
            .map(|(id, was)| (id.clone(), was.clone(), other(&now, id)))
            .collect();
        let new = now
            .iter()
            .filter(|(id, _)| !then.iter().any(|(known, _)| known == id));
        found.extend(new.map(|(id, is)| (id.clone(), Json::Null, is.clone())));
        found.retain(|(_, was, is)| was != is);
        versions.looked = Some(Looked { questions: found });
    }

    /// Begins to put a version in the bank's place; returns whether it did.
    pub fn bring_back(&mut self, at: usize, cx: &mut Cx) -> bool {
        if self.work.is_some() {
            cx.toast("One moment: the change before is being saved");
            return false;
        }
        let Some(versions) = &self.versions else {
            return false;
        };
        let Some(version) = versions.list.as_ref().and_then(|list| list.get(at)) else {
            return false;
        };
        let task = cx.data.task();
        cx.effects.push(Effect::OpenBank {
            task,
            bank: versions.bank.clone(),
            question: None,
        });
        self.work = Some(Work::Restoring(task, versions.bank.clone(), version.name.clone()));
        self.versions = None;
        true
    }
}
