//! Anything by fuzzy match: actions that work now, questions, sessions.

use crate::app::App;
use crate::app::action::Action;
use crate::app::editor::{Clip, Editor};
use crate::app::keymap::{Context, LiveRow};
use crate::app::screens::Input;
use crate::domain::bank::QuestionName;
use crate::domain::score;
use crate::domain::search::{self, Fuzzy};

/// What an item is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Action,
    Question,
    Session,
}

impl Kind {
    pub const ALL: [Self; 3] = [Self::Action, Self::Question, Self::Session];

    pub fn name(self) -> &'static str {
        match self {
            Self::Action => "action",
            Self::Question => "question",
            Self::Session => "session",
        }
    }
}

/// What opening an item does.
#[derive(Debug, Clone, PartialEq)]
pub enum Target {
    Action(Action),
    /// Asks exactly this question.
    Question(QuestionName),
    /// Opens the session of this folder.
    Session(String),
}

#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    pub kind: Kind,
    pub name: String,
    /// What it is worth: key, round, date.
    pub fact: String,
    pub target: Target,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Palette {
    pub query: Editor,
    pub cursor: usize,
    pub only: Option<Kind>,
    /// What worked when it opened: with it open, little does.
    rows: Vec<LiveRow>,
}

impl Palette {
    /// Finds what works in `contexts`; made before it is open.
    pub fn new(contexts: &[Context], app: &App) -> Self {
        Self {
            query: Editor::single_line(),
            cursor: 0,
            only: None,
            rows: app.keymap.live_rows(contexts, app),
        }
    }

    /// Returns everything that can be found from here.
    pub fn items(&self, app: &App) -> Vec<Item> {
        let mut items: Vec<Item> = Vec::new();
        for row in &self.rows {
            // Moving and typing are done by their keys alone.
            let own = matches!(row.context, Context::Editor) && !is_command(row.action);
            if own || is_motion(row.action) {
                continue;
            }
            let name = row.action.help().to_owned();
            if items.iter().any(|item| item.name == name) {
                continue;
            }
            items.push(Item {
                kind: Kind::Action,
                name,
                fact: app.keymap.shown(row.leader, &row.keys),
                target: Target::Action(row.action),
            });
        }
        let interviewing = app
            .data
            .live
            .as_ref()
            .is_some_and(|live| live.session.ended.is_none());
        if interviewing {
            // The bank is closed while its questions may be asked.
            return items;
        }
        for entry in app.catalog().iter().flat_map(|catalog| catalog.entries()) {
            items.push(Item {
                kind: Kind::Question,
                name: entry.name.question.clone(),
                fact: format!("{}, {}", entry.brief.round.title(), entry.brief.topic),
                target: Target::Question(entry.name.clone()),
            });
        }
        for summary in app.data.sessions() {
            let date = summary
                .began_at
                .as_ref()
                .map(|at| at.strftime("%-d %b %Y, %H:%M").to_string())
                .unwrap_or_default();
            items.push(Item {
                kind: Kind::Session,
                name: format!("{}, {date}", summary.title),
                fact: summary.score.map_or_else(|| summary.place.clone(), score::shown),
                target: Target::Session(summary.folder.clone()),
            });
        }
        items
    }

    /// Returns the items that match, best first.
    pub fn found(&self, items: &[Item]) -> Vec<Fuzzy> {
        let text = self.query.text();
        let (query, only) = match text.strip_prefix('>') {
            Some(rest) => (rest, Some(Kind::Action)),
            None => (text.as_str(), self.only),
        };
        let names: Vec<&str> = items.iter().map(|item| item.name.as_str()).collect();
        search::fuzzy(query, &names)
            .into_iter()
            .filter(|found| {
                items
                    .get(found.index)
                    .is_some_and(|item| only.is_none_or(|only| item.kind == only))
            })
            .collect()
    }

    /// Takes input; returns what is opened, or `false` in the second place to close.
    pub fn update(&mut self, input: &Input, app: &App, now: std::time::Duration) -> (Option<Target>, bool) {
        match input {
            Input::Action(Action::Back) => return (None, false),
            Input::Action(Action::Up) => self.cursor = self.cursor.saturating_sub(1),
            Input::Action(Action::Down) => {
                let count = self.found(&self.items(app)).len();
                self.cursor = (self.cursor + 1).min(count.saturating_sub(1));
            }
            Input::Action(Action::NextTab) => {
                let at = self
                    .only
                    .and_then(|only| Kind::ALL.iter().position(|kind| *kind == only))
                    .map_or(0, |at| at + 1);
                self.only = Kind::ALL.get(at).copied();
                self.cursor = 0;
            }
            Input::Action(Action::Open) => {
                let items = self.items(app);
                let target = self
                    .found(&items)
                    .get(self.cursor)
                    .and_then(|found| items.get(found.index))
                    .map(|item| item.target.clone());
                return (target, false);
            }
            input => {
                if super::write(&mut self.query, input, &mut Clip::default(), now) {
                    self.cursor = 0;
                }
            }
        }
        (None, true)
    }
}

fn is_command(action: Action) -> bool {
    matches!(
        action,
        Action::Undo
            | Action::Redo
            | Action::Cut
            | Action::Copy
            | Action::PasteClip
            | Action::SelectAll
            | Action::Search
    )
}

fn is_motion(action: Action) -> bool {
    matches!(
        action,
        Action::Up
            | Action::Down
            | Action::Left
            | Action::Right
            | Action::First
            | Action::Last
            | Action::ScrollUp
            | Action::ScrollDown
            | Action::PageUp
            | Action::PageDown
            | Action::Leader
            | Action::Palette
            | Action::Open
            | Action::Toggle
    )
}
