//! A painted screen as a picture: SVG with text placed cell by cell, so that it looks like the terminal
//! whatever font draws it. Lines and blocks are shapes, as terminals draw them, and close without gaps.
//! The same buffer gives the same bytes.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use hotseat::ui::theme::Ground;
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Position;
use ratatui::style::{Color, Modifier};
use unicode_width::UnicodeWidthStr;

/// Pixels of a cell; the font's size is the one whose characters are this wide.
const WIDE: u16 = 8;
const HIGH: u16 = 17;
const SIZE: &str = "13.28";
/// From a cell's top to the line its letters stand on.
const BASE: u16 = 13;
const MARGIN: u16 = 10;

const FONTS: &str = "DejaVu Sans Mono, Menlo, Consolas, monospace";

/// The sixteen colours as terminals commonly have them.
const SIXTEEN: [u32; 16] = [
    0x00_00_00, 0xcd_31_31, 0x0d_bc_79, 0xe5_e5_10, 0x24_72_c8, 0xbc_3f_bc, 0x11_a8_cd, 0xe5_e5_e5,
    0x66_66_66, 0xf1_4c_4c, 0x23_d1_8b, 0xf5_f5_43, 0x3b_8e_ea, 0xd6_70_d6, 0x29_b8_db, 0xff_ff_ff,
];

/// How a run of text looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Look {
    ink: u32,
    bold: bool,
    italic: bool,
    underlined: bool,
}

struct Page {
    ground: u32,
    ink: u32,
    /// Looks in the order they were met; their place names their class.
    looks: Vec<Look>,
    surfaces: String,
    texts: String,
    /// Lines and blocks, one path a colour.
    shapes: BTreeMap<u32, String>,
}

/// Returns the picture of a buffer.
pub fn picture(buffer: &Buffer, cursor: Option<Position>, ground: Ground, title: &str) -> String {
    let (ground, ink) = match ground {
        Ground::Dark => (0x16_18_1d, 0xd8_d8_d8),
        Ground::Light => (0xfb_fb_f8, 0x20_20_20),
    };
    let mut page = Page {
        ground,
        ink,
        looks: Vec::new(),
        surfaces: String::new(),
        texts: String::new(),
        shapes: BTreeMap::new(),
    };
    for row in 0..buffer.area.height {
        page.row(buffer, row);
    }
    page.finish(buffer, cursor, title)
}

impl Page {
    fn row(&mut self, buffer: &Buffer, row: u16) {
        let mut surface: Option<(u16, u16, u32)> = None;
        let mut run = Run::default();
        let mut column = 0;
        while column < buffer.area.width {
            let cell = &buffer[(column, row)];
            let symbol = cell.symbol();
            let wide = u16::try_from(symbol.width().max(1)).unwrap_or(1);
            let (look, behind) = self.look(cell);
            match &mut surface {
                Some((_, end, colour)) if *colour == behind && *end == column => *end += wide,
                open => {
                    self.surface(row, open.take());
                    *open = Some((column, column + wide, behind));
                }
            }
            let blank = symbol.trim().is_empty();
            if let Some(shape) = shape(symbol, place(column), place_y(row)) {
                self.text(row, &mut run);
                self.shapes.entry(look.ink).or_default().push_str(&shape);
            } else if blank && !(look.underlined && run.look == Some(look)) {
                run.blanks += 1;
            } else {
                let one = symbol.chars().count() == 1 && wide == 1;
                if run.look != Some(look) || run.blanks > 1 || !one || run.alone {
                    self.text(row, &mut run);
                }
                if run.places.is_empty() {
                    run.blanks = 0;
                } else if run.blanks == 1 {
                    run.add(" ", column - 1);
                    run.blanks = 0;
                }
                run.look = Some(look);
                run.alone = !one;
                run.add(symbol, column);
            }
            column += wide;
        }
        self.surface(row, surface);
        self.text(row, &mut run);
    }

    /// Returns how a cell's letters look, and the colour behind them.
    fn look(&self, cell: &Cell) -> (Look, u32) {
        let mut ink = colour(cell.fg, self.ink);
        let mut behind = colour(cell.bg, self.ground);
        if cell.modifier.contains(Modifier::DIM) {
            ink = mix(ink, behind, 60);
        }
        if cell.modifier.contains(Modifier::REVERSED) {
            std::mem::swap(&mut ink, &mut behind);
        }
        let look = Look {
            ink,
            bold: cell.modifier.contains(Modifier::BOLD),
            italic: cell.modifier.contains(Modifier::ITALIC),
            underlined: cell.modifier.contains(Modifier::UNDERLINED),
        };
        (look, behind)
    }

