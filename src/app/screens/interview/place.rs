//! Where an interview's parts are, and what the mouse points at.

use crossterm::event::MouseEvent;

use super::says::pinned;
use super::{Interview, Side};
use crate::app::data::{Cx, Data};
use crate::app::layout::{self, Answer, FieldSize, Shown};
use crate::app::msg::Size;
use crate::text::wrap;

impl Interview {
    pub(super) fn mouse(&mut self, event: MouseEvent, cx: &mut Cx) {
        use crossterm::event::MouseEventKind as Kind;
        match event.kind {
            Kind::ScrollUp if self.side == Side::Interviewer => self.scroll = self.scroll.saturating_sub(3),
            Kind::ScrollDown if self.side == Side::Interviewer => self.scroll = self.scroll.saturating_add(3),
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
        if let Answer::Stack(panes) = &areas.answer {
            for (index, pane) in panes {
                if pane.inner.contains(at) {
                    self.side = Side::Answer;
                    self.focus_on(Some(*index), cx);
                    if let Some(field) = self.fields.get_mut(*index) {
                        field.editor.click(column - pane.inner.x, row - pane.inner.y);
                    }
                }
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
            Side::Answer => Shown::Field(self.focus),
        };
        let width = usize::from(page.body.width.saturating_sub(2).max(1));
        // Only where one pane shows is anything pinned, and worth measuring at every key.
        let narrow = page.body.width + 4 < layout::TWO_PANES;
        let live = data.live.as_ref().filter(|_| narrow);
        let pinned = live.and_then(pinned).map_or(0, |pinned| {
            let rows: usize = pinned
                .text()
                .lines()
                .map(|line| wrap::breaks(line, width).len() + 1)
                .sum();
            u16::try_from(rows).unwrap_or(u16::MAX)
        });
        layout::interview(page, &sizes, shown, pinned)
    }

    /// Wraps the fields for the size.
    pub fn settle(&mut self, size: Size, data: &Data) {
        let Some(page) = layout::page(size) else { return };
        let width = if page.body.width + 4 >= layout::TWO_PANES {
            layout::split(page.body, 42, layout::GUTTER).1.width
        } else {
            page.body.width
        }
        .min(layout::MEASURE);
        for field in &mut self.fields {
            field.editor.set_view(width, field.height.max(1));
        }
        let areas = self.areas(&page, data);
        let mut heights = Vec::new();
        match &areas.answer {
            Answer::Stack(panes) => {
                heights.extend(panes.iter().map(|(index, pane)| (*index, pane.inner.height)));
            }
            Answer::Tabs { inner, strip, .. } => {
                heights.extend(strip.as_ref().map(|(index, pane)| (*index, pane.inner.height)));
                heights.push((self.focus, inner.height));
            }
        }
        for (index, height) in heights {
            if let Some(field) = self.fields.get_mut(index) {
                field.height = height.max(1);
                field.editor.set_view(width, field.height);
            }
        }
    }
}
