//! The interview: the question and what was said since on one side, the answer's fields on the other.
//! What every round shares is here: clocks, warnings, pause, hints, follow-ups, done. The text lives
//! in editors; what they did is recorded every 0.4 s and before anything else is.
//! Time, places, the lent field, access by name and what the session says are in files of their own
//! beside it.

mod asking;
mod drawing;
mod kinds;
mod lent;
mod place;
mod plain_access;
mod running;
mod says;
mod telling;
mod time;

use std::time::Duration;

pub use drawing::Drawing;
pub use kinds::CANVAS;
pub use says::*;

use super::{Input, Nav, Screen};
use crate::app::action::Action;
use crate::app::data::{Cx, Data};
use crate::app::editor::{Did, Editor, Locked};
use crate::app::effect::Effect;
use crate::app::flow;
use crate::app::judging;
use crate::app::keymap::Context;
use crate::app::msg::TaskId;
use crate::app::overlays::output::Output;
use crate::app::overlays::tell::Tell;
use crate::app::overlays::{Overlay, confirm, notes};
use crate::domain::clock::ClockState;
use crate::domain::event::{Event, PauseCause};
use crate::domain::session::Stand;
use crate::domain::verdict::RunKind;

/// Typing is recorded at most this long after the keystroke.
pub const TYPING: Duration = Duration::from_millis(400);
const SECOND: Duration = Duration::from_secs(1);
/// Keys this soon after strict time cut an answer off were meant for the answer.
const AFTER_THE_END: Duration = Duration::from_millis(1500);

/// What is said of a text that `$EDITOR` gives back after the end of strict time.
pub const TOO_LATE: &str =
    "Time was up while your editor was open: the answer stands as it was, the text is kept in its note.";

/// Which side has the focus.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    Interviewer,
    Answer,
    /// Phases, stages, competencies: where one pane shows a tab of its own.
    Aside,
}

/// One field of the answer.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldEditor {
    pub name: String,
    pub editor: Editor,
    /// Words as last painted: they change with the tick, not with the key.
    pub words: usize,
    /// Rows it had when it was laid out last.
    height: u16,
}

impl FieldEditor {
    /// Returns whether this is the answer to a follow-up.
    pub fn is_follow_up(&self) -> bool {
        self.name.starts_with("follow_up.")
    }

    /// Returns whether its lines are laid out by hand: code, boxes and arrows.
    pub fn is_laid_out(&self) -> bool {
        self.name == flow::CODE || self.name == CANVAS
    }

    fn new(name: String, text: &str) -> Self {
        let editor = if name == flow::CODE {
            Editor::code(text)
        } else {
            Editor::new(text)
        };
        Self {
            words: editor.words(),
            name,
            editor,
            height: 1,
        }
    }
}

/// What stands in the message row until the next action.
#[derive(Debug, Clone, PartialEq)]
pub struct Notice {
    pub text: String,
    pub until: Option<Duration>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Interview {
    pub side: Side,
    pub fields: Vec<FieldEditor>,
    pub focus: usize,
    /// The field that had the focus last and is not the canvas: it stands beside it.
    pub beside: usize,
    /// The canvas takes arrows as strokes.
    pub drawing: Option<Drawing>,
    /// First row of the interviewer's side that shows. Below zero the newest words show, -1, and what is so
    /// many rows above them: how long they are is known only where they are painted.
    pub scroll: i32,
    pub notice: Option<Notice>,
    /// `$EDITOR` has this field.
    pub lent: Option<(TaskId, usize)>,
    /// When strict time cut the answer off: keys that were meant for it come to nothing.
    cut_off: Option<Duration>,
    question_clock: ClockState,
    round_clock: ClockState,
}

impl Interview {
    /// Opens the screen on the newest question of the open session.
    pub fn open(cx: &mut Cx) -> Screen {
        let mut fields = Vec::new();
        let mut focus = 0;
        let mut locked = false;
        if let Some((live, (attempt, question))) = cx
            .data
            .live
            .as_ref()
            .and_then(|live| Some((live, live.current()?)))
        {
            let mut names = flow::fields(question, flow::planned(live));
            for id in attempt.follow_ups() {
                names.push(follow_up_field(&id));
            }
            for name in names {
                let text = attempt.text_of(&name);
                fields.push(FieldEditor::new(name.clone(), text));
            }
            // A file is read from its top.
            if let Some(code) = fields.iter_mut().find(|field| field.name == flow::CODE) {
                let _ = code.editor.perform(Action::TextStart, cx.clip, cx.now.mono);
            }
            if let Some(name) = &attempt.focus {
                focus = fields.iter().position(|field| field.name == *name).unwrap_or(0);
            }
            locked = attempt.submitted.is_some();
        }
        let mut interview = Self {
            side: Side::Answer,
            beside: if fields.get(focus).is_some_and(|field| field.name == kinds::CANVAS) {
                0
            } else {
                focus
            },
            fields,
            focus,
            drawing: None,
            scroll: 0,
            notice: None,
            lent: None,
            cut_off: None,
            question_clock: ClockState::Calm,
            round_clock: ClockState::Calm,
        };
        if locked {
            interview.lock(Locked::Locked);
        } else if Self::reads_first(cx) {
            interview.side = Side::Interviewer;
            let answer = cx.key(Action::ToAnswer, Context::Interviewer);
            interview.say(
                &format!("Read the question first; {answer} goes to the answer."),
                cx,
            );
        }
        // What was warned of before is not told again.
        if let Some(live) = &cx.data.live {
            (interview.question_clock, interview.round_clock) = clocks(live, cx.now);
        }
        cx.effects.push(Effect::WindowTitle(window_title(cx.data)));
        judging::open(cx);
        Screen::Interview(Box::new(interview))
    }

