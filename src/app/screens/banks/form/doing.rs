//! What one does in the form: choosing, adding and moving entries, undo, and the text lent to `$EDITOR`.

use serde_json::Value as Json;

use super::{Form, Kind, entries, rows, value};
use crate::app::data::Cx;
use crate::app::effect::Effect;
use crate::app::msg::{NotReturned, TaskId};
use crate::domain::bank::edit::Step;

impl Form {
    /// Another of several, or a group opened or closed.
    pub(super) fn choose(&mut self, by: isize, cx: &mut Cx) {
        let Some(row) = self.rows.get(self.cursor).cloned() else {
            return;
        };
        match &row.kind {
            // There is nothing to close in what is closed.
            Kind::Group { open, .. } if *open || by > 0 => self.toggle(&row.path, cx),
            Kind::Choice(names, chosen) => {
                let count = names.len() as isize;
                let next = match chosen {
                    Some(at) => (*at as isize + by).rem_euclid(count.max(1)),
                    None if by > 0 => 0,
                    None => count - 1,
                };
                let Some(name) = names.get(next as usize) else {
                    return;
                };
                let mut draft = self.draft.clone();
                if row.steps.last() == Some(&Step::from(rows::MANNER)) {
                    let criterion = &row.steps[..row.steps.len() - 1];
                    let object = value::get(&draft, criterion).and_then(Json::as_object).cloned();
                    if let Some(mut object) = object {
                        entries::score_by(&mut object, name);
                        value::set(&mut draft, criterion, Some(Json::Object(object)));
                    }
                } else if row.steps.last() == Some(&Step::from(rows::WRITTEN)) {
                    let mut answer = row.steps.clone();
                    answer.pop();
                    answer.push("answer".into());
                    let written = value::get(&draft, &answer).cloned().unwrap_or_default();
                    let new = entries::written_as(&draft, &written, name);
                    value::set(&mut draft, &answer, Some(new));
                } else {
                    let flag = names.first().is_some_and(|first| first == "no");
                    let new = if flag {
                        Json::from(next == 1)
                    } else {
                        Json::from(name.as_str())
                    };
                    value::set(&mut draft, &row.steps, Some(new));
                }
                self.change(draft, cx);
            }
            _ => {}
        }
    }

    fn toggle(&mut self, path: &str, cx: &Cx) {
        if !self.open.remove(path) {
            self.open.insert(path.to_owned());
        }
        self.renew(cx);
    }

    /// Returns the list the row of the cursor is in or is, and the entry of it.
    pub fn place(&self) -> Option<(Vec<Step>, Option<usize>)> {
        self.row().and_then(|row| entries::place(&self.draft, &row.steps))
    }

    /// Puts one more entry into the list the cursor is in, behind its own, and stands on it.
    pub(super) fn add(&mut self, cx: &mut Cx) {
        self.leave(cx);
        let place = self.row().and_then(|row| entries::place(&self.draft, &row.steps));
        let Some((list, entry)) = place else {
            cx.toast("There is no list here; go to one, such as hints or the rubric");
            self.enter(cx);
            return;
        };
        let count = value::get(&self.draft, &list)
            .and_then(Json::as_array)
            .map_or(0, Vec::len);
        let at = entry.map_or(count, |entry| entry + 1);
        let mut draft = self.draft.clone();
        entries::add(&mut draft, &list, at);
        let mut steps = list.clone();
        steps.push(at.into());
        let path = value::path_of(&steps);
        self.open.insert(value::path_of(&list));
        self.open.insert(path.clone());
        self.open.insert(format!("{path}.ideas"));
        self.draft = draft;
        self.count(cx);
        let first = self.rows.iter().position(|row| {
            row.path.starts_with(&path) && row.takes_text() && row.steps.last() != Some(&Step::from("id"))
        });
        self.cursor = first.unwrap_or(self.cursor);
        self.enter(cx);
    }