    fn surface(&mut self, row: u16, surface: Option<(u16, u16, u32)>) {
        if let Some((from, end, colour)) = surface
            && colour != self.ground
        {
            let _ = writeln!(
                self.surfaces,
                r##"<rect x="{}" y="{}" width="{}" height="{HIGH}" fill="#{colour:06x}"/>"##,
                place(from),
                place_y(row),
                (end - from) * WIDE,
            );
        }
    }

    fn text(&mut self, row: u16, run: &mut Run) {
        let run = std::mem::take(run);
        let Some(look) = run.look else { return };
        let class = self.class(look);
        let places: Vec<String> = run.places.iter().map(u16::to_string).collect();
        let _ = writeln!(
            self.texts,
            r#"<text class="{class}" y="{}" x="{}">{}</text>"#,
            place_y(row) + BASE,
            places.join(" "),
            run.text,
        );
    }

    fn class(&mut self, look: Look) -> String {
        let at = self
            .looks
            .iter()
            .position(|known| *known == look)
            .unwrap_or_else(|| {
                self.looks.push(look);
                self.looks.len() - 1
            });
        format!("s{at}")
    }

    fn finish(self, buffer: &Buffer, cursor: Option<Position>, title: &str) -> String {
        let width = buffer.area.width * WIDE + 2 * MARGIN;
        let height = buffer.area.height * HIGH + 2 * MARGIN;
        let mut out = format!(
            r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" font-family="{FONTS}" font-size="{SIZE}" xml:space="preserve">
<title>hotseat: {}</title>
<style>
"#,
            escaped(title)
        );
        for (at, look) in self.looks.iter().enumerate() {
            let _ = write!(out, ".s{at}{{fill:#{:06x}", look.ink);
            for (on, rule) in [
                (look.bold, ";font-weight:bold"),
                (look.italic, ";font-style:italic"),
                (look.underlined, ";text-decoration:underline"),
            ] {
                if on {
                    out.push_str(rule);
                }
            }
            out.push_str("}\n");
        }
        let _ = writeln!(
            out,
            "</style>\n<rect width=\"{width}\" height=\"{height}\" rx=\"6\" fill=\"#{:06x}\"/>",
            self.ground
        );
        out.push_str(&self.surfaces);
        for (colour, path) in &self.shapes {
            let _ = writeln!(out, r##"<path fill="#{colour:06x}" d="{path}"/>"##);
        }
        if let Some(at) = cursor {
            let _ = writeln!(
                out,
                r##"<rect x="{}" y="{}" width="{WIDE}" height="{HIGH}" fill="#{:06x}" opacity="0.5"/>"##,
                place(at.x),
                place_y(at.y),
                self.ink,
            );
        }
        out.push_str(&self.texts);
        out.push_str("</svg>\n");
        out
    }
}

/// Letters of one look that stand side by side.
#[derive(Default)]
struct Run {
    look: Option<Look>,
    text: String,
    places: Vec<u16>,
    /// Blanks since the last letter.
    blanks: u16,
    /// A letter of several characters or cells has an element of its own.
    alone: bool,
}

impl Run {
    fn add(&mut self, symbol: &str, column: u16) {
        self.text.push_str(&escaped(symbol));
        self.places.push(place(column));
    }
}

fn place(column: u16) -> u16 {
    MARGIN + column * WIDE
}

fn place_y(row: u16) -> u16 {
    MARGIN + row * HIGH
}

/// Returns lines and blocks as a path; every other symbol is text.
fn shape(symbol: &str, x: u16, y: u16) -> Option<String> {
    let (middle_x, middle_y) = (x + WIDE / 2, y + HIGH / 2);
    let bar = |x: u16, y: u16, wide: u16, high: u16| format!("M{x} {y}h{wide}v{high}h-{wide}z");
    let across = |from: u16, wide: u16| bar(from, middle_y, wide, 1);
    let down = |from: u16, high: u16| bar(middle_x, from, 1, high);
    let lower = HIGH - HIGH / 2;
    Some(match symbol {
        "─" => across(x, WIDE),
        "━" => bar(x, middle_y - 1, WIDE, 3),
        "╸" => bar(x, middle_y - 1, WIDE / 2, 3),
        "│" => down(y, HIGH),
        "┊" => [1, 7, 13].map(|step| bar(middle_x, y + step, 1, 3)).concat(),
        "┌" => across(middle_x, WIDE / 2) + &down(middle_y, lower),
        "┐" => across(x, WIDE / 2) + &down(middle_y, lower),
        "└" => across(middle_x, WIDE / 2) + &down(y, HIGH / 2 + 1),
        "┘" => across(x, WIDE / 2) + &down(y, HIGH / 2 + 1),
        "├" => across(middle_x, WIDE / 2) + &down(y, HIGH),
        "┤" => across(x, WIDE / 2) + &down(y, HIGH),
        "▎" => bar(x, y, 2, HIGH),
        "▁" | "▂" | "▃" | "▄" | "▅" | "▆" | "▇" | "█" => {
            let eighths = u32::from(symbol.chars().next()?) - 0x2580;
            let high = (u16::try_from(eighths).unwrap_or(8) * HIGH).div_ceil(8);
            bar(x, y + HIGH - high, WIDE, high)
        }
        _ => return None,
    })
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            c if c.is_control() => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

fn colour(colour: Color, own: u32) -> u32 {
    let named = |at: usize| SIXTEEN[at];
    match colour {
        Color::Reset => own,
        Color::Black => named(0),
        Color::Red => named(1),
        Color::Green => named(2),
        Color::Yellow => named(3),
        Color::Blue => named(4),
        Color::Magenta => named(5),
        Color::Cyan => named(6),
        Color::Gray => named(7),
        Color::DarkGray => named(8),
        Color::LightRed => named(9),
        Color::LightGreen => named(10),
        Color::LightYellow => named(11),
        Color::LightBlue => named(12),
        Color::LightMagenta => named(13),
        Color::LightCyan => named(14),
        Color::White => named(15),
        Color::Rgb(red, green, blue) => u32::from_be_bytes([0, red, green, blue]),
        Color::Indexed(index) => indexed(index),
    }
}

/// Returns a colour of the 256: sixteen, a cube of six, greys.
fn indexed(index: u8) -> u32 {
    let index = u32::from(index);
    match index {
        0..=15 => SIXTEEN[index as usize],
        16..=231 => {
            let level = |step: u32| if step == 0 { 0 } else { 55 + 40 * step };
            let cube = index - 16;
            level(cube / 36) << 16 | level(cube / 6 % 6) << 8 | level(cube % 6)
        }
        _ => (8 + 10 * (index - 232)) * 0x01_01_01,
    }
}

/// Mixes `percent` of one colour with the rest of the other.
fn mix(one: u32, other: u32, percent: u32) -> u32 {
    let channel = |shift: u32| {
        let (one, other) = (one >> shift & 0xff, other >> shift & 0xff);
        ((one * percent + other * (100 - percent) + 50) / 100) << shift
    };
    channel(16) | channel(8) | channel(0)
}

#[test]
fn text_is_escaped_and_every_letter_stands_at_its_column() {
    let mut buffer = Buffer::empty(ratatui::layout::Rect::new(0, 0, 12, 1));
    buffer.set_string(1, 0, "a<b 漢c", ratatui::style::Style::new().bold());
    let picture = picture(&buffer, Some(Position::new(2, 0)), Ground::Dark, "a & b");
    assert!(picture.contains("<title>hotseat: a &amp; b</title>"));
    assert!(
        picture.contains(r#"<text class="s0" y="23" x="18 26 34">a&lt;b</text>"#),
        "{picture}"
    );
    assert!(
        picture.contains(r#"<text class="s0" y="23" x="50">漢</text>"#),
        "{picture}"
    );
    assert!(
        picture.contains(r#"<text class="s0" y="23" x="66">c</text>"#),
        "{picture}"
    );
    assert!(
        picture.contains(r##"<rect x="26" y="10" width="8" height="17" fill="#d8d8d8" opacity="0.5"/>"##)
    );
    assert!(picture.contains(".s0{fill:#d8d8d8;font-weight:bold}"));
}

#[test]
fn dim_is_mixed_with_what_is_behind_and_reverse_comes_last() {
    let mut buffer = Buffer::empty(ratatui::layout::Rect::new(0, 0, 2, 1));
    let style = ratatui::style::Style::new();
    buffer.set_string(0, 0, "a", style.dim());
    buffer.set_string(1, 0, "b", style.red().reversed());
    let picture = picture(&buffer, None, Ground::Dark, "dim");
    assert!(picture.contains(".s0{fill:#8a8b8d}"), "{picture}");
    assert!(picture.contains(".s1{fill:#16181d}"), "{picture}");
    assert!(picture.contains(r##"width="8" height="17" fill="#cd3131"/>"##));
}
