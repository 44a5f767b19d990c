//! The one key table: dispatch, the key line, `?`, the palette, `hotseat keys` and `docs/keys.md`
//! all read [`bindings::BINDINGS`]. Lookup goes from the innermost context outwards; a key no binding
//! claims is typed where text has the focus.

pub mod bindings;
pub mod key;

use std::collections::BTreeMap;

use crossterm::event::KeyEvent;

use super::App;
use super::action::Action;
use super::editor::Manner;
use crate::domain::config::EditorKeys;
use key::Key;

/// Where a binding holds. Innermost first: overlay, editor, screen, global.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Context {
    Global,
    Home,
    Setup,
    Interview,
    /// On the canvas, where arrows draw.
    Drawing,
    /// The interviewer's pane has the focus: no text is typed.
    Interviewer,
    Paused,
    /// After done, before the next prompt.
    Between,
    Predict,
    /// The checklist or the levels have the focus.
    Debrief,
    /// The answer, reference or pitfalls beside it.
    DebriefText,
    Pitfalls,
    Scorecard,
    /// Past sessions, whichever pane has the focus.
    Review,
    /// The sessions or the questions of one have the focus.
    ReviewList,
    /// What an answer was has the focus.
    ReviewText,
    Replay,
    Compare,
    /// The search line over past sessions.
    ReviewSearch,
    /// The list of stories, or the matrix.
    Stories,
    /// Writing a story.
    Story,
    /// Question banks, whatever pane has the focus.
    Banks,
    /// Banks and topics.
    BankGroups,
    /// The questions of a bank.
    BankList,
    /// Reading a question of a bank, or what is wrong with banks.
    BankText,
    /// Searching in banks.
    BankSearch,
    /// The fields of a question.
    BankForm,
    /// A row of them that is no text.
    BankRow,
    /// Two versions of a question.
    BankConflict,
    /// A name for the bank screen.
    BankName,
    /// The code files of a question.
    BankFiles,
    /// A code file of a question.
    BankCode,
    /// What a bank was before.
    BankVersions,
    Progress,
    /// Any text that takes typing.
    Editor,
    /// One line of text: notes, search, palette.
    Line,
    Help,
    Palette,
    Confirm,
    Notes,
    Ask,
    Find,
    /// Reading what a run printed.
    Output,
    /// Choosing topics.
    Topics,
    /// Naming a loop.
    Naming,
    /// Choosing which past sessions show.
    Filter,
    /// Choosing a story to tell.
    Tell,
    TooSmall,
}

impl Context {
    /// Returns the name used in configuration and in `hotseat keys --json`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Global => "global",
            Self::Home => "home",
            Self::Setup => "setup",
            Self::Interview => "interview",
            Self::Drawing => "drawing",
            Self::Interviewer => "interviewer",
            Self::Paused => "paused",
            Self::Between => "between",
            Self::Predict => "predict",
            Self::Debrief => "debrief",
            Self::DebriefText => "debrief-text",
            Self::Pitfalls => "pitfalls",
            Self::Scorecard => "scorecard",
            Self::Review => "review",
            Self::ReviewList => "review-list",
            Self::ReviewText => "review-text",
            Self::ReviewSearch => "review-search",
            Self::Replay => "replay",
            Self::Compare => "compare",
            Self::Stories => "stories",
            Self::Story => "story",
            Self::Banks => "banks",
            Self::BankGroups => "bank-groups",
            Self::BankList => "bank-list",
            Self::BankText => "bank-text",
            Self::BankSearch => "bank-search",
            Self::BankForm => "bank-form",
            Self::BankRow => "bank-row",
            Self::BankConflict => "bank-conflict",
            Self::BankName => "bank-name",
            Self::BankFiles => "bank-files",
            Self::BankCode => "bank-code",
            Self::BankVersions => "bank-versions",
            Self::Progress => "progress",
            Self::Editor => "editor",
            Self::Line => "line",
            Self::Help => "help",
            Self::Palette => "palette",
            Self::Confirm => "confirm",
            Self::Notes => "notes",
            Self::Ask => "ask",
            Self::Find => "find",
            Self::Output => "output",
            Self::Topics => "topics",
            Self::Naming => "naming",
            Self::Filter => "filter",
            Self::Tell => "tell",
            Self::TooSmall => "too-small",
        }
    }

    /// Returns the heading in the list of keys.
    pub fn title(self) -> &'static str {
        match self {
            Self::Global => "Everywhere",
            Self::Home => "Home",
            Self::Setup => "Setup",
            Self::Interview => "This question",
            Self::Drawing => "Drawing",
            Self::Interviewer => "Interviewer",
            Self::Paused => "Paused",
            Self::Between => "After done",
            Self::Predict => "Prediction",
            Self::Debrief => "Scoring",
            Self::DebriefText => "Reading",
            Self::Pitfalls => "Often missed",
            Self::Scorecard => "Scorecard",
            Self::Review => "Review",
            Self::ReviewList => "Sessions",
            Self::ReviewText => "An answer",
            Self::Replay => "Replay",
            Self::Compare => "Two attempts",
            Self::Stories => "Stories",
            Self::Story => "A story",
            Self::Banks => "Question banks",
            Self::BankGroups => "Banks and topics",
            Self::BankList => "Questions",
            Self::BankText => "Reading a question",
            Self::BankSearch => "Searching",
            Self::BankForm => "Fields",
            Self::BankRow => "A row",
            Self::BankConflict => "Two versions",
            Self::BankName => "A name",
            Self::BankFiles => "Code files",
            Self::BankCode => "A code file",
            Self::BankVersions => "Versions of a bank",
            Self::Progress => "Progress",
            Self::Editor => "Writing",
            Self::Line => "One line",
            Self::Help => "Keys",
            Self::Palette => "Palette",
            Self::Confirm => "Question",
            Self::Notes => "Notes",
            Self::Ask => "Asking",
            Self::Find | Self::ReviewSearch => "Search",
            Self::Output => "Output",
            Self::Topics => "Topics",
            Self::Naming => "Name of a loop",
            Self::Filter => "Filter",
            Self::Tell => "Telling a story",
            Self::TooSmall => "Too small",
        }
    }
}

