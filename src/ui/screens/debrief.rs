//! The debrief: the prediction alone on the screen, then the checklist of ideas or the levels beside the
//! answer.

pub(super) mod beside;
mod ideas;
mod levels;
mod predict;
pub(super) mod texts;
pub(super) mod verdicts;

pub use predict::meanings;

use ratatui::Frame;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::app::App;
use crate::app::layout::Page;
use crate::app::screens::debrief::{Debrief, Manner, Stage, manner, score_of};
use crate::domain::bank::{Criterion, Question};
use crate::domain::score::shown;
use crate::domain::session::Attempt;
use crate::ui::paint;
use crate::ui::theme::Theme;
use crate::ui::widgets::guide;
use crate::ui::{View, skeleton};

/// An answer with its question, as it is read.
pub(super) struct Reading<'a> {
    pub attempt: &'a Attempt,
    pub question: &'a Question,
    pub accent: Style,
    pub theme: Theme,
}

/// What every part of a debrief is painted from.
struct Part<'a> {
    app: &'a App,
    screen: &'a Debrief,
    reading: Reading<'a>,
}

impl<'a> std::ops::Deref for Part<'a> {
    type Target = Reading<'a>;

    fn deref(&self) -> &Self::Target {
        &self.reading
    }
}

pub fn render(frame: &mut Frame, page: &Page, app: &App, screen: &Debrief, view: &mut View) {
    let theme = view.theme.clone();
    let blind = app.data.live.as_ref().is_some_and(|live| live.scratch);
    let last = if blind {
        "scored blind".to_owned()
    } else {
        format!("debrief {} of {}", screen.at + 1, screen.queue.len())
    };
    let attempt = screen.attempt(&app.data);
    // Not always the newest round: all may be scored after the last one.
    let round = app.data.live.as_ref().and_then(|live| {
        let rounds = &live.session.rounds;
        attempt
            .and_then(|(attempt, _)| rounds.get(attempt.round))
            .or_else(|| rounds.last())
    });
    let crumbs = skeleton::crumbs_in(app, round, &last, &theme);
    let not_timed = vec![Line::styled("not timed", theme.dim)];
    skeleton::title(frame.buffer_mut(), page.title, &crumbs, &not_timed, &theme);
    paint::rule(frame.buffer_mut(), page.rule, theme.glyphs.light, theme.rule);
    let Some((attempt, question)) = attempt else {
        return;
    };
    let part = Part {
        app,
        screen,
        reading: Reading {
            attempt,
            question,
            accent: theme.accent(Some(round.map_or(question.round, |round| round.kind))),
            theme,
        },
    };
    let page = &guide::above(frame.buffer_mut(), page, app, part.accent, &part.theme);
    match (screen.stage, manner(question)) {
        (Stage::Predict, _) => predict::predict(frame, page, &part),
        (Stage::Reread, _) => predict::reread(frame, page, &part),
        (Stage::Score, Manner::Ideas) => ideas::score(frame, page, &part, view),
        (Stage::Score, Manner::Levels) => levels::score(frame, page, &part, view),
    }
}

impl Part<'_> {
    /// Returns the five anchors of a criterion.
    fn anchors(&self, criterion: &Criterion) -> [String; 5] {
        self.app
            .catalog()
            .and_then(|catalog| catalog.levels_of(criterion))
            .unwrap_or_else(|| {
                let own = criterion.levels.clone().unwrap_or_default();
                std::array::from_fn(|level| own.get(level).cloned().flatten().unwrap_or_default())
            })
    }

    /// Returns how much is ticked and scored, for the right end of a head.
    fn score_fact(&self) -> Line<'static> {
        let (attempt, theme) = (self.attempt, &self.theme);
        let scored = score_of(self.question, attempt);
        let ideas = self
            .question
            .rubric
            .iter()
            .flat_map(|criterion| criterion.ideas.iter().flatten());
        let all = ideas.clone().count();
        let ticked = ideas
            .filter(|idea| attempt.ticks.get(&idea.id).is_some_and(|tick| tick.on))
            .count();
        let mut spans = Vec::new();
        if all > 0 {
            spans.push(Span::styled(format!("{ticked} of {all} ticked"), theme.strong));
            spans.push(Span::raw("   "));
        }
        if verdicts::running(self) {
            spans.push(Span::styled("tests still running", theme.dim));
        } else if scored.to_score > 0 {
            spans.push(Span::styled(format!("{} to score", scored.to_score), theme.dim));
        } else if let Some(score) = scored.score {
            spans.push(Span::styled("score ", theme.dim));
            spans.push(Span::styled(shown(score), theme.strong));
        }
        Line::from(spans)
    }

    /// Returns the score once nothing waits for one.
    fn settled(&self) -> Option<f64> {
        let scored = score_of(self.question, self.attempt);
        scored
            .score
            .filter(|_| scored.to_score == 0 && !verdicts::running(self))
    }
}

fn clamp(scroll: u16, lines: usize, height: u16) -> u16 {
    scroll.min(u16::try_from(lines).unwrap_or(u16::MAX).saturating_sub(height))
}
