//! Scoring by levels: the criteria, the open one with its anchors, beside the answer over two exemplars. The
//! answer and the exemplars are read in the fields of the criterion under the cursor. Where one pane shows
//! answer and one exemplar are strips under the anchors, and whole in tabs.

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::{Part, beside, texts, verdicts};
use crate::app::layout::{self, LevelsAreas, LevelsWants, Page, Pane as PaneArea};
use crate::app::screens::debrief::{self, Pane, Tab, score_of};
use crate::domain::bank::{Criterion, Exemplar, RoundKind};
use crate::domain::score::shown;
use crate::domain::written;
use crate::ui::View;
use crate::ui::paint::{self, Focus};
use crate::ui::widgets::levels::{self, LevelLines, Scale};
use crate::ui::widgets::markdown::plain_line;

type Text = Vec<Line<'static>>;

pub(super) fn score(frame: &mut Frame, page: &Page, part: &Part, view: &mut View) {
    let only = part.screen.filter(part.question);
    let (_, right) = layout::levels_widths(page);
    if page.body.width == right {
        narrow(frame, page, part, only, view);
    } else {
        wide(frame, page, part, only, view);
    }
}

fn scale<'a>(part: &'a Part, levels: &'a dyn Fn(&Criterion) -> [String; 5]) -> Scale<'a> {
    Scale {
        question: part.question,
        attempt: part.attempt,
        levels,
        running: verdicts::running(part),
        focus: Focus::when(part.screen.pane == Pane::Rubric),
        accent: part.accent,
        theme: &part.theme,
    }
}

fn rows(lines: &Text) -> u16 {
    u16::try_from(lines.len()).unwrap_or(u16::MAX)
}

/// Returns `, data` where only some fields show.
fn fields(part: &Part, only: Option<&Criterion>) -> String {
    only.map_or(String::new(), |only| {
        let names = written::of_criterion(part.question, only);
        format!(", {}", names.join(" and "))
    })
}

fn amount(part: &Part, only: Option<&Criterion>) -> Line<'static> {
    let wanted = |field: &str| only.is_none_or(|only| written::concerns(part.question, only, field));
    Line::styled(
        beside::amount(part.question, part.attempt, &wanted),
        part.theme.dim,
    )
}

fn is_reference(part: &Part, exemplar: &Exemplar) -> bool {
    let reference = part.question.reference();
    reference.is_some_and(|reference| reference.level == exemplar.level)
}

fn wide(frame: &mut Frame, page: &Page, part: &Part, only: Option<&Criterion>, view: &mut View) {
    let (screen, theme) = (part.screen, &part.theme);
    let (left, right) = layout::levels_widths(page);
    let anchors = |criterion: &Criterion| part.anchors(criterion);
    let criteria = scale(part, &anchors).criteria(screen.cursor, left);
    let answer = texts::answer(part, &[], only, right);
    let (low, high) = debrief::pair(part.question, screen.exemplar);
    let code = part.question.round == RoundKind::Programming;
    let pair: Vec<&Exemplar> = if layout::exemplars_beside(page.body.width + 4, code) < 2 {
        debrief::single(part.question, screen.exemplar)
            .into_iter()
            .collect()
    } else {
        low.into_iter().chain(high).collect()
    };
    let column = layout::exemplar_width(right, pair.len() as u16);
    let exemplars: Vec<Text> = pair
        .iter()
        .map(|exemplar| texts::exemplar(part, exemplar, only, column, view))
        .collect();
    let wants = LevelsWants {
        criteria: rows(&criteria.lines),
        facts: beside::rows(part).len() as u16,
        answer: rows(&answer),
        exemplar: exemplars.iter().map(rows).max().unwrap_or(0),
        exemplars: pair.len() as u16,
    };
    let areas = layout::levels(page, &wants);
    let here = screen.pane == Pane::Rubric;
    paint::head(
        frame.buffer_mut(),
        &areas.criteria,
        "Criteria",
        &part.score_fact(),
        Focus::when(here),
        part.accent,
        theme,
    );
    paint_criteria(frame, areas.criteria.inner, &criteria, here, part);
    facts(frame.buffer_mut(), &areas, part);
    let Some(text) = &areas.text else { return };
    tabs(frame.buffer_mut(), text, part, only);
    let focus = |tab: Tab| screen.pane == Pane::Text && screen.tab == tab;
    match screen.tab {
        Tab::Reference => {
            let lines = match part.question.reference() {
                Some(reference) => texts::exemplar(part, reference, None, right, view),
                None => texts::no_reference(part, right, view),
            };
            texts::body(frame.buffer_mut(), text.inner, &lines, screen.scroll, theme);
        }
        Tab::Tests => {
            let lines = verdicts::lines(part, right);
            texts::body(frame.buffer_mut(), text.inner, &lines, screen.scroll, theme);
        }
        Tab::Pitfalls => pitfalls(frame.buffer_mut(), text.inner, part, view),
        Tab::Answer | Tab::Exemplars => {
            let scroll = |tab: Tab| if here || focus(tab) { screen.scroll } else { 0 };
            if let Some(pane) = &areas.answer {
                texts::body(
                    frame.buffer_mut(),
                    pane.inner,
                    &answer,
                    scroll(Tab::Answer),
                    theme,
                );
            }
            for ((pane, exemplar), lines) in areas.exemplars.iter().zip(&pair).zip(&exemplars) {
                let fact = if is_reference(part, exemplar) {
                    "reference"
                } else {
                    ""
                };
                let title = if pane.head.width < 31 {
                    format!("Exemplar {}", exemplar.level)
                } else {
                    format!("Exemplar at level {}", exemplar.level)
                };
                paint::head(
                    frame.buffer_mut(),
                    pane,
                    &title,
                    &Line::styled(fact, theme.dim),
                    Focus::when(focus(Tab::Exemplars)),
                    part.accent,
                    theme,
                );
                texts::body(
                    frame.buffer_mut(),
                    pane.inner,
                    lines,
                    scroll(Tab::Exemplars),
                    theme,
                );
            }
        }
    }
}