/// Which editing keys hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Preset {
    #[default]
    Ordinary,
    Emacs,
    /// The ordinary keys but those vim has for something else; what is typed in normal mode is in
    /// [`crate::text::vim::keys`].
    Vim,
}

impl Preset {
    /// Returns the name used in configuration.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ordinary => "default",
            Self::Emacs => "emacs",
            Self::Vim => "vim",
        }
    }

    /// Returns how an editor takes keys.
    pub fn manner(self) -> Manner {
        match self {
            Self::Ordinary | Self::Emacs => Manner::Direct,
            Self::Vim => Manner::Modal,
        }
    }
}

impl From<EditorKeys> for Preset {
    fn from(keys: EditorKeys) -> Self {
        match keys {
            EditorKeys::Ordinary => Self::Ordinary,
            EditorKeys::Emacs => Self::Emacs,
            EditorKeys::Vim => Self::Vim,
        }
    }
}

/// Where in the key line a binding is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rank {
    /// Lower comes first; [`Rank::RIGHT`] stands at the right edge.
    pub order: u8,
    /// Keys as shown where one hint stands for several bindings; empty: the binding's own.
    pub keys: &'static str,
    pub label: &'static str,
}

impl Rank {
    pub const RIGHT: u8 = 100;
}

/// One row of the table.
#[derive(Debug, Clone, Copy)]
pub struct Binding {
    pub context: Context,
    pub action: Action,
    /// Keys as `key::Key` reads them.
    pub keys: &'static [&'static str],
    /// The letter after the leader (Ctrl-G; emacs: Ctrl-X).
    pub leader: Option<char>,
    /// Empty: in every preset.
    pub presets: &'static [Preset],
    pub hint: Option<Rank>,
    /// Governs dispatch and display, so that a hint never names a dead key.
    pub when: fn(&App) -> bool,
}

impl Binding {
    fn holds_in(&self, preset: Preset) -> bool {
        self.presets.is_empty() || self.presets.contains(&preset)
    }
}

/// A row that works at some moment: what lists of keys keep while they are open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LiveRow {
    pub context: Context,
    pub action: Action,
    pub keys: Vec<Key>,
    pub leader: Option<char>,
}

/// What a key came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hit {
    Action(Action),
    /// The leader was pressed: a letter follows.
    Leader,
    None,
}

/// The table with the person's own keys in it.
#[derive(Debug, Clone)]
pub struct Keymap {
    pub preset: Preset,
    rows: Vec<Row>,
    /// The places of a context's rows, at the context's own: most of the table is asked about by no screen.
    by_context: Vec<Vec<usize>>,
    /// How the key line shows each row's keys; empty where it does not.
    hints: Vec<String>,
}

