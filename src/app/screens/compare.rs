//! Two attempts at one question side by side: the older at the left, the newer at the right, under them what
//! became of its ideas.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::ZonedDateTime;

use super::{Input, Nav};
use crate::app::action::Action;
use crate::app::data::{Cx, Data};
use crate::app::effect::Effect;
use crate::app::msg::{Reviewed, TaskId};
use crate::domain::bank::QuestionName;
use crate::domain::compare::{Comparison, Side};

/// Where an attempt is.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    pub folder: String,
    /// Index of the attempt in its session.
    pub attempt: usize,
    pub at: Option<ZonedDateTime>,
}

/// Which half is scrolled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Half {
    Older,
    Newer,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Compare {
    pub question: QuestionName,
    /// All attempts at it, the oldest first.
    pub places: Vec<Place>,
    /// Indices into `places`.
    pub older: usize,
    pub newer: usize,
    pub half: Half,
    /// Rows scrolled off, of the older and the newer half.
    pub scroll: [u16; 2],
    pub ideas_only: bool,
    pub comparison: Option<Comparison>,
    /// Why one cannot be read, in a sentence.
    pub problem: Option<String>,
    sessions: BTreeMap<String, Arc<Reviewed>>,
    tasks: Vec<TaskId>,
}

/// Returns every attempt at a question that the history has, the oldest first.
pub fn places(question: &QuestionName, data: &Data) -> Vec<Place> {
    let mut places: Vec<Place> = data
        .sessions()
        .iter()
        .flat_map(|summary| {
            let asked = summary.questions.iter().enumerate();
            asked
                .filter(|(_, known)| known.name == *question)
                .map(|(attempt, known)| Place {
                    folder: summary.folder.clone(),
                    attempt,
                    at: known
                        .outcome
                        .asked_at
                        .clone()
                        .or_else(|| summary.began_at.clone()),
                })
        })
        .collect();
    places.sort_by(|a, b| (&a.at, &a.folder, a.attempt).cmp(&(&b.at, &b.folder, b.attempt)));
    places
}

impl Compare {
    /// Lays an attempt beside the one before it, or the first beside the second; `None`: there is no other.
    pub fn open(
        question: &QuestionName,
        session: &Arc<Reviewed>,
        attempt: usize,
        cx: &mut Cx,
    ) -> Option<Self> {
        let places = places(question, cx.data);
        let at = places
            .iter()
            .position(|place| place.folder == session.folder && place.attempt == attempt)?;
        if places.len() < 2 {
            return None;
        }
        let newer = at.max(1);
        let mut compare = Self {
            question: question.clone(),
            older: newer - 1,
            newer,
            places,
            half: Half::Newer,
            scroll: [0, 0],
            ideas_only: false,
            comparison: None,
            problem: None,
            sessions: BTreeMap::from([(session.folder.clone(), Arc::clone(session))]),
            tasks: Vec::new(),
        };
        compare.lay(cx);
        Some(compare)
    }

    /// Returns the attempt of a half with the session it was in.
    pub fn side(&self, half: Half) -> Option<(&Place, &Arc<Reviewed>)> {
        let place = self.places.get(match half {
            Half::Older => self.older,
            Half::Newer => self.newer,
        })?;
        Some((place, self.sessions.get(&place.folder)?))
    }

    /// Compares the two, once both are read.
    fn lay(&mut self, cx: &mut Cx) {
        self.comparison = None;
        for at in [self.older, self.newer] {
            let Some(place) = self.places.get(at) else {
                continue;
            };
            if !self.sessions.contains_key(&place.folder) {
                let task = cx.data.task();
                self.tasks.push(task);
                cx.effects.push(Effect::Review {
                    task,
                    folder: place.folder.clone(),
                });
            }
        }
        let side = |half| {
            let (place, session) = self.side(half)?;
            let (attempt, question) = session.attempt(place.attempt)?;
            Some(Side { attempt, question })
        };
        if let (Some(older), Some(newer)) = (side(Half::Older), side(Half::Newer)) {
            let catalog = cx.data.catalog().cloned();
            let resource = |reference: &_| {
                catalog
                    .as_ref()
                    .and_then(|catalog| catalog.resource(reference).cloned())
            };
            self.comparison = Some(Comparison::of(older, newer, &resource));
        }
    }

    pub fn update(&mut self, input: &Input, cx: &mut Cx) -> Option<Nav> {
        match input {
            Input::Reviewed(task, read) if self.tasks.contains(task) => {
                self.tasks.retain(|known| known != task);
                match read {
                    Ok(session) => {
                        self.sessions.insert(session.folder.clone(), Arc::clone(session));
                        self.lay(cx);
                    }
                    Err(sentence) => self.problem = Some(sentence.clone()),
                }
            }
            Input::Action(action) => return self.act(*action, cx),
            _ => {}
        }
        None
    }

    fn act(&mut self, action: Action, cx: &mut Cx) -> Option<Nav> {
        let at = usize::from(self.half == Half::Newer);
        let scroll = &mut self.scroll[at];
        match action {
            Action::Back => return Some(Nav::Back),
            Action::NextPane => {
                self.half = match self.half {
                    Half::Older => Half::Newer,
                    Half::Newer => Half::Older,
                }
            }
            Action::IdeasOnly => self.ideas_only = !self.ideas_only,
            Action::Up => *scroll = scroll.saturating_sub(1),
            Action::Down => *scroll = scroll.saturating_add(1),
            Action::PageUp => *scroll = scroll.saturating_sub(10),
            Action::PageDown => *scroll = scroll.saturating_add(10),
            Action::First => *scroll = 0,
            Action::Last => *scroll = u16::MAX,
            Action::Left => self.other(-1, cx),
            Action::Right => self.other(1, cx),
            _ => {}
        }
        None
    }

    /// Takes the attempt before or after into the half with the focus; the older stays older.
    fn other(&mut self, by: isize, cx: &mut Cx) {
        let last = self.places.len().saturating_sub(1);
        let step = |at: usize, low: usize, high: usize| {
            (at as isize + by).clamp(low as isize, high as isize) as usize
        };
        match self.half {
            Half::Older => self.older = step(self.older, 0, self.newer.saturating_sub(1)),
            Half::Newer => self.newer = step(self.newer, self.older + 1, last),
        }
        self.scroll = [0, 0];
        self.lay(cx);
    }
}
