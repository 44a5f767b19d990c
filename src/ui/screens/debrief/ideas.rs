//! Scoring by ideas: the checklist beside answer, reference and what is often missed.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::beside::{compact, evidence_strip, facts};
use super::{Part, Reading, beside, texts, verdicts};
use crate::app::layout::{self, DebriefAreas, Page, Pane as PaneArea};
use crate::app::screens::debrief::{Pane, Tab, evidence, exemplars, tabs};
use crate::domain::bank::{Criterion, Exemplar};
use crate::ui::View;
use crate::ui::paint::{self, Focus};
use crate::ui::theme::Theme;
use crate::ui::widgets::rubric::{self, RubricLines, Wrapped};

pub(super) fn score(frame: &mut Frame, page: &Page, part: &Part, view: &mut View) {
    let Part { screen, reading, .. } = part;
    let Reading {
        attempt,
        question,
        accent,
        theme,
    } = reading;
    let fact = part.score_fact();
    let levels = |criterion: &Criterion| part.anchors(criterion);
    let lay = |wrapped, width| {
        rubric::lines(
            question,
            attempt,
            screen.cursor,
            screen.asking.as_deref(),
            &levels,
            wrapped,
            width,
            *accent,
            theme,
        )
    };
    let list = |area: Rect| {
        // Whole where all of it has room.
        let whole = lay(Wrapped::All, area.width);
        if whole.lines.len() <= usize::from(area.height) {
            whole
        } else {
            lay(Wrapped::Cursor, area.width)
        }
    };
    // The height is shared for the whole rubric where the facts still fit under it, else for one row an idea.
    let rows = rubric::rows_wanted(question, screen.cursor);
    let areas = layout::debrief(page, rows);
    let whole = lay(Wrapped::All, areas.rubric.inner.width).lines.len() as u16;
    let areas = Some(layout::debrief(page, whole.max(rows)))
        .filter(|roomy| roomy.rubric.inner.height >= whole)
        .unwrap_or(areas);
    let Some(text) = &areas.text else {
        narrow(frame, &areas, part, &fact, &list, view);
        return;
    };
    text_pane(frame, text, part, view);
    let here = screen.pane == Pane::Rubric;
    paint::head(
        frame.buffer_mut(),
        &areas.rubric,
        "Ideas",
        &fact,
        Focus::when(here),
        *accent,
        theme,
    );
    let lines = list(areas.rubric.inner);
    paint_rubric(frame, areas.rubric.inner, &lines, here, theme);
    if let Some(head) = areas.facts_head {
        beside::head(frame.buffer_mut(), head, theme);
    }
    facts(frame.buffer_mut(), areas.facts, part);
}

fn narrow(
    frame: &mut Frame,
    areas: &DebriefAreas,
    part: &Part,
    fact: &Line,
    list: &dyn Fn(Rect) -> RubricLines,
    view: &mut View,
) {
    let (screen, theme) = (part.screen, &part.theme);
    let tabs = tabs(part.question);
    let mut titles = vec!["Ideas".to_owned()];
    titles.extend(tabs.iter().map(|tab| tab.title().to_owned()));
    let current = match screen.pane {
        Pane::Rubric => 0,
        Pane::Text => 1 + tabs.iter().position(|tab| *tab == screen.tab).unwrap_or(0),
    };
    paint::tabs(
        frame.buffer_mut(),
        areas.rubric.head,
        areas.rubric.rule,
        &titles,
        current,
        fact,
        Focus::Here,
        part.accent,
        theme,
    );
    if screen.pane == Pane::Rubric {
        let lines = list(areas.rubric.inner);
        paint_rubric(frame, areas.rubric.inner, &lines, true, theme);
        if let Some(strip) = areas.strip {
            evidence_strip(frame.buffer_mut(), strip, part);
        }
    } else {
        let mut inner = areas.rubric.inner;
        if let Some(strip) = areas.strip {
            inner.height += strip.height;
        }
        tab_body(frame, inner, part, view);
    }
    let words = compact(part).join("   ");
    paint::left(
        frame.buffer_mut(),
        areas.facts,
        &Line::styled(paint::cut(&words, areas.facts.width, theme), theme.dim),
    );
}

