//! Cells with a number in them, the surface saying the same once more.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::domain::scorecard::Calibration;
use crate::domain::stats::MARKED_LOW;
use crate::ui::paint;
use crate::ui::theme::Theme;

/// Columns of a cell of the calibration.
const CELL: u16 = 6;

/// Rows of the calibration: its head, five levels, the predictions and their name.
pub const CALIBRATION: u16 = 8;

/// Columns of the calibration.
pub const CALIBRATION_WIDTH: u16 = 6 + 5 * CELL;

/// Paints a mean score in its cell: the weaker, the stronger the surface; `None` is a dash.
pub fn score(buffer: &mut Buffer, cell: Rect, mean: Option<f64>, theme: &Theme) {
    let Some(mean) = mean else {
        let x = cell.right().saturating_sub(4);
        paint::text(buffer, x, cell.y, theme.glyphs.dash, 1, theme.dim);
        return;
    };
    let weak = mean < MARKED_LOW;
    let step = match mean {
        _ if mean < 1.6 => 3,
        _ if weak => 2,
        _ if mean < 3.0 => 1,
        _ => 0,
    };
    paint::surface(buffer, cell, theme.heat[step]);
    let mark = if weak { theme.glyphs.down } else { " " };
    let style = if weak { theme.strong } else { Style::new() };
    let text = format!("{}{mark} ", crate::domain::score::shown(mean));
    let wide = paint::width(&text);
    paint::text(
        buffer,
        cell.right().saturating_sub(wide),
        cell.y,
        &text,
        wide,
        style,
    );
}

/// Paints predictions across and scores up; what came as predicted stands in brackets.
pub fn calibration(buffer: &mut Buffer, area: Rect, of: &Calibration, theme: &Theme) {
    let row = |n: u16| area.y + n;
    let inside = |n: u16| n < area.height;
    paint::text(buffer, area.x, row(0), "score", 5, theme.dim);
    let most = of.counts.iter().flatten().copied().max().unwrap_or(0).max(1);
    for (at, level) in (0..5_usize).rev().enumerate() {
        let n = at as u16 + 1;
        if !inside(n) {
            return;
        }
        paint::text(buffer, area.x + 4, row(n), &level.to_string(), 1, theme.dim);
        for prediction in 0..5_usize {
            let count = of.counts[level][prediction];
            let cell = Rect::new(area.x + 6 + prediction as u16 * CELL, row(n), CELL, 1);
            let text = match (count, level == prediction) {
                (0, true) => format!(" [ {}]", theme.glyphs.dot),
                (0, false) => format!("   {} ", theme.glyphs.dot),
                (count, true) => format!(" [{count:>2}]"),
                (count, false) => format!("  {count:>2} "),
            };
            let style = if count == 0 { theme.dim } else { theme.strong };
            if count > 0 {
                let step = (3 * count / most).min(3);
                paint::surface(buffer, cell, theme.heat[step]);
            }
            paint::text(buffer, cell.x, cell.y, &text, CELL, style);
        }
    }
    if inside(6) {
        for prediction in 0..5_u16 {
            let x = area.x + 6 + prediction * CELL + 3;
            paint::text(buffer, x, row(6), &prediction.to_string(), 1, theme.dim);
        }
    }
    if inside(7) {
        let words = "predicted   [ ] as predicted";
        paint::text(buffer, area.x + 7, row(7), words, 30, theme.dim);
    }
}
