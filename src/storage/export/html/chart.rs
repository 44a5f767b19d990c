//! The drawings of a page, as inline SVG: scores beside predictions, and the course of an answer. Every
//! figure stands beside its drawing as text too. Widths are those of a phone; on a desktop they grow with the
//! letters. Colours are classes, so that dark and light are the style's.

use std::fmt::Write as _;
use std::time::Duration;

use super::prose::escaped;
use crate::domain::clock::short;
use crate::domain::score;
use crate::domain::timeline::{Sign, Timeline};

/// Width of a drawing, in its own units; one is a pixel on a phone.
const WIDTH: f64 = 360.0;

/// A bar of the chart of scores.
pub struct Bar<'a> {
    pub name: &'a str,
    /// Class of the round's colour.
    pub round: &'static str,
    pub score: Option<f64>,
    pub predicted: Option<u8>,
}

/// Returns the scores of all questions from 0 to 4, each with a tick where it was predicted.
pub fn scores(bars: &[Bar<'_>]) -> String {
    const ROW: f64 = 34.0;
    const FROM: f64 = 4.0;
    const TO: f64 = 320.0;
    let x = |score: f64| FROM + (TO - FROM) * (score / score::BEST).clamp(0.0, 1.0);
    let height = ROW * bars.len() as f64 + 18.0;
    let mut out = format!(
        "<svg class=\"chart\" viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" aria-label=\"Scores from 0 to 4\">"
    );
    for level in 0..=4 {
        let at = x(f64::from(level));
        let foot = height - 14.0;
        let _ = write!(
            out,
            "<line class=\"grid\" x1=\"{at:.1}\" x2=\"{at:.1}\" y1=\"0\" y2=\"{foot}\"/>\
             <text class=\"dim\" x=\"{at:.1}\" y=\"{height}\" text-anchor=\"middle\" dy=\"-2\">{level}</text>"
        );
    }
    for (index, bar) in bars.iter().enumerate() {
        let top = ROW * index as f64;
        let name = escaped(&cut(bar.name, 48));
        let _ = write!(out, "<text x=\"{FROM}\" y=\"{:.1}\">{name}</text>", top + 13.0);
        let y = top + 19.0;
        let end = bar.score.map_or(FROM, x);
        let _ = write!(
            out,
            "<rect class=\"empty\" x=\"{FROM}\" y=\"{y}\" width=\"{:.1}\" height=\"8\"/>\
             <rect class=\"{}\" x=\"{FROM}\" y=\"{y}\" width=\"{:.1}\" height=\"8\"/>",
            TO - FROM,
            bar.round,
            end - FROM
        );
        if let Some(level) = bar.predicted {
            let at = x(f64::from(level));
            let _ = write!(
                out,
                "<line class=\"tick\" x1=\"{at:.1}\" x2=\"{at:.1}\" y1=\"{:.1}\" y2=\"{:.1}\"/>",
                y - 3.0,
                y + 11.0
            );
        }
        let figure = bar.score.map_or_else(|| "–".to_owned(), score::shown);
        let _ = write!(
            out,
            "<text class=\"figure\" x=\"{WIDTH}\" y=\"{:.1}\" text-anchor=\"end\">{figure}</text>",
            y + 8.0
        );
    }
    out.push_str("</svg>");
    out
}

/// Returns the course of an answer: rows of marks over one axis of minutes.
pub fn timeline(line: &Timeline) -> String {
    const LABEL: f64 = 54.0;
    const ROW: f64 = 20.0;
    const CELLS: usize = 52;
    let span = line.span().as_secs_f64().max(1e-3);
    let x = |at: Duration| LABEL + (WIDTH - LABEL - 4.0) * (at.as_secs_f64() / span).clamp(0.0, 1.0);
    let cell = (WIDTH - LABEL - 4.0) / CELLS as f64;
    let mut rows = String::new();
    let mut y = 40.0;
    row(&mut rows, "words", y);
    for (index, height) in line.cells(CELLS).heights(16).into_iter().enumerate() {
        if height > 0 {
            let _ = write!(
                rows,
                "<rect class=\"bar\" x=\"{:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{height}\"/>",
                LABEL + cell * index as f64,
                y - f64::from(height),
                cell - 0.8
            );
        }
    }
    for (name, signs) in [
        ("asked", &[(Sign::Asked, "▸")][..]),
        ("you asked", &[(Sign::Clarified, "▸")]),
        ("hints", &[(Sign::Hint, "?")]),
        ("paused", &[(Sign::Paused, "")]),
        ("runs", &[(Sign::Passed, "✓"), (Sign::Failed, "✗")]),
        ("parts", &[(Sign::Part, "▸")]),
    ] {
        let of_row = |sign: Sign| signs.iter().find(|(known, _)| *known == sign);
        let mut marks = line
            .marks()
            .iter()
            .filter_map(|mark| Some((mark, of_row(mark.sign)?.1)))
            .peekable();
        if marks.peek().is_none() {
            continue;
        }
        y += ROW;
        row(&mut rows, name, y);
        for (mark, glyph) in marks {
            let at = x(mark.at);
            if mark.sign == Sign::Paused {
                let _ = write!(
                    rows,
                    "<rect class=\"pause\" x=\"{at:.1}\" y=\"{:.1}\" width=\"6\" height=\"10\"/>",
                    y - 9.0
                );
            } else {
                let _ = write!(
                    rows,
                    "<text class=\"mark\" x=\"{at:.1}\" y=\"{y}\">{glyph}</text>"
                );
            }
        }
    }
    if !line.budget.is_zero() {
        y += ROW;
        row(&mut rows, "budget", y);
        let (from, end, over) = (x(Duration::ZERO), x(line.budget), x(line.total));
        let middle = y - 4.0;
        let _ = write!(
            rows,
            "<line class=\"budget\" x1=\"{from:.1}\" x2=\"{end:.1}\" y1=\"{middle}\" y2=\"{middle}\"/>\
             <line class=\"budget\" x1=\"{end:.1}\" x2=\"{end:.1}\" y1=\"{:.1}\" y2=\"{:.1}\"/>",
            middle - 5.0,
            middle + 5.0
        );
        if over > end {
            let _ = write!(
                rows,
                "<line class=\"over\" x1=\"{end:.1}\" x2=\"{over:.1}\" y1=\"{middle}\" y2=\"{middle}\"/>"
            );
        }
    }
    let mut axis = String::new();
    for tick in line.ticks(CELLS, 5) {
        let at = x(Duration::from_secs(tick.minute.saturating_mul(60)));
        let _ = write!(
            axis,
            "<line class=\"grid\" x1=\"{at:.1}\" x2=\"{at:.1}\" y1=\"16\" y2=\"{y}\"/>\
             <text class=\"dim\" x=\"{at:.1}\" y=\"11\" text-anchor=\"middle\">{}</text>",
            tick.minute
        );
    }
    let height = y + 8.0;
    format!(
        "<svg class=\"chart\" viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" aria-label=\"The course of the answer, \
         {} long\"><text class=\"dim\" x=\"0\" y=\"11\">min</text>{axis}{rows}</svg>",
        short(line.total)
    )
}

fn row(out: &mut String, name: &str, y: f64) {
    let _ = write!(out, "<text class=\"dim\" x=\"0\" y=\"{y}\">{name}</text>");
}

/// Cuts a text to so many characters.
fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let head: String = text.chars().take(most - 1).collect();
    format!("{head}…")
}