fn paint_rubric(frame: &mut Frame, area: Rect, lines: &RubricLines, here: bool, theme: &Theme) {
    let height = usize::from(area.height);
    let total = lines.lines.len();
    // The row under the cursor stays in sight with what belongs to it.
    let scroll = if total <= height {
        0
    } else {
        lines
            .cursor_end
            .saturating_sub(height)
            .max(lines.cursor.saturating_sub(height / 2))
            .min(total - height)
            .min(lines.cursor.saturating_sub(1))
    };
    if here
        && let Some(row) = lines.cursor.checked_sub(scroll)
        && row < height
    {
        let surface = Rect {
            y: area.y + row as u16,
            height: 1,
            ..area
        };
        paint::surface(frame.buffer_mut(), surface, theme.select);
        frame.set_cursor_position((area.x, surface.y));
    }
    paint::lines(frame.buffer_mut(), area, &lines.lines, scroll as u16);
}

fn text_pane(frame: &mut Frame, pane: &PaneArea, part: &Part, view: &mut View) {
    let (screen, theme) = (part.screen, &part.theme);
    let tabs = tabs(part.question);
    let titles: Vec<String> = tabs.iter().map(|tab| tab.title().to_owned()).collect();
    let current = tabs.iter().position(|tab| *tab == screen.tab).unwrap_or(0);
    let mut fact = match screen.tab {
        Tab::Answer => beside::amount(part.question, part.attempt, &|_| true),
        Tab::Reference => shown_exemplar(part)
            .map(|exemplar| format!("level {}", exemplar.level))
            .unwrap_or_default(),
        Tab::Tests => verdicts::in_short(part),
        Tab::Exemplars | Tab::Pitfalls => String::new(),
    };
    // A tab's title goes before what stands beside it, unless that says which of the exemplars is shown.
    let named: u16 = titles.iter().map(|title| paint::width(title) + 3).sum();
    let stepped = screen.tab == Tab::Reference && screen.exemplar > 0;
    if !stepped && named - 3 + paint::width(&fact) + 1 > pane.head.width {
        fact.clear();
    }
    paint::tabs(
        frame.buffer_mut(),
        pane.head,
        pane.rule,
        &titles,
        current,
        &Line::styled(fact, theme.dim),
        Focus::when(screen.pane == Pane::Text),
        part.accent,
        theme,
    );
    tab_body(frame, pane.inner, part, view);
}

/// The reference first; `]` goes on to the others.
fn shown_exemplar<'a>(part: &'a Part) -> Option<&'a Exemplar> {
    let all = exemplars(part.question);
    let step = part.screen.exemplar % all.len().max(1);
    all.into_iter().rev().nth(step)
}

fn tab_body(frame: &mut Frame, area: Rect, part: &Part, view: &mut View) {
    let (screen, theme) = (part.screen, &part.theme);
    let width = area.width;
    let lines = match screen.tab {
        Tab::Answer => {
            let marks = screen
                .idea(part.question)
                .map(|idea| evidence(part.attempt, idea))
                .unwrap_or_default();
            texts::answer(part, &marks, None, width)
        }
        Tab::Tests => verdicts::lines(part, width),
        Tab::Reference | Tab::Exemplars => match shown_exemplar(part) {
            Some(exemplar) => texts::exemplar(part, exemplar, None, width, view),
            None => texts::no_reference(part, width, view),
        },
        Tab::Pitfalls => texts::pitfalls(part, width.min(layout::MEASURE), view),
    };
    let first_mark = lines.iter().position(|line| {
        line.spans
            .iter()
            .any(|span| span.style == theme.evidence_on(part.accent))
    });
    let wanted = match (screen.tab, first_mark) {
        // The words found are brought into sight.
        (Tab::Answer, Some(row)) if screen.pane == Pane::Rubric && row >= usize::from(area.height) => {
            row.saturating_sub(2) as u16
        }
        (Tab::Pitfalls, _) => texts::pitfall_scroll(part, &lines, area.height),
        _ if screen.pane == Pane::Text => screen.scroll,
        _ => 0,
    };
    texts::body(frame.buffer_mut(), area, &lines, wanted, theme);
}
