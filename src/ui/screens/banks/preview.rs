//! A question as it will be asked and scored: its prompt as in the interview, then in tabs what the
//! interviewer and the debrief have of it.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::{Part, compare};
use crate::app::layout::{self, Pane};
use crate::app::screens::banks::Tab;
use crate::domain::bank::{Question, QuestionName, ResourceRef};
use crate::domain::catalog::Tables;
use crate::domain::written::{self, Form as FieldForm};
use crate::domain::{fields, plain};
use crate::ui::paint::{self, Focus};
use crate::ui::screens::interview::{asked, barred};
use crate::ui::theme::Theme;
use crate::ui::widgets::answer;
use crate::ui::{Form, View};

/// Paints the head of the preview: its tabs, or the current one where they have no room.
pub(super) fn head(buffer: &mut Buffer, pane: &Pane, part: &Part, focus: Focus) {
    let theme = part.theme;
    let Some((_, question)) = part.screen.shown(&part.app.data) else {
        paint::head(
            buffer,
            pane,
            "Preview",
            &Line::default(),
            focus,
            theme.text,
            theme,
        );
        return;
    };
    let accent = theme.accent(Some(question.round));
    let tabs = part.screen.tabs(&question, &part.app.data);
    let current = tabs.iter().position(|tab| *tab == part.screen.tab).unwrap_or(0);
    let titles: Vec<String> = tabs.iter().map(|tab| tab.title().to_owned()).collect();
    let wide: u16 = titles.iter().map(|title| paint::width(title) + 3).sum();
    if wide <= pane.head.width + 3 {
        paint::tabs(
            buffer,
            pane.head,
            pane.rule,
            &titles,
            current,
            &Line::default(),
            focus,
            accent,
            theme,
        );
        return;
    }
    let fact = Line::styled(place_of(current, tabs.len()), theme.dim);
    let title = titles.get(current).map_or("Preview", String::as_str);
    paint::head(buffer, pane, title, &fact, focus, accent, theme);
}

/// Says which part is read: `[ 2 of 6 ]`, by the keys that change it.
fn place_of(current: usize, count: usize) -> String {
    format!("[ {} of {count} ]", current + 1)
}

/// Paints the part that is read.
pub(super) fn body(buffer: &mut Buffer, area: Rect, part: &Part, scroll: u16, view: &mut View) {
    let Some((name, question)) = part.screen.shown(&part.app.data) else {
        let words = "The question under the cursor shows here.";
        let lines = wrapped(words, area.width, part.theme.aside);
        paint::lines(buffer, area, &lines, 0);
        return;
    };
    let empty = Tables::default();
    let catalog = part.app.data.catalog();
    let tables = catalog.map_or(&empty, |catalog| catalog.tables());
    let tabs = part.screen.tabs(&question, &part.app.data);
    let tab = if tabs.contains(&part.screen.tab) {
        part.screen.tab
    } else {
        Tab::Prompt
    };
    let original = part.screen.original(&part.app.data);
    let lines = match (tab, original) {
        (Tab::Compare, Some(original)) => {
            compare::with_original(&original, &question, area.width, part.theme)
        }
        (Tab::Code, _) => {
            let mut lines = trial(part, &name, area.width);
            lines.extend(lines_of(&question, tab, tables, area.width, view));
            lines
        }
        _ => lines_of(&question, tab, tables, area.width, view),
    };
    scrolled(buffer, area, &lines, scroll, part.theme);
}

