//! The terminal's face: what it shows, and how it comes to show the next frame.
//!
//! ratatui compares a frame cell by cell with the one before and asks each cell how wide it is, which costs
//! more than to render it. Most rows of most frames did not change: here they are passed over by a
//! comparison that stops at the first difference, and ratatui's own is left only the rows that did.

use std::convert::Infallible;

use ratatui::backend::{Backend, ClearType, WindowSize};
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::{Position, Rect, Size};
use ratatui::{Frame, Terminal, TerminalOptions, Viewport};

use super::canvas::Canvas;

/// A terminal that is painted frame by frame.
#[derive(Debug)]
pub struct Face {
    /// Makes frames. It is left no cells of its own, so it has none to compare or to blank.
    frames: Terminal<Frames>,
    area: Rect,
    /// What the terminal shows, as it was rendered: not swept.
    shown: Vec<Cell>,
    /// Blank cells for the next frame.
    blank: Vec<Cell>,
    /// A row as it was and as it is to be.
    row: (Buffer, Buffer),
    canvas: Canvas,
}

impl Face {
    /// Returns the face of a terminal that shows nothing yet.
    pub fn new(area: Rect) -> Self {
        let viewport = Viewport::Fixed(area);
        let Ok(frames) = Terminal::with_options(Frames::default(), TerminalOptions { viewport });
        let mut face = Self {
            frames,
            area,
            shown: Vec::new(),
            blank: Vec::new(),
            row: (Buffer::default(), Buffer::default()),
            canvas: Canvas::new(),
        };
        face.begin(area);
        face
    }

    /// The bytes painted so far.
    pub fn bytes(&mut self) -> &mut Vec<u8> {
        self.canvas.bytes()
    }

    /// Tells that the terminal was entered anew: its cursor is hidden.
    pub fn forget_cursor(&mut self) {
        self.canvas.forget_cursor();
    }

    /// Takes a size and has the next frame painted whole, also where the size is the same.
    pub fn resize(&mut self, area: Rect) {
        let Ok(()) = self.frames.resize(area);
        self.canvas.clear();
        self.begin(area);
    }

    /// Takes the blank cells of ratatui's two frames: one is what is shown, one what is rendered next.
    fn begin(&mut self, area: Rect) {
        self.area = area;
        self.shown = std::mem::take(&mut self.frames.current_buffer_mut().content);
        self.frames.swap_buffers();
        self.blank = std::mem::take(&mut self.frames.current_buffer_mut().content);
    }

    /// Paints a frame: the bytes that lead to it from what is shown. Every row that is written goes through
    /// `sweep` first, the last gate before the terminal; a row that did not change has been through it.
    pub fn draw(&mut self, render: impl FnOnce(&mut Frame), sweep: impl Fn(&mut [Cell])) {
        let cells = &mut self.blank;
        let Ok(_) = self.frames.draw(|frame| {
            std::mem::swap(&mut frame.buffer_mut().content, cells);
            render(frame);
            std::mem::swap(&mut frame.buffer_mut().content, cells);
        });
        let wide = usize::from(self.area.width).max(1);
        let rows = self.shown.chunks_mut(wide).zip(self.blank.chunks_mut(wide));
        // A row is compared, taken and blanked while it is at hand: going over all cells once for each costs more.
        for (y, (shown, new)) in (self.area.y..).zip(rows) {
            if !alike(shown, new) {
                let (was, is) = &mut self.row;
                for (row, cells) in [(&mut *was, &*shown), (&mut *is, &*new)] {
                    row.area = Rect {
                        y,
                        height: 1,
                        ..self.area
                    };
                    row.content.clear();
                    row.content.extend_from_slice(cells);
                    sweep(&mut row.content);
                }
                self.canvas.paint(was.diff_iter(is));
                shown.swap_with_slice(new);
            }
            for cell in new {
                cell.reset();
            }
        }
        self.canvas.undress();
        self.canvas.place_cursor(self.frames.backend().cursor);
    }
}

/// Returns whether two rows show the same. No cell here has an option of its own for comparing.
fn alike(old: &[Cell], new: &[Cell]) -> bool {
    old.iter().zip(new).all(|(old, new)| {
        let (a, b) = (old.symbol().as_bytes(), new.symbol().as_bytes());
        let same = match (a, b) {
            // Nearly every cell is one character of ASCII: no call is needed to compare it.
            ([a], [b]) => a == b,
            _ => a == b,
        };
        same && old.fg == new.fg
            && old.bg == new.bg
            && old.modifier == new.modifier
            && old.underline_color == new.underline_color
    })
}

/// The terminal that ratatui believes in: it keeps where a frame wants the cursor and writes nothing. ratatui
/// compares as it hands out what changed; nothing here asks for it.
#[derive(Debug, Default)]
struct Frames {
    cursor: Option<Position>,
}

impl Backend for Frames {
    type Error = Infallible;

