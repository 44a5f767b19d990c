//! What a frame is painted on: a buffer of bytes that knows the terminal's cursor.
//!
//! A frame costs no system call: nothing here asks the terminal anything, and whoever owns the canvas
//! writes the bytes at once. ratatui's own backend for crossterm would query the size for each frame,
//! hide or show the cursor each time, reset all colours twice, and read `NO_COLOR` behind our back.
//! A frame that changes nothing leaves no bytes.

use std::io::Write as _;

use ratatui::buffer::Cell;
use ratatui::layout::Position;
use ratatui::style::{Color, Modifier};

/// Where the terminal's cursor is known to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cursor {
    Hidden,
    At(Position),
    /// Shown, but moved by what was painted since.
    Astray,
}

/// A terminal's face as bytes yet to be written.
#[derive(Debug)]
pub struct Canvas {
    bytes: Vec<u8>,
    cursor: Cursor,
    /// How the terminal dresses what is written next.
    look: Look,
}

/// Attributes as the terminal has them.
#[derive(Debug, PartialEq, Eq, Clone, Copy)]
struct Look {
    fg: Color,
    bg: Color,
    underline: Color,
    modifier: Modifier,
}

const PLAIN: Look = Look {
    fg: Color::Reset,
    bg: Color::Reset,
    underline: Color::Reset,
    modifier: Modifier::empty(),
};

/// SGR parameters in the order of the bits of [`Modifier`].
const ATTRIBUTES: [(Modifier, &[u8]); 9] = [
    (Modifier::BOLD, b";1"),
    (Modifier::DIM, b";2"),
    (Modifier::ITALIC, b";3"),
    (Modifier::UNDERLINED, b";4"),
    (Modifier::SLOW_BLINK, b";5"),
    (Modifier::RAPID_BLINK, b";6"),
    (Modifier::REVERSED, b";7"),
    (Modifier::HIDDEN, b";8"),
    (Modifier::CROSSED_OUT, b";9"),
];

impl Canvas {
    /// Returns an empty canvas; the cursor counts as hidden, as after entering.
    pub fn new() -> Self {
        Self {
            bytes: Vec::with_capacity(16 * 1024),
            cursor: Cursor::Hidden,
            look: PLAIN,
        }
    }

    /// Tells that the terminal was entered anew: its cursor is hidden.
    pub fn forget_cursor(&mut self) {
        self.cursor = Cursor::Hidden;
    }

    /// The bytes painted so far.
    pub fn bytes(&mut self) -> &mut Vec<u8> {
        &mut self.bytes
    }

    /// Paints cells, given row by row from left to right. What comes after the last needs [`Self::undress`] first.
    pub fn paint<'a>(&mut self, cells: impl Iterator<Item = (u16, u16, &'a Cell)>) {
        let mut next: Option<Position> = None;
        for (x, y, cell) in cells {
            let position = Position { x, y };
            if next != Some(position) {
                self.move_to(position);
            }
            let wanted = Look {
                fg: cell.fg,
                bg: cell.bg,
                underline: cell.underline_color,
                modifier: cell.modifier,
            };
            if wanted != self.look {
                self.dress(self.look, wanted);
                self.look = wanted;
            }
            let symbol = cell.symbol();
            self.bytes.extend_from_slice(symbol.as_bytes());
            // After anything but a plain character the terminal may stand elsewhere than we think.
            next = (symbol.len() == 1).then(|| Position {
                x: x.saturating_add(1),
                y,
            });
            if next.is_none() && narrow(symbol) {
                next = Some(Position {
                    x: x.saturating_add(1),
                    y,
                });
            }
            if self.cursor != Cursor::Hidden {
                self.cursor = Cursor::Astray;
            }
        }
    }

    /// Ends what [`Self::paint`] began: the terminal writes plainly again.
    pub fn undress(&mut self) {
        if self.look != PLAIN {
            self.bytes.extend_from_slice(b"\x1b[m");
            self.look = PLAIN;
        }
    }

    /// Puts the cursor where a frame wants it, or hides it; writes only what changes.
    pub fn place_cursor(&mut self, wanted: Option<Position>) {
        let Some(position) = wanted else {
            if self.cursor != Cursor::Hidden {
                self.bytes.extend_from_slice(b"\x1b[?25l");
                self.cursor = Cursor::Hidden;
            }
            return;
        };
        if self.cursor == Cursor::Hidden {
            self.bytes.extend_from_slice(b"\x1b[?25h");
            self.cursor = Cursor::Astray;
        }
        if self.cursor != Cursor::At(position) {
            self.move_to(position);
            self.cursor = Cursor::At(position);
        }
    }

    /// Clears the terminal.
    pub fn clear(&mut self) {
        self.bytes.extend_from_slice(b"\x1b[H\x1b[J");
        if self.cursor != Cursor::Hidden {
            self.cursor = Cursor::Astray;
        }
    }

    fn move_to(&mut self, position: Position) {
        self.bytes.extend_from_slice(b"\x1b[");
        number(&mut self.bytes, u32::from(position.y) + 1);
        self.bytes.push(b';');
        number(&mut self.bytes, u32::from(position.x) + 1);
        self.bytes.push(b'H');
    }

    /// Changes the terminal's attributes from `from` to `to`.
    fn dress(&mut self, from: Look, to: Look) {
        let bytes = &mut self.bytes;
        bytes.extend_from_slice(b"\x1b[");
        let begin = bytes.len();
        let mut from = from;
        if !to.modifier.contains(from.modifier) {
            bytes.extend_from_slice(b";0");
            from = PLAIN;
        }
        for (attribute, parameter) in ATTRIBUTES {
            if to.modifier.contains(attribute) && !from.modifier.contains(attribute) {
                bytes.extend_from_slice(parameter);
            }
        }
        if to.fg != from.fg {
            color(bytes, to.fg, 30);
        }
        if to.bg != from.bg {
            color(bytes, to.bg, 40);
        }
        if to.underline != from.underline {
            color(bytes, to.underline, 50);
        }
        // Each parameter brought its own semicolon; the first is one too many.
        if bytes.len() > begin {
            bytes.remove(begin);
        }
        bytes.push(b'm');
    }
}