fn tabs(buffer: &mut Buffer, pane: &PaneArea, part: &Part, only: Option<&Criterion>) {
    let screen = part.screen;
    let shown: Vec<Tab> = debrief::tabs(part.question)
        .iter()
        .copied()
        .filter(|tab| *tab != Tab::Exemplars)
        .collect();
    let titles: Vec<String> = shown
        .iter()
        .map(|tab| match tab {
            Tab::Answer => format!("{}{}", tab.title(), fields(part, only)),
            tab => tab.title().to_owned(),
        })
        .collect();
    let fact = match screen.tab {
        Tab::Answer | Tab::Exemplars => amount(part, only),
        Tab::Tests => verdicts::fact(part),
        Tab::Reference => {
            let level = part.question.reference().map(|known| known.level);
            let words = level.map_or(String::new(), |level| format!("level {level}"));
            Line::styled(words, part.theme.dim)
        }
        Tab::Pitfalls => Line::default(),
    };
    let current = shown.iter().position(|tab| *tab == screen.tab).unwrap_or(0);
    let here = screen.pane == Pane::Text && screen.tab != Tab::Exemplars;
    paint::tabs(
        buffer,
        pane.head,
        pane.rule,
        &titles,
        current,
        &fact,
        Focus::when(here),
        part.accent,
        &part.theme,
    );
}

fn pitfalls(buffer: &mut Buffer, area: Rect, part: &Part, view: &mut View) {
    let lines = texts::pitfalls(part, area.width.min(layout::MEASURE), view);
    let scroll = texts::pitfall_scroll(part, &lines, area.height);
    texts::body(buffer, area, &lines, scroll, &part.theme);
}

/// Under its heading, or on two rows where the criteria leave no more.
fn facts(buffer: &mut Buffer, areas: &LevelsAreas, part: &Part) {
    if let Some(head) = areas.facts_head {
        beside::head(buffer, head, &part.theme);
        beside::facts(buffer, areas.facts, part);
        return;
    }
    let mut lines = vec![String::new()];
    for fact in beside::compact(part) {
        match lines.last_mut() {
            Some(line) if line.is_empty() => *line = fact,
            Some(line) if paint::width(line) + 3 + paint::width(&fact) <= areas.facts.width => {
                line.push_str("   ");
                line.push_str(&fact);
            }
            _ => lines.push(fact),
        }
    }
    for (row, words) in lines.into_iter().enumerate() {
        let line = layout::row_of(areas.facts, row as u16);
        paint::left(buffer, line, &Line::styled(words, part.theme.dim));
    }
}