/// Returns what became of the question's own solutions, where they were run.
fn trial(part: &Part, name: &QuestionName, width: u16) -> Vec<Line<'static>> {
    let theme = part.theme;
    let Some(trial) = part.screen.trial.as_ref().filter(|trial| trial.name == *name) else {
        return Vec::new();
    };
    let head = match (&trial.unable, trial.is_running(), trial.is_good()) {
        (Some(_), ..) => "Its solutions were not run",
        (None, true, _) => "Its solutions, as they are run …",
        (None, false, true) => "Its solutions are judged as they should",
        (None, false, false) => "! Its solutions are not judged as they should",
    };
    let mut lines = wrapped(head, width, theme.strong);
    if let Some(sentence) = &trial.unable {
        lines.extend(wrapped(&paint::clean(sentence), width, theme.text));
    }
    for ran in &trial.ran {
        let (mark, style) = if ran.good {
            (theme.glyphs.tick, theme.dim)
        } else {
            (theme.glyphs.cross, theme.strong)
        };
        let words = paint::clean(&format!("{} {}", ran.what, ran.said));
        for (row, text) in paint::wrap(&words, width.saturating_sub(2))
            .into_iter()
            .enumerate()
        {
            let lead = if row == 0 {
                format!("{mark} ")
            } else {
                "  ".to_owned()
            };
            lines.push(Line::from(vec![
                Span::styled(lead, style),
                Span::styled(text, style),
            ]));
        }
    }
    lines.push(Line::default());
    lines
}

/// Paints the beginning of the preview under the list.
pub(super) fn strip(buffer: &mut Buffer, area: Rect, part: &Part, view: &mut View) {
    let theme = part.theme;
    let head = layout::row_of(area, 0);
    paint::rule(buffer, head, theme.glyphs.light, theme.rule);
    paint::left(buffer, head, &Line::styled("Preview ", theme.dim));
    let Some((_, question)) = part.screen.shown(&part.app.data) else {
        return;
    };
    let width = area.width.min(layout::MEASURE);
    let lines = asked(&question, width, theme.accent(Some(question.round)), view);
    scrolled(buffer, layout::below(area, 1), &lines, 0, theme);
}

/// Names the parts under the preview where it has the one pane there is.
pub(super) fn tab_strip(buffer: &mut Buffer, area: Rect, part: &Part) {
    let theme = part.theme;
    let Some((_, question)) = part.screen.shown(&part.app.data) else {
        return;
    };
    let tabs = part.screen.tabs(&question, &part.app.data);
    let current = tabs.iter().position(|tab| *tab == part.screen.tab).unwrap_or(0);
    let titles: Vec<&str> = tabs.iter().map(|tab| tab.title()).collect();
    let place = layout::row_of(area, area.height.saturating_sub(1));
    paint::left(
        buffer,
        place,
        &paint::chips(&titles, current, Focus::Elsewhere, theme),
    );
}

/// Returns the rows of one part of a question.
pub(super) fn lines_of(
    question: &Question,
    tab: Tab,
    tables: &Tables,
    width: u16,
    view: &mut View,
) -> Vec<Line<'static>> {
    let prose = width.min(layout::MEASURE);
    let accent = view.theme.accent(Some(question.round));
    let mut lines = match tab {
        Tab::Prompt => prompt(question, prose, accent, view),
        Tab::Rubric => rubric(question, tables, prose, accent, view),
        Tab::FollowUps => follow_ups(question, prose, accent, view),
        Tab::Reference => reference(question, tables, width, accent, view),
        Tab::Pitfalls => pitfalls(question, prose, accent, view),
        Tab::Code => code(question, width, accent, view),
        Tab::Compare => Vec::new(),
    };
    if lines.is_empty() {
        let words = match tab {
            Tab::Reference => "No exemplar is written yet.",
            Tab::Pitfalls => "Nothing is noted as often missed.",
            Tab::FollowUps => "No follow-ups, hints or clarifications.",
            Tab::Prompt | Tab::Rubric | Tab::Code | Tab::Compare => "Nothing here yet.",
        };
        lines.push(Line::styled(words, view.theme.aside));
    }
    lines
}

