//! Choosing a story of one's own as the start of an answer: those that fit the question first. The story
//! itself stays as it is.

use super::{Outcome, Overlay};
use crate::app::App;
use crate::app::action::Action;
use crate::app::book;
use crate::app::data::Data;
use crate::app::effect::Effect;
use crate::app::msg::Now;
use crate::app::screens::{Input, Screen};
use crate::domain::fields;
use crate::domain::story;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tell {
    pub cursor: usize,
}

/// A story as it is offered for the question in hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    pub id: String,
    pub name: String,
    /// In words, those the question looks for first.
    pub competencies: Vec<String>,
    /// How many of what the question looks for it shows.
    pub fits: usize,
    /// Answers it was told in.
    pub used: usize,
    /// It was told in this answer.
    pub here: bool,
    pub speaking: std::time::Duration,
}

/// Returns the stories for the question in hand, best first.
pub fn offers(data: &Data) -> Vec<Offer> {
    let current = data.live.as_ref().and_then(|live| live.current());
    let Some((attempt, question)) = current else {
        return Vec::new();
    };
    let used = book::used(data);
    let stories = data.book.list();
    story::offered(stories, &question.competencies, &used)
        .into_iter()
        .filter_map(|(index, fits)| Some((stories.get(index)?, fits)))
        .map(|(story, fits)| {
            let mut codes = story.competencies.clone();
            codes.sort_by_key(|code| !question.competencies.contains(code));
            Offer {
                id: story.id.clone(),
                name: story.name(),
                competencies: codes.iter().map(|code| fields::competency(code)).collect(),
                fits,
                used: used.get(&story.id).copied().unwrap_or(0),
                here: attempt.stories.contains(&story.id),
                speaking: story.speaking(),
            }
        })
        .collect()
}

/// Takes input; the overlay is out of `app` meanwhile.
pub(super) fn update(
    mut tell: Tell,
    input: &Input,
    app: &mut App,
    now: &Now,
    effects: &mut Vec<Effect>,
) -> Outcome {
    let (screen, mut cx) = app.parts(now, effects);
    let Some(Screen::Interview(interview)) = screen else {
        return Outcome::Close;
    };
    let offers = offers(cx.data);
    let last = offers.len().saturating_sub(1);
    tell.cursor = tell.cursor.min(last);
    match input {
        Input::Action(Action::Back) => return Outcome::Close,
        Input::Action(Action::Up) => tell.cursor = tell.cursor.saturating_sub(1),
        Input::Action(Action::Down) => tell.cursor = (tell.cursor + 1).min(last),
        Input::Action(Action::Open) => {
            if let Some(offer) = offers.get(tell.cursor) {
                interview.tell(&offer.id, &mut cx);
            }
            return Outcome::Close;
        }
        _ => {}
    }
    Outcome::Stay(Overlay::Tell(tell))
}
