//! The debrief: the prediction alone on the screen, then the checklist or levels beside the answer.

mod beside;

pub use beside::answer_lines;
use beside::{evidence_strip, facts, over_fact, pauses_fact, time_fact, words_fact};

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::app::App;
use crate::app::layout::{self, DebriefAreas, Page, Pane as PaneArea};
use crate::app::screens::debrief::{Debrief, Pane, Stage, Tab, evidence, score_of};
use crate::domain::bank::{ExemplarAnswer, Question};
use crate::domain::score::shown;
use crate::domain::session::Attempt;
use crate::ui::paint::{self, Focus};
use crate::ui::theme::Theme;
use crate::ui::widgets::rubric::{self, RubricLines, Wrapped};
use crate::ui::{Form, View, skeleton};

/// What each level of a prediction means.
pub const LEVELS: [&str; 5] = [
    "nothing that answers the question",
    "a fact or two, no line of thought",
    "the main idea, with gaps",
    "complete; weak under probing",
    "what a strong candidate says",
];

pub fn render(frame: &mut Frame, page: &Page, app: &App, screen: &Debrief, view: &mut View) {
    let theme = view.theme.clone();
    let last = format!("debrief {} of {}", screen.at + 1, screen.queue.len());
    let crumbs = skeleton::crumbs(app, &last, &theme);
    let not_timed = vec![Line::styled("not timed", theme.dim)];
    skeleton::title(frame.buffer_mut(), page.title, &crumbs, &not_timed, &theme);
    paint::rule(frame.buffer_mut(), page.rule, theme.glyphs.light, theme.rule);
    let Some((attempt, question)) = screen.attempt(&app.data) else {
        return;
    };
    match screen.stage {
        Stage::Predict => predict(frame, page, screen.predicted, attempt, question, &theme),
        Stage::Reread => reread(frame, page, app, screen, attempt, view),
        Stage::Score => score(frame, page, app, screen, attempt, question, view),
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

fn predict(
    frame: &mut Frame,
    page: &Page,
    predicted: Option<u8>,
    attempt: &Attempt,
    question: &Question,
    theme: &Theme,
) {
    let width = 60.min(page.body.width.saturating_sub(4));
    let left = page.body.x + (page.body.width - width) / if page.body.width > 100 { 3 } else { 6 };
    let top = page.body.y + page.body.height.saturating_sub(12) / 3;
    let mut facts = vec![paint::cut(&name_of(question), 44, theme)];
    facts.push(words_fact(attempt));
    facts.push(time_fact(attempt));
    let hints = attempt.hints().len();
    if hints > 0 {
        facts.push(if hints == 1 {
            "1 hint".to_owned()
        } else {
            format!("{hints} hints")
        });
    }
    let mut lines = vec![
        Line::styled("Before you look: how good was your answer?", theme.strong),
        Line::styled(
            paint::cut(&facts.join("   "), page.body.right() - left, theme),
            theme.dim,
        ),
        Line::default(),
    ];
    let mut cursor = 3;
    for (level, words) in LEVELS.iter().enumerate() {
        let chosen = predicted == Some(level as u8);
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

fn reread(frame: &mut Frame, page: &Page, app: &App, screen: &Debrief, attempt: &Attempt, view: &View) {
    let theme = &view.theme;
    let pane = layout::pane(page.body, page.roomy);
    let fact = Line::styled(words_fact(attempt), theme.dim);
    let accent = skeleton::accent(app, theme);
    paint::head(
        frame.buffer_mut(),
        &pane,
        "Your answer",
        &fact,
        Focus::Here,
        accent,
        theme,
    );
    let inner = layout::at_most(pane.inner, layout::MEASURE);
    let lines = answer_lines(attempt, &[], inner.width, accent, theme);
    paint::lines(
        frame.buffer_mut(),
        inner,
        &lines,
        clamp(screen.scroll, lines.len(), inner.height),
    );
}

fn clamp(scroll: u16, lines: usize, height: u16) -> u16 {
    scroll.min(u16::try_from(lines).unwrap_or(u16::MAX).saturating_sub(height))
}

fn score(
    frame: &mut Frame,
    page: &Page,
    app: &App,
    screen: &Debrief,
    attempt: &Attempt,
    question: &Question,
    view: &mut View,
) {
    let theme = view.theme.clone();
    let accent = skeleton::accent(app, &theme);
    let rows = rubric::rows_wanted(question, screen.cursor);
    let areas = layout::debrief(page, rows);
    let scored = score_of(question, attempt);
    let fact = score_fact(question, attempt, &scored, &theme);
    let catalog = app.catalog();
    let levels = |criterion: &crate::domain::bank::Criterion| {
        catalog
            .and_then(|catalog| catalog.levels_of(criterion))
            .unwrap_or_else(|| {
                let own = criterion.levels.clone().unwrap_or_default();
                std::array::from_fn(|level| own.get(level).cloned().flatten().unwrap_or_default())
            })
    };
    let list = |area: Rect| {
        let lay = |wrapped| {
            rubric::lines(
                question,
                attempt,
                screen.cursor,
                screen.asking.as_deref(),
                &levels,
                wrapped,
                area.width,
                accent,
                &theme,
            )
        };
        // Whole where all of it has room.
        let whole = lay(Wrapped::All);
        if whole.lines.len() <= usize::from(area.height) {
            whole
        } else {
            lay(Wrapped::Cursor)
        }
    };
    if let Some(text) = &areas.text {
        text_pane(frame, text, app, screen, attempt, question, view);
        let here = screen.pane == Pane::Rubric;
        let title = if question.rubric.iter().any(|criterion| criterion.ideas.is_some()) {
            "Ideas"
        } else {
            "Criteria"
        };
        paint::head(
            frame.buffer_mut(),
            &areas.rubric,
            title,
            &fact,
            Focus::when(here),
            accent,
            &theme,
        );
        let lines = list(areas.rubric.inner);
        paint_rubric(frame, areas.rubric.inner, &lines, here, &theme);
        if let Some(head) = areas.facts_head {
            paint::left(
                frame.buffer_mut(),
                layout::row_of(head, 0),
                &Line::styled("Beside the score", theme.dim),
            );
            paint::rule(
                frame.buffer_mut(),
                layout::row_of(head, 1),
                theme.glyphs.light,
                theme.rule,
            );
        }
        facts(
            frame.buffer_mut(),
            areas.facts,
            question,
            attempt,
            scored.score.filter(|_| scored.to_score == 0),
            &theme,
        );
        return;
    }
    narrow(
        frame, page, &areas, app, screen, attempt, question, &fact, &list, view,
    );
}

#[expect(clippy::too_many_arguments, reason = "what a narrow debrief is made of")]
fn narrow(
    frame: &mut Frame,
    page: &Page,
    areas: &DebriefAreas,
    app: &App,
    screen: &Debrief,
    attempt: &Attempt,
    question: &Question,
    fact: &Line,
    list: &dyn Fn(Rect) -> RubricLines,
    view: &mut View,
) {
    let theme = view.theme.clone();
    let accent = skeleton::accent(app, &theme);
    let mut titles = vec!["Ideas".to_owned()];
    titles.extend(Tab::ALL.iter().map(|tab| tab.title().to_owned()));
    let current = match screen.pane {
        Pane::Rubric => 0,
        Pane::Text => 1 + Tab::ALL.iter().position(|tab| *tab == screen.tab).unwrap_or(0),
    };
    paint::tabs(
        frame.buffer_mut(),
        areas.rubric.head,
        areas.rubric.rule,
        &titles,
        current,
        fact,
        Focus::Here,
        accent,
        &theme,
    );
    if screen.pane == Pane::Rubric {
        let lines = list(areas.rubric.inner);
        paint_rubric(frame, areas.rubric.inner, &lines, true, &theme);
        if let Some(strip) = areas.strip {
            evidence_strip(frame.buffer_mut(), strip, screen, attempt, question, &theme);
        }
    } else {
        let mut inner = layout::at_most(areas.rubric.inner, layout::MEASURE);
        if let Some(strip) = areas.strip {
            inner.height += strip.height;
        }
        tab_body(frame, inner, app, screen, attempt, question, view);
    }
    let _ = page;
    let mut parts = Vec::new();
    if let Some(prediction) = attempt.prediction {
        parts.push(format!("predicted {prediction}"));
    }
    parts.push(format!("time {}{}", time_fact(attempt), over_fact(attempt)));
    parts.push(format!("hints {}", attempt.hints().len()));
    if !attempt.pauses.is_empty() {
        parts.push(pauses_fact(attempt));
    }
    if attempt.starred {
        parts.push(theme.glyphs.star.to_owned());
    }
    if attempt.disputed.is_some() {
        parts.push("! disputed".to_owned());
    }
    paint::left(
        frame.buffer_mut(),
        areas.facts,
        &Line::styled(
            paint::cut(&parts.join("   "), areas.facts.width, &theme),
            theme.dim,
        ),
    );
}

fn score_fact(
    question: &Question,
    attempt: &Attempt,
    scored: &crate::domain::score::QuestionScore,
    theme: &Theme,
) -> Line<'static> {
    let ideas = question
        .rubric
        .iter()
        .flat_map(|criterion| criterion.ideas.iter().flatten());
    let all = ideas.clone().count();
    let ticked = ideas
        .filter(|idea| attempt.ticks.get(&idea.id).is_some_and(|tick| tick.on))
        .count();
    let mut spans = Vec::new();
    if all > 0 {
        spans.push(Span::styled(format!("{ticked} of {all} ticked"), theme.strong));
        spans.push(Span::raw("   "));
    }
    if scored.to_score > 0 {
        spans.push(Span::styled(format!("{} to score", scored.to_score), theme.dim));
    } else if let Some(score) = scored.score {
        spans.push(Span::styled("score ", theme.dim));
        spans.push(Span::styled(shown(score), theme.strong));
    }
    Line::from(spans)
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

fn text_pane(
    frame: &mut Frame,
    pane: &PaneArea,
    app: &App,
    screen: &Debrief,
    attempt: &Attempt,
    question: &Question,
    view: &mut View,
) {
    let theme = view.theme.clone();
    let accent = skeleton::accent(app, &theme);
    let titles: Vec<String> = Tab::ALL.iter().map(|tab| tab.title().to_owned()).collect();
    let current = Tab::ALL.iter().position(|tab| *tab == screen.tab).unwrap_or(0);
    let fact = match screen.tab {
        Tab::Answer => Line::styled(words_fact(attempt), theme.dim),
        Tab::Reference => Line::styled(exemplar_fact(screen, question), theme.dim),
        Tab::Pitfalls => Line::default(),
    };
    paint::tabs(
        frame.buffer_mut(),
        pane.head,
        pane.rule,
        &titles,
        current,
        &fact,
        Focus::when(screen.pane == Pane::Text),
        accent,
        &theme,
    );
    let inner = layout::at_most(pane.inner, layout::MEASURE);
    tab_body(frame, inner, app, screen, attempt, question, view);
}

fn exemplar_fact(screen: &Debrief, question: &Question) -> String {
    shown_exemplar(screen, question)
        .map(|exemplar| format!("level {}", exemplar.level))
        .unwrap_or_default()
}

/// The reference first; `]` goes on to the others.
fn shown_exemplar<'a>(screen: &Debrief, question: &'a Question) -> Option<&'a crate::domain::bank::Exemplar> {
    let mut exemplars: Vec<_> = question.exemplars.iter().collect();
    exemplars.sort_by_key(|exemplar| std::cmp::Reverse(exemplar.level));
    exemplars.get(screen.exemplar % exemplars.len().max(1)).copied()
}

fn tab_body(
    frame: &mut Frame,
    area: Rect,
    app: &App,
    screen: &Debrief,
    attempt: &Attempt,
    question: &Question,
    view: &mut View,
) {
    let theme = view.theme.clone();
    let accent = skeleton::accent(app, &theme);
    let lines: Vec<Line<'static>> = match screen.tab {
        Tab::Answer => {
            let marks = screen
                .idea(question)
                .map(|idea| evidence(attempt, idea))
                .unwrap_or_default();
            answer_lines(attempt, &marks, area.width, accent, &theme)
        }
        Tab::Reference => match shown_exemplar(screen, question).map(|exemplar| &exemplar.answer) {
            Some(ExemplarAnswer::Text(text)) => view.markdown(text, area.width, Form::Text, accent).to_vec(),
            Some(ExemplarAnswer::Fields(fields)) => {
                let mut lines = Vec::new();
                for (name, text) in fields {
                    lines.push(Line::styled(paint::clean(name), theme.dim));
                    lines.extend(
                        view.markdown(text, area.width, Form::Text, accent)
                            .iter()
                            .cloned(),
                    );
                    lines.push(Line::default());
                }
                lines
            }
            None => vec![Line::styled("This question has no written reference.", theme.dim)],
        },
        Tab::Pitfalls => {
            let mut lines = Vec::new();
            for (index, pitfall) in question.pitfalls.iter().enumerate() {
                let marked = attempt.pitfalls.contains(&pitfall.id);
                let here = screen.pane == Pane::Text && index == screen.pitfall;
                let tick = if marked {
                    theme.glyphs.tick_on
                } else {
                    theme.glyphs.tick_off
                };
                let cursor = if here { theme.glyphs.cursor } else { " " };
                let style = if here { theme.strong } else { theme.text };
                let wrong = view.markdown(&pitfall.wrong, area.width.saturating_sub(6), Form::Text, accent);
                for (row, line) in wrong.iter().enumerate() {
                    let lead = if row == 0 {
                        format!("{cursor} {tick} ")
                    } else {
                        " ".repeat(6)
                    };
                    let mut spans = vec![Span::styled(lead, style)];
                    spans.extend(line.spans.iter().cloned().map(|span| span.patch_style(style)));
                    lines.push(Line::from(spans));
                }
                let right = view.markdown(&pitfall.right, area.width.saturating_sub(6), Form::Text, accent);
                for line in right.iter() {
                    let mut spans = vec![Span::raw(" ".repeat(6))];
                    spans.extend(line.spans.iter().cloned().map(|span| span.patch_style(theme.dim)));
                    lines.push(Line::from(spans));
                }
                lines.push(Line::default());
            }
            if lines.is_empty() {
                lines.push(Line::styled("Nothing is noted for this question.", theme.dim));
            }
            lines
        }
    };
    let first_mark = lines.iter().position(|line| {
        line.spans
            .iter()
            .any(|span| span.style == theme.evidence_on(accent))
    });
    let wanted = match (screen.tab, first_mark) {
        // The words found are brought into sight.
        (Tab::Answer, Some(row)) if screen.pane == Pane::Rubric && row >= usize::from(area.height) => {
            row.saturating_sub(2) as u16
        }
        _ if screen.pane == Pane::Text => screen.scroll,
        _ => 0,
    };
    let scroll = clamp(wanted, lines.len(), area.height);
    let more = paint::lines(frame.buffer_mut(), area, &lines, scroll);
    if more > 0 && area.height > 1 {
        let row = layout::row_of(area, area.height - 1);
        frame.buffer_mut().set_style(row, Style::reset());
        paint::rule(frame.buffer_mut(), row, " ", theme.text);
        let text = format!("{} {} more rows", theme.glyphs.dots, more + 1);
        paint::left(frame.buffer_mut(), row, &Line::styled(text, theme.dim));
    }
}