fn paint_criteria(frame: &mut Frame, area: Rect, lines: &LevelLines, here: bool, part: &Part) {
    let height = usize::from(area.height);
    let total = lines.lines.len();
    // The open criterion stays in sight with its anchors; where they have no room, the chosen one does, and
    // one can read on.
    let scroll = if lines.open.len() <= height {
        lines.open.end.saturating_sub(height)
    } else {
        let chosen = lines.selected.start.saturating_sub(height / 2);
        chosen
            .max(lines.open.start + usize::from(part.screen.scroll))
            .min(lines.open.end - height)
    };
    let scroll = scroll.min(total.saturating_sub(height));
    if here {
        let shown = lines.selected.start.max(scroll)..lines.selected.end.min(scroll + height);
        let surface = Rect {
            y: area.y + shown.start.saturating_sub(scroll) as u16,
            height: shown.len() as u16,
            ..area
        };
        paint::surface(frame.buffer_mut(), surface, part.theme.select);
        frame.set_cursor_position((area.x, surface.y));
    }
    let more = paint::lines(frame.buffer_mut(), area, &lines.lines, scroll as u16);
    if more > 0 && lines.open.end < scroll + height {
        let row = layout::row_of(area, area.height.saturating_sub(1));
        paint::rule(frame.buffer_mut(), row, " ", part.theme.text);
        let text = format!("  {} {} more", part.theme.glyphs.dots, more + 1);
        paint::left(frame.buffer_mut(), row, &Line::styled(text, part.theme.dim));
    }
}

fn narrow(frame: &mut Frame, page: &Page, part: &Part, only: Option<&Criterion>, view: &mut View) {
    let (screen, theme) = (part.screen, &part.theme);
    let width = page.body.width;
    let block = criterion(part, width);
    let answer = texts::answer(part, &[], only, width);
    let single = debrief::single(part.question, screen.exemplar);
    let exemplar = single.map(|exemplar| texts::exemplar(part, exemplar, only, width, view));
    let wants = LevelsWants {
        criteria: rows(&block.lines),
        facts: 1,
        answer: rows(&answer),
        exemplar: exemplar.as_ref().map_or(0, rows),
        exemplars: u16::from(single.is_some()),
    };
    let areas = layout::levels(page, &wants);
    narrow_tabs(frame.buffer_mut(), &areas, part, only);
    let (low, high) = debrief::pair(part.question, screen.exemplar);
    let read = |exemplar: Option<&Exemplar>, view: &mut View| match exemplar {
        Some(exemplar) => texts::exemplar(part, exemplar, only, width, view),
        None => texts::no_reference(part, width, view),
    };
    let buffer = frame.buffer_mut();
    match (screen.pane, screen.tab) {
        (Pane::Rubric, _) => {
            if let Some(pane) = &areas.answer {
                let title = format!("{}{}", Tab::Answer.title(), fields(part, only));
                strip(buffer, pane, &title, &answer, part);
            }
            if let (Some(pane), Some(shown), Some(lines)) = (areas.exemplars.first(), single, &exemplar) {
                let title = format!("Exemplar at level {}", shown.level);
                strip(buffer, pane, &title, lines, part);
            }
            paint_criteria(frame, areas.criteria.inner, &block, true, part);
        }
        (Pane::Text, Tab::Answer) => texts::body(buffer, areas.tab, &answer, screen.scroll, theme),
        (Pane::Text, Tab::Tests) => {
            let lines = verdicts::lines(part, width);
            texts::body(buffer, areas.tab, &lines, screen.scroll, theme);
        }
        (Pane::Text, Tab::Exemplars) => {
            let lines = read(low, view);
            texts::body(buffer, areas.tab, &lines, screen.scroll, theme);
        }
        (Pane::Text, Tab::Reference) => {
            let lines = read(high, view);
            texts::body(buffer, areas.tab, &lines, screen.scroll, theme);
        }
        (Pane::Text, Tab::Pitfalls) => pitfalls(buffer, areas.tab, part, view),
    }
    let mut words = beside::compact(part);
    if debrief::has_tests(part.question) {
        let short = verdicts::in_short(part);
        let short = short.strip_prefix("still ").unwrap_or(&short);
        words.insert(words.len().min(1), format!("tests {short}"));
    }
    let words = paint::cut(&words.join("   "), areas.facts.width, theme);
    paint::left(frame.buffer_mut(), areas.facts, &Line::styled(words, theme.dim));
}

