//! Where an interview's parts are, and what the mouse points at.

use crossterm::event::MouseEvent;

use super::kinds::kind_of;
use super::says::{pinned, stages};
use super::{CANVAS, FieldEditor, Interview, Side};
use crate::app::data::{Cx, Data, Live};
use crate::app::keymap::Preset;
use crate::app::layout::{self, Answer, Asked, FieldSize, Shown};
use crate::app::msg::Size;
use crate::domain::bank::RoundKind;
use crate::text::wrap;

impl Interview {
    /// Scrolls what the interviewer said: from its beginning or from its end, neither of which is passed.
    pub(super) fn scroll_by(&mut self, rows: i32) {
        let to = self.scroll.saturating_add(rows);
        self.scroll = if self.scroll < 0 { to.min(-1) } else { to.max(0) };
    }

    pub(super) fn mouse(&mut self, event: MouseEvent, cx: &mut Cx) {
        use crossterm::event::MouseEventKind as Kind;
        match event.kind {
            Kind::ScrollUp if self.side != Side::Answer => self.scroll_by(-3),
            Kind::ScrollDown if self.side != Side::Answer => self.scroll_by(3),
            Kind::ScrollUp => {
                if let Some(editor) = self.editor_mut() {
                    editor.scroll(-3);
                }
            }
            Kind::ScrollDown => {
                if let Some(editor) = self.editor_mut() {
                    editor.scroll(3);
                }
            }
            Kind::Down(_) => self.click(event.column, event.row, cx),
            _ => {}
        }
    }

    pub(super) fn click(&mut self, column: u16, row: u16, cx: &mut Cx) {
        let Some(page) = layout::page(cx.size) else { return };
        let at = ratatui::layout::Position::new(column, row);
        let areas = self.areas(&page, cx.data);
        if areas.interviewer.is_some_and(|pane| pane.inner.contains(at)) {
            self.side = Side::Interviewer;
        }
        for (index, inner) in areas.editors(self.focus) {
            let in_sight = self.side == Side::Answer || areas.interviewer.is_some();
            if in_sight && inner.contains(at) {
                self.side = Side::Answer;
                self.focus_on(Some(index), cx);
                if let Some(field) = self.fields.get_mut(index) {
                    field.editor.click(column - inner.x, row - inner.y);
                }
            }
        }
        if let Answer::Sections { sections, .. } = &areas.answer {
            let folded = sections
                .iter()
                .find(|section| !section.large && (section.head.contains(at) || section.inner.contains(at)));
            if let Some(section) = folded {
                self.focus_on(Some(section.field), cx);
            }
        }
    }

    /// Returns where everything is; the same for update and render.
    pub fn areas(&self, page: &layout::Page, data: &Data) -> layout::InterviewAreas {
        let sizes: Vec<FieldSize> = self
            .fields
            .iter()
            .map(|field| FieldSize {
                rows: u16::try_from(field.editor.rows()).unwrap_or(u16::MAX).min(2000),
            })
            .collect();
        let shown = match self.side {
            Side::Interviewer => Shown::Interviewer,
            Side::Aside => Shown::Aside,
            Side::Answer => Shown::Field(self.focus),
        };
        let narrow = page.body.width + 4 < layout::TWO_PANES;
        let live = data.live.as_ref();
        let width = usize::from(page.body.width.saturating_sub(2).max(1));
        // Only where one pane shows is anything pinned, and worth measuring at every key.
        let pinned = live.filter(|_| narrow).and_then(pinned).map_or(0, |pinned| {
            let rows: usize = pinned
                .text()
                .lines()
                .map(|line| wrap::breaks(line, width).len() + 1)
                .sum();
            u16::try_from(rows).unwrap_or(u16::MAX)
        });
        let round = kind_of(data);
        layout::interview(
            page,
            &Asked {
                round,
                fields: &sizes,
                canvas: self.field_at(CANVAS),
                beside: self.beside,
                shown,
                pinned,
                aside: live.map_or(0, |live| self.aside_rows(live, data, page.roomy)),
                run: run_rows(data),
                explained: self.is_explained(live),
            },
        )
    }

    /// Returns whether a line says what belongs in the field with the focus: not in the answer to a follow-up.
    fn is_explained(&self, live: Option<&Live>) -> bool {
        let spoken = live
            .and_then(|live| live.session.current())
            .is_some_and(|attempt| attempt.spoken);
        spoken
            || self
                .fields
                .get(self.focus)
                .is_none_or(|field| !field.is_follow_up())
    }

    /// Returns how many rows the pane under the interviewer wants.
    fn aside_rows(&self, live: &Live, data: &Data, roomy: bool) -> u16 {
        let Some((_, question)) = live.current() else {
            return 0;
        };
        let rows = match question.round {
            RoundKind::MlTheory => 0,
            RoundKind::Programming => stages(question),
            // Beside what is looked for stand the person's stories, three rows each.
            RoundKind::Culture if !data.book.list().is_empty() => 2 + 3 * data.book.list().len().min(3),
            // Where there is room two rows say where stories are written, and a blank one stands before them.
            RoundKind::Culture if roomy && data.book.is_read() => question.competencies.len() + 3,
            RoundKind::Culture => question.competencies.len(),
            // All but the canvas, and a line on what ran over.
            RoundKind::SystemDesign => self.fields.len() + 1,
        };
        u16::try_from(rows).unwrap_or(u16::MAX)
    }

    /// Wraps the fields for the size.
    pub fn settle(&mut self, size: Size, data: &Data) {
        let Some(page) = layout::page(size) else { return };
        let round = kind_of(data);
        let width = if page.body.width + 4 >= layout::TWO_PANES {
            let left = layout::left_width(round, page.body.width + 4);
            layout::split(page.body, left, layout::GUTTER).1.width
        } else {
            page.body.width
        };
        let manner = Preset::from(data.config.editor_keys()).manner();
        for field in &mut self.fields {
            field.editor.set_manner(manner);
            field.editor.set_view(field.width(width), field.height.max(1));
        }
        let areas = self.areas(&page, data);
        for (index, area) in areas.editors(self.focus) {
            if let Some(field) = self.fields.get_mut(index) {
                field.height = area.height.max(1);
                field.editor.set_view(field.width(area.width), field.height);
            }
        }
    }
}

/// Rows of a run under the code: its counts, the first failure and what is said of it.
fn run_rows(data: &Data) -> u16 {
    let judging = &data.judging;
    if judging.told.is_some() || judging.own_run().is_some() {
        3
    } else {
        0
    }
}

impl FieldEditor {
    /// Prose is never wider than its measure; code and drawings take what there is.
    fn width(&self, room: u16) -> u16 {
        if self.is_laid_out() {
            room
        } else {
            room.min(layout::MEASURE)
        }
    }
}
