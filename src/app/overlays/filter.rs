//! The filter of past sessions: a row a condition, changed with the arrows; the list beneath follows at once.

use super::{Outcome, Overlay};
use crate::app::App;
use crate::app::action::Action;
use crate::app::data::Data;
use crate::app::effect::Effect;
use crate::app::msg::Now;
use crate::app::screens::review::Review;
use crate::app::screens::review::filter::{Age, Band, Filter};
use crate::app::screens::{Input, Screen};
use crate::domain::bank::RoundKind;

/// One condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Row {
    Round,
    Topic,
    Score,
    Age,
    Starred,
    Disputed,
}

impl Row {
    pub const ALL: [Self; 6] = [
        Self::Round,
        Self::Topic,
        Self::Score,
        Self::Age,
        Self::Starred,
        Self::Disputed,
    ];

    pub fn title(self) -> &'static str {
        match self {
            Self::Round => "Round",
            Self::Topic => "Topic",
            Self::Score => "Score",
            Self::Age => "Last",
            Self::Starred => "Marked",
            Self::Disputed => "Disputed",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilterRows {
    pub filter: Filter,
    pub cursor: usize,
    /// Topics that were asked, by name.
    pub topics: Vec<String>,
}

impl FilterRows {
    pub fn new(filter: &Filter, data: &Data) -> Self {
        Self {
            filter: filter.clone(),
            cursor: 0,
            topics: Review::topics(data).into_keys().map(str::to_owned).collect(),
        }
    }

    pub fn row(&self) -> Row {
        Row::ALL[self.cursor.min(Row::ALL.len() - 1)]
    }

    fn turn(&mut self, by: isize) {
        let row = self.row();
        let filter = &mut self.filter;
        match row {
            Row::Round => {
                let rounds: Vec<Option<RoundKind>> =
                    std::iter::once(None).chain(RoundKind::ALL.map(Some)).collect();
                filter.round = beside(&rounds, &filter.round, by);
            }
            Row::Topic => {
                let topics: Vec<Option<String>> = std::iter::once(None)
                    .chain(self.topics.iter().cloned().map(Some))
                    .collect();
                filter.topic = beside(&topics, &filter.topic, by);
            }
            Row::Score => filter.score = beside(&Band::ALL, &filter.score, by),
            Row::Age => filter.age = beside(&Age::ALL, &filter.age, by),
            Row::Starred => filter.starred = !filter.starred,
            Row::Disputed => filter.disputed = !filter.disputed,
        }
    }
}

/// Returns the value so many places from this one, round the end.
fn beside<T: Clone + PartialEq>(values: &[T], now: &T, by: isize) -> T {
    let at = values.iter().position(|value| value == now).unwrap_or(0);
    let next = (at as isize + by).rem_euclid(values.len().max(1) as isize);
    values.get(next as usize).unwrap_or(now).clone()
}

/// Takes input; what is chosen holds at once.
pub fn update(
    mut rows: Box<FilterRows>,
    input: &Input,
    app: &mut App,
    now: &Now,
    effects: &mut Vec<Effect>,
) -> Outcome {
    let Input::Action(action) = input else {
        return Outcome::Stay(Overlay::Filter(rows));
    };
    let last = Row::ALL.len() - 1;
    match action {
        Action::Back | Action::Open => return Outcome::Close,
        Action::Up => rows.cursor = rows.cursor.saturating_sub(1),
        Action::Down => rows.cursor = (rows.cursor + 1).min(last),
        Action::First => rows.cursor = 0,
        Action::Last => rows.cursor = last,
        Action::Left => rows.turn(-1),
        Action::Right | Action::Toggle => rows.turn(1),
        Action::DeleteBack => rows.filter = Filter::default(),
        _ => {}
    }
    let (screen, mut cx) = app.parts(now, effects);
    if let Some(Screen::Review(review)) = screen {
        review.filtered(rows.filter.clone(), &mut cx);
    }
    Outcome::Stay(Overlay::Filter(rows))
}
