//! The editor against the plainest model there is: a list of graphemes a line is made of. Whatever is
//! done, the texts agree, the cursor stands between graphemes, the edits folded onto the old text give
//! the new one, and undoing everything leads back to the start.
//!
//! `HOTSEAT_EDITOR_STEPS=50000` makes the runs as long as a release wants them.

use std::time::Duration;

use hotseat::app::action::Action;
use hotseat::app::editor::{Clip, Did, Editor, Manner};
use hotseat::text::vim;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use unicode_segmentation::UnicodeSegmentation;

/// What is pasted and typed: all that graphemes are made of, spaces, symbols.
const PIECES: &[&str] = &[
    "a",
    "word",
    " ",
    "  ",
    "\n",
    "\n  ",
    "\t",
    "é",
    "e\u{301}",
    "\u{301}",
    "漢字",
    "。",
    "👨‍👩‍👧",
    "👩",
    "\u{200d}",
    "🇩",
    "🇪",
    "❤\u{fe0f}",
    "\u{fe0f}",
    "नि",
    "1\u{fe0f}\u{20e3}",
    "\u{1112}\u{1161}\u{11ab}",
    "\u{1161}",
    "\\sum",
    "x_i + y",
    "שלום",
    "ﾞ",
    "\r\n",
    "\u{1b}[2J",
    "\u{202e}",
    "    ",
    "if x:",
    "return",
    "(",
    ")",
    "#",
    "\"\"\"",
];

/// What code begins with.
const CODE: &[&str] = &[
    "def f(x):\n",
    "    ",
    "\t",
    "return x",
    "\n",
    "(",
    "]",
    "'",
    "\"\"\"",
    "# a",
    "漢",
    "x = 1",
    ":",
];