fn prompt(question: &Question, width: u16, accent: Style, view: &mut View) -> Vec<Line<'static>> {
    let mut lines = asked(question, width, accent, view);
    let (dim, rule) = (view.theme.dim, view.theme.rule);
    for (at, stage) in question
        .code
        .iter()
        .flat_map(|code| code.stages.iter().enumerate())
    {
        paint::gap(&mut lines);
        let title = format!("stage {}: {}", at + 1, plain::clean_line(&stage.title));
        lines.extend(wrapped(&title, width, dim));
        lines.extend(barred(&stage.prompt, width, rule, accent, view));
    }
    paint::gap(&mut lines);
    let ideas: usize = question
        .rubric
        .iter()
        .filter_map(|criterion| criterion.ideas.as_ref())
        .map(Vec::len)
        .sum();
    let mut facts = vec![
        format!("follow-ups {}", question.follow_ups.len()),
        format!("hints {}", question.hints.len()),
    ];
    if ideas > 0 {
        facts.push(format!("ideas {ideas}"));
    } else {
        facts.push(format!("criteria {}", question.rubric.len()));
    }
    facts.push(format!("exemplars {}", question.exemplars.len()));
    let mut row = String::new();
    for fact in facts {
        if !row.is_empty() && paint::width(&row) + 3 + paint::width(&fact) > width {
            lines.push(Line::styled(std::mem::take(&mut row), dim));
        }
        if !row.is_empty() {
            row.push_str("   ");
        }
        row.push_str(&fact);
    }
    lines.push(Line::styled(row, dim));
    for follow_up in &question.follow_ups {
        lines.push(Line::default());
        lines.extend(barred(&follow_up.ask, width, rule, accent, view));
    }
    lines
}

fn rubric(
    question: &Question,
    tables: &Tables,
    width: u16,
    accent: Style,
    view: &mut View,
) -> Vec<Line<'static>> {
    let theme = view.theme.clone();
    let mut lines = Vec::new();
    for criterion in &question.rubric {
        paint::gap(&mut lines);
        let weight = format!("weight {}", criterion.weight);
        let room = width.saturating_sub(paint::width(&weight) + 2);
        let words = paint::wrap(&paint::clean(&criterion.criterion), room.max(10));
        for (row, text) in words.iter().enumerate() {
            let mut spans = vec![Span::styled(text.clone(), theme.strong)];
            if row == 0 {
                let gap = width.saturating_sub(paint::width(text) + paint::width(&weight));
                spans.push(Span::raw(" ".repeat(usize::from(gap))));
                spans.push(Span::styled(weight.clone(), theme.dim));
            }
            lines.push(Line::from(spans));
        }
        for idea in criterion.ideas.iter().flatten() {
            let lead = format!("{} ", theme.glyphs.tick_off);
            marked(&mut lines, &lead, theme.dim, &idea.idea, width, accent, view);
            if !idea.signs.is_empty() {
                let signs = format!("signs: {}", paint::clean(&idea.signs.join(", ")));
                for text in paint::wrap(&signs, width.saturating_sub(4)) {
                    lines.push(Line::styled(format!("    {text}"), theme.dim));
                }
            }
        }
        if let Some(levels) = tables.levels_of(criterion) {
            for (level, text) in levels.iter().enumerate() {
                let lead = format!("{level}   ");
                marked(&mut lines, &lead, theme.strong, text, width, accent, view);
            }
        }
        if criterion.tests == Some(true) {
            lines.extend(wrapped("the share of tests that pass", width, theme.dim));
        }
    }
    lines
}

