//! Scoring with the clock stopped: first the prediction, alone on the screen; then ideas ticked one
//! by one beside the answer, levels beside exemplars. Everything chosen is recorded at once, so that
//! leaving loses nothing; the score is recorded when the question is left with all criteria scored.

mod leaving;
mod parts;

pub use parts::{
    Manner, Row, Tab, asked, evidence, exemplars, filter, has_tests, manner, pair, rows, score_of, single,
    tabs,
};

use super::{Input, Nav, Screen};
use crate::app::action::Action;
use crate::app::data::{Cx, Data, Live};
use crate::app::effect::Effect;
use crate::app::flow::Scoring;
use crate::app::keymap::Context;
use crate::app::overlays::{Overlay, notes};
use crate::domain::bank::{Criterion, Idea, Question};
use crate::domain::event::{Event, Evidence};
use crate::domain::session::Attempt;
use crate::domain::written;

/// What shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    Predict,
    /// The answer is read again before the prediction; the reference stays shut.
    Reread,
    Score,
}

/// The pane with the focus.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pane {
    Rubric,
    Text,
}

/// What Tab and the arrows go through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Turn {
    Panes,
    Tabs,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Debrief {
    /// Indices of the attempts to score, and where in them this is.
    pub queue: Vec<usize>,
    pub at: usize,
    pub stage: Stage,
    pub pane: Pane,
    pub tab: Tab,
    /// Index into [`rows`].
    pub cursor: usize,
    pub pitfall: usize,
    pub scroll: u16,
    /// Steps through the exemplars.
    pub exemplar: usize,
    /// All fields show, not only those of the criterion under the cursor.
    pub whole: bool,
    /// The tick without evidence that is asked about.
    pub asking: Option<String>,
    /// What is missing, said in the message row.
    pub notice: Option<String>,
    /// The prediction as chosen so far. It is recorded as the reference opens, and from then on fixed.
    pub predicted: Option<u8>,
    /// Opened from the scorecard: leaving goes back there.
    pub revising: bool,
    /// Opened from the review of past sessions: leaving goes back there.
    looking_back: bool,
    changed: bool,
}

impl Debrief {
    /// Opens the debrief of these attempts of the open session.
    pub fn open(cx: &mut Cx, queue: Vec<usize>) -> Screen {
        cx.effects
            .push(Effect::WindowTitle("hotseat: debrief".to_owned()));
        let mut debrief = Self::at(queue, false);
        debrief.enter(cx.data);
        Screen::Debrief(Box::new(debrief))
    }

    /// Opens scored attempts again; a change is recorded as a revision, the first score stays.
    pub fn reopen(cx: &mut Cx, queue: Vec<usize>) -> Screen {
        let mut debrief = Self::at(queue, true);
        debrief.enter(cx.data);
        Screen::Debrief(Box::new(debrief))
    }

    fn at(queue: Vec<usize>, revising: bool) -> Self {
        Self {
            queue,
            at: 0,
            stage: Stage::Predict,
            pane: Pane::Rubric,
            tab: Tab::Answer,
            cursor: 0,
            pitfall: 0,
            scroll: 0,
            exemplar: 0,
            whole: false,
            asking: None,
            notice: None,
            predicted: None,
            revising,
            looking_back: false,
            changed: false,
        }
    }

    fn enter(&mut self, data: &Data) {
        self.predicted = self.attempt(data).and_then(|(attempt, _)| attempt.prediction);
        self.stage = match self.predicted {
            Some(_) => Stage::Score,
            None => Stage::Predict,
        };
        self.pane = Pane::Rubric;
        self.tab = self.first_tab(data);
        self.cursor = 0;
        self.scroll = 0;
        self.pitfall = 0;
        self.exemplar = 0;
        self.whole = false;
        self.asking = None;
        self.notice = None;
        self.changed = false;
    }

