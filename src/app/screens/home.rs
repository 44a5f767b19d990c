//! Home: what can be done now, each row with the fact that helps to choose; under it how the rounds
//! stand, the week, and the next best step.

use super::review::Review;
use super::banks::BankScreen;
use super::setup::Setup;
use super::stories::StoriesScreen;
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
    Review,
    Banks,
    Stories,
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
        items.push(Item::Review);
        items.push(Item::Banks);
        items.push(Item::Stories);
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
            Action::ScoreLater => return Self::open(Item::Score, cx),
            Action::StartNow => return Some(next(cx)),
            Action::Banks => return Self::open(Item::Banks, cx),
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
            Item::Review => Some(Nav::Open(Screen::Review(Box::new(Review::open(cx, None))))),
            Item::Stories => Some(Nav::Open(Screen::Stories(Box::new(StoriesScreen::new(cx))))),
            Item::Banks => Some(Nav::Open(Screen::Banks(Box::new(BankScreen::new(cx))))),
        }
    }
}

/// Takes the next best step.
fn next(cx: &Cx) -> Nav {
    let setup = |topic: Option<String>| {
        let mut setup = Setup::new(cx);
        setup.only(topic, cx);
        Nav::Open(Screen::Setup(Box::new(setup)))
    };
    match next_best(cx.data.sessions()) {
        NextBest::Resume { folder } | NextBest::Score { folder, .. } => Nav::Resume(folder),
        NextBest::Practise { topic, .. } => setup(Some(topic)),
        NextBest::First | NextBest::Another => setup(None),
    }
}

/// Returns the newest session that is over and scored.
pub fn last_over(data: &Data) -> Option<&crate::domain::summary::SessionSummary> {
    data.sessions()
        .iter()
        .find(|summary| summary.over && summary.score.is_some())
}