/// The place of a binding in the table, and its keys.
type Row = (usize, Vec<Key>);

impl Keymap {
    /// Builds the table for a preset. `overrides` replace keys by `context.action`; the returned
    /// sentences name what could not be used.
    pub fn new(preset: Preset, overrides: &BTreeMap<String, Vec<String>>) -> (Self, Vec<String>) {
        let mut problems = Vec::new();
        let mut rows: Vec<Row> = Vec::with_capacity(bindings::BINDINGS.len());
        for (index, binding) in bindings::BINDINGS.iter().enumerate() {
            if !binding.holds_in(preset) {
                continue;
            }
            rows.push((
                index,
                binding.keys.iter().filter_map(|key| Key::parse(key)).collect(),
            ));
        }
        for (name, keys) in overrides {
            let mut parsed = Vec::new();
            for key in keys {
                match Key::parse(key) {
                    Some(key) if key.is_ambiguous() => problems.push(format!(
                        "keys.{name}: terminals send `{key}` as another key; choose one they can tell apart."
                    )),
                    Some(key) => parsed.push(key),
                    None => problems.push(format!(
                        "keys.{name}: `{key}` is not a key; write it like `ctrl-x`, `alt-b`, `f5` or `enter`."
                    )),
                }
            }
            let mut known = false;
            for (index, row) in &mut rows {
                let binding = &bindings::BINDINGS[*index];
                if format!("{}.{}", binding.context.name(), binding.action.name()) == *name {
                    // Where none of them can be used the built-in ones hold.
                    if !parsed.is_empty() || keys.is_empty() {
                        row.clone_from(&parsed);
                    }
                    known = true;
                }
            }
            if name.starts_with("vim.") {
                problems.push(format!("keys.{name}: vim's keys cannot be changed."));
            } else if !known {
                problems.push(format!(
                    "keys.{name} names no action; `hotseat keys` lists them as context.action."
                ));
            }
        }
        let mut by_context: Vec<Vec<usize>> = Vec::new();
        for (row, (index, _)) in rows.iter().enumerate() {
            let context = bindings::BINDINGS[*index].context as usize;
            if by_context.len() <= context {
                by_context.resize(context + 1, Vec::new());
            }
            by_context[context].push(row);
        }
        let mut keymap = Self {
            preset,
            rows,
            by_context,
            hints: Vec::new(),
        };
        keymap.hints = keymap
            .rows()
            .map(|(binding, keys)| keymap.hint(binding, keys))
            .collect();
        (keymap, problems)
    }

    /// Returns how the key line shows the keys of a binding: as its hint has them, or one's own.
    fn hint(&self, binding: &Binding, keys: &[Key]) -> String {
        let own = |rank: Rank| {
            let of_table = |(key, text): (&Key, &&str)| Key::parse(text) == Some(*key);
            rank.keys.is_empty() || (!keys.is_empty() && !keys.iter().zip(binding.keys).all(of_table))
        };
        match binding.hint {
            None => String::new(),
            Some(_) if binding.action == Action::Leader => self.leader().shown(),
            Some(rank) if own(rank) => self.shown(binding.leader, keys),
            Some(rank) => rank.keys.to_owned(),
        }
    }

    /// Returns the rows of a context, in the order of the table.
    fn of(&self, context: Context) -> impl Iterator<Item = (&'static Binding, &[Key])> {
        let places = self
            .by_context
            .get(context as usize)
            .map_or(&[][..], Vec::as_slice);
        places.iter().map(|row| {
            let (index, keys) = &self.rows[*row];
            (&bindings::BINDINGS[*index], keys.as_slice())
        })
    }