fn number(bytes: &mut Vec<u8>, value: u32) {
    if value < 10 {
        bytes.push(b'0' + value as u8);
    } else {
        // Writing to a vector cannot fail.
        let _ = write!(bytes, "{value}");
    }
}

/// Appends a colour: `base` is 30 for the foreground, 40 for the background, 50 for the underline.
fn color(bytes: &mut Vec<u8>, color: Color, base: u32) {
    let parameter = |bytes: &mut Vec<u8>, value: u32| {
        bytes.push(b';');
        number(bytes, value);
    };
    let named = match color {
        Color::Reset => {
            parameter(bytes, base + 9);
            return;
        }
        Color::Rgb(red, green, blue) => {
            for value in [base + 8, 2, u32::from(red), u32::from(green), u32::from(blue)] {
                parameter(bytes, value);
            }
            return;
        }
        Color::Indexed(index) => {
            for value in [base + 8, 5, u32::from(index)] {
                parameter(bytes, value);
            }
            return;
        }
        Color::Black => 0,
        Color::Red => 1,
        Color::Green => 2,
        Color::Yellow => 3,
        Color::Blue => 4,
        Color::Magenta => 5,
        Color::Cyan => 6,
        Color::Gray => 7,
        Color::DarkGray => 8,
        Color::LightRed => 9,
        Color::LightGreen => 10,
        Color::LightYellow => 11,
        Color::LightBlue => 12,
        Color::LightMagenta => 13,
        Color::LightCyan => 14,
        Color::White => 15,
    };
    match (base, named) {
        (50, _) => {
            for value in [58, 5, named] {
                parameter(bytes, value);
            }
        }
        (_, 0..8) => parameter(bytes, base + named),
        _ => parameter(bytes, base + 52 + named),
    }
}

