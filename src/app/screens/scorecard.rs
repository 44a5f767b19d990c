//! The summary of a session: rounds, signal with its rule, calibration, next steps with what to read.

use super::debrief::Debrief;
use super::{Input, Nav};
use crate::app::action::Action;
use crate::app::data::Cx;
use crate::app::effect::Effect;
use crate::app::overlays::{Overlay, confirm, notes};
use crate::domain::scorecard::{self, Scorecard};

#[derive(Debug, Clone, PartialEq)]
pub struct ScorecardScreen {
    pub card: Scorecard,
    /// The round under the cursor.
    pub cursor: usize,
}

impl ScorecardScreen {
    /// Sums the open session up.
    pub fn new(cx: &mut Cx) -> Self {
        cx.effects
            .push(Effect::WindowTitle("hotseat: scorecard".to_owned()));
        let catalog = cx.data.catalog().cloned();
        let card = cx.data.live.as_ref().map_or_else(Scorecard::default, |live| {
            scorecard::scorecard_with(
                &live.session,
                &|name| live.questions.get(name).map(AsRef::as_ref),
                &|reference| {
                    catalog
                        .as_ref()
                        .and_then(|catalog| catalog.resource(reference).cloned())
                },
                &|criterion| catalog.as_ref().and_then(|catalog| catalog.levels_of(criterion)),
            )
        });
        Self { card, cursor: 0 }
    }

    pub fn update(&mut self, input: &Input, cx: &mut Cx) -> Option<Nav> {
        if *input == Input::Loaded {
            let cursor = self.cursor;
            *self = Self::new(cx);
            self.cursor = cursor;
            return None;
        }
        let Input::Action(action) = input else {
            return None;
        };
        let last = self.card.rounds.len().saturating_sub(1);
        match action {
            Action::Up => self.cursor = self.cursor.saturating_sub(1),
            Action::Down => self.cursor = (self.cursor + 1).min(last),
            Action::Open => {
                let live = cx.data.live.as_ref()?;
                let run = self.card.rounds.get(self.cursor).and_then(|card| card.run);
                let queue: Vec<usize> = live
                    .session
                    .attempts
                    .iter()
                    .enumerate()
                    .filter(|(_, attempt)| Some(attempt.round) == run && attempt.submitted.is_some())
                    .filter(|(_, attempt)| live.questions.contains_key(&attempt.question))
                    .map(|(index, _)| index)
                    .collect();
                if queue.is_empty() {
                    cx.toast("Nothing was answered in this round");
                    return None;
                }
                return Some(Nav::Replace(Debrief::reopen(cx, queue)));
            }
            Action::ExportAs => {
                let confirm = confirm::export(&cx.data.live.as_ref()?.folder);
                *cx.overlay = Some(Overlay::Confirm(confirm));
            }
            Action::Note => {
                let note = cx.data.live.as_ref()?.session.note.clone();
                *cx.overlay = Some(Overlay::Notes(Box::new(notes::Notes::new(None, &note))));
            }
            Action::Back => return Some(Nav::Home),
            _ => {}
        }
        None
    }

    /// Does what was chosen in a dialog.
    pub fn confirmed(action: Action, cx: &mut Cx) {
        let folder = cx.data.live.as_ref().map(|live| live.folder.clone());
        let (Some(format), Some(folder)) = (confirm::export_format(action), folder) else {
            return;
        };
        let task = cx.data.task();
        cx.effects.push(Effect::Export { task, folder, format });
    }
}