    pub(super) fn remove(&mut self, cx: &mut Cx) {
        self.leave(cx);
        let place = self.row().and_then(|row| entries::place(&self.draft, &row.steps));
        let Some((list, Some(entry))) = place else {
            cx.toast("The cursor is in no entry of a list");
            self.enter(cx);
            return;
        };
        let mut draft = self.draft.clone();
        if let Some(entries) = value::list_mut(&mut draft, &list) {
            entries.remove(entry.min(entries.len().saturating_sub(1)));
        }
        let path = value::path_of(&list);
        self.draft = draft;
        self.count(cx);
        let row = self.rows.iter().position(|row| row.path == path);
        self.cursor = row.unwrap_or(self.cursor).min(self.rows.len().saturating_sub(1));
        self.enter(cx);
        cx.toast("Entry taken out; undo brings it back");
    }

    pub(super) fn shift(&mut self, by: isize, cx: &mut Cx) {
        self.leave(cx);
        let here = self.row().map(|row| row.steps.clone()).unwrap_or_default();
        if let Some((list, Some(entry))) = entries::place(&self.draft, &here) {
            let mut draft = self.draft.clone();
            let to = entry as isize + by;
            let count = value::list_mut(&mut draft, &list).map_or(0, |entries| entries.len());
            if let Some(to) = usize::try_from(to).ok().filter(|to| *to < count) {
                if let Some(entries) = value::list_mut(&mut draft, &list) {
                    entries.swap(entry, to);
                }
                let path = |at: usize| {
                    let mut steps = list.clone();
                    steps.push(at.into());
                    value::path_of(&steps)
                };
                // What was open moves along, and so does the cursor.
                let (from, onto) = (path(entry), path(to));
                let swapped = |known: &str| match (known.strip_prefix(&from), known.strip_prefix(&onto)) {
                    (Some(rest), _) => format!("{onto}{rest}"),
                    (_, Some(rest)) => format!("{from}{rest}"),
                    _ => known.to_owned(),
                };
                self.open = self.open.iter().map(|known| swapped(known)).collect();
                let wanted = swapped(&value::path_of(&here));
                self.draft = draft;
                self.count(cx);
                let row = self.rows.iter().position(|row| row.path == wanted);
                self.cursor = row.unwrap_or(self.cursor);
            }
        }
        self.enter(cx);
    }

    pub(super) fn go_back(&mut self, cx: &mut Cx) {
        let Some(before) = self.undo.pop() else {
            cx.toast("Nothing to undo");
            return;
        };
        self.redo.push(self.draft.clone());
        self.jump(before, cx);
    }

    pub(super) fn go_on(&mut self, cx: &mut Cx) {
        let Some(next) = self.redo.pop() else { return };
        self.undo.push(self.draft.clone());
        self.jump(next, cx);
    }

    fn jump(&mut self, draft: Json, cx: &mut Cx) {
        self.draft = draft;
        self.renew(cx);
        self.enter(cx);
        self.save(cx);
    }

    pub(super) fn lend(&mut self, cx: &mut Cx) {
        self.count(cx);
        let (Some(editor), Some(row)) = (&self.field, self.row()) else {
            cx.toast("Choose a text first");
            return;
        };
        let (text, path) = (editor.text(), row.path.clone());
        let task = cx.data.task();
        self.lent = Some((task, path));
        cx.effects.push(Effect::OpenEditor {
            task,
            text,
            extension: "md",
        });
    }

    pub(super) fn returned(&mut self, task: TaskId, text: &Result<String, NotReturned>, cx: &mut Cx) {
        let Some((_, path)) = self.lent.take_if(|(lent, _)| *lent == task) else {
            return;
        };
        match text {
            Ok(text) => {
                if let Some(at) = self.rows.iter().position(|row| row.path == path) {
                    self.go(at, cx);
                    let now = cx.now.mono;
                    let did = self.field.as_mut().map(|editor| editor.replace_all(text, now));
                    self.after(did, cx);
                    self.count(cx);
                }
            }
            Err(failed) => cx.problem(failed.sentence.clone()),
        }
    }
}