/// Returns whether every terminal gives this symbol exactly one cell: one character of Latin, Greek,
/// Cyrillic, or the lines and blocks the screens are drawn with.
fn narrow(symbol: &str) -> bool {
    let mut chars = symbol.chars();
    matches!(
        (chars.next(), chars.next()),
        (
            Some(
                '\u{a1}'..='\u{ac}' | '\u{ae}'..='\u{2ff}' | '\u{370}'..='\u{482}' | '\u{2500}'..='\u{259f}',
            ),
            None,
        )
    )
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU16;

    use ratatui::layout::Rect;
    use ratatui::style::{Style, Stylize as _};
    use ratatui::text::{Line, Span};

    use super::*;
    use crate::runtime::face::Face;

    fn terminal(width: u16, height: u16) -> Face {
        Face::new(Rect::new(0, 0, width, height))
    }

    fn frame(terminal: &mut Face, line: &Line<'_>, cursor: Option<u16>) -> String {
        let render = |frame: &mut ratatui::Frame| {
            frame.render_widget(line, frame.area());
            if let Some(x) = cursor {
                frame.set_cursor_position((x, 0));
            }
        };
        terminal.draw(render, |_| {});
        String::from_utf8(std::mem::take(terminal.bytes())).unwrap()
    }

    #[test]
    fn one_more_letter_costs_its_place_and_itself() {
        let mut terminal = terminal(20, 2);
        frame(&mut terminal, &Line::raw("hotsea"), None);
        assert_eq!(frame(&mut terminal, &Line::raw("hotseat"), None), "\x1b[1;7Ht");
        assert_eq!(frame(&mut terminal, &Line::raw("hotseat"), None), "");
    }

    #[test]
    fn the_cursor_is_written_only_when_it_moved_or_was_painted_over() {
        let mut terminal = terminal(20, 2);
        assert_eq!(
            frame(&mut terminal, &Line::raw("a"), Some(1)),
            "\x1b[1;1Ha\x1b[?25h\x1b[1;2H"
        );
        assert_eq!(frame(&mut terminal, &Line::raw("a"), Some(1)), "");
        assert_eq!(
            frame(&mut terminal, &Line::raw("b"), Some(1)),
            "\x1b[1;1Hb\x1b[1;2H"
        );
        assert_eq!(frame(&mut terminal, &Line::raw("b"), Some(3)), "\x1b[1;4H");
        assert_eq!(frame(&mut terminal, &Line::raw("b"), None), "\x1b[?25l");
    }

    #[test]
    fn styles_are_changed_not_repeated_and_end_plain() {
        let mut terminal = terminal(20, 1);
        let line = Line::from(vec![
            Span::raw("a"),
            "b".bold().fg(Color::Indexed(75)),
            "c".bold().fg(Color::Indexed(75)),
            "d".bold().fg(Color::Rgb(1, 20, 255)).bg(Color::LightRed),
            "e".underlined(),
            Span::styled("f", Style::new().bg(Color::Blue)),
        ]);
        assert_eq!(
            frame(&mut terminal, &line, None),
            "\x1b[1;1Ha\x1b[1;38;5;75mbc\x1b[38;2;1;20;255;101md\x1b[0;4me\x1b[0;44mf\x1b[m"
        );
    }

    #[test]
    fn after_a_wide_character_the_place_is_said_again() {
        let mut terminal = terminal(20, 1);
        assert_eq!(
            frame(&mut terminal, &Line::raw("é─漢x"), None),
            "\x1b[1;1Hé─漢\x1b[1;5Hx"
        );
    }

    #[test]
    fn a_resize_clears_and_paints_whole_without_asking_the_terminal() {
        let mut terminal = terminal(20, 2);
        frame(&mut terminal, &Line::raw("ab"), Some(2));
        terminal.resize(Rect::new(0, 0, 30, 3));
        let bytes = frame(&mut terminal, &Line::raw("ab"), Some(2));
        assert!(bytes.contains("\x1b[J") && bytes.contains("ab"), "{bytes:?}");
        assert!(!bytes.contains("6n"));
    }

    #[test]
    fn every_style_paints_on_a_terminal_as_it_was_meant() {
        let colors = [
            Color::Reset,
            Color::Red,
            Color::White,
            Color::Indexed(200),
            Color::Rgb(9, 8, 7),
        ];
        let modifiers = [
            Modifier::empty(),
            Modifier::BOLD,
            Modifier::REVERSED | Modifier::ITALIC,
        ];
        let mut line = Line::default();
        for fg in colors {
            for bg in colors {
                for modifier in modifiers {
                    line.push_span(Span::styled(
                        "x",
                        Style::new().fg(fg).bg(bg).add_modifier(modifier),
                    ));
                }
            }
        }
        let width = line.width() as u16;
        let mut terminal = terminal(width, 1);
        let bytes = frame(&mut terminal, &line, None);
        let one = NonZeroU16::MIN;
        let mut parser = vt100::Parser::new(one, one.saturating_add(width - 1), 0);
        parser.process(bytes.as_bytes());
        let seen = |color| match color {
            Color::Red => vt100::Color::Idx(1),
            Color::White => vt100::Color::Idx(15),
            Color::Indexed(index) => vt100::Color::Idx(index),
            Color::Rgb(red, green, blue) => vt100::Color::Rgb(red, green, blue),
            _ => vt100::Color::Default,
        };
        for (x, span) in line.iter().enumerate() {
            let cell = parser.screen().cell(0, x as u16).unwrap();
            let style = span.style;
            assert_eq!(cell.fgcolor(), seen(style.fg.unwrap()), "{x}");
            assert_eq!(cell.bgcolor(), seen(style.bg.unwrap()), "{x}");
            assert_eq!(cell.bold(), style.add_modifier.contains(Modifier::BOLD), "{x}");
            assert_eq!(
                cell.inverse(),
                style.add_modifier.contains(Modifier::REVERSED),
                "{x}"
            );
            assert_eq!(
                cell.italic(),
                style.add_modifier.contains(Modifier::ITALIC),
                "{x}"
            );
        }
    }
}