    pub fn editor(&self) -> Option<&Editor> {
        self.fields.get(self.focus).map(|field| &field.editor)
    }

    pub fn editor_mut(&mut self) -> Option<&mut Editor> {
        self.fields.get_mut(self.focus).map(|field| &mut field.editor)
    }

    pub fn contexts(&self, data: &Data) -> Vec<Context> {
        let Some(live) = &data.live else {
            return vec![Context::Paused];
        };
        if live.session.paused.is_some() {
            return vec![Context::Paused];
        }
        if live.session.stand() != Stand::Asking {
            return vec![Context::Between];
        }
        match self.side {
            Side::Answer if self.drawing.is_some() => {
                vec![Context::Drawing, Context::Editor, Context::Interview]
            }
            Side::Answer => vec![Context::Editor, Context::Interview],
            Side::Interviewer | Side::Aside => vec![Context::Interviewer, Context::Interview],
        }
    }

    pub fn update(&mut self, input: Input, cx: &mut Cx) -> Option<Nav> {
        let typing_on = self
            .cut_off
            .is_some_and(|at| cx.now.mono.saturating_sub(at) < AFTER_THE_END);
        if typing_on && matches!(input, Input::Action(_) | Input::Char(_) | Input::Paste(_)) {
            return None;
        }
        match input {
            Input::Action(action) => self.act(action, cx),
            Input::Char(c) => {
                if self.takes_text(cx.data) {
                    let now = cx.now.mono;
                    let over = self.on_canvas() && !self.editor().is_some_and(Editor::takes_commands);
                    let clip = &mut *cx.clip;
                    let did = self.fields.get_mut(self.focus).map(|field| {
                        if over {
                            field.editor.type_over(c, now)
                        } else {
                            field.editor.press(c, clip, now)
                        }
                    });
                    self.after(did, cx);
                }
                None
            }
            Input::Paste(text) => {
                if self.takes_text(cx.data) {
                    let now = cx.now.mono;
                    let did = self.editor_mut().map(|editor| editor.paste(&text, now));
                    self.after(did, cx);
                }
                None
            }
            Input::Mouse(event) => {
                self.mouse(event, cx);
                None
            }
            Input::Wake => self.wake(cx),
            Input::Flush => {
                self.flush(cx);
                None
            }
            Input::Returned(task, text) => {
                self.returned(task, text, cx);
                None
            }
            Input::Judged { stage, hash } => self.judged(stage, &hash, cx),
            Input::Loaded
            | Input::Loops(..)
            | Input::Reviewed(..)
            | Input::Amended(..)
            | Input::Found(..)
            | Input::Indexing { .. }
            | Input::BankOpened(..)
            | Input::BankSaved(..)
            | Input::BanksChanged
            | Input::DraftRead(..)
            | Input::Versions(..)
            | Input::VersionRead(..)
            | Input::Tried(..) => None,
        }
    }

