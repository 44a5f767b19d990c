//! Boxes and arrows on the canvas of a design: while one draws, the arrow keys draw lines.

use super::Interview;
use crate::app::action::Action;
use crate::app::data::Cx;
use crate::app::editor::Did;
use crate::domain::config::{Config, GlyphChoice};
use crate::text::canvas::{Pen, Way};

/// Drawing goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Drawing {
    /// The way of the stroke before.
    came: Option<Way>,
}

impl Interview {
    pub(super) fn draw(&mut self, action: Action, cx: &mut Cx) {
        let pen = pen(&cx.data.config);
        let now = cx.now.mono;
        let way = match action {
            Action::StrokeUp => Some(Way::Up),
            Action::StrokeDown => Some(Way::Down),
            Action::StrokeLeft => Some(Way::Left),
            Action::StrokeRight => Some(Way::Right),
            _ => None,
        };
        if let (Some(way), Some(drawing)) = (way, self.drawing) {
            let did = self
                .editor_mut()
                .map(|editor| editor.stroke(drawing.came, way, pen, now));
            if did != Some(Did::Nothing) {
                self.drawing = Some(Drawing { came: Some(way) });
            }
            self.after(did, cx);
            return;
        }
        match action {
            Action::Draw if self.drawing.is_none() => {
                self.drawing = Some(Drawing::default());
                self.say(
                    "Arrows draw lines, Enter ends one with an arrow's head, Esc stops.",
                    cx,
                );
            }
            Action::ArrowHead => {
                let came = self.drawing.take().and_then(|drawing| drawing.came);
                let did = self
                    .editor_mut()
                    .zip(came)
                    .map(|(editor, way)| editor.arrow_head(way, now));
                self.after(did, cx);
            }
            Action::BoxWords => {
                let did = self.editor_mut().map(|editor| editor.box_words(pen, now));
                if did == Some(Did::Nothing) {
                    self.say(
                        "Type the words first; the box goes round those at the cursor.",
                        cx,
                    );
                }
                self.after(did, cx);
            }
            _ => self.drawing = None,
        }
    }
}

fn pen(config: &Config) -> Pen {
    if config.glyphs() == GlyphChoice::Ascii {
        Pen::Ascii
    } else {
        Pen::Lines
    }
}
