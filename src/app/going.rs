//! Where things go: from screen to screen, into a session and out of it.

use super::action::Action;
use super::additions;
use super::data::Left;
use super::effect::Effect;
use super::msg::TaskId;
use super::overlays::{self, Overlay};
use super::screens::debrief::Debrief;
use super::screens::{Input, Nav};
use super::{App, Goal, flow, judging, msg};
use crate::domain::event::{Event, PauseCause};

impl App {
    pub(super) fn follow(&mut self, nav: Option<Nav>, effects: &mut Vec<Effect>) {
        match nav {
            None => {}
            Some(Nav::Quit) => self.quit(effects),
            Some(Nav::Leave) => {
                self.leave_session(PauseCause::Person, effects);
                effects.push(Effect::Quit(0));
            }
            Some(Nav::Resume(folder)) => {
                self.leave_session(PauseCause::Person, effects);
                effects.push(Effect::OpenSession {
                    folder: folder.clone(),
                });
                self.data.opening = Some(Goal::Resume(folder));
            }
            Some(Nav::Revise(folder, attempt)) => {
                self.leave_session(PauseCause::Person, effects);
                effects.push(Effect::OpenSession {
                    folder: folder.clone(),
                });
                self.data.opening = Some(Goal::Revise(folder, attempt));
            }
            Some(Nav::Shut) => {
                self.leave_session(PauseCause::Person, effects);
                effects.push(Effect::LoadHistory);
                self.go(Nav::Back);
            }
            Some(Nav::Home) if self.data.live.is_some() && self.data.disk.failed.is_some() => {
                let confirm = overlays::confirm::unsaved(&self.data, Action::LeaveInterview);
                self.overlay = Some(Overlay::Confirm(confirm));
            }
            Some(Nav::Home | Nav::HomeUnsaved) => {
                self.leave_session(PauseCause::Person, effects);
                effects.push(Effect::LoadHistory);
                self.go(Nav::Home);
            }
            Some(nav) => self.go(nav),
        }
    }

    pub(super) fn go(&mut self, nav: Nav) {
        match nav {
            Nav::Open(screen) => self.screens.push(screen),
            Nav::Replace(screen) => {
                if self.screens.len() > 1 {
                    self.screens.pop();
                }
                self.screens.push(screen);
            }
            Nav::Back => {
                if self.screens.len() > 1 {
                    self.screens.pop();
                }
            }
            Nav::Home | Nav::HomeUnsaved => self.screens.truncate(1),
            Nav::Quit | Nav::Leave | Nav::Resume(_) | Nav::Revise(..) | Nav::Shut => {}
        }
    }

    pub(super) fn opened(
        &mut self,
        result: Result<Box<msg::OpenedSession>, msg::NotOpened>,
        effects: &mut Vec<Effect>,
    ) {
        let now = self.now.clone();
        let folder = match &result {
            Ok(opened) => &opened.folder,
            Err(failed) => &failed.folder,
        };
        // What is no longer waited for was closed again by what took its place: the next session begun or opened.
        let Some(goal) = self.data.opening.take_if(|goal| goal.opens(folder)) else {
            return;
        };
        if self.data.live.is_some() {
            // An answer is being scored blind: it is not taken away. Nothing else is open then.
            effects.push(Effect::CloseSession);
            return;
        }
        match result {
            Ok(opened)
                if !opened
                    .records
                    .iter()
                    .any(|record| matches!(record.event, Event::SessionStarted(_))) =>
            {
                effects.push(Effect::CloseSession);
                let sentence = format!(
                    "The session {} ended before it began: there is nothing to go on with.",
                    opened.folder
                );
                self.cx(&now, effects).toast(sentence);
            }
            Ok(opened) => {
                let note = opened.notes.first().cloned();
                let screen = flow::resume(&mut self.cx(&now, effects), *opened);
                if let Goal::Revise(_, attempt) = goal {
                    // Over the review, which it goes back to.
                    let screen = Debrief::revise(&mut self.cx(&now, effects), attempt);
                    self.go(Nav::Open(screen));
                } else {
                    self.screens.truncate(1);
                    self.go(Nav::Open(screen));
                }
                if let Some(note) = note {
                    self.cx(&now, effects).toast(note);
                }
            }
            Err(failed) => self.cx(&now, effects).problem(failed.sentence),
        }
    }

    /// Takes in what became of something added to a session that is over.
    pub(super) fn amended(&mut self, task: TaskId, done: Result<(), String>, effects: &mut Vec<Effect>) {
        let now = self.now.clone();
        additions::hear(&mut self.cx(&now, effects), task, &done);
        self.input(Input::Amended(task, done), effects);
        if self.data.additions.quits && !self.data.additions.on_its_way() {
            self.data.additions.quits = false;
            self.quit(effects);
        }
    }

    /// Asks when an interview runs, and leaves otherwise.
    pub(super) fn quit(&mut self, effects: &mut Vec<Effect>) {
        let running = self.data.live.as_ref().is_some_and(|live| live.session.running());
        let asked = matches!(&self.overlay, Some(Overlay::Confirm(confirm)) if confirm.offers(Action::Quit));
        let unsaved = self.data.unsaved().is_some();
        let stories = self.data.book.failed.is_some();
        if !asked {
            self.close_overlay(effects);
        }
        let additions = self.data.additions.failed().is_some();
        if (running || unsaved || stories || additions) && !asked {
            self.overlay = Some(Overlay::Confirm(if stories {
                overlays::confirm::unsaved_stories(&self.data)
            } else if unsaved {
                overlays::confirm::unsaved(&self.data, Action::Quit)
            } else if additions {
                overlays::confirm::unsaved_additions(&self.data)
            } else {
                overlays::confirm::leave_program(&self.data)
            }));
            return;
        }
        if !asked && !self.data.additions.quits && self.data.additions.on_its_way() {
            // Whether it can be kept is known in a moment, and who quits twice does not wait for it.
            self.data.additions.quits = true;
            return;
        }
        self.leave_session(PauseCause::Person, effects);
        effects.push(Effect::Quit(0));
    }

    /// Records what was typed, stands the clock still for this cause and gives the session back.
    pub(crate) fn leave_session(&mut self, cause: PauseCause, effects: &mut Vec<Effect>) {
        let now = self.now.clone();
        self.keep_typed(&now, effects);
        additions::retry(&mut self.cx(&now, effects), additions::Retry::Unasked);
        let Some(live) = &self.data.live else {
            return;
        };
        if live.scratch {
            self.data.live = None;
            self.overlay = None;
            return;
        }
        if live.session.running() {
            self.cx(&now, effects)
                .record(Event::Paused { cause, past_ms: None });
        }
        judging::leave(&mut self.data, effects);
        effects.push(Effect::CloseSession);
        let failed = self.data.disk.failed.take();
        let left = self.data.live.take().map(|live| Left { live, failed });
        self.data.left.extend(left);
        self.overlay = None;
    }
}