    fn takes_text(&self, data: &Data) -> bool {
        self.contexts(data).contains(&Context::Editor)
    }

    fn act(&mut self, action: Action, cx: &mut Cx) -> Option<Nav> {
        if action != Action::ScrollUp && action != Action::ScrollDown {
            self.notice = None;
        }
        match action {
            Action::Done => return self.done(cx),
            Action::FollowUp => self.follow_up(cx),
            Action::Hint => self.hint(cx),
            Action::Pause => {
                self.flush(cx);
                cx.record(Event::Paused {
                    cause: PauseCause::Person,
                    past_ms: None,
                });
            }
            Action::Continue => {
                cx.record(Event::Resumed {});
                cx.effects.push(Effect::WindowTitle(window_title(cx.data)));
                // Time that was up before the pause is up now.
                return self.wake(cx);
            }
            Action::ExternalEditor => self.lend(cx),
            Action::NextPane => self.next_pane(cx),
            Action::ToAnswer => self.side = Side::Answer,
            Action::PassStage => self.pass_stage(cx),
            Action::RunTests => self.run(RunKind::Visible, cx),
            Action::RunScript => self.run(RunKind::Script, cx),
            Action::CancelRun => judging::cancel(cx),
            Action::Output => *cx.overlay = Some(Overlay::Output(Output::default())),
            Action::NextFailure => self.next_failure(cx),
            Action::Canvas => self.canvas(cx),
            Action::Draw
            | Action::BoxWords
            | Action::StrokeUp
            | Action::StrokeDown
            | Action::StrokeLeft
            | Action::StrokeRight
            | Action::ArrowHead
            | Action::StopDrawing => self.draw(action, cx),
            Action::DeleteBack if self.on_canvas() && !self.editor().is_some_and(Editor::takes_commands) => {
                let now = cx.now.mono;
                let did = self.editor_mut().map(|editor| editor.delete_over(now));
                self.after(did, cx);
            }
            Action::Ask => *cx.overlay = Some(Overlay::Ask(Box::default())),
            Action::TellStory => *cx.overlay = Some(Overlay::Tell(Tell::default())),
            Action::Notes => *cx.overlay = notes::of_current(cx.data).map(Box::new).map(Overlay::Notes),
            Action::Star => {
                self.flush(cx);
                star(cx);
            }
            Action::Spoken => self.spoken(cx),
            Action::Skip => {
                *cx.overlay = Some(Overlay::Confirm(confirm::skip()));
            }
            Action::EndRound => {
                let left = cx.data.live.as_ref().map_or(0, flow::left_in_round);
                *cx.overlay = Some(Overlay::Confirm(confirm::end_round(cx.data, cx.now, left)));
            }
            Action::LeaveInterview => {
                if self.editor_mut().is_some_and(Editor::clear_selection) {
                    return None;
                }
                return self.leave(cx);
            }
            Action::TakeBack => {
                cx.record(Event::TakenBack {});
                judging::taken_back(cx);
                self.lock(Locked::Open);
                self.side = Side::Answer;
            }
            Action::Next => return Some(Nav::Replace(self.next(cx))),
            Action::Search => {
                if let Some(editor) = self.editor_mut() {
                    editor.begin_search();
                }
                *cx.overlay = Some(Overlay::Find(Box::default()));
            }
            Action::ScrollUp => self.scroll_by(-1),
            Action::ScrollDown => self.scroll_by(1),
            Action::PageUp if self.side != Side::Answer => self.scroll_by(-10),
            Action::PageDown if self.side != Side::Answer => self.scroll_by(10),
            Action::PreviousField => self.focus_on(self.focus.checked_sub(1), cx),
            action => {
                let now = cx.now.mono;
                let clip = &mut *cx.clip;
                let did = self
                    .fields
                    .get_mut(self.focus)
                    .map(|field| field.editor.perform(action, clip, now));
                if did == Some(Did::Unhandled) && action == Action::CompleteOrNext {
                    let next = (self.focus + 1) % self.fields.len().max(1);
                    self.focus_on(Some(next), cx);
                }
                self.after(did, cx);
            }
        }
        None
    }

