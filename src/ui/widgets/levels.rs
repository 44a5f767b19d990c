//! Criteria of levels: the open one with its five anchors, the others folded to a line with their score.

use std::ops::Range;

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::app::screens::debrief::{Row, rows};
use crate::domain::bank::{Criterion, Question};
use crate::domain::score::{self, Missing, shown};
use crate::domain::session::Attempt;
use crate::ui::paint::{self, Focus};
use crate::ui::theme::Theme;
use crate::ui::widgets::markdown;

/// The rows, and which of them are under the cursor.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct LevelLines {
    pub lines: Vec<Line<'static>>,
    /// The open criterion, its anchors included.
    pub open: Range<usize>,
    /// What lies on the selection's surface: the chosen anchor, or the criterion while none is.
    pub selected: Range<usize>,
}

/// What the rows are made of.
#[derive(Clone, Copy)]
pub struct Scale<'a> {
    pub question: &'a Question,
    pub attempt: &'a Attempt,
    /// A criterion's five anchors.
    pub levels: &'a dyn Fn(&Criterion) -> [String; 5],
    /// Tests at submission are still running.
    pub running: bool,
    pub focus: Focus,
    pub accent: Style,
    pub theme: &'a Theme,
}

impl Scale<'_> {
    /// Lays all criteria out, the one of the cursor's row open.
    pub fn criteria(&self, cursor: usize, width: u16) -> LevelLines {
        let here = rows(self.question).get(cursor).map(|row| row.criterion());
        let mut out = LevelLines::default();
        let last = self.question.rubric.len().saturating_sub(1);
        for (index, criterion) in self.question.rubric.iter().enumerate() {
            if here == Some(index) {
                self.open(&mut out, criterion, width);
                if index < last {
                    out.lines.push(Line::default());
                }
            } else {
                out.lines.push(self.folded(criterion, width));
                if criterion.tests.is_some() {
                    self.stages(&mut out, width);
                    if index < last {
                        out.lines.push(Line::default());
                    }
                }
            }
        }
        out
    }

    /// Adds what the judge said of each stage.
    fn stages(&self, out: &mut LevelLines, width: u16) {
        let theme = self.theme;
        let stages = score::at_submission(self.question, self.attempt);
        if stages.is_empty() || self.running {
            let words = if self.running {
                "still running"
            } else {
                "not run; they leave the mean"
            };
            out.lines.push(Line::styled(
                paint::cut(&format!("  {words}"), width, theme),
                theme.aside,
            ));
            return;
        }
        for stage in &stages {
            let all = stage.passed() == stage.of();
            let mark = if all {
                theme.glyphs.tick
            } else {
                theme.glyphs.cross
            };
            let fact = if stage.run.is_some() {
                format!("{} of {}", stage.passed(), stage.of())
            } else {
                "not run".to_owned()
            };
            let title = markdown::plain_line(&paint::clean(stage.title));
            let room = width.saturating_sub(4 + paint::width(&fact) + 2);
            let title = paint::cut(&title, room, theme);
            let gap = width.saturating_sub(4 + paint::width(&title) + paint::width(&fact));
            out.lines.push(Line::from(vec![
                Span::styled(format!("  {mark} "), if all { theme.dim } else { theme.strong }),
                Span::styled(title, theme.dim),
                Span::raw(" ".repeat(usize::from(gap))),
                Span::styled(fact, if all { theme.dim } else { theme.strong }),
            ]));
        }
    }

    fn open(&self, out: &mut LevelLines, criterion: &Criterion, width: u16) {
        let theme = self.theme;
        let start = out.lines.len();
        let (value, style) = self.value(criterion);
        let name = markdown::plain_line(&paint::clean(&criterion.criterion));
        let weight = format!("weight {}   ", criterion.weight);
        let full = paint::width(&weight) + paint::width(&value) + 1;
        // The weight goes first, then the name takes more rows than one.
        let weight = if paint::width(&name) + 2 + full <= width || paint::width(&value) < 3 {
            weight
        } else {
            String::new()
        };
        let room = width.saturating_sub(2 + paint::width(&weight) + paint::width(&value) + 1);
        let mark = Span::styled(format!("{} ", theme.glyphs.open), self.accent);
        let names = paint::wrap(&name, room);
        for (row, words) in names.iter().enumerate() {
            let lead = if row == 0 { mark.clone() } else { Span::raw("  ") };
            let mut spans = vec![lead, Span::styled(words.clone(), theme.strong)];
            if row == 0 {
                let used = 2 + paint::width(words) + paint::width(&weight) + paint::width(&value);
                spans.push(Span::raw(" ".repeat(usize::from(width.saturating_sub(used)))));
                spans.push(Span::styled(weight.clone(), theme.dim));
                spans.push(Span::styled(value.clone(), style));
            }
            out.lines.push(Line::from(spans));
        }
        out.selected = start..out.lines.len();
        self.anchors(out, criterion, width);
        out.open = start..out.lines.len();
    }

    /// Adds the five anchors, the chosen one as a chip.
    pub fn anchors(&self, out: &mut LevelLines, criterion: &Criterion, width: u16) {
        let theme = self.theme;
        let level = self.attempt.levels.get(&criterion.id).copied().flatten();
        for (number, text) in (self.levels)(criterion).iter().enumerate() {
            let this = level.map(usize::from) == Some(number);
            let style = match level {
                Some(_) if this => theme.strong,
                Some(_) => theme.dim,
                None => theme.text,
            };
            let text = markdown::plain_line(&paint::clean(text));
            let start = out.lines.len();
            for (row, words) in paint::wrap(&text, width.saturating_sub(6))
                .into_iter()
                .enumerate()
            {
                let mut spans = match (row, this) {
                    (0, true) => {
                        let chip = match self.focus {
                            Focus::Here => theme.strong.patch(theme.chip),
                            Focus::Elsewhere => theme.strong,
                        };
                        vec![
                            Span::styled(format!("{} ", theme.glyphs.cursor), self.accent),
                            Span::styled(format!("[{number}]"), chip),
                            Span::raw(" "),
                        ]
                    }
                    (0, false) => vec![Span::styled(format!("   {number}  "), theme.strong)],
                    _ => vec![Span::raw(" ".repeat(6))],
                };
                spans.push(Span::styled(words, style));
                out.lines.push(Line::from(spans));
            }
            if this {
                out.selected = start..out.lines.len();
            }
        }
    }

    fn folded(&self, criterion: &Criterion, width: u16) -> Line<'static> {
        let theme = self.theme;
        let (value, style) = self.value(criterion);
        let awaits = self.running && criterion.tests.is_some();
        let scored = !awaits && self.score(criterion).is_some();
        let weight = if scored {
            format!("weight {}   ", criterion.weight)
        } else {
            String::new()
        };
        let right = paint::width(&weight) + paint::width(&value);
        let name = markdown::plain_line(&paint::clean(&criterion.criterion));
        let name = paint::cut(&name, width.saturating_sub(2 + right + 2), theme);
        let gap = width.saturating_sub(2 + paint::width(&name) + right);
        let aside = criterion.tests.is_some() && !scored;
        Line::from(vec![
            Span::raw("  "),
            Span::styled(name, if aside { theme.dim } else { theme.text }),
            Span::raw(" ".repeat(usize::from(gap))),
            Span::styled(weight, theme.dim),
            Span::styled(value, style),
        ])
    }

    fn score(&self, criterion: &Criterion) -> Option<f64> {
        score::criterion_score(self.question, criterion, self.attempt).score
    }

    fn value(&self, criterion: &Criterion) -> (String, Style) {
        if self.running && criterion.tests.is_some() {
            return (self.theme.glyphs.dash.to_owned(), self.theme.dim);
        }
        value(self.question, criterion, self.attempt, self.theme)
    }
}

/// Returns what stands where a criterion's score does: the score, or why there is none.
pub fn value(
    question: &Question,
    criterion: &Criterion,
    attempt: &Attempt,
    theme: &Theme,
) -> (String, Style) {
    let scored = score::criterion_score(question, criterion, attempt);
    match (scored.score, scored.missing) {
        (Some(score), _) if criterion.ideas.is_none() && criterion.tests.is_none() => {
            (format!("{score:.0}"), theme.strong)
        }
        (Some(score), _) => (shown(score), theme.strong),
        // Short, so that it stands beside a long name.
        (None, Some(Missing::NoFollowUp)) => ("nothing asked".to_owned(), theme.dim),
        (None, None | Some(Missing::NoJudge)) => (theme.glyphs.dash.to_owned(), theme.dim),
        (None, Some(missing)) => (missing.words().to_owned(), theme.dim),
    }
}

/// Returns the index of the row's criterion among those that take a level, and how many there are.
pub fn place(question: &Question, row: Option<Row>) -> (usize, usize) {
    let all = rows(question);
    let at = all.iter().position(|known| Some(*known) == row).unwrap_or(0);
    (at, all.len())
}
