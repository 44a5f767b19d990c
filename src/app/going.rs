//! Where things go: from screen to screen, into a session and out of it.

use super::action::Action;
use super::data::Left;
use super::effect::Effect;
use super::overlays::{self, Overlay};
use super::screens::Nav;
use super::screens::debrief::Debrief;
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
                self.goal = Some(Goal::Resume(folder));
            }
            Some(Nav::Revise(folder, attempt)) => {
                self.leave_session(PauseCause::Person, effects);
                effects.push(Effect::OpenSession {
                    folder: folder.clone(),
                });
                self.goal = Some(Goal::Revise(folder, attempt));
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
        result: Result<Box<msg::OpenedSession>, String>,
        effects: &mut Vec<Effect>,
    ) {
        let now = self.now.clone();
        let Some(goal) = self.goal.take() else {
            return;
        };
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
            Err(sentence) => self.cx(&now, effects).problem(sentence),
        }
    }

    /// Asks when an interview runs, and leaves otherwise.
    pub(super) fn quit(&mut self, effects: &mut Vec<Effect>) {
        let running = self.data.live.as_ref().is_some_and(|live| live.session.running());
        let asked = matches!(&self.overlay, Some(Overlay::Confirm(confirm)) if confirm.offers(Action::Quit));
        let unsaved = self.data.unsaved().is_some();
        let stories = self.data.book.failed.is_some();
        if (running || unsaved || stories) && !asked {
            self.close_overlay(effects);
            self.overlay = Some(Overlay::Confirm(if stories {
                overlays::confirm::unsaved_stories(&self.data)
            } else if unsaved {
                overlays::confirm::unsaved(&self.data, Action::Quit)
            } else {
                overlays::confirm::leave_program(&self.data)
            }));
            return;
        }
        self.leave_session(PauseCause::Person, effects);
        effects.push(Effect::Quit(0));
    }

    /// Records what was typed, stands the clock still for this cause and gives the session back.
    pub(crate) fn leave_session(&mut self, cause: PauseCause, effects: &mut Vec<Effect>) {
        let now = self.now.clone();
        self.keep_typed(&now, effects);
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
