//! Overlays: the page below turns faint, but title line, clocks and ribbon stay lit.

mod ask;
mod bank_files;
mod bank_name;
mod bank_versions;
mod confirm;
mod filter;
mod help;
mod naming;
mod notes;
mod output;
mod palette;
mod tell;
mod topics;

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};

pub use tell::used;

use super::theme::{Depth, Theme};
use super::widgets::editor;
use super::{View, paint};
use crate::app::App;
use crate::app::editor::Editor;
use crate::app::layout::{self, Page};
use crate::app::overlays::Overlay;

pub fn render(frame: &mut Frame, page: &Page, app: &App, overlay: &Overlay, view: &mut View) {
    let theme = view.theme.clone();
    if !matches!(overlay, Overlay::Find(_)) {
        fade(frame.buffer_mut(), page, &theme);
    }
    match overlay {
        Overlay::Help(help) => help::render(frame, app, help, &theme),
        Overlay::Palette(palette) => palette::render(frame, app, palette, &theme),
        Overlay::Confirm(confirm) => confirm::render(frame, app, confirm, &theme),
        Overlay::Notes(notes) => notes::render(frame, app, notes, &theme),
        Overlay::Ask(ask) => ask::render(frame, app, ask, &theme),
        Overlay::Find(find) => notes::find(frame, page, app, find, &theme),
        Overlay::Output(output) => output::render(frame, app, *output, &theme),
        Overlay::Topics(topics) => topics::render(frame, app, topics, &theme),
        Overlay::BankFiles(files) => bank_files::render(frame, app, files, &theme),
        Overlay::BankVersions(at) => bank_versions::render(frame, app, *at, &theme),
        Overlay::BankName(asked) => bank_name::render(frame, app, asked, &theme),
        Overlay::Naming(naming) => naming::render(frame, app, naming, &theme),
        Overlay::Filter(rows) => filter::render(frame, app, rows, &theme),
        Overlay::Tell(tell) => tell::render(frame, app, *tell, &theme),
    }
}

/// Turns the page under the header to the rule's colour.
fn fade(buffer: &mut Buffer, page: &Page, theme: &Theme) {
    let area = Rect {
        y: page.rule.y + 1,
        height: page.keys.y.saturating_sub(page.rule.y + 1),
        x: 0,
        width: buffer.area.width,
    };
    let faint = match theme.depth {
        Depth::True | Depth::Indexed => Style::reset().patch(theme.rule),
        Depth::Ansi | Depth::None => Style::reset().add_modifier(Modifier::DIM),
    };
    buffer.set_style(area, faint);
}

/// Clears a box, draws its border with a bold title and a word at the right, and returns the inside.
fn framed(buffer: &mut Buffer, area: Rect, title: &str, right: &str, theme: &Theme) -> Rect {
    for y in area.y..area.bottom() {
        // A wide character of the page that would stick out into the box goes as a whole.
        if let Some(cell) = area.x.checked_sub(1).and_then(|x| buffer.cell_mut((x, y)))
            && paint::width(cell.symbol()) > 1
        {
            cell.set_symbol(" ");
        }
        for x in area.x..area.right() {
            if let Some(cell) = buffer.cell_mut((x, y)) {
                cell.reset();
                cell.set_style(theme.raise);
            }
        }
    }
    let [top_left, top_right, bottom_left, bottom_right, across, down, ..] = theme.glyphs.border;
    let style = theme.raise.patch(theme.dim);
    let mut put = |x: u16, y: u16, glyph: &str| {
        if let Some(cell) = buffer.cell_mut((x, y)) {
            cell.set_symbol(glyph).set_style(style);
        }
    };
    let (last_x, last_y) = (area.right().saturating_sub(1), area.bottom().saturating_sub(1));
    for x in area.x..=last_x {
        put(x, area.y, across);
        put(x, last_y, across);
    }
    for y in area.y..=last_y {
        put(area.x, y, down);
        put(last_x, y, down);
    }
    put(area.x, area.y, top_left);
    put(last_x, area.y, top_right);
    put(area.x, last_y, bottom_left);
    put(last_x, last_y, bottom_right);
    if !title.is_empty() {
        let room = area.width.saturating_sub(8 + paint::width(right));
        let line = Line::from(vec![
            Span::raw(" "),
            Span::styled(paint::cut(title, room, theme), theme.strong),
            Span::raw(" "),
        ]);
        buffer.set_line(area.x + 2, area.y, &line, area.width.saturating_sub(4));
    }
    if !right.is_empty() {
        let line = Line::styled(format!(" {right} "), theme.dim);
        let wide = line.width() as u16;
        buffer.set_line(last_x.saturating_sub(wide + 1), area.y, &line, wide);
    }
    Rect {
        x: area.x + 3,
        y: area.y + 1,
        width: area.width.saturating_sub(6),
        height: area.height.saturating_sub(2),
    }
}

/// The one line of an overlay that asks for a name, behind its mark.
fn answered(frame: &mut Frame, row: Rect, editor: &Editor, placeholder: &str, theme: &Theme) {
    let lead = Line::styled(format!("{} ", theme.glyphs.cursor), theme.strong);
    paint::left(frame.buffer_mut(), row, &lead);
    let text = Rect {
        x: row.x + 2,
        width: row.width.saturating_sub(2),
        ..row
    };
    editor::line(frame, text, editor, placeholder, theme);
}

/// What giving the name does, or why it cannot be given, on two rows.
fn told(frame: &mut Frame, room: Rect, words: &str, style: Style) {
    let lines = paint::wrap(&paint::clean(words), room.width);
    for (row, line) in lines.into_iter().take(2).enumerate() {
        let place = layout::row_of(room, row as u16);
        paint::left(frame.buffer_mut(), place, &Line::styled(line, style));
    }
}

/// Draws the rule over the last line of a box, and returns that line.
fn foot(buffer: &mut Buffer, area: Rect, inner: Rect, theme: &Theme) -> Rect {
    let y = inner.bottom().saturating_sub(1);
    divider(buffer, area, y.saturating_sub(1), theme);
    Rect {
        y,
        height: 1,
        ..inner
    }
}

/// Draws a light rule across the inside of a box.
fn divider(buffer: &mut Buffer, area: Rect, y: u16, theme: &Theme) {
    let line = Rect {
        x: area.x + 1,
        y,
        width: area.width.saturating_sub(2),
        height: 1,
    };
    paint::rule(buffer, line, theme.glyphs.light, theme.raise.patch(theme.rule));
}