    fn draw<'a, I>(&mut self, _: I) -> Result<(), Infallible>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        Ok(())
    }

    fn hide_cursor(&mut self) -> Result<(), Infallible> {
        self.cursor = None;
        Ok(())
    }

    fn show_cursor(&mut self) -> Result<(), Infallible> {
        Ok(())
    }

    fn get_cursor_position(&mut self) -> Result<Position, Infallible> {
        Ok(self.cursor.unwrap_or_default())
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> Result<(), Infallible> {
        self.cursor = Some(position.into());
        Ok(())
    }

    fn clear(&mut self) -> Result<(), Infallible> {
        Ok(())
    }

    fn clear_region(&mut self, _: ClearType) -> Result<(), Infallible> {
        Ok(())
    }

    /// Never asked: the viewport is fixed.
    fn size(&self) -> Result<Size, Infallible> {
        Ok(Size::ZERO)
    }

    fn window_size(&mut self) -> Result<WindowSize, Infallible> {
        Ok(WindowSize {
            columns_rows: Size::ZERO,
            pixels: Size::ZERO,
        })
    }

    fn flush(&mut self) -> Result<(), Infallible> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use ratatui::style::{Color, Modifier, Style};

    use super::*;

    /// Symbols with their columns, rows and looks, and where the cursor is wanted.
    type Painted = (Vec<(u16, u16, String, usize)>, Option<(u16, u16)>);

    fn painted() -> impl Strategy<Value = Painted> {
        let symbol = (0..6_u16, 0..4_u16, "[a-c ]|漢|é|━|❤\u{fe0f}", 0..4_usize);
        (
            prop::collection::vec(symbol, 0..20),
            prop::option::of((0..12_u16, 0..4_u16)),
        )
    }

    fn lay(buffer: &mut Buffer, symbols: &[(u16, u16, String, usize)]) {
        let looks = [
            Style::new(),
            Style::new().fg(Color::Red),
            Style::new().bg(Color::Indexed(7)),
            Style::new().add_modifier(Modifier::BOLD | Modifier::UNDERLINED),
        ];
        for (x, y, symbol, look) in symbols {
            // No cell is ever half of a wide character.
            buffer.set_string(x * 2, *y, symbol, looks[*look]);
        }
    }

    proptest! {
        #[test]
        fn rows_passed_over_leave_the_bytes_of_a_whole_comparison(frames in prop::collection::vec(painted(), 1..6)) {
            let area = Rect::new(0, 0, 12, 4);
            let mut face = Face::new(area);
            let mut canvas = Canvas::new();
            let mut before = Buffer::empty(area);
            for (symbols, cursor) in &frames {
                let draw = |frame: &mut Frame| {
                    lay(frame.buffer_mut(), symbols);
                    if let Some(position) = cursor {
                        frame.set_cursor_position(*position);
                    }
                };
                face.draw(draw, |_| {});
                let mut now = Buffer::empty(area);
                lay(&mut now, symbols);
                canvas.paint(before.diff_iter(&now));
                canvas.undress();
                canvas.place_cursor(cursor.map(Position::from));
                before = now;
                prop_assert_eq!(face.bytes().escape_ascii().to_string(), canvas.bytes().escape_ascii().to_string());
                face.bytes().clear();
                canvas.bytes().clear();
                face.draw(draw, |_| {});
                prop_assert!(face.bytes().is_empty(), "the same frame again costs nothing");
            }
        }
    }

    #[test]
    fn no_row_is_written_that_was_not_swept() {
        let mut face = Face::new(Rect::new(0, 0, 4, 2));
        let sweep = |cells: &mut [Cell]| {
            for cell in cells.iter_mut().filter(|cell| cell.symbol() == "\u{9b}") {
                cell.set_symbol("?");
            }
        };
        let render = |text: &'static str| {
            move |frame: &mut Frame| {
                for (cell, c) in frame.buffer_mut().content.iter_mut().zip(text.chars()) {
                    cell.set_char(c);
                }
            }
        };
        for (text, bytes) in [
            ("a\u{9b}", r"\x1b[1;1Ha?"),
            ("a\u{9b}b", r"\x1b[1;3Hb"),
            ("aab\u{9b}", r"\x1b[1;2Ha\x1b[1;4H?"),
        ] {
            face.draw(render(text), sweep);
            assert_eq!(face.bytes().escape_ascii().to_string(), bytes);
            face.bytes().clear();
        }
    }

    #[test]
    fn after_a_resize_everything_is_painted() {
        let mut face = Face::new(Rect::new(0, 0, 4, 1));
        face.draw(
            |frame| lay(frame.buffer_mut(), &[(0, 0, "a".to_owned(), 0)]),
            |_| {},
        );
        face.bytes().clear();
        for _ in 0..2 {
            face.resize(Rect::new(0, 0, 6, 2));
            face.draw(
                |frame| lay(frame.buffer_mut(), &[(0, 0, "a".to_owned(), 0)]),
                |_| {},
            );
            assert_eq!(face.bytes().escape_ascii().to_string(), r"\x1b[H\x1b[J\x1b[1;1Ha");
            face.bytes().clear();
        }
    }
}