#[derive(Debug, Clone)]
enum Step {
    Do(Action),
    Type(char),
    Paste(&'static str),
    Replace(&'static str),
    View(u16, u16),
    Click(u16, u16),
    Scroll(i32),
    Find(&'static str),
    Wait,
    Take,
}

fn step() -> impl Strategy<Value = Step> {
    let piece = || prop::sample::select(PIECES.to_vec());
    prop_oneof![
        10 => prop::sample::select(Action::ALL.to_vec()).prop_map(Step::Do),
        6 => piece().prop_map(|piece| Step::Type(piece.chars().next().unwrap_or('x'))),
        4 => piece().prop_map(Step::Paste),
        1 => piece().prop_map(Step::Replace),
        1 => (0..30u16, 0..6u16).prop_map(|(width, height)| Step::View(width, height)),
        1 => (0..30u16, 0..6u16).prop_map(|(column, row)| Step::Click(column, row)),
        1 => (-5..5i32).prop_map(Step::Scroll),
        1 => piece().prop_map(Step::Find),
        1 => Just(Step::Wait),
        1 => Just(Step::Take),
    ]
}

/// A text as graphemes with a cursor and the other end of a selection, counted in graphemes.
struct Model {
    graphemes: Vec<String>,
    cursor: usize,
    anchor: Option<usize>,
    is_code: bool,
}

impl Model {
    /// Takes the editor's own state as the start of one step.
    fn of(editor: &Editor) -> Self {
        let text = editor.text();
        let cursor = editor.cursor();
        let anchor = editor.selection().map(|range| {
            if range.start == cursor {
                range.end
            } else {
                range.start
            }
        });
        let count = |at: usize| split(&text[..at]).len();
        Self {
            cursor: count(cursor),
            anchor: anchor.map(count),
            graphemes: split(&text),
            is_code: editor.is_code(),
        }
    }

    /// Says whether only blanks stand before the cursor in its line.
    fn is_indent(&self) -> bool {
        let before = self.graphemes[..self.cursor].concat();
        let line = before.rsplit('\n').next().unwrap_or_default();
        !line.is_empty() && line.trim_matches([' ', '\t']).is_empty()
    }

    fn text(&self) -> String {
        self.graphemes.concat()
    }

    fn insert(&mut self, text: &str) {
        let from = self.anchor.map_or(self.cursor, |anchor| anchor.min(self.cursor));
        let to = self.anchor.map_or(self.cursor, |anchor| anchor.max(self.cursor));
        self.graphemes.splice(from..to, [text.to_owned()]);
    }

    /// Says what the text is after an action, for those whose outcome is plain.
    fn perform(&mut self, action: Action, clip: &str) -> Option<String> {
        let len = self.graphemes.len();
        match action {
            // In the indentation of code it goes to a tab stop.
            Action::DeleteBack if self.is_code && self.anchor.is_none() && self.is_indent() => return None,
            Action::DeleteBack if self.anchor.is_none() && self.cursor > 0 => {
                self.graphemes.remove(self.cursor - 1);
            }
            Action::Indent | Action::Outdent | Action::ToggleComment if self.is_code => return None,
            Action::DeleteForward if self.anchor.is_none() && self.cursor < len => {
                self.graphemes.remove(self.cursor);
            }
            Action::DeleteBack | Action::DeleteForward | Action::Cut if self.anchor.is_some() => {
                self.insert("");
            }
            // What stands between a mark and a break may be cleaned anew; that is not modelled.
            Action::PasteClip if clip.is_ascii() => self.insert(clip),
            Action::PasteClip
            | Action::NewLine
            | Action::CompleteOrNext
            | Action::DeleteWordBack
            | Action::DeleteWordForward
            | Action::CutToLineEnd
            | Action::CutToLineStart
            | Action::Undo
            | Action::Redo => return None,
            _ => {}
        }
        Some(self.text())
    }
}

/// Graphemes with every line break by itself.
fn split(text: &str) -> Vec<String> {
    text.split_inclusive('\n')
        .flat_map(|line| {
            let body = line.strip_suffix('\n').unwrap_or(line);
            let broken = (body.len() < line.len()).then_some("\n");
            body.graphemes(true).chain(broken).map(str::to_owned)
        })
        .collect()
}

/// Where the cursor has to be after a step that moves by one grapheme.
fn moved(model: &Model, action: Action) -> Option<usize> {
    let at = match (action, model.anchor) {
        (Action::MoveLeft | Action::SelectLeft, None) | (Action::SelectLeft, _) => {
            model.cursor.saturating_sub(1)
        }
        (Action::MoveRight | Action::SelectRight, None) | (Action::SelectRight, _) => {
            (model.cursor + 1).min(model.graphemes.len())
        }
        (Action::TextStart, _) => 0,
        (Action::TextEnd, _) => model.graphemes.len(),
        _ => return None,
    };
    Some(model.graphemes[..at].concat().len())
}

/// What is pressed where keys have modes: mostly keys of the table, some text, what has a name.
#[derive(Debug, Clone)]
enum Press {
    Keys(String),
    Step(Step),
}

fn press() -> impl Strategy<Value = Press> {
    let rows: Vec<&'static str> = vim::keys::KEYS.iter().map(|row| row.keys).collect();
    let count = prop::sample::select(vec!["", "", "", "", "2", "3", "30"]);
    let extra = prop::sample::select(vec!["", "", "x", "d", ")", "\u{e9}", "w", "\""]);
    let keys = (count, prop::sample::select(rows), extra);
    prop_oneof![
        12 => keys.prop_map(|(count, keys, extra)| Press::Keys(format!("{count}{keys}{extra}"))),
        2 => prop::sample::select(PIECES.to_vec()).prop_map(|piece| Press::Keys(piece.to_owned())),
        4 => Just(Press::Step(Step::Do(Action::NormalMode))),
        4 => step().prop_map(Press::Step),
    ]
}

/// With vim's keys: what is done folds to the text, is undone to the start, and leaves the cursor on a
/// character.
fn run_modal(mut editor: Editor, presses: &[Press]) -> Result<(), TestCaseError> {
    editor.set_manner(Manner::Modal);
    let start = editor.text();
    let mut clip = Clip::default();
    let mut now = Duration::ZERO;
    for press in presses {
        let before = editor.text();
        now += Duration::from_millis(100);
        let mut did = Vec::new();
        match press {
            Press::Keys(keys) => did.extend(keys.chars().map(|c| editor.press(c, &mut clip, now))),
            Press::Step(Step::Do(action)) => did.push(editor.perform(*action, &mut clip, now)),
            Press::Step(Step::Type(c)) => did.push(editor.type_char(*c, now)),
            Press::Step(Step::Paste(text)) => did.push(editor.paste(text, now)),
            Press::Step(Step::Replace(text)) => did.push(editor.replace_all(text, now)),
            Press::Step(Step::View(width, rows)) => editor.set_view(*width, *rows),
            Press::Step(Step::Click(column, row)) => editor.click(*column, *row),
            Press::Step(Step::Scroll(rows)) => editor.scroll(*rows),
            Press::Step(Step::Find(text)) => {
                editor.begin_search();
                editor.set_query(text);
            }
            Press::Step(Step::Wait) => now += Duration::from_secs(2),
            Press::Step(Step::Take) => {}
        }
        let text = editor.text();
        // A text of megabytes proves nothing more.
        if text.len() > 20_000 {
            break;
        }
        if did.iter().all(|did| matches!(did, Did::Nothing | Did::Unhandled)) {
            prop_assert_eq!(&text, &before, "{:?}", press);
        }
        let at = editor.cursor();
        let line = text[..at].rfind('\n').map_or(0, |at| at + 1);
        let end = text[line..].find('\n').map_or(text.len(), |at| line + at);
        let mut stops: Vec<usize> = text[line..end]
            .grapheme_indices(true)
            .map(|(at, _)| line + at)
            .collect();
        if editor.mode() != Some("normal") || stops.is_empty() {
            stops.push(end);
        }
        prop_assert!(stops.contains(&at), "{:?} at {} after {:?}", text, at, press);
        if editor.is_code() {
            let anew = Editor::code(&text);
            prop_assert_eq!(editor.starts(), anew.starts());
        }
    }
    let mut journal = start.clone();
    for edit in editor.take_edits() {
        edit.apply(&mut journal)
            .map_err(|misfit| TestCaseError::fail(misfit.to_string()))?;
    }
    prop_assert_eq!(&journal, &editor.text());
    let _ = editor.perform(Action::NormalMode, &mut clip, now);
    while editor.perform(Action::Undo, &mut clip, now) == Did::Edited {}
    prop_assert_eq!(editor.text(), start);
    Ok(())
}

fn run(mut editor: Editor, steps: &[Step]) -> Result<(), TestCaseError> {
    let start = editor.text();
    let start = start.as_str();
    let mut clip = Clip::default();
    let mut now = Duration::ZERO;
    let mut journal = start.to_owned();
    let (mut width, mut height) = (0, 0);
    for step in steps {
        let mut model = Model::of(&editor);
        let before = editor.text();
        now += Duration::from_millis(100);
        match step {
            Step::Do(action) => {
                let there = moved(&model, *action);
                let wanted = model.perform(*action, &clip.text);
                let did = editor.perform(*action, &mut clip, now);
                if let Some(wanted) = wanted {
                    prop_assert_eq!(editor.text(), wanted, "{:?}", action);
                }
                if let Some(there) = there {
                    prop_assert_eq!(editor.cursor(), there, "{:?}", action);
                }
                if matches!(did, Did::Nothing | Did::Moved | Did::Unhandled) {
                    prop_assert_eq!(&editor.text(), &before, "{:?} said {:?}", action, did);
                }
            }
            Step::Type(c) => {
                let did = editor.type_char(*c, now);
                if did == Did::Edited && *c != '\n' {
                    model.insert(&c.to_string());
                    prop_assert_eq!(editor.text(), model.text());
                }
            }
            Step::Paste(text) => {
                let _ = editor.paste(text, now);
                if text.chars().all(char::is_alphanumeric) {
                    model.insert(text);
                    prop_assert_eq!(editor.text(), model.text());
                }
            }
            Step::Replace(text) => {
                let _ = editor.replace_all(text, now);
            }
            Step::View(columns, rows) => {
                let text = columns.saturating_sub(editor.gutter()).max((*columns).min(1));
                let changed = (width, height) != (text, usize::from(*rows));
                (width, height) = (text, usize::from(*rows));
                editor.set_view(*columns, *rows);
                // The same size again leaves a view that was scrolled as it is.
                prop_assert!(!changed || editor.visible_cursor().is_some());
            }
            Step::Click(column, row) => editor.click(*column, *row),
            Step::Scroll(rows) => editor.scroll(*rows),
            Step::Find(text) => {
                editor.begin_search();
                editor.set_query(text);
            }
            Step::Wait => now += Duration::from_secs(2),
            Step::Take => {
                for edit in editor.take_edits() {
                    edit.apply(&mut journal)
                        .map_err(|misfit| TestCaseError::fail(misfit.to_string()))?;
                }
                prop_assert_eq!(&journal, &editor.text());
            }
        }
        let text = editor.text();
        prop_assert_eq!(editor.len(), text.len());
        prop_assert_eq!(editor.words(), Editor::new(&text).words());
        if editor.is_code() {
            let anew = Editor::code(&text);
            prop_assert_eq!(editor.starts(), anew.starts());
        }
        let line = text[..editor.cursor()].rfind('\n').map_or(0, |at| at + 1);
        let end = text[line..].find('\n').map_or(text.len(), |at| line + at);
        let whole = text[line..end]
            .grapheme_indices(true)
            .map(|(at, _)| line + at)
            .chain([end]);
        prop_assert!(
            whole.into_iter().any(|at| at == editor.cursor()),
            "inside a grapheme after {:?}",
            step
        );
        prop_assert!(editor.shown().count() <= height.max(1));
        if !matches!(step, Step::Scroll(_))
            && matches!(step, Step::Type(_) | Step::Paste(_))
            && text != before
        {
            prop_assert!(editor.visible_cursor().is_some());
        }
    }
    while editor.perform(Action::Undo, &mut clip, now) == Did::Edited {}
    prop_assert_eq!(editor.text(), start);
    for edit in editor.take_edits() {
        edit.apply(&mut journal)
            .map_err(|misfit| TestCaseError::fail(misfit.to_string()))?;
    }
    prop_assert_eq!(journal, start);
    while editor.perform(Action::Redo, &mut clip, now) == Did::Edited {}
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, max_shrink_iters: 4096, ..ProptestConfig::default() })]