    /// Returns the bindings of these contexts that work now, innermost context first.
    pub fn live<'a>(
        &'a self,
        contexts: &'a [Context],
        app: &'a App,
    ) -> impl Iterator<Item = (&'static Binding, &'a [Key])> + 'a {
        let rows = contexts.iter().flat_map(|context| self.of(*context));
        rows.filter(move |(binding, _)| (binding.when)(app))
    }

    /// Returns those of [`Keymap::live`] that have a hint, with their keys as it shows them. Asked at every
    /// frame: the hint first, as a condition may cost more than a comparison.
    pub fn hinted<'a>(
        &'a self,
        contexts: &'a [Context],
        app: &'a App,
    ) -> impl Iterator<Item = (Rank, &'a str)> + 'a {
        let places = contexts
            .iter()
            .filter_map(|context| self.by_context.get(*context as usize));
        places.flatten().filter_map(move |row| {
            let binding = &bindings::BINDINGS[self.rows[*row].0];
            let rank = binding.hint?;
            (binding.when)(app).then(|| (rank, self.hints[*row].as_str()))
        })
    }

    /// Returns the rows that work now, to be kept, each with those of its keys that lead to it: what a row
    /// before it has means something else.
    pub fn live_rows(&self, contexts: &[Context], app: &App) -> Vec<LiveRow> {
        let mut kept: Vec<LiveRow> = Vec::new();
        for (binding, keys) in self.live(contexts, app) {
            if binding.action == Action::Leader {
                continue;
            }
            let others = kept.iter().filter(|row| row.action != binding.action);
            let leader = binding
                .leader
                .filter(|letter| !others.clone().any(|row| row.leader == Some(*letter)));
            let free = |key: &&Key| !others.clone().any(|row| row.keys.contains(*key));
            let keys = keys.iter().filter(free).copied().collect();
            kept.push(LiveRow {
                context: binding.context,
                action: binding.action,
                keys,
                leader,
            });
        }
        kept
    }

    /// Returns every row of this preset.
    pub fn rows(&self) -> impl Iterator<Item = (&'static Binding, &[Key])> {
        self.rows
            .iter()
            .map(|(index, keys)| (&bindings::BINDINGS[*index], keys.as_slice()))
    }

    /// Returns what `event` means in these contexts.
    pub fn lookup(&self, event: &KeyEvent, contexts: &[Context], app: &App) -> Hit {
        let key = Key::from_event(event);
        if key == self.leader()
            && self
                .live(contexts, app)
                .any(|(binding, _)| binding.leader.is_some())
        {
            return Hit::Leader;
        }
        // The key first: most rows are not its, and a condition may cost more than a comparison.
        contexts
            .iter()
            .flat_map(|context| self.of(*context))
            .find(|(binding, keys)| keys.contains(&key) && (binding.when)(app))
            .map_or(Hit::None, |(binding, _)| Hit::Action(binding.action))
    }

    /// Returns what `event` means after the leader.
    pub fn lookup_leader(&self, event: &KeyEvent, contexts: &[Context], app: &App) -> Hit {
        let Some(letter) = Key::from_event(event).letter() else {
            return Hit::None;
        };
        self.live(contexts, app)
            .find(|(binding, _)| binding.leader == Some(letter))
            .map_or(Hit::None, |(binding, _)| Hit::Action(binding.action))
    }

    /// Returns the leader of the preset.
    pub fn leader(&self) -> Key {
        Key::ctrl(match self.preset {
            Preset::Ordinary | Preset::Vim => 'g',
            Preset::Emacs => 'x',
        })
    }

    /// Returns how the keys of a binding are shown: the first key, or the leader and its letter.
    pub fn shown(&self, leader: Option<char>, keys: &[Key]) -> String {
        match (keys.first(), leader) {
            (Some(key), _) => key.shown(),
            (None, Some(letter)) => format!("{} {letter}", self.leader().shown()),
            (None, None) => String::new(),
        }
    }

    /// Returns how the key of `action` is shown in this context, whether it works now or not.
    pub fn key_in(&self, action: Action, context: Context) -> Option<String> {
        self.of(context)
            .find(|(binding, _)| binding.action == action)
            .map(|(binding, keys)| self.shown(binding.leader, keys))
            .filter(|shown| !shown.is_empty())
    }

    /// Returns the key of `action` in this context for a sentence; where it has none, what the palette calls it.
    pub fn spelled(&self, action: Action, context: Context) -> String {
        self.key_in(action, context)
            .unwrap_or_else(|| format!("“{}”", action.help()))
    }

    /// Returns how the key of `action` is shown in these contexts, if it works now.
    pub fn key_of(&self, action: Action, contexts: &[Context], app: &App) -> Option<String> {
        let mut rows = contexts.iter().flat_map(|context| self.of(*context));
        rows.find(|(binding, _)| binding.action == action && (binding.when)(app))
            .map(|(binding, keys)| self.shown(binding.leader, keys))
            .filter(|shown| !shown.is_empty())
    }
}
