//! Home: what can be done now, each row with the fact that helps to choose; under it how the rounds
//! stand, the week, and the next best step.

use super::banks::BankScreen;
use super::progress::Progress;
use super::review::Review;
use super::setup::{self, Setup};
use super::stories::StoriesScreen;
use super::{Input, Nav, Screen};
use crate::app::action::Action;
use crate::app::data::{Cx, Data};
use crate::app::{first, flow};
use crate::domain::drill::{Rest, SITTING, Wish};
use crate::domain::next_step::{NextBest, next_best};
use crate::domain::stats::practice_day;
use crate::domain::summary::SessionSummary;

/// A row of the menu.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Item {
    /// The offer to a stranger.
    First,
    Start,
    Resume,
    Score,
    Drill,
    Review,
    Banks,
    Stories,
    Progress,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Home {
    pub cursor: usize,
}

impl Home {
    /// Returns the rows that can be opened now.
    pub fn items(data: &Data) -> Vec<Item> {
        let mut items = Vec::new();
        if first::offered(data) {
            items.push(Item::First);
        }
        items.push(Item::Start);
        if data.resumable().is_some() {
            items.push(Item::Resume);
        }
        if data.unscored().is_some() {
            items.push(Item::Score);
        }
        items.push(Item::Drill);
        items.extend([Item::Review, Item::Banks, Item::Stories, Item::Progress]);
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
            Action::Resume => {
                // What was left and is not saved is the newest, and it may be in no history yet.
                let left = cx.data.unsaved_left().map(|left| left.live.folder.clone());
                return left.map(Nav::Resume).or_else(|| Self::open(Item::Resume, cx));
            }
            Action::ScoreLater => return Self::open(Item::Score, cx),
            Action::Drill => return Self::open(Item::Drill, cx),
            Action::Banks => return Self::open(Item::Banks, cx),
            Action::Review => return Self::open(Item::Review, cx),
            Action::Progress => return Self::open(Item::Progress, cx),
            Action::StartNow => return next(cx),
            Action::SkipFirst => {
                self.cursor = 0;
                first::skip(cx);
            }
            Action::Quit => return Some(Nav::Quit),
            _ => {}
        }
        None
    }

    fn open(item: Item, cx: &mut Cx) -> Option<Nav> {
        match item {
            Item::First => first::begin(cx),
            Item::Start => Some(Nav::Open(Screen::Setup(Box::new(Setup::new(cx))))),
            Item::Resume => Some(Nav::Resume(cx.data.resumable()?.folder.clone())),
            Item::Score => Some(Nav::Resume(cx.data.unscored()?.folder.clone())),
            Item::Drill => drill(&Wish::of(SITTING, Rest::Free), cx),
            Item::Review => Some(Nav::Open(Screen::Review(Box::new(Review::open(cx, None))))),
            Item::Banks => Some(Nav::Open(Screen::Banks(Box::new(BankScreen::new(cx))))),
            Item::Stories => Some(Nav::Open(Screen::Stories(Box::new(StoriesScreen::new(cx))))),
            Item::Progress => Some(Nav::Open(Screen::Progress(Box::new(Progress::new(cx))))),
        }
    }
}

/// Begins a drill, or says why there is none.
fn drill(wish: &Wish, cx: &mut Cx) -> Option<Nav> {
    match setup::plan_drill(wish, cx.data, cx.now) {
        Ok(plan) => Some(Nav::Open(flow::begin(cx, plan))),
        Err(sentence) => {
            cx.toast(sentence);
            None
        }
    }
}

/// Takes the next best step.
pub(super) fn next(cx: &mut Cx) -> Option<Nav> {
    let setup = |topic: Option<String>, cx: &Cx| {
        let mut setup = Setup::new(cx);
        setup.only(topic, cx);
        Some(Nav::Open(Screen::Setup(Box::new(setup))))
    };
    let today = practice_day(&cx.now.wall);
    match next_best(cx.data.sessions(), cx.data.schedule.as_deref(), today) {
        NextBest::Resume { folder } | NextBest::Score { folder, .. } => Some(Nav::Resume(folder)),
        NextBest::Drill { topic, .. } => {
            let wish = Wish {
                topics: vec![topic],
                ..Wish::of(SITTING, Rest::Free)
            };
            drill(&wish, cx)
        }
        NextBest::Practise { topic, .. } => setup(Some(topic), cx),
        NextBest::First if first::offered(cx.data) => first::begin(cx),
        NextBest::First | NextBest::Another => setup(None, cx),
    }
}

/// Returns the newest session that is over and scored.
pub fn last_over(data: &Data) -> Option<&SessionSummary> {
    data.sessions()
        .iter()
        .find(|summary| summary.over && summary.score.is_some())
}
