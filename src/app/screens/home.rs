//! Home: what can be done now, each row with the fact that helps to choose; under it how the rounds
//! stand, the week, and the next best step.

use super::progress::Progress;
use super::setup::Setup;
use super::{Input, Nav, Screen};
use crate::app::action::Action;
use crate::app::data::{Cx, Data};
use crate::domain::next_step::{NextBest, next_best};

/// A row of the menu.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Item {
    Start,
    Resume,
    Score,
    Last,
    Progress,
    Banks,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Home {
    pub cursor: usize,
}

impl Home {
    /// Returns the rows that can be opened now.
    pub fn items(data: &Data) -> Vec<Item> {
        let mut items = vec![Item::Start];
        if data.resumable().is_some() {
            items.push(Item::Resume);
        }
        if data.unscored().is_some() {
            items.push(Item::Score);
        }
        if last_over(data).is_some() {
            items.push(Item::Last);
        }
        items.push(Item::Progress);
        items.push(Item::Banks);
        items
    }

    pub fn update(&mut self, input: &Input, cx: &mut Cx) -> Option<Nav> {
        let Input::Action(action) = input else {
            return None;
        };
        let items = Self::items(cx.data);
        let last = items.len().saturating_sub(1);
        self.cursor = self.cursor.min(last);
        match action {
            Action::Up => self.cursor = self.cursor.saturating_sub(1),
            Action::Down => self.cursor = (self.cursor + 1).min(last),
            Action::First => self.cursor = 0,
            Action::Last => self.cursor = last,
            Action::Open => return Self::open(*items.get(self.cursor)?, cx),
            Action::Resume => return Self::open(Item::Resume, cx),
            Action::Progress => return Self::open(Item::Progress, cx),
            Action::ScoreLater => return Self::open(Item::Score, cx),
            Action::StartNow => return Some(next(cx)),
            Action::Quit => return Some(Nav::Quit),
            _ => {}
        }
        None
    }

    fn open(item: Item, cx: &mut Cx) -> Option<Nav> {
        match item {
            Item::Start => Some(Nav::Open(Screen::Setup(Box::new(Setup::new(cx))))),
            Item::Resume => Some(Nav::Resume(cx.data.resumable()?.folder.clone())),
            Item::Score => Some(Nav::Resume(cx.data.unscored()?.folder.clone())),
            Item::Last => Some(Nav::Resume(last_over(cx.data)?.folder.clone())),
            Item::Progress => Some(Nav::Open(Screen::Progress(Box::new(Progress::new(cx))))),
            Item::Banks => {
                let text = format!(
                    "Your own banks go into {}; `hotseat bank check` reads them.",
                    cx.data.host.banks_dir
                );
                cx.toast(text);
                None
            }
        }
    }
}

/// Takes the next best step.
pub(super) fn next(cx: &Cx) -> Nav {
    let setup = |topic: Option<String>| {
        let mut setup = Setup::new(cx);
        setup.only(topic, cx);
        Nav::Open(Screen::Setup(Box::new(setup)))
    };
    match next_best(cx.data.history.as_deref().unwrap_or_default()) {
        NextBest::Resume { folder } | NextBest::Score { folder, .. } => Nav::Resume(folder),
        NextBest::Practise { topic, .. } => setup(Some(topic)),
        NextBest::First | NextBest::Another => setup(None),
    }
}

/// Returns the newest session that is over and scored.
pub fn last_over(data: &Data) -> Option<&crate::domain::summary::SessionSummary> {
    data.history
        .iter()
        .flatten()
        .find(|summary| summary.over && summary.score.is_some())
}