fn follow_ups(question: &Question, width: u16, accent: Style, view: &mut View) -> Vec<Line<'static>> {
    let theme = view.theme.clone();
    let mut lines = Vec::new();
    for (at, follow_up) in question.follow_ups.iter().enumerate() {
        paint::gap(&mut lines);
        let mut head = if follow_up.twist {
            "twist".to_owned()
        } else {
            format!("follow-up {}", at + 1)
        };
        if !follow_up.probes.is_empty() {
            head.push_str(&format!(", probes {}", follow_up.probes.join(", ")));
        }
        lines.extend(wrapped(&paint::clean(&head), width, theme.dim));
        lines.extend(barred(&follow_up.ask, width, accent, accent, view));
        if !follow_up.expect.is_empty() {
            let text = view.markdown(&follow_up.expect, width.saturating_sub(2), Form::Text, accent);
            lines.extend(text.iter().map(|line| indented(line, 2)));
        }
    }
    for (at, hint) in question.hints.iter().enumerate() {
        paint::gap(&mut lines);
        lines.push(Line::styled(
            format!("hint {} of {}", at + 1, question.hints.len()),
            theme.dim,
        ));
        let text = view.markdown(hint.text(), width.saturating_sub(2), Form::Text, accent);
        for line in text.iter() {
            let mut spans = vec![Span::styled(format!("{} ", theme.glyphs.hint_bar), theme.dim)];
            spans.extend(line.spans.iter().cloned());
            lines.push(Line::from(spans));
        }
    }
    for clarification in &question.clarifications {
        paint::gap(&mut lines);
        lines.push(Line::styled("told when asked", theme.dim));
        lines.extend(wrapped(&paint::clean(&clarification.ask), width, theme.aside));
        lines.extend(barred(&clarification.answer, width, theme.rule, accent, view));
    }
    lines
}

fn reference(
    question: &Question,
    tables: &Tables,
    width: u16,
    accent: Style,
    view: &mut View,
) -> Vec<Line<'static>> {
    let theme = view.theme.clone();
    let prose = width.min(layout::MEASURE);
    let mut lines = Vec::new();
    let mut exemplars: Vec<_> = question.exemplars.iter().collect();
    exemplars.sort_by_key(|exemplar| std::cmp::Reverse(exemplar.level));
    for exemplar in exemplars {
        paint::gap(&mut lines);
        let title = if exemplar.level == 4 {
            "The reference, level 4".to_owned()
        } else {
            format!("Level {}", exemplar.level)
        };
        lines.push(Line::styled(title, theme.strong));
        for read in written::parts(question.round, &exemplar.answer) {
            if let Some(name) = read.name {
                lines.push(Line::default());
                let title = fields::title(question, name, &[]);
                lines.push(Line::styled(paint::clean(&title), theme.dim));
            }
            match read.form {
                FieldForm::Code => {
                    lines.extend(answer::preformatted("python", read.text, width, accent, &theme));
                }
                FieldForm::Drawing => {
                    lines.extend(answer::preformatted("", read.text, width, accent, &theme));
                }
                FieldForm::Prose => {
                    let text = view.markdown(read.text, prose, Form::Text, accent);
                    lines.extend(text.iter().cloned());
                }
            }
        }
    }
    if let Some(estimate) = &question.estimate {
        paint::gap(&mut lines);
        lines.push(Line::styled("Estimate", theme.strong));
        lines.extend(wrapped(&paint::clean(&estimate.ask), prose, theme.aside));
        let text = view.markdown(&estimate.expect, prose, Form::Text, accent);
        lines.extend(text.iter().cloned());
    }
    if !question.resources.is_empty() {
        paint::gap(&mut lines);
        lines.push(Line::styled("To read", theme.strong));
    }
    for resource in &question.resources {
        let found = match resource {
            ResourceRef::Id(id) => tables.resources.get(id),
            ResourceRef::Own(own) => Some(own),
        };
        let (title, url) = match (found, resource) {
            (Some(found), _) => (found.title.clone(), found.url.clone()),
            (None, ResourceRef::Id(id)) => (id.clone(), None),
            (None, ResourceRef::Own(own)) => (own.title.clone(), None),
        };
        lines.extend(wrapped(&paint::clean(&title), prose, theme.text));
        if let Some(url) = url {
            lines.push(Line::styled(
                paint::cut(&paint::clean(&url), prose, &theme),
                theme.dim,
            ));
        }
    }
    lines
}