    /// Returns the attempt in hand with its question.
    pub fn attempt<'a>(&self, data: &'a Data) -> Option<(&'a Attempt, &'a Question)> {
        let live: &Live = data.live.as_ref()?;
        let attempt = live.session.attempts.get(*self.queue.get(self.at)?)?;
        Some((attempt, live.question(&attempt.question)?.as_ref()))
    }

    fn first_tab(&self, data: &Data) -> Tab {
        let (Some(live), Some((attempt, question))) = (&data.live, self.attempt(data)) else {
            return Tab::Answer;
        };
        parts::first_tab(live, attempt, question)
    }

    pub fn contexts(&self) -> Vec<Context> {
        match (self.stage, self.pane, self.tab) {
            (Stage::Predict, ..) => vec![Context::Predict],
            (Stage::Score, Pane::Rubric, _) => vec![Context::Debrief],
            (Stage::Score, Pane::Text, Tab::Pitfalls) => vec![Context::Pitfalls, Context::DebriefText],
            _ => vec![Context::DebriefText],
        }
    }

    /// Returns the row under the cursor.
    pub fn row(&self, question: &Question) -> Option<Row> {
        rows(question).get(self.cursor).copied()
    }

    /// Returns the idea under the cursor.
    pub fn idea<'a>(&self, question: &'a Question) -> Option<&'a Idea> {
        match self.row(question)? {
            Row::Idea { criterion, idea } => question.rubric.get(criterion)?.ideas.as_ref()?.get(idea),
            Row::Levels { .. } => None,
        }
    }

    /// Returns the criterion whose fields alone show; `None`: all of the answer does.
    pub fn filter<'a>(&self, question: &'a Question) -> Option<&'a Criterion> {
        filter(question, self.row(question), self.whole)
    }

    pub fn update(&mut self, input: &Input, cx: &mut Cx) -> Option<Nav> {
        let Input::Action(action) = *input else {
            return None;
        };
        if self.attempt(cx.data).is_none() {
            return Some(self.close(cx, Scoring::Later));
        }
        self.notice = None;
        match self.stage {
            Stage::Predict => self.predict(action, cx),
            Stage::Reread => {
                match action {
                    Action::NextPane | Action::PreviousPane | Action::PutOff | Action::Next => {
                        self.stage = Stage::Predict;
                    }
                    Action::Note => *cx.overlay = self.note(cx.data).map(Box::new).map(Overlay::Notes),
                    Action::Star => self.star(cx),
                    action => self.read(action),
                }
                None
            }
            Stage::Score => self.score(action, cx),
        }
    }

    fn predict(&mut self, action: Action, cx: &mut Cx) -> Option<Nav> {
        let (attempt, _) = self.attempt(cx.data)?;
        let question = attempt.question.clone();
        let chosen = self.predicted;
        self.predicted = Some(match action {
            Action::Level0 => 0,
            Action::Level1 => 1,
            Action::Level2 => 2,
            Action::Level3 => 3,
            Action::Level4 => 4,
            Action::Up => chosen.map_or(4, |level| level.saturating_sub(1)),
            Action::Down => chosen.map_or(0, |level| (level + 1).min(4)),
            Action::Next => {
                match chosen {
                    Some(level) => {
                        cx.record(Event::Predicted { question, level });
                        self.stage = Stage::Score;
                        self.tab = self.first_tab(cx.data);
                        self.scroll = 0;
                        self.set_aside(cx);
                    }
                    None => {
                        self.notice =
                            Some("Predict first, with 0 to 4: the reference opens after that.".to_owned());
                    }
                }
                return None;
            }
            Action::NextPane => {
                self.stage = Stage::Reread;
                self.scroll = 0;
                return None;
            }
            Action::PutOff => return Some(self.close(cx, Scoring::Later)),
            _ => return None,
        });
        None
    }

    /// What no field was asked for leaves the mean before the first level is chosen, and the record says
    /// so; a level chosen all the same counts.
    fn set_aside(&self, cx: &mut Cx) {
        let Some((attempt, question)) = self.attempt(cx.data) else {
            return;
        };
        let Some(live) = &cx.data.live else { return };
        let fields = asked(live, attempt, question);
        let events: Vec<Event> = written::not_asked(question, attempt, &fields)
            .into_iter()
            .filter(|criterion| !attempt.levels.contains_key(&criterion.id))
            .map(|criterion| Event::Levelled {
                question: attempt.question.clone(),
                criterion: criterion.id.clone(),
                level: None,
            })
            .collect();
        for event in events {
            cx.record(event);
        }
    }

    fn read(&mut self, action: Action) {
        match action {
            Action::ScrollUp => self.scroll = self.scroll.saturating_sub(1),
            Action::ScrollDown => self.scroll = self.scroll.saturating_add(1),
            Action::PageUp => self.scroll = self.scroll.saturating_sub(10),
            Action::PageDown => self.scroll = self.scroll.saturating_add(10),
            Action::First => self.scroll = 0,
            Action::Last => self.scroll = u16::MAX,
            _ => {}
        }
    }

    fn score(&mut self, action: Action, cx: &mut Cx) -> Option<Nav> {
        match action {
            Action::NextPane => self.turn(1, Turn::Panes, cx),
            Action::PreviousPane => self.turn(-1, Turn::Panes, cx),
            Action::NextTab => self.turn(1, Turn::Tabs, cx),
            Action::Left => self.turn(-1, Turn::Tabs, cx),
            Action::AllFields => {
                self.whole = !self.whole;
                self.scroll = 0;
            }
            Action::Note => *cx.overlay = self.note(cx.data).map(Box::new).map(Overlay::Notes),
            Action::Star => self.star(cx),
            Action::Dispute => self.dispute(cx),
            Action::DisputeText => {
                let attempt = self.attempt(cx.data).map(|(attempt, _)| attempt);
                *cx.overlay = attempt
                    .and_then(notes::Notes::of_dispute)
                    .map(Box::new)
                    .map(Overlay::Notes);
            }
            Action::Next => return self.next(cx),
            Action::PutOff => return Some(self.close(cx, Scoring::Later)),
            action if self.pane == Pane::Rubric => self.rubric(action, cx),
            action if self.tab == Tab::Pitfalls => self.pitfalls(action, cx),
            action => self.read(action),
        }
        None
    }

    /// Goes on by one tab; among panes the rubric comes before the first and after the last.
    fn turn(&mut self, by: isize, among: Turn, cx: &Cx) {
        let Some((_, question)) = self.attempt(cx.data) else {
            return;
        };
        let tabs = tabs(question);
        let at = tabs.iter().position(|tab| *tab == self.tab).unwrap_or(0);
        self.scroll = 0;
        if among == Turn::Tabs {
            let next = (at as isize + by).rem_euclid(tabs.len() as isize);
            self.tab = tabs.get(next as usize).copied().unwrap_or(Tab::Answer);
            return;
        }
        let now = match self.pane {
            Pane::Rubric => 0,
            Pane::Text => at as isize + 1,
        };
        let next = (now + by).rem_euclid(tabs.len() as isize + 1);
        let tab = (next - 1).try_into().ok().and_then(|at: usize| tabs.get(at));
        (self.pane, self.tab) = match tab {
            Some(tab) => (Pane::Text, *tab),
            None => (Pane::Rubric, Tab::Answer),
        };
    }

    fn rubric(&mut self, action: Action, cx: &mut Cx) {
        let Some((_, question)) = self.attempt(cx.data) else {
            return;
        };
        let last = rows(question).len().saturating_sub(1);
        match action {
            Action::Up => self.move_to(self.cursor.saturating_sub(1)),
            Action::Down => self.move_to((self.cursor + 1).min(last)),
            Action::First => self.move_to(0),
            Action::Last => self.move_to(last),
            Action::Tick => self.tick(cx),
            Action::KeepTick => self.asking = None,
            Action::Untick => self.untick(cx),
            Action::Level0 => self.level(cx, Some(0)),
            Action::Level1 => self.level(cx, Some(1)),
            Action::Level2 => self.level(cx, Some(2)),
            Action::Level3 => self.level(cx, Some(3)),
            Action::Level4 => self.level(cx, Some(4)),
            Action::NotApplicable => self.level(cx, None),
            Action::ExemplarNext | Action::ExemplarPrevious => {
                let count = parts::steps(question);
                let by = if action == Action::ExemplarNext {
                    1
                } else {
                    count - 1
                };
                self.exemplar = (self.exemplar + by) % count;
                self.tab = match (manner(question), self.tab) {
                    (Manner::Ideas, _) => Tab::Reference,
                    (Manner::Levels, Tab::Tests) => Tab::Answer,
                    (Manner::Levels, tab) => tab,
                };
                self.scroll = 0;
            }
            action => self.read(action),
        }
    }

    fn move_to(&mut self, cursor: usize) {
        self.cursor = cursor;
        self.asking = None;
        // The words found for the idea under the cursor are marked in the answer.
        self.tab = Tab::Answer;
        self.scroll = 0;
    }

    fn tick(&mut self, cx: &mut Cx) {
        let Some((attempt, question)) = self.attempt(cx.data) else {
            return;
        };
        let Some(idea) = self.idea(question) else { return };
        let on = !attempt.ticks.get(&idea.id).is_some_and(|tick| tick.on);
        let found = evidence(attempt, idea);
        let first = found.first().map(|(field, range)| Evidence {
            field: field.clone(),
            start: range.start,
            end: range.end,
        });
        let unheard = on && first.is_none();
        let event = Event::Ticked {
            question: attempt.question.clone(),
            idea: idea.id.clone(),
            on,
            evidence: first.filter(|_| on),
            in_other_words: unheard,
        };
        // A tick without evidence asks once whether it was really said; it stands unless unticked.
        self.asking = unheard.then(|| idea.id.clone());
        self.changed = true;
        cx.record(event);
    }

    /// Records that the idea was not said, unless that stands on record.
    fn untick(&mut self, cx: &mut Cx) {
        self.asking = None;
        let Some((attempt, question)) = self.attempt(cx.data) else {
            return;
        };
        let Some(idea) = self.idea(question) else { return };
        let tick = attempt.ticks.get(&idea.id).map(|tick| tick.on);
        if tick == Some(false) {
            return;
        }
        let event = Event::Ticked {
            question: attempt.question.clone(),
            idea: idea.id.clone(),
            on: false,
            evidence: None,
            in_other_words: false,
        };
        self.changed |= tick == Some(true);
        cx.record(event);
    }

    fn level(&mut self, cx: &mut Cx, level: Option<u8>) {
        let Some((attempt, question)) = self.attempt(cx.data) else {
            return;
        };
        let Some(Row::Levels { criterion }) = self.row(question) else {
            return;
        };
        let Some(criterion) = question.rubric.get(criterion) else {
            return;
        };
        if attempt.levels.get(&criterion.id) == Some(&level) {
            return;
        }
        let event = Event::Levelled {
            question: attempt.question.clone(),
            criterion: criterion.id.clone(),
            level,
        };
        self.changed = true;
        cx.record(event);
    }

    fn pitfalls(&mut self, action: Action, cx: &mut Cx) {
        let Some((attempt, question)) = self.attempt(cx.data) else {
            return;
        };
        let last = question.pitfalls.len().saturating_sub(1);
        match action {
            Action::Up => self.pitfall = self.pitfall.saturating_sub(1),
            Action::Down => self.pitfall = (self.pitfall + 1).min(last),
            Action::Tick => {
                let Some(pitfall) = question.pitfalls.get(self.pitfall) else {
                    return;
                };
                let event = Event::PitfallMarked {
                    question: attempt.question.clone(),
                    pitfall: pitfall.id.clone(),
                    on: !attempt.pitfalls.contains(&pitfall.id),
                };
                cx.record(event);
            }
            action => self.read(action),
        }
    }

    fn note(&self, data: &Data) -> Option<notes::Notes> {
        let (attempt, _) = self.attempt(data)?;
        Some(notes::Notes::new(Some(attempt.question.clone()), &attempt.note))
    }

    fn star(&self, cx: &mut Cx) {
        if let Some((attempt, _)) = self.attempt(cx.data) {
            let (question, on) = (attempt.question.clone(), !attempt.starred);
            cx.record(Event::Starred { question, on });
        }
    }

    fn dispute(&mut self, cx: &mut Cx) {
        let Some((attempt, _)) = self.attempt(cx.data) else {
            return;
        };
        let on = attempt.disputed.is_none();
        let event = Event::Disputed {
            question: attempt.question.clone(),
            on,
            text: attempt.note.clone(),
        };
        cx.record(event);
        self.notice = Some(if on {
            "Disputed. Say what is wrong with the question, for whoever keeps its bank.".to_owned()
        } else {
            "No longer disputed.".to_owned()
        });
    }
}
