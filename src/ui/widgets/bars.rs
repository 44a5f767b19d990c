//! Small figures of block characters.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::ui::paint;
use crate::ui::theme::Theme;

/// Rows of a chart's frame: four levels and the axis.
pub const CHART: u16 = 5;

/// Columns of a chart's scale: `4 ┤ `.
const SCALE: u16 = 4;

/// Returns a sparkline of scores from 0 to 4, one bar a score.
pub fn sparkline(scores: &[f64], theme: &Theme) -> String {
    scores
        .iter()
        .map(|score| {
            let step = (score / 4.0 * 8.0).ceil().clamp(1.0, 8.0) as usize;
            theme.glyphs.blocks[step - 1]
        })
        .collect()
}

/// Returns how many bars a chart has room for.
pub fn room(width: u16) -> usize {
    usize::from(width.saturating_sub(SCALE) / 2)
}

/// Paints scores from 0 to 4 as bars, one row a level, the newest at the right. Returns the column of the
/// first bar.
pub fn chart(buffer: &mut Buffer, area: Rect, scores: &[f64], style: Style, theme: &Theme) -> u16 {
    let border = theme.glyphs.border;
    let shown = &scores[scores.len().saturating_sub(room(area.width))..];
    let first = area.right() - 2 * u16::try_from(shown.len()).unwrap_or(0);
    for row in 0..CHART.min(area.height) {
        let level = 4 - row;
        let y = area.y + row;
        let edge = if level == 0 { border[2] } else { border[7] };
        let after = paint::text(buffer, area.x, y, &format!("{level} "), 2, theme.dim);
        paint::text(buffer, after, y, edge, 1, theme.rule);
        if level == 0 {
            let rule = Rect::new(area.x + 3, y, area.width.saturating_sub(3), 1);
            paint::rule(buffer, rule, border[4], theme.rule);
            continue;
        }
        for (index, score) in shown.iter().enumerate() {
            // The worst score still shows.
            let eighths = ((score * 8.0).round() as i32).clamp(1, 32);
            let here = (eighths - (i32::from(level) - 1) * 8).clamp(0, 8) as usize;
            if let Some(block) = here.checked_sub(1).and_then(|at| theme.glyphs.blocks.get(at)) {
                paint::text(buffer, first + 2 * index as u16, y, block, 1, style);
            }
        }
    }
    first
}

/// Returns a bar of so many columns, at least one where there is something.
pub fn bar(share: f64, columns: u16, theme: &Theme) -> String {
    let filled = (share.clamp(0.0, 1.0) * f64::from(columns)).round() as usize;
    theme.glyphs.heavy.repeat(filled.max(usize::from(share > 0.0)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::theme::{Depth, GlyphSet, Ground};

    #[test]
    fn the_best_score_fills_the_bar_and_the_worst_still_shows() {
        let theme = Theme::new(Depth::None, Ground::Dark, GlyphSet::Unicode);
        assert_eq!(sparkline(&[0.0, 2.0, 4.0], &theme), "▁▄█");
    }

    #[test]
    fn a_bar_of_a_chart_ends_in_the_row_of_its_level_and_the_newest_stands_at_the_right() {
        let theme = Theme::new(Depth::None, Ground::Dark, GlyphSet::Unicode);
        let area = Rect::new(0, 0, 10, 5);
        let mut buffer = Buffer::empty(area);
        let first = chart(&mut buffer, area, &[9.0, 4.0, 2.5, 0.0], Style::new(), &theme);
        assert_eq!((room(10), first), (3, 4));
        let want = [
            "4 ┤ █     ",
            "3 ┤ █ ▄   ",
            "2 ┤ █ █   ",
            "1 ┤ █ █ ▁ ",
            "0 └───────",
        ];
        assert_eq!(buffer, {
            let mut wanted = Buffer::with_lines(want);
            wanted.set_style(area, Style::new());
            for (x, y) in (0..10).flat_map(|x| (0..5).map(move |y| (x, y))) {
                wanted[(x, y)].set_style(buffer[(x, y)].style());
            }
            wanted
        });
    }
}