fn pitfalls(question: &Question, width: u16, accent: Style, view: &mut View) -> Vec<Line<'static>> {
    let theme = view.theme.clone();
    let mut lines = Vec::new();
    for pitfall in &question.pitfalls {
        paint::gap(&mut lines);
        let lead = format!("{} ", theme.glyphs.tick_off);
        marked(&mut lines, &lead, theme.text, &pitfall.wrong, width, accent, view);
        let right = view.markdown(&pitfall.right, width.saturating_sub(4), Form::Text, accent);
        for line in right.iter() {
            let mut line = indented(line, 4);
            line.spans = line
                .spans
                .into_iter()
                .map(|span| span.patch_style(theme.dim))
                .collect();
            lines.push(line);
        }
    }
    lines
}

fn code(question: &Question, width: u16, accent: Style, view: &mut View) -> Vec<Line<'static>> {
    let theme = view.theme.clone();
    let Some(code) = &question.code else {
        return Vec::new();
    };
    let mut lines = Vec::new();
    let entry = format!("defines {}", code.entry.join(", "));
    lines.extend(wrapped(&paint::clean(&entry), width, theme.dim));
    if !code.requires.is_empty() {
        let requires = format!("imports {}", code.requires.join(", "));
        lines.extend(wrapped(&paint::clean(&requires), width, theme.dim));
    }
    // Colouring code costs most of a frame: a file is coloured once.
    let files = view.composed(&code.files, width, |_| {
        let mut lines = Vec::new();
        for (name, text) in &code.files {
            lines.push(Line::default());
            lines.push(Line::styled(paint::clean(name), theme.strong));
            lines.extend(answer::preformatted(
                "python",
                &plain::clean(text),
                width,
                accent,
                &theme,
            ));
        }
        lines
    });
    lines.extend(files.iter().cloned());
    lines
}

/// Markdown behind a mark, its rows set in under the first.
fn marked(
    lines: &mut Vec<Line<'static>>,
    lead: &str,
    style: Style,
    text: &str,
    width: u16,
    accent: Style,
    view: &mut View,
) {
    let wide = paint::width(lead);
    let text = view.markdown(text, width.saturating_sub(wide), Form::Text, accent);
    for (row, line) in text.iter().enumerate() {
        if row > 0 {
            lines.push(indented(line, wide));
            continue;
        }
        let mut spans = vec![Span::styled(lead.to_owned(), style)];
        spans.extend(line.spans.iter().cloned());
        lines.push(Line::from(spans));
    }
}

fn indented(line: &Line<'static>, columns: u16) -> Line<'static> {
    let mut spans = vec![Span::raw(" ".repeat(usize::from(columns)))];
    spans.extend(line.spans.iter().cloned());
    Line::from(spans)
}

fn wrapped(text: &str, width: u16, style: Style) -> Vec<Line<'static>> {
    paint::wrap(text, width)
        .into_iter()
        .map(|row| Line::styled(row, style))
        .collect()
}

/// Paints lines from a row on; what has no room is counted on the last row.
pub(super) fn scrolled(buffer: &mut Buffer, area: Rect, lines: &[Line], scroll: u16, theme: &Theme) {
    let last = u16::try_from(lines.len())
        .unwrap_or(u16::MAX)
        .saturating_sub(area.height);
    let more = paint::lines(buffer, area, lines, scroll.min(last));
    if more > 0 && area.height > 1 {
        let row = layout::row_of(area, area.height - 1);
        buffer.set_style(row, Style::reset());
        paint::rule(buffer, row, " ", theme.text);
        let rows = if more == 0 { "row" } else { "rows" };
        let words = format!("{} {} more {rows}", theme.glyphs.dots, more + 1);
        paint::left(buffer, row, &Line::styled(words, theme.dim));
    }
}
