//! Loops of one's own: kept under a name, replaced and deleted only after asking. A built-in loop is
//! never put in the shade from here.

use super::Setup;
use crate::app::action::Action;
use crate::app::data::{Cx, Data};
use crate::app::effect::Effect;
use crate::app::msg::TaskId;
use crate::app::overlays::naming::Naming;
use crate::app::overlays::{Overlay, confirm};
use crate::domain::catalog::Origin;
use crate::domain::loops::{Keep, Loop, id_of};
use crate::domain::plain;

/// What is being done to the loops.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Change {
    /// The loop of this id is kept.
    Kept(String),
    Deleted,
}

/// What keeping under a name would do.
#[derive(Debug, Clone, PartialEq)]
pub enum AsLoop {
    /// It is new.
    New(Box<Loop>),
    /// It takes the place of the own loop of this name.
    Replaces(Box<Loop>, String),
    /// It cannot be, and why, in a sentence.
    No(String),
}

/// What became of a name that was given.
#[derive(Debug, Clone, PartialEq)]
pub enum Named {
    Kept,
    /// It is there already.
    Asks(confirm::Confirm),
    No(String),
}

impl Setup {
    /// Returns the chosen loop if it is the person's own.
    pub fn own_loop(&self) -> Option<&Loop> {
        self.loops
            .get(self.chosen)
            .filter(|chosen| chosen.origin != Origin::BuiltIn)
    }

    pub(super) fn ask_name(&self, cx: &mut Cx) {
        let Some(plan) = self.effective() else { return };
        let name = match (self.name.as_str(), self.own_loop()) {
            ("", Some(own)) => own.name().to_owned(),
            ("", None) => format!("{}, {} min", plan.short_name(), plan.total_minutes().round()),
            (name, _) => name.to_owned(),
        };
        *cx.overlay = Some(Overlay::Naming(Box::new(Naming::new(&name, cx.now.mono))));
    }

    /// Returns what keeping the form under this name would do.
    pub fn as_loop(&self, name: &str, data: &Data) -> AsLoop {
        let Some(mut plan) = self.effective() else {
            return AsLoop::No("There is no loop to keep.".to_owned());
        };
        let known = data.banks.iter().flat_map(|banks| &banks.loops);
        let of = |id: &str| known.clone().find(|known| known.id == id);
        plan.title = plain::clean_line(name.trim()).into_owned();
        if plan.title.is_empty() {
            return AsLoop::No("A loop needs a name.".to_owned());
        }
        plan.id = match id_of(&plan.title) {
            // A name of which an id keeps nothing still means the loop that has it.
            id if id.is_empty() => known
                .clone()
                .find(|known| known.title == plan.title && known.origin != Origin::BuiltIn)
                .map(|known| known.id.clone())
                .or_else(|| {
                    (1..=1000)
                        .map(|n| format!("loop-{n}"))
                        .find(|id| of(id).is_none())
                })
                .unwrap_or_default(),
            id => id,
        };
        plan.origin = Origin::Own;
        if let Some(problem) = plan.check().into_iter().next() {
            return AsLoop::No(problem.message);
        }
        match of(&plan.id) {
            None => AsLoop::New(Box::new(plan)),
            Some(known) if known.origin == Origin::BuiltIn => AsLoop::No(format!(
                "The loop {} is built in and stays; give yours another name.",
                known.short_name()
            )),
            Some(known) => AsLoop::Replaces(Box::new(plan), known.name().to_owned()),
        }
    }

    /// Keeps the form under this name, or asks first.
    pub fn save_as(&mut self, name: &str, cx: &mut Cx) -> Named {
        name.trim().clone_into(&mut self.name);
        match self.as_loop(name, cx.data) {
            AsLoop::New(plan) => {
                self.keep(plan, Keep::New, cx);
                Named::Kept
            }
            AsLoop::Replaces(plan, old) => {
                self.pending = Some(plan);
                Named::Asks(confirm::replace_loop(&old))
            }
            AsLoop::No(sentence) => Named::No(sentence),
        }
    }

    fn keep(&mut self, plan: Box<Loop>, keep: Keep, cx: &mut Cx) {
        let task = cx.data.task();
        self.waiting = Some((task, Change::Kept(plan.id.clone())));
        cx.effects.push(Effect::SaveLoop { task, plan, keep });
    }

    pub(super) fn ask_delete(&self, cx: &mut Cx) {
        if let Some(own) = self.own_loop() {
            *cx.overlay = Some(Overlay::Confirm(confirm::delete_loop(own.name(), own.origin)));
        }
    }

    /// Does what was asked about.
    pub fn confirmed(&mut self, action: Action, cx: &mut Cx) {
        match action {
            Action::SaveLoop => {
                if let Some(plan) = self.pending.take() {
                    self.keep(plan, Keep::Replace, cx);
                }
            }
            Action::DeleteLoop => {
                if let Some(id) = self.own_loop().map(|own| own.id.clone()) {
                    let task = cx.data.task();
                    self.waiting = Some((task, Change::Deleted));
                    cx.effects.push(Effect::DeleteLoop { task, id });
                }
            }
            _ => {}
        }
    }

    /// Lists the loops anew. What was kept is chosen; elsewhere the form stays as it is.
    pub(super) fn loops_changed(&mut self, task: TaskId, done: bool, cx: &mut Cx) {
        let before = self.loops.get(self.chosen).map(|chosen| chosen.id.clone());
        let change = self
            .waiting
            .take_if(|(waiting, _)| *waiting == task)
            .map(|(_, change)| change)
            .filter(|_| done);
        self.list(cx.data);
        let at = |id: Option<&String>| id.and_then(|id| self.position(id));
        match &change {
            Some(Change::Kept(id)) => {
                if let Some(at) = at(Some(id)) {
                    self.chosen = at;
                    // As it was kept, whatever the configuration puts over a loop that is taken.
                    self.plan = self.loops.get(at).cloned();
                    self.off.clear();
                    self.name.clear();
                }
                cx.data.last_loop = Some(id.clone());
                cx.effects.push(Effect::Remember {
                    loop_id: id.clone(),
                    seed: self.seed,
                });
            }
            Some(Change::Deleted) => {
                self.chosen = at(before.as_ref())
                    .unwrap_or(self.chosen)
                    .min(self.loops.len().saturating_sub(1));
                self.take_loop(cx.data);
            }
            None => {
                self.chosen = at(before.as_ref()).unwrap_or(0);
            }
        }
        let last = self.rows().len().saturating_sub(1);
        self.cursor = self.cursor.min(last);
        self.redraw(cx.data, cx.now);
    }
}
