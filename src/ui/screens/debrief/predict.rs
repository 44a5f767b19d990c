//! The prediction, alone on the screen, and the answer read again before it.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::{Part, beside, clamp, texts};
use crate::app::layout::{self, Page};
use crate::domain::bank::{Question, RoundKind};
use crate::domain::words::counted;
use crate::ui::paint::{self, Focus};

/// Returns what each level of a prediction means.
pub fn meanings(round: RoundKind) -> [&'static str; 5] {
    match round {
        RoundKind::Programming => [
            "nothing that would run",
            "a start, far from an answer",
            "the main path, with gaps or faults",
            "right; weak on edges, cost or numerics",
            "what a strong candidate writes",
        ],
        RoundKind::Culture => [
            "no story of your own",
            "an event, but not what you did and why",
            "the story, with gaps in reasons or result",
            "complete; weak under probing",
            "what a strong candidate tells",
        ],
        RoundKind::MlTheory => [
            "nothing that answers the question",
            "a fact or two, no line of thought",
            "the main idea, with gaps",
            "complete; weak under probing",
            "what a strong candidate says",
        ],
        RoundKind::SystemDesign => [
            "nothing that could be built",
            "a list of parts, no line of thought",
            "a design, with gaps or without figures",
            "complete; weak under probing",
            "what a strong candidate designs",
        ],
    }
}

/// Returns the question's first words: what it is called in a debrief.
fn name_of(question: &Question) -> String {
    let first = question
        .prompt
        .lines()
        .find(|line| !line.trim().is_empty())
        .unwrap_or("");
    crate::ui::widgets::markdown::plain_line(&paint::clean(first))
}

pub(super) fn predict(frame: &mut Frame, page: &Page, part: &Part) {
    let (attempt, question, theme) = (part.attempt, part.question, &part.theme);
    let width = 60.min(page.body.width.saturating_sub(4));
    let left = page.body.x + (page.body.width - width) / if page.body.width > 100 { 3 } else { 6 };
    let top = page.body.y + page.body.height.saturating_sub(12) / 3;
    let mut facts = vec![beside::amount(question, attempt, &|_| true)];
    facts.push(beside::time_fact(attempt));
    let hints = attempt.hints().len();
    if hints > 0 {
        facts.push(counted(hints, "hint"));
    }
    let facts = facts.join("   ");
    // The figures stay whole; the question's words take what they leave.
    let room = page.body.right().saturating_sub(left);
    let name_room = room.saturating_sub(paint::width(&facts) + 3).min(44);
    let about = format!("{}   {facts}", paint::cut(&name_of(question), name_room, theme));
    let mut lines = vec![
        Line::styled("Before you look: how good was your answer?", theme.strong),
        Line::styled(paint::cut(&about, room, theme), theme.dim),
        Line::default(),
    ];
    let mut cursor = 3;
    for (level, words) in meanings(question.round).iter().enumerate() {
        let chosen = part.screen.predicted == Some(level as u8);
        if chosen {
            cursor = lines.len();
        }
        let mut spans = vec![Span::styled(
            if chosen {
                format!("{} ", theme.glyphs.cursor)
            } else {
                "  ".to_owned()
            },
            theme.strong,
        )];
        spans.push(if chosen {
            Span::styled(format!("[{level}]"), theme.strong.patch(theme.chip))
        } else {
            Span::styled(format!(" {level} "), theme.strong)
        });
        spans.push(Span::styled(
            format!("  {words}"),
            if chosen { theme.strong } else { theme.text },
        ));
        lines.push(Line::from(spans));
    }
    lines.push(Line::default());
    lines.push(Line::styled(
        "Kept beside your score; it cannot be changed afterwards.",
        theme.dim,
    ));
    for (row, line) in lines.iter().enumerate() {
        let area = Rect {
            x: left,
            y: top + row as u16,
            width: page.body.right().saturating_sub(left),
            height: u16::from(top + (row as u16) < page.body.bottom()),
        };
        paint::left(frame.buffer_mut(), area, line);
    }
    frame.set_cursor_position((
        left,
        (top + cursor as u16).min(page.body.bottom().saturating_sub(1)),
    ));
}

pub(super) fn reread(frame: &mut Frame, page: &Page, part: &Part) {
    let theme = &part.theme;
    let pane = layout::pane(page.body, page.roomy);
    let amount = beside::amount(part.question, part.attempt, &|_| true);
    let fact = Line::styled(amount, theme.dim);
    paint::head(
        frame.buffer_mut(),
        &pane,
        "Your answer",
        &fact,
        Focus::Here,
        part.accent,
        theme,
    );
    let lines = texts::answer(part, &[], None, pane.inner.width);
    let scroll = clamp(part.screen.scroll, lines.len(), pane.inner.height);
    paint::lines(frame.buffer_mut(), pane.inner, &lines, scroll);
}
