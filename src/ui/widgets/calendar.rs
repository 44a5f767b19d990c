//! Weeks across, Monday to Sunday down, the minutes of each day in its cell.

use jiff::ToSpan;
use jiff::civil::Date;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::domain::stats::{Days, monday};
use crate::ui::paint;
use crate::ui::theme::Theme;

/// Rows: the months, then seven days.
pub const ROWS: u16 = 8;

/// Columns of a week.
const WEEK: u16 = 4;

/// Columns before the first week.
const NAMES: u16 = 3;

/// Columns after the last week, for the unit.
const UNIT: u16 = 9;

const DAYS: [&str; 7] = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"];

/// Paints as many weeks as fit, the last of them that of `today`.
pub fn paint(buffer: &mut Buffer, area: Rect, days: &Days, today: Date, theme: &Theme) {
    let weeks = i64::from(area.width.saturating_sub(NAMES + UNIT) / WEEK);
    let Ok(first) = monday(today).checked_sub((7 * (weeks - 1).max(0)).days()) else {
        return;
    };
    for (row, name) in (1..area.height).zip(DAYS) {
        paint::text(buffer, area.x, area.y + row, name, 2, theme.dim);
    }
    let mut month = None;
    for week in 0..weeks {
        let x = area.x + NAMES + week as u16 * WEEK;
        let Ok(began) = first.checked_add((7 * week).days()) else {
            return;
        };
        if month != Some(began.month()) && (month.is_some() || began.day() <= 24) {
            let name = began.strftime("%b").to_string();
            paint::text(buffer, x, area.y, &name, WEEK, theme.dim);
        }
        month = Some(began.month());
        for row in 1..area.height.min(ROWS) {
            let Ok(day) = began.checked_add(i64::from(row - 1).days()) else {
                return;
            };
            if day > today {
                break;
            }
            let y = area.y + row;
            match days.minutes(day) {
                None => {
                    paint::text(buffer, x + 1, y, theme.glyphs.dot, 1, theme.dim);
                }
                Some(minutes) => {
                    let step = (minutes / 30).min(3) as usize;
                    let cell = Rect::new(x, y, WEEK - 1, 1);
                    paint::surface(buffer, cell, theme.heat[step]);
                    let text = format!("{:>3}", minutes.min(999));
                    paint::text(buffer, x, y, &text, WEEK, ratatui::style::Style::new());
                }
            }
        }
    }
    let x = area.x + NAMES + weeks as u16 * WEEK + 1;
    for (row, word) in ["minutes", "a day"].into_iter().enumerate() {
        paint::text(buffer, x, area.y + 1 + row as u16, word, UNIT - 1, theme.dim);
    }
}