    /// Confirmed in an overlay.
    pub fn confirmed(&mut self, action: Action, cx: &mut Cx) -> Option<Nav> {
        self.flush(cx);
        match action {
            Action::EndRound => Some(Nav::Replace(flow::end_round_early(cx))),
            Action::Skip => {
                cx.record(Event::Skipped {});
                Some(Nav::Replace(flow::advance(cx, flow::Scoring::Now)))
            }
            Action::Pause => self.act(Action::Pause, cx),
            Action::LeaveInterview => Some(Nav::Home),
            _ => None,
        }
    }

    fn after(&mut self, did: Option<Did>, cx: &mut Cx) {
        match did {
            Some(Did::Edited) => {
                if self.in_code() {
                    cx.data.judging.touched();
                }
                if let Some(live) = &mut cx.data.live {
                    live.typed_since.get_or_insert(cx.now.mono);
                }
            }
            Some(Did::Copied) => {
                cx.effects.push(Effect::Copy(cx.clip.text.clone()));
                if self.editor().is_some_and(Editor::has_pending)
                    && let Some(live) = &mut cx.data.live
                {
                    live.typed_since.get_or_insert(cx.now.mono);
                    if self.in_code() {
                        cx.data.judging.touched();
                    }
                }
                cx.toast("Copied, and sent to the terminal's clipboard");
            }
            _ => {}
        }
    }

    /// Records what the editors did since the last time.
    pub fn flush(&mut self, cx: &mut Cx) {
        if let Some(live) = &mut cx.data.live {
            live.typed_since = None;
        }
        for field in &mut self.fields {
            if !field.editor.has_pending() {
                continue;
            }
            for edit in field.editor.take_edits() {
                cx.record(Event::Edited {
                    field: field.name.clone(),
                    edit,
                });
            }
        }
        judging::compare(cx);
    }

    fn focus_on(&mut self, index: Option<usize>, cx: &mut Cx) {
        let Some(index) = index.filter(|index| *index < self.fields.len() && *index != self.focus) else {
            return;
        };
        self.flush(cx);
        self.focus = index;
        self.drawing = None;
        if !self.on_canvas() {
            self.beside = index;
        }
        self.side = Side::Answer;
        cx.record(Event::Entered {
            field: self.fields[index].name.clone(),
        });
    }

    fn lock(&mut self, locked: Locked) {
        for field in &mut self.fields {
            field.editor.set_read_only(locked);
        }
    }

    fn spoken(&mut self, cx: &mut Cx) {
        self.flush(cx);
        let on = cx
            .data
            .live
            .as_ref()
            .and_then(|live| live.session.current())
            .is_some_and(|attempt| !attempt.spoken);
        cx.record(Event::Spoken { on });
        self.say(
            if on {
                "Answer aloud: the clock runs, type only notes."
            } else {
                "The answer is typed again."
            },
            cx,
        );
    }

    fn leave(&mut self, cx: &mut Cx) -> Option<Nav> {
        self.flush(cx);
        let running = cx.data.live.as_ref().is_some_and(|live| live.session.running());
        if running {
            let confirm = if cx.data.disk.failed.is_some() {
                confirm::unsaved(cx.data, Action::LeaveInterview)
            } else {
                confirm::leave_interview(cx.data)
            };
            *cx.overlay = Some(Overlay::Confirm(confirm));
            return None;
        }
        Some(Nav::Home)
    }

    fn next(&mut self, cx: &mut Cx) -> Screen {
        self.flush(cx);
        flow::advance(cx, flow::Scoring::Now)
    }

    fn say(&mut self, text: &str, cx: &Cx) {
        self.notice = Some(Notice {
            text: text.to_owned(),
            until: Some(cx.now.mono + Duration::from_secs(8)),
        });
    }
}

fn star(cx: &mut Cx) {
    let Some((question, on)) = cx
        .data
        .live
        .as_ref()
        .and_then(|live| live.session.current())
        .map(|attempt| (attempt.question.clone(), !attempt.starred))
    else {
        return;
    };
    cx.record(Event::Starred { question, on });
    cx.toast(if on {
        "Marked to revisit"
    } else {
        "No longer marked"
    });
}

fn window_title(data: &Data) -> String {
    data.live
        .as_ref()
        .and_then(|live| live.session.rounds.last())
        .map_or_else(
            || "hotseat".to_owned(),
            |round| format!("hotseat: {}", round.kind.title()),
        )
}