fn narrow_tabs(buffer: &mut Buffer, areas: &LevelsAreas, part: &Part, only: Option<&Criterion>) {
    let (screen, theme) = (part.screen, &part.theme);
    let (low, high) = debrief::pair(part.question, screen.exemplar);
    let short = areas.criteria.head.width < 70;
    let level = |exemplar: Option<&Exemplar>, tab: Tab| match exemplar {
        Some(exemplar) if short => format!("Level {}", exemplar.level),
        Some(exemplar) => format!("Exemplar {}", exemplar.level),
        None => tab.title().to_owned(),
    };
    let tabs = debrief::tabs(part.question);
    let mut titles = vec!["Levels".to_owned()];
    titles.extend(tabs.iter().map(|tab| match tab {
        Tab::Answer if short => "Answer".to_owned(),
        Tab::Pitfalls if short => "Missed".to_owned(),
        Tab::Answer | Tab::Tests | Tab::Pitfalls => tab.title().to_owned(),
        Tab::Exemplars => level(low, *tab),
        Tab::Reference => level(high, *tab),
    }));
    let current = match screen.pane {
        Pane::Rubric => 0,
        Pane::Text => 1 + tabs.iter().position(|tab| *tab == screen.tab).unwrap_or(0),
    };
    let (_, count) = levels::place(part.question, None);
    let left = score_of(part.question, part.attempt).to_score;
    let fact = match (screen.pane, screen.tab) {
        (Pane::Text, Tab::Answer) => amount(part, only),
        (Pane::Text, Tab::Tests) => Line::default(),
        (Pane::Text, Tab::Exemplars | Tab::Reference) => {
            let words = fields(part, only);
            Line::styled(words.trim_start_matches(", ").to_owned(), theme.dim)
        }
        _ if left == 0 => part.score_fact(),
        _ => Line::styled(
            format!("{} of {count} scored", count.saturating_sub(left)),
            theme.dim,
        ),
    };
    // The tabs stay whole; the fact goes where both have no room.
    let used: u16 = titles.iter().map(|title| paint::width(title) + 3).sum();
    let fits = used + fact.width() as u16 <= areas.criteria.head.width + 2;
    let fact = if fits { fact } else { Line::default() };
    paint::tabs(
        buffer,
        areas.criteria.head,
        areas.criteria.rule,
        &titles,
        current,
        &fact,
        Focus::Here,
        part.accent,
        theme,
    );
}

/// The criterion under the cursor with its anchors.
fn criterion(part: &Part, width: u16) -> LevelLines {
    let theme = &part.theme;
    let row = part.screen.row(part.question);
    let mut out = LevelLines::default();
    let Some(criterion) = row.and_then(|row| part.question.rubric.get(row.criterion())) else {
        let words = "No criterion of this question takes a level; Enter goes on.";
        out.lines.push(Line::styled(words, theme.text));
        return out;
    };
    let (at, count) = levels::place(part.question, row);
    let score = score_of(part.question, part.attempt).score;
    let mean = score.map_or(String::new(), |score| format!("mean so far {}", shown(score)));
    let not_applicable = part.attempt.levels.get(&criterion.id) == Some(&None);
    let aside = if not_applicable {
        "   does not apply".to_owned()
    } else {
        format!("   criterion {} of {count}", at + 1)
    };
    let weight = format!("  weight {}", criterion.weight);
    let name = plain_line(&paint::clean(&criterion.criterion));
    // The name is whole on one row if it can be: what is said elsewhere too gives way.
    let mut facts = [weight, aside, mean];
    for drop in [2, 1] {
        let used: u16 = facts.iter().map(|fact| paint::width(fact)).sum();
        if paint::width(&name) + used + 2 > width {
            facts[drop].clear();
        }
    }
    let [weight, aside, mean] = facts;
    let left = weight + &aside;
    let used = paint::width(&left) + paint::width(&mean);
    for (row, words) in paint::wrap(&name, width.saturating_sub(used + 2))
        .into_iter()
        .enumerate()
    {
        let gap = width.saturating_sub(paint::width(&words) + used);
        let mut spans = vec![Span::styled(words, theme.strong)];
        if row == 0 {
            spans.push(Span::styled(left.clone(), theme.dim));
            spans.push(Span::raw(" ".repeat(usize::from(gap))));
            spans.push(Span::styled(mean.clone(), theme.dim));
        }
        out.lines.push(Line::from(spans));
    }
    out.selected = 0..out.lines.len();
    let anchors = |criterion: &Criterion| part.anchors(criterion);
    scale(part, &anchors).anchors(&mut out, criterion, width);
    out.open = 0..out.lines.len();
    out
}

fn strip(buffer: &mut Buffer, pane: &PaneArea, title: &str, lines: &Text, part: &Part) {
    let theme = &part.theme;
    paint::rule(buffer, pane.rule, theme.glyphs.light, theme.rule);
    let title = Line::styled(
        format!("{} ", paint::cut(title, pane.head.width, theme)),
        theme.dim,
    );
    paint::left(buffer, pane.head, &title);
    let more = paint::lines(
        buffer,
        pane.inner,
        lines,
        part.screen.scroll.min(last_start(lines, pane)),
    );
    if more > 0 {
        let text = format!(" {}", texts::rows_left(more, theme));
        paint::right(buffer, pane.head, &Line::styled(text, theme.dim));
    }
}

/// The last row from which a strip is still full.
fn last_start(lines: &Text, pane: &PaneArea) -> u16 {
    rows(lines).saturating_sub(pane.inner.height)
}