    #[test]
    fn the_editor_does_as_a_list_of_graphemes_does(
        start in prop::collection::vec(prop::sample::select(PIECES[..27].to_vec()), 0..8),
        steps in prop::collection::vec(step(), 1..60),
    ) {
        run(Editor::new(&start.concat()), &steps)?;
    }

    #[test]
    fn in_code_too(
        start in prop::collection::vec(prop::sample::select(CODE.to_vec()), 0..8),
        steps in prop::collection::vec(step(), 1..60),
    ) {
        run(Editor::code(&start.concat()), &steps)?;
    }

    #[test]
    fn vims_keys_fold_to_the_text_too(
        start in prop::collection::vec(prop::sample::select(PIECES[..27].to_vec()), 0..12),
        presses in prop::collection::vec(press(), 1..40),
    ) {
        run_modal(Editor::new(&start.concat()), &presses)?;
    }

    #[test]
    fn and_in_code(
        start in prop::collection::vec(prop::sample::select(CODE.to_vec()), 0..12),
        presses in prop::collection::vec(press(), 1..40),
    ) {
        run_modal(Editor::code(&start.concat()), &presses)?;
    }
}

/// The long run of a release: as many steps as asked for, in texts that grow.
#[test]
#[expect(
    clippy::disallowed_methods,
    reason = "how long to test is asked of whoever runs the tests"
)]
fn a_long_run_does_as_a_list_of_graphemes_does() {
    let wanted = std::env::var("HOTSEAT_EDITOR_STEPS")
        .ok()
        .and_then(|steps| steps.parse().ok());
    let mut left = wanted.unwrap_or(1000_usize);
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    while left > 0 {
        let length = left.min(1000);
        let steps = prop::collection::vec(step(), length)
            .new_tree(&mut runner)
            .expect("a list of steps can always be made")
            .current();
        run(Editor::new("loss = −∑ p log q\n"), &steps).unwrap();
        run(
            Editor::code("def loss(p, q):\n    return −∑(p * log(q))\n"),
            &steps,
        )
        .unwrap();
        left -= length;
    }
}
