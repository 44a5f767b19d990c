//! Every binding there is. Interview commands have function keys and a leader letter, so that no
//! editing preset shadows them; tests hold the table to that. The file is long because it is one table.

use super::{Binding, Context, Preset, Rank};
use crate::app::App;
use crate::app::action::Action;

const fn bind(context: Context, action: Action, keys: &'static [&'static str]) -> Binding {
    Binding {
        context,
        action,
        keys,
        leader: None,
        presets: &[],
        hint: None,
        when: always,
    }
}

fn always(_: &App) -> bool {
    true
}

impl Binding {
    const fn leader(mut self, letter: char) -> Self {
        self.leader = Some(letter);
        self
    }

    const fn hint(mut self, order: u8, keys: &'static str, label: &'static str) -> Self {
        self.hint = Some(Rank { order, keys, label });
        self
    }

    const fn when(mut self, when: fn(&App) -> bool) -> Self {
        self.when = when;
        self
    }

    const fn ordinary(mut self) -> Self {
        self.presets = &[Preset::Ordinary];
        self
    }

    const fn emacs(mut self) -> Self {
        self.presets = &[Preset::Emacs];
        self
    }

    const fn vim(mut self) -> Self {
        self.presets = &[Preset::Vim];
        self
    }

    /// The ordinary keys that vim's preset has too.
    const fn but_emacs(mut self) -> Self {
        self.presets = &[Preset::Ordinary, Preset::Vim];
        self
    }
}

use Action as A;
use Context as C;

mod banks;
mod looking;

/// The table. Within a context the first row that works now wins.
pub static BINDINGS: &[Binding] = &TABLE;

static TABLE: [Binding; ROWS.len() + looking::ROWS.len() + banks::ROWS.len()] =
    joined(&[ROWS, looking::ROWS, banks::ROWS]);

/// Returns the rows of several tables, in order.
const fn joined<const N: usize>(tables: &[&[Binding]]) -> [Binding; N] {
    let mut rows = [tables[0][0]; N];
    let (mut table, mut at) = (0, 0);
    while table < tables.len() {
        let mut row = 0;
        while row < tables[table].len() {
            rows[at] = tables[table][row];
            at += 1;
            row += 1;
        }
        table += 1;
    }
    rows
}

