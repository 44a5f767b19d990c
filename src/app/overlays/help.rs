//! The keys that work now, from the binding table; typing filters.

use super::Overlay;
use crate::app::App;
use crate::app::action::Action;
use crate::app::editor::{Clip, Editor};
use crate::app::keymap::key::Key;
use crate::app::keymap::{Context, Keymap, LiveRow};
use crate::app::screens::Input;
use crate::text::vim;

#[derive(Debug, Clone, PartialEq)]
pub struct Help {
    pub filter: Editor,
    pub scroll: u16,
    /// The contexts under this overlay.
    pub contexts: Vec<Context>,
    /// The dialog that it was opened from, which is there again once it closes.
    pub under: Option<Overlay>,
    /// What worked when it opened: with it open, little does.
    rows: Vec<LiveRow>,
    /// Vim's keys worked too.
    vim: bool,
}

/// A heading with its keys and what they do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    pub title: &'static str,
    pub rows: Vec<(String, &'static str)>,
}

impl Help {
    /// Lists what works in `contexts`; made before it is open.
    pub fn new(contexts: Vec<Context>, app: &App) -> Self {
        Self {
            filter: Editor::single_line(),
            scroll: 0,
            rows: app.keymap.live_rows(&contexts, app),
            vim: app.has_modes(),
            contexts,
            under: None,
        }
    }

    /// Returns what is listed: only keys that work and match the filter.
    pub fn groups(&self, keymap: &Keymap) -> Vec<Group> {
        let filter = self.filter.text().to_lowercase();
        let mut groups: Vec<Group> = Vec::new();
        // The screen's own keys first, then writing, then those of everywhere.
        let mut contexts = self.contexts.clone();
        contexts.sort_by_key(|context| match context {
            Context::Global => 2,
            Context::Editor => 1,
            _ => 0,
        });
        for context in contexts {
            let mut rows: Vec<(String, &'static str)> = Vec::new();
            for row in self.rows.iter().filter(|row| row.context == context) {
                if filter.is_empty() && goes_without_saying(row.action) {
                    continue;
                }
                let mut shown: Vec<String> = row.keys.iter().take(1).map(|key| key.shown()).collect();
                if let Some(letter) = row.leader
                    && (shown.is_empty() || context != Context::Global)
                {
                    shown.push(format!("{} {letter}", keymap.leader().shown()));
                }
                let help = row.action.help();
                if shown.is_empty() || !matches(&filter, help, &shown) {
                    continue;
                }
                if !rows.iter().any(|(_, known)| *known == help) {
                    rows.push((shown.join("  "), help));
                }
            }
            if rows.is_empty() {
                continue;
            }
            match groups.iter_mut().find(|group| group.title == context.title()) {
                Some(group) => group.rows.extend(rows),
                None => groups.push(Group {
                    title: context.title(),
                    rows,
                }),
            }
        }
        let vim = vim::keys::listed().into_iter().filter(|_| self.vim);
        let rows: Vec<(String, &'static str)> = vim
            .filter(|listed| matches(&filter, listed.help, &listed.keys))
            .map(|listed| {
                let shown = |key: &String| Key::parse(key).map_or_else(|| key.clone(), Key::shown);
                let keys: Vec<String> = listed.keys.iter().map(shown).collect();
                (keys.join(" "), listed.help)
            })
            .collect();
        if !rows.is_empty() {
            let title = "Vim's modes";
            groups.push(Group { title, rows });
        }
        groups
    }

    /// Takes input; `false` closes.
    pub fn update(&mut self, input: &Input, now: std::time::Duration) -> bool {
        match input {
            Input::Action(Action::Back) => return false,
            Input::Action(Action::Up) => self.scroll = self.scroll.saturating_sub(1),
            Input::Action(Action::Down) => self.scroll = self.scroll.saturating_add(1),
            input => {
                if super::write(&mut self.filter, input, &mut Clip::default(), now) {
                    self.scroll = 0;
                }
            }
        }
        true
    }
}

fn matches(filter: &str, help: &str, keys: &[String]) -> bool {
    let found = |text: &str| text.to_lowercase().contains(filter);
    filter.is_empty() || found(help) || keys.iter().any(|key| found(key))
}

/// What everybody tries first needs no line of its own; the filter still finds it.
fn goes_without_saying(action: Action) -> bool {
    use Action as A;
    matches!(
        action,
        A::NewLine
            | A::DeleteBack
            | A::DeleteForward
            | A::MoveLeft
            | A::MoveRight
            | A::MoveUp
            | A::MoveDown
            | A::LineStart
            | A::LineEnd
            | A::PageUp
            | A::PageDown
            | A::SelectLeft
            | A::SelectUp
            | A::SelectDown
            | A::SelectWordLeft
            | A::SelectWordRight
            | A::SelectLineStart
            | A::SelectLineEnd
            | A::SelectTextStart
            | A::SelectTextEnd
            | A::Down
            | A::Left
            | A::First
            | A::Last
            | A::ScrollDown
            | A::Level1
            | A::Level2
            | A::Level3
    )
}
