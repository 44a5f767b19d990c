//! What differs by the kind of a question: the stages of a programming question, the canvas of a design,
//! and the order in which the panes follow one another.

use super::says::kind;
use super::{Interview, Side};
use crate::app::data::{Cx, Data};
use crate::app::flow;
use crate::app::layout;
use crate::domain::bank::RoundKind;
use crate::domain::event::Event;

/// The field that holds a design's boxes and arrows.
pub const CANVAS: &str = "canvas";

impl Interview {
    /// Returns whether the question comes to the front before its answer: a long one, just asked, where one
    /// pane shows and only a line or two of it could be pinned.
    pub(super) fn reads_first(cx: &Cx) -> bool {
        let fresh = cx.data.live.as_ref().is_some_and(|live| {
            live.session.paused.is_none()
                && live
                    .session
                    .current()
                    .is_some_and(|attempt| attempt.spent.is_zero())
        });
        let long = matches!(kind_of(cx.data), RoundKind::Programming | RoundKind::SystemDesign);
        fresh && long && cx.size.width < layout::TWO_PANES
    }

    /// Returns the index of the field of this name.
    pub fn field_at(&self, name: &str) -> Option<usize> {
        self.fields.iter().position(|field| field.name == name)
    }

    /// Returns whether the field with the focus is the canvas.
    pub fn on_canvas(&self) -> bool {
        self.fields
            .get(self.focus)
            .is_some_and(|field| field.name == CANVAS)
    }

    /// Brings what the interviewer said to the front where one pane shows, and where it is in front its newest
    /// words into sight.
    pub(super) fn show_interviewer(&mut self, cx: &Cx) {
        if cx.size.width < layout::TWO_PANES {
            self.side = Side::Interviewer;
        }
        if self.side == Side::Interviewer {
            self.scroll = -1;
        }
    }

    /// Returns how often the key for the next pane is pressed until the interviewer's has the focus.
    pub fn panes_to_interviewer(&self, data: &Data, narrow: bool) -> usize {
        let by_field = kind_of(data) == RoundKind::Programming;
        match self.side {
            Side::Interviewer => 0,
            Side::Answer if by_field => self.fields.len().saturating_sub(self.focus) + usize::from(narrow),
            Side::Answer => 1,
            Side::Aside if by_field => 1,
            Side::Aside => 2,
        }
    }

    /// The next pane. Where Tab indents, as in code, this also goes from field to field.
    pub(super) fn next_pane(&mut self, cx: &mut Cx) {
        let by_field = kind_of(cx.data) == RoundKind::Programming;
        let narrow = cx.size.width < layout::TWO_PANES;
        let aside = narrow && kind_of(cx.data) == RoundKind::SystemDesign;
        self.side = match self.side {
            Side::Answer if by_field && self.focus + 1 < self.fields.len() => {
                self.focus_on(Some(self.focus + 1), cx);
                return;
            }
            Side::Answer if by_field && narrow => Side::Aside,
            Side::Aside if by_field => Side::Interviewer,
            Side::Answer => Side::Interviewer,
            Side::Interviewer if aside => Side::Aside,
            Side::Interviewer | Side::Aside => {
                if by_field {
                    self.focus_on(Some(0), cx);
                }
                Side::Answer
            }
        };
    }

    /// Opens a stage: its words join what the interviewer said, and the file goes on.
    pub(super) fn open_stage(&mut self, stage: usize, cx: &mut Cx) {
        cx.record(Event::StageOpened { stage });
        cx.data.judging.stage_opened();
        self.scroll = 0;
        self.focus_on(self.field_at(flow::CODE), cx);
        self.side = Side::Answer;
        let title = cx.data.live.as_ref().and_then(|live| {
            let (_, question) = live.current()?;
            let stages = &question.code.as_ref()?.stages;
            let title = &stages.get(stage)?.title;
            Some(format!("Stage {} of {}: {title}.", stage + 1, stages.len()))
        });
        self.say(&title.unwrap_or_default(), cx);
        self.show_interviewer(cx);
    }

    /// Passes the stage in hand over: the next one opens, and the record says so.
    pub(super) fn pass_stage(&mut self, cx: &mut Cx) {
        self.flush(cx);
        let Some(live) = &cx.data.live else { return };
        let Some(now) = live.session.current().map(crate::domain::session::Attempt::stage) else {
            return;
        };
        let Some(next) = super::next_stage(live) else {
            return;
        };
        cx.record(Event::StagePassedOver { stage: now });
        self.open_stage(next, cx);
    }

    /// Goes to the canvas, and from there back to the field before.
    pub(super) fn canvas(&mut self, cx: &mut Cx) {
        let Some(canvas) = self.field_at(CANVAS) else {
            return;
        };
        if self.focus == canvas {
            let back = self.beside.min(self.fields.len().saturating_sub(1));
            self.focus_on(Some(back), cx);
        } else {
            self.focus_on(Some(canvas), cx);
        }
        self.side = Side::Answer;
    }
}

/// Returns the kind of the question in hand.
pub(super) fn kind_of(data: &Data) -> RoundKind {
    data.live.as_ref().map_or(RoundKind::MlTheory, kind)
}