/// What holds in interviews, debriefs, Setup and overlays.
const ROWS: &[Binding] = &[
    // Interview.
    bind(C::Interview, A::CancelRun, &["esc"])
        .leader('q')
        .hint(0, "", "stop the run")
        .when(App::runs),
    bind(C::Interview, A::RunTests, &["f5"])
        .leader('t')
        .hint(1, "", "run")
        .when(App::may_run),
    bind(C::Interview, A::Done, &["f2"])
        .leader('d')
        .hint(2, "", "submit stage")
        .when(App::has_next_stage),
    bind(C::Interview, A::Done, &["f2"])
        .leader('d')
        .hint(2, "", "done")
        .when(App::has_no_next_stage),
    bind(C::Interview, A::FollowUp, &["f3"])
        .leader('f')
        .hint(3, "", "follow-up")
        .when(App::has_follow_up),
    bind(C::Interview, A::Hint, &["f4"])
        .leader('h')
        .hint(4, "", "hint")
        .when(App::has_hint),
    bind(C::Interview, A::Output, &["f7"])
        .leader('v')
        .hint(5, "", "output")
        .when(App::has_run),
    bind(C::Interview, A::TellStory, &["f5"])
        .leader('y')
        .hint(2, "", "stories")
        .when(App::may_tell),
    bind(C::Interview, A::NextFailure, &[])
        .leader('j')
        .when(App::has_failure),
    bind(C::Interview, A::RunScript, &[])
        .leader('i')
        .when(App::may_run),
    bind(C::Interview, A::Pause, &["f8"])
        .leader('p')
        .hint(6, "", "pause")
        .when(App::may_pause),
    bind(C::Interview, A::ExternalEditor, &["f9"])
        .leader('e')
        .hint(7, "", "$EDITOR")
        .when(App::may_write),
    bind(C::Interview, A::NextPane, &["f6"])
        .leader('o')
        .hint(8, "", "pane"),
    bind(C::Interview, A::Ask, &[]).leader('a').when(App::may_ask),
    bind(C::Interview, A::PassStage, &[])
        .leader('g')
        .when(App::has_next_stage),
    bind(C::Interview, A::Canvas, &[])
        .leader('c')
        .hint(9, "", "canvas")
        .when(App::has_canvas),
    bind(C::Interview, A::Draw, &[])
        .leader('w')
        .hint(0, "", "draw lines")
        .when(App::on_canvas),
    bind(C::Interview, A::BoxWords, &[])
        .leader('b')
        .hint(0, "", "box the words")
        .when(App::on_canvas),
    bind(C::Interview, A::Notes, &[]).leader('n'),
    bind(C::Interview, A::Star, &[]).leader('r'),
    bind(C::Interview, A::Spoken, &[])
        .leader('s')
        .when(App::may_write),
    bind(C::Interview, A::PreviousField, &["shift-tab"]).when(App::has_fields),
    bind(C::Interview, A::Skip, &[]).leader('k'),
    bind(C::Interview, A::EndRound, &[]).leader('x'),
    bind(C::Interview, A::LeaveInterview, &["esc"]).leader('l'),
    bind(C::Interview, A::Leader, &[]).hint(10, "", "more"),
    bind(C::Drawing, A::StrokeUp, &["up"]).hint(0, "◂▴▾▸", "draw"),
    bind(C::Drawing, A::StrokeDown, &["down"]),
    bind(C::Drawing, A::StrokeLeft, &["left"]),
    bind(C::Drawing, A::StrokeRight, &["right"]),
    bind(C::Drawing, A::ArrowHead, &["enter"]).hint(0, "", "arrow's head"),
    bind(C::Drawing, A::StopDrawing, &["esc"]).hint(0, "", "stop drawing"),
    bind(C::Interviewer, A::ScrollUp, &["up", "k"]).hint(11, "▴▾", "scroll"),
    bind(C::Interviewer, A::ScrollDown, &["down", "j"]),
    bind(C::Interviewer, A::PageUp, &["pageup"]),
    bind(C::Interviewer, A::PageDown, &["pagedown", "space"]),
    bind(C::Interviewer, A::ToAnswer, &["tab", "enter"]).hint(0, "Tab", "answer"),
    // Paused.
    bind(C::Paused, A::Continue, &["enter", "f8", "space"])
        .leader('p')
        .hint(1, "Enter", "go on"),
    bind(C::Paused, A::LeaveInterview, &["esc", "l"])
        .leader('l')
        .hint(2, "Esc", "leave, resume later"),
    // After done.
    bind(C::Between, A::Next, &["enter", "f2"])
        .leader('d')
        .hint(1, "Enter", "next"),
    bind(C::Between, A::TakeBack, &["u"])
        .leader('u')
        .hint(2, "", "take it back")
        .when(App::may_take_back),
    bind(C::Between, A::FollowUp, &["f3", "f"])
        .leader('f')
        .hint(3, "F3", "follow-up")
        .when(App::may_probe_on),
    bind(C::Between, A::Output, &["f7"])
        .leader('v')
        .when(App::has_run),
    bind(C::Between, A::Notes, &["n"]).leader('n').hint(4, "", "note"),
    bind(C::Between, A::Star, &["*", "r"])
        .leader('r')
        .hint(5, "", "revisit"),
    bind(C::Between, A::EndRound, &["x"])
        .leader('x')
        .when(App::more_questions),
    bind(C::Between, A::LeaveInterview, &["esc"])
        .leader('l')
        .hint(6, "", "leave, resume later"),
    // Prediction.
    bind(C::Predict, A::Level0, &["0"]).hint(1, "0-4", "predict"),
    bind(C::Predict, A::Level1, &["1"]),
    bind(C::Predict, A::Level2, &["2"]),
    bind(C::Predict, A::Level3, &["3"]),
    bind(C::Predict, A::Level4, &["4"]),
    bind(C::Predict, A::Up, &["up", "k"]),
    bind(C::Predict, A::Down, &["down", "j"]),
    bind(C::Predict, A::Next, &["enter"]).hint(2, "", "open the reference"),
    bind(C::Predict, A::NextPane, &["tab", "f6"]).hint(3, "", "read your answer"),
    bind(C::Predict, A::PutOff, &["esc"]).hint(4, "", "score later"),
    // Scoring.
    bind(C::Debrief, A::KeepTick, &["y"]).when(App::asks_about_tick),
    bind(C::Debrief, A::Untick, &["n"]).when(App::asks_about_tick),
    bind(C::Debrief, A::Tick, &["space"])
        .hint(1, "", "tick")
        .when(App::on_idea),
    bind(C::Debrief, A::Up, &["up", "k"])
        .hint(2, "▴▾", "idea")
        .when(App::on_idea),
    bind(C::Debrief, A::Up, &["up", "k"])
        .hint(2, "▴▾", "criterion")
        .when(App::on_level),
    bind(C::Debrief, A::Down, &["down", "j"]),
    bind(C::Debrief, A::First, &["home"]),
    bind(C::Debrief, A::Last, &["end"]),
    bind(C::Debrief, A::Level0, &["0"])
        .hint(1, "0-4", "level")
        .when(App::on_level),
    bind(C::Debrief, A::Level1, &["1"]).when(App::on_level),
    bind(C::Debrief, A::Level2, &["2"]).when(App::on_level),
    bind(C::Debrief, A::Level3, &["3"]).when(App::on_level),
    bind(C::Debrief, A::Level4, &["4"]).when(App::on_level),
    bind(C::Debrief, A::NotApplicable, &["-"]).when(App::on_level),
    bind(C::Debrief, A::ExemplarPrevious, &["["])
        .hint(3, "[ ]", "exemplar")
        .when(App::has_exemplars),
    bind(C::Debrief, A::ExemplarNext, &["]"]).when(App::has_exemplars),
    bind(C::Debrief, A::AllFields, &["a"])
        .hint(8, "", "all fields")
        .when(App::by_field),
    bind(C::Debrief, A::PageUp, &["pageup"]).when(App::beside_levels),
    bind(C::Debrief, A::PageDown, &["pagedown"])
        .hint(9, "PgDn", "read on")
        .when(App::beside_levels),
    bind(C::Debrief, A::NextPane, &["tab", "f6"]).hint(4, "", "pane"),
    bind(C::Debrief, A::PreviousPane, &["shift-tab"]),
    bind(C::Debrief, A::Note, &["n"]).hint(5, "", "note"),
    bind(C::Debrief, A::Star, &["*"]).hint(6, "", "revisit"),
    bind(C::Debrief, A::Dispute, &["!"]).hint(7, "", "dispute"),
    bind(C::Debrief, A::DisputeText, &["w"])
        .hint(1, "", "what is wrong")
        .when(App::is_disputed),
    bind(C::Debrief, A::Next, &["enter"]).hint(Rank::RIGHT, "", "next"),
    bind(C::Debrief, A::PutOff, &["esc"]),
    bind(C::Pitfalls, A::Tick, &["space"]).hint(1, "", "this happened to me"),
    bind(C::Pitfalls, A::Up, &["up", "k"]).hint(2, "▴▾", "choose"),
    bind(C::Pitfalls, A::Down, &["down", "j"]),
    bind(C::DebriefText, A::ScrollUp, &["up", "k"]).hint(2, "▴▾", "scroll"),
    bind(C::DebriefText, A::ScrollDown, &["down", "j"]),
    bind(C::DebriefText, A::PageUp, &["pageup"]),
    bind(C::DebriefText, A::PageDown, &["pagedown", "space"]),
    bind(C::DebriefText, A::First, &["home"]),
    bind(C::DebriefText, A::Last, &["end"]),
    bind(C::DebriefText, A::NextTab, &["right", "l"])
        .hint(3, "◂▸", "tab")
        .when(App::may_score),
    bind(C::DebriefText, A::Left, &["left", "h"]).when(App::may_score),
    bind(C::DebriefText, A::AllFields, &["a"])
        .hint(8, "", "all fields")
        .when(App::by_field),
    bind(C::DebriefText, A::NextPane, &["tab", "f6"]).hint(4, "", "pane"),
    bind(C::DebriefText, A::PreviousPane, &["shift-tab"]),
    bind(C::DebriefText, A::Note, &["n"]).hint(5, "", "note"),
    bind(C::DebriefText, A::Star, &["*"]).hint(6, "", "revisit"),
    bind(C::DebriefText, A::Dispute, &["!"])
        .hint(7, "", "dispute")
        .when(App::may_score),
    bind(C::DebriefText, A::DisputeText, &["w"])
        .hint(1, "", "what is wrong")
        .when(App::is_disputed),
    bind(C::DebriefText, A::Next, &["enter"]).hint(Rank::RIGHT, "", "next"),
    bind(C::DebriefText, A::PutOff, &["esc"]),
    // Scorecard.
    bind(C::Scorecard, A::Up, &["up", "k"]).hint(1, "▴▾", "choose"),
    bind(C::Scorecard, A::Down, &["down", "j"]),
    bind(C::Scorecard, A::Open, &["enter"]).hint(2, "", "open round"),
    bind(C::Scorecard, A::ExportAs, &["e"]).hint(3, "", "export"),
    bind(C::Scorecard, A::Note, &["n"]).hint(4, "", "note"),
    bind(C::Scorecard, A::Back, &["esc", "q"]).hint(5, "", "home"),
    // Setup.
    bind(C::Setup, A::Up, &["up", "k"]).hint(1, "▴▾", "row"),
    bind(C::Setup, A::Down, &["down", "j"]),
    bind(C::Setup, A::First, &["home"]),
    bind(C::Setup, A::Last, &["end"]),
    bind(C::Setup, A::Left, &["left", "h"]).hint(2, "◂▸", "change"),
    bind(C::Setup, A::Right, &["right", "l"]),
    bind(C::Setup, A::Toggle, &["space"])
        .hint(3, "", "switch")
        .when(App::on_switch),
    bind(C::Setup, A::Toggle, &["space"])
        .hint(3, "", "choose topics")
        .when(App::on_topics),
    bind(C::Setup, A::More, &["+", "="])
        .hint(4, "+-", "minutes")
        .when(App::on_round),
    bind(C::Setup, A::More, &["+", "="])
        .hint(4, "+-", "by 0.05")
        .when(App::on_own_factor),
    bind(C::Setup, A::Less, &["-"]).when(App::on_round),
    bind(C::Setup, A::Less, &["-"]).when(App::on_own_factor),
    bind(C::Setup, A::DeleteBack, &["backspace"]).when(App::takes_digits),
    bind(C::Setup, A::DeleteLoop, &["x"])
        .hint(4, "", "delete loop")
        .when(App::on_own_loop),
    bind(C::Setup, A::NewSeed, &["n"]).hint(8, "", "another seed"),
    bind(C::Setup, A::SaveLoop, &["s"])
        .hint(7, "", "save as loop")
        .when(App::has_loop),
    bind(C::Setup, A::StartNow, &["enter", "f2"])
        .hint(6, "", "start")
        .when(App::plan_works),
    bind(C::Setup, A::Back, &["esc"]).hint(Rank::RIGHT, "", "back"),
    // Overlays.
    bind(C::Help, A::Back, &["esc", "f1"]),
    bind(C::Help, A::Up, &["up"]),
    bind(C::Help, A::Down, &["down"]),
    bind(C::Palette, A::Back, &["esc"]),
    bind(C::Palette, A::Up, &["up"]),
    bind(C::Palette, A::Down, &["down"]),
    bind(C::Palette, A::NextTab, &["tab"]),
    bind(C::Palette, A::Open, &["enter"]),
    bind(C::Confirm, A::Back, &["esc", "enter"]),
    bind(C::Notes, A::Back, &["esc", "f2"]).hint(1, "Esc", "keep and close"),
    bind(C::Ask, A::Back, &["esc"]),
    bind(C::Ask, A::Up, &["up"]),
    bind(C::Ask, A::Down, &["down"]),
    bind(C::Ask, A::Open, &["enter"]),
    bind(C::Find, A::Back, &["esc"]),
    bind(C::Find, A::Open, &["enter"]),
    bind(C::Find, A::SearchNext, &["down", "f3", "ctrl-f", "ctrl-s"]),
    bind(C::Find, A::SearchPrevious, &["up", "ctrl-r"]),
    bind(C::Output, A::Back, &["esc", "f7"]),
    bind(C::Output, A::Up, &["up", "k"]),
    bind(C::Output, A::Down, &["down", "j"]),
    bind(C::Output, A::PageUp, &["pageup"]),
    bind(C::Output, A::PageDown, &["pagedown", "space"]),
    bind(C::Output, A::First, &["home"]),
    bind(C::Output, A::Last, &["end"]),
    bind(C::Output, A::NextFailure, &["enter", "n"]).when(App::has_failure),
    bind(C::Topics, A::Toggle, &["space"]).hint(1, "", "ask it or not"),
    bind(C::Topics, A::Up, &["up", "k"]).hint(2, "▴▾", "topic"),
    bind(C::Topics, A::Down, &["down", "j"]),
    bind(C::Topics, A::PageUp, &["pageup"]),
    bind(C::Topics, A::PageDown, &["pagedown"]),
    bind(C::Topics, A::First, &["home"]),
    bind(C::Topics, A::Last, &["end"]),
    bind(C::Topics, A::AllTopics, &["a"])
        .hint(3, "", "all topics")
        .when(App::chose_topics),
    bind(C::Topics, A::Back, &["esc", "enter"]).hint(4, "Enter", "back to the form"),
    bind(C::Naming, A::Back, &["esc"]).hint(2, "", "not now"),
    bind(C::Naming, A::Open, &["enter"]).hint(1, "", "keep it"),
    bind(C::Tell, A::Up, &["up", "k"]).hint(2, "▴▾", "choose"),
    bind(C::Tell, A::Down, &["down", "j"]),
    bind(C::Tell, A::Open, &["enter"]).hint(1, "", "begin with it"),
    bind(C::Tell, A::Back, &["esc", "f5"]).hint(3, "", "not now"),
    // Writing, whatever the preset.
    bind(C::Editor, A::NewLine, &["enter"]),
    bind(C::Editor, A::Indent, &["tab"]).when(App::types_code),
    bind(C::Editor, A::Outdent, &["shift-tab"]).when(App::types_code),
    bind(C::Editor, A::CompleteOrNext, &["tab"])
        .hint(3, "", "next phase")
        .when(App::goes_by_phase),
    bind(C::Editor, A::CompleteOrNext, &["tab"])
        .hint(3, "", "next section")
        .when(App::goes_by_section),
    bind(C::Editor, A::CompleteOrNext, &["tab"]),
    bind(C::Editor, A::DeleteBack, &["backspace", "shift-backspace"]),
    bind(C::Editor, A::DeleteForward, &["delete"]),
    bind(
        C::Editor,
        A::DeleteWordBack,
        &["ctrl-w", "ctrl-backspace", "alt-backspace"],
    )
    .but_emacs(),
    bind(C::Editor, A::DeleteWordForward, &["ctrl-delete", "alt-d"]),
    bind(C::Editor, A::MoveLeft, &["left"]),
    bind(C::Editor, A::MoveRight, &["right"]),
    bind(C::Editor, A::MoveUp, &["up"]),
    bind(C::Editor, A::MoveDown, &["down"]),
    bind(C::Editor, A::WordLeft, &["ctrl-left", "alt-left", "alt-b"]),
    bind(C::Editor, A::WordRight, &["ctrl-right", "alt-right", "alt-f"]),
    bind(C::Editor, A::LineStart, &["home"]),
    bind(C::Editor, A::LineEnd, &["end"]),
    bind(C::Editor, A::TextStart, &["ctrl-home"]),
    bind(C::Editor, A::TextEnd, &["ctrl-end"]),
    bind(C::Editor, A::PageUp, &["pageup"]),
    bind(C::Editor, A::PageDown, &["pagedown"]),
    bind(C::Editor, A::SelectLeft, &["shift-left"]),
    bind(C::Editor, A::SelectRight, &["shift-right"]),
    bind(C::Editor, A::SelectUp, &["shift-up"]),
    bind(C::Editor, A::SelectDown, &["shift-down"]),
    bind(C::Editor, A::SelectWordLeft, &["ctrl-shift-left"]),
    bind(C::Editor, A::SelectWordRight, &["ctrl-shift-right"]),
    bind(C::Editor, A::SelectLineStart, &["shift-home"]),
    bind(C::Editor, A::SelectLineEnd, &["shift-end"]),
    bind(C::Editor, A::SelectTextStart, &["ctrl-shift-home"]),
    bind(C::Editor, A::SelectTextEnd, &["ctrl-shift-end"]),
    bind(C::Editor, A::CutToLineEnd, &["ctrl-k"]),
    // … the ordinary keys.
    bind(C::Editor, A::Undo, &["ctrl-z"]).ordinary(),
    bind(C::Editor, A::Redo, &["ctrl-y", "ctrl-shift-z"]).ordinary(),
    bind(C::Editor, A::Cut, &["ctrl-x"])
        .ordinary()
        .when(App::has_selection),
    bind(C::Editor, A::Copy, &["ctrl-c"])
        .ordinary()
        .when(App::has_selection),
    bind(C::Editor, A::PasteClip, &["ctrl-v"]).ordinary(),
    bind(C::Editor, A::SelectAll, &["ctrl-a"]).ordinary(),
    bind(C::Editor, A::CutToLineStart, &["ctrl-u"]).ordinary(),
    bind(C::Editor, A::ToggleComment, &["ctrl-_", "ctrl-/", "ctrl-7"])
        .but_emacs()
        .when(App::in_code),
    bind(C::Editor, A::Search, &["ctrl-f"])
        .ordinary()
        .when(App::may_find),
    // … and those of emacs.
    bind(C::Editor, A::LineStart, &["ctrl-a"]).emacs(),
    bind(C::Editor, A::LineEnd, &["ctrl-e"]).emacs(),
    bind(C::Editor, A::MoveRight, &["ctrl-f"]).emacs(),
    bind(C::Editor, A::MoveLeft, &["ctrl-b"]).emacs(),
    bind(C::Editor, A::MoveDown, &["ctrl-n"]).emacs(),
    bind(C::Editor, A::MoveUp, &["ctrl-p"]).emacs(),
    bind(C::Editor, A::PageDown, &["ctrl-v"]).emacs(),
    bind(C::Editor, A::PageUp, &["alt-v"]).emacs(),
    bind(C::Editor, A::TextStart, &["alt-<"]).emacs(),
    bind(C::Editor, A::TextEnd, &["alt->"]).emacs(),
    bind(C::Editor, A::DeleteForward, &["ctrl-d"]).emacs(),
    bind(C::Editor, A::Cut, &["ctrl-w"])
        .emacs()
        .when(App::has_selection),
    bind(
        C::Editor,
        A::DeleteWordBack,
        &["alt-backspace", "ctrl-backspace", "ctrl-w"],
    )
    .emacs(),
    bind(C::Editor, A::Copy, &["alt-w"])
        .emacs()
        .when(App::has_selection),
    bind(C::Editor, A::PasteClip, &["ctrl-y"]).emacs(),
    bind(C::Editor, A::SetMark, &["ctrl-space", "ctrl-@"]).emacs(),
    bind(C::Editor, A::Undo, &["ctrl-_", "ctrl-/", "ctrl-7"]).emacs(),
    bind(C::Editor, A::Redo, &["alt-_", "alt-/"]).emacs(),
    bind(C::Editor, A::ToggleComment, &["alt-;"])
        .emacs()
        .when(App::in_code),
    bind(C::Editor, A::Search, &["ctrl-s"])
        .emacs()
        .when(App::may_find),
    bind(C::Editor, A::SelectAll, &[])
        .leader('h')
        .emacs()
        .when(App::in_notes),
    // … and those of vim, beside what `text::vim::keys` lists.
    bind(C::Editor, A::NormalMode, &["esc", "ctrl-c"])
        .vim()
        .when(App::may_go_normal),
    bind(C::Editor, A::Search, &["/", "?"])
        .vim()
        .when(App::begins_command),
    bind(C::Editor, A::Redo, &["ctrl-r"])
        .vim()
        .when(App::takes_commands),
    bind(C::Editor, A::HalfPageUp, &["ctrl-u"])
        .vim()
        .when(App::takes_commands),
    bind(C::Editor, A::HalfPageDown, &["ctrl-d"])
        .vim()
        .when(App::takes_commands),
    bind(C::Editor, A::PageUp, &["ctrl-b"])
        .vim()
        .when(App::takes_commands),
    bind(C::Editor, A::PageDown, &["ctrl-f"])
        .vim()
        .when(App::takes_commands),
    bind(C::Editor, A::CutToLineStart, &["ctrl-u"]).vim(),
    bind(C::Editor, A::PasteClip, &["ctrl-v"]).vim().when(App::types),
    // Everywhere.
    bind(C::Global, A::Palette, &["/"]).leader('/').when(App::no_text),
    bind(C::Global, A::Stories, &[])
        .leader('y')
        .when(App::may_open_stories),
    // While text has the focus a slash is typed.
    bind(C::Global, A::Palette, &[])
        .leader('/')
        .when(App::may_find_in_text),
    bind(C::Global, A::Keys, &["f1"])
        .leader('?')
        .hint(Rank::RIGHT, "F1", "keys")
        .when(App::text_has_focus),
    bind(C::Global, A::Keys, &["?", "f1"])
        .leader('?')
        .hint(Rank::RIGHT, "?", "keys")
        .when(App::no_text),
    bind(C::Global, A::Suspend, &["ctrl-z"]).leader('z'),
    bind(C::Global, A::Quit, &["ctrl-c"]),
];

#[cfg(test)]
mod tests;
