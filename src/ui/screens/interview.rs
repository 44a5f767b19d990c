//! The interview: what was asked on the left, the answer's fields on the right; on a narrow screen a
//! tab a field, with the newest follow-up pinned above and the end of the field before it below.

mod standstill;

use std::time::Duration;

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};

use crate::app::App;
use crate::app::action::Action;
use crate::app::data::Live;
use crate::app::flow;
use crate::app::layout::{self, Answer, Page, Pane};
use crate::app::screens::interview::{FieldEditor, Interview, Pinned, Side, pinned};
use crate::domain::bank::{Difficulty, Question};
use crate::domain::clock;
use crate::domain::session::{Attempt, Said, Stand};
use crate::ui::paint::{self, Focus};
use crate::ui::theme::Theme;
use crate::ui::widgets::editor::EditorView;
use crate::ui::{Form, Lines, View, skeleton};

pub fn render(frame: &mut Frame, page: &Page, app: &App, screen: &Interview, view: &mut View) {
    let Some(live) = &app.data.live else { return };
    let theme = view.theme.clone();
    let asked = flow::asked_in_round(live);
    let planned = flow::planned(live).map_or(asked, |round| round.questions.len());
    let crumbs = skeleton::crumbs(app, &format!("question {asked} of {planned}"), &theme);
    let clocks = skeleton::interview_clocks(app, &theme);
    skeleton::title(frame.buffer_mut(), page.title, &crumbs, &clocks, &theme);
    skeleton::ribbon(frame.buffer_mut(), page.rule, app, &theme);
    if let Some(cause) = live.session.paused {
        standstill::paused(frame, page, app, cause, &theme);
        return;
    }
    let Some((attempt, question)) = live.current() else {
        return;
    };
    let areas = screen.areas(page, &app.data);
    if let Some(pane) = &areas.interviewer {
        interviewer(
            frame.buffer_mut(),
            pane,
            app,
            screen,
            live,
            attempt,
            question,
            view,
        );
    }
    match &areas.answer {
        Answer::Stack(panes) => {
            for (index, pane) in panes {
                field(frame, pane, app, screen, *index, attempt, view);
            }
        }
        Answer::Tabs {
            head,
            rule,
            pinned,
            inner,
            strip,
        } => {
            let tabs = TabAreas {
                head: *head,
                rule: *rule,
                pinned: *pinned,
                inner: *inner,
            };
            narrow(frame, &tabs, strip.as_ref(), app, screen, live, view);
        }
    }
    if live.session.stand() != Stand::Asking {
        standstill::between(frame, page, app, attempt, &theme);
    }
}

struct TabAreas {
    head: Rect,
    rule: Rect,
    pinned: Rect,
    inner: Rect,
}

fn narrow(
    frame: &mut Frame,
    areas: &TabAreas,
    strip: Option<&(usize, Pane)>,
    app: &App,
    screen: &Interview,
    live: &Live,
    view: &mut View,
) {
    let theme = view.theme.clone();
    let accent = skeleton::accent(app, &theme);
    let Some((attempt, question)) = live.current() else {
        return;
    };
    let mut titles = vec!["Interviewer".to_owned()];
    titles.extend(
        screen
            .fields
            .iter()
            .map(|field| field_title(field, question, attempt)),
    );
    let current = match screen.side {
        Side::Interviewer => 0,
        Side::Answer => screen.focus + 1,
    };
    let fact = match screen.side {
        Side::Interviewer => Line::styled(about(question), theme.dim),
        Side::Answer => field_fact(app, screen, screen.focus, &theme),
    };
    paint::tabs(
        frame.buffer_mut(),
        areas.head,
        areas.rule,
        &titles,
        current,
        &fact,
        Focus::Here,
        accent,
        &theme,
    );
    if screen.side == Side::Interviewer {
        let lines = transcript(app, live, attempt, question, areas.inner.width, view);
        let scroll = clamp(screen.scroll, lines.len(), areas.inner.height);
        let more = paint::lines(frame.buffer_mut(), areas.inner, &lines, scroll);
        more_below(frame.buffer_mut(), areas.inner, more, &theme);
        return;
    }
    if areas.pinned.height > 0
        && let Some(pinned) = pinned(live)
    {
        let lines = match pinned {
            Pinned::FollowUp(text) => barred(text, areas.pinned.width, accent, view),
            Pinned::Question(text) => view
                .markdown(
                    text,
                    areas.pinned.width.min(layout::MEASURE),
                    Form::Prompt,
                    accent,
                )
                .to_vec(),
        };
        let more = paint::lines(frame.buffer_mut(), areas.pinned, &lines, 0);
        more_below(frame.buffer_mut(), areas.pinned, more, &theme);
    }
    if let Some(field) = screen.fields.get(screen.focus) {
        editor(frame, areas.inner, app, field, Focus::Here, attempt, view);
    }
    if let Some((index, pane)) = strip
        && let Some(field) = screen.fields.get(*index)
    {
        let buffer = frame.buffer_mut();
        paint::rule(buffer, pane.head, theme.glyphs.light, theme.rule);
        let title = format!("{} ", field_title(field, question, attempt));
        paint::left(buffer, pane.head, &Line::styled(title, theme.dim));
        let words = Line::styled(format!(" {}", words_of(field.words)), theme.dim);
        paint::right(buffer, pane.head, &words);
        let text = field.editor.text();
        let tail = tail_lines(&text, pane.inner.width, pane.inner.height, &theme);
        paint::lines(buffer, pane.inner, &tail, 0);
    }
}

/// The end of a text, so that one sees where it stopped.
fn tail_lines(text: &str, width: u16, height: u16, theme: &Theme) -> Vec<Line<'static>> {
    let mut tail: String = text
        .chars()
        .rev()
        .take(usize::from(width) * usize::from(height) * 2)
        .collect::<String>()
        .chars()
        .rev()
        .collect();
    tail = paint::clean(&tail);
    let wrapped = paint::wrap(&tail, width);
    let skip = wrapped.len().saturating_sub(usize::from(height));
    let cut = skip > 0 || tail.len() < text.trim().len();
    wrapped
        .into_iter()
        .skip(skip)
        .enumerate()
        .map(|(row, line)| {
            if row == 0 && cut {
                Line::styled(format!("{}{line}", theme.glyphs.dots), theme.dim)
            } else {
                Line::styled(line, theme.dim)
            }
        })
        .collect()
}

#[expect(clippy::too_many_arguments, reason = "what the interviewer's side is made of")]
fn interviewer(
    buffer: &mut Buffer,
    pane: &Pane,
    app: &App,
    screen: &Interview,
    live: &Live,
    attempt: &Attempt,
    question: &Question,
    view: &mut View,
) {
    let theme = view.theme.clone();
    let here = screen.side == Side::Interviewer && live.session.stand() == Stand::Asking;
    let fact = Line::styled(about(question), theme.dim);
    let accent = skeleton::accent(app, &theme);
    paint::head(
        buffer,
        pane,
        "Interviewer",
        &fact,
        Focus::when(here),
        accent,
        &theme,
    );
    let lines = transcript(app, live, attempt, question, pane.inner.width, view);
    let height = usize::from(pane.inner.height);
    if !here && screen.scroll == 0 && lines.len() > height && height > 8 {
        // Both the question and the newest words stay in sight; what lies between is a key away.
        let question = lines.iter().take(4).take_while(|line| line.width() > 0).count();
        let mut shown: Vec<Line<'static>> = lines.iter().take(question).cloned().collect();
        let rest = height - question - 1;
        let left_out = lines.len() - question - rest;
        shown.push(Line::styled(
            format!("{} {left_out} more rows   F6 reads them", theme.glyphs.dots),
            theme.dim,
        ));
        shown.extend(lines.iter().skip(lines.len() - rest).cloned());
        paint::lines(buffer, pane.inner, &shown, 0);
        return;
    }
    let more = paint::lines(
        buffer,
        pane.inner,
        &lines,
        clamp(screen.scroll, lines.len(), pane.inner.height),
    );
    more_below(buffer, pane.inner, more, &theme);
}

fn clamp(scroll: u16, lines: usize, height: u16) -> u16 {
    scroll.min(u16::try_from(lines).unwrap_or(u16::MAX).saturating_sub(height))
}

fn more_below(buffer: &mut Buffer, area: Rect, more: usize, theme: &Theme) {
    if more > 0 && area.height > 1 {
        let row = layout::row_of(area, area.height - 1);
        buffer.set_style(row, Style::reset());
        paint::rule(buffer, row, " ", theme.text);
        let text = format!("{} {} more rows   F6 reads them", theme.glyphs.dots, more + 1);
        paint::left(buffer, row, &Line::styled(text, theme.dim));
    }
}

fn about(question: &Question) -> String {
    let difficulty = match question.difficulty {
        Difficulty::Easy => "easy",
        Difficulty::Medium => "medium",
        Difficulty::Hard => "hard",
    };
    format!("{}, {difficulty}", paint::clean(&question.topic))
}

/// Everything said so far: the question, then hints, follow-ups and what was asked, each with its time.
fn transcript(
    app: &App,
    live: &Live,
    attempt: &Attempt,
    question: &Question,
    width: u16,
    view: &mut View,
) -> Lines {
    // What was said changes with the next thing said, not with a key.
    let asking = live.session.stand() == Stand::Asking;
    let said = (&live.folder, &attempt.question, attempt.transcript.len(), asking);
    view.composed(&said, width, |view| {
        composed(app, live, attempt, question, width, view)
    })
}

fn composed(
    app: &App,
    live: &Live,
    attempt: &Attempt,
    question: &Question,
    width: u16,
    view: &mut View,
) -> Vec<Line<'static>> {
    let theme = view.theme.clone();
    let accent = skeleton::accent(app, &theme);
    let mut lines: Vec<Line<'static>> = view
        .markdown(&question.prompt, width, Form::Prompt, accent)
        .to_vec();
    let latest = attempt.transcript.len().saturating_sub(1);
    let follow_ups = question.follow_ups.len();
    let mut asked = 0;
    if !attempt.transcript.is_empty() {
        lines.push(Line::default());
    }
    for (index, said) in attempt.transcript.iter().enumerate() {
        lines.push(Line::default());
        let at = format!("at {}", clock::short(said.at));
        match &said.what {
            Said::Hint { hint } => {
                let Some(text) = question.hints.get(*hint) else {
                    continue;
                };
                let head = format!("hint {} of {}", hint + 1, question.hints.len());
                lines.push(spread(&head, &at, width, &theme));
                let inner = view.markdown(text.text(), width.saturating_sub(2), Form::Text, accent);
                lines.extend(
                    inner
                        .iter()
                        .map(|line| prefixed(theme.glyphs.hint_bar, theme.dim, line)),
                );
            }
            Said::FollowUp { id } => {
                asked += 1;
                let Some(follow_up) = question.follow_up(id) else {
                    continue;
                };
                let head = if follow_up.twist {
                    "twist".to_owned()
                } else {
                    format!("follow-up {asked} of {follow_ups}")
                };
                lines.push(spread(&head, &at, width, &theme));
                let bar = if index == latest { accent } else { theme.rule };
                lines.extend(barred(&follow_up.ask, width, bar, view));
            }
            Said::Clarified { ask, matched } => {
                lines.push(spread("you asked", &at, width, &theme));
                for row in paint::wrap(&paint::clean(ask), width) {
                    lines.push(Line::styled(row, theme.text.add_modifier(Modifier::ITALIC)));
                }
                let answer = matched
                    .and_then(|index| question.clarifications.get(index))
                    .map_or("Take whatever assumption you need, and say it.", |known| {
                        known.answer.as_str()
                    });
                lines.extend(barred(answer, width, theme.rule, view));
            }
        }
    }
    let left = follow_ups.saturating_sub(attempt.follow_ups().len());
    if left > 0 && live.session.stand() == Stand::Asking {
        lines.push(Line::default());
        let words = match left {
            1 => "1 more follow-up".to_owned(),
            n => format!("{n} more follow-ups"),
        };
        let contexts = app.screen().contexts(&app.data);
        let key = app
            .keymap
            .key_of(Action::FollowUp, &contexts, app)
            .unwrap_or_default();
        if !key.is_empty() {
            lines.push(Line::from(vec![
                Span::styled(format!("{words}    "), theme.dim),
                Span::styled(key, theme.strong),
                Span::styled(" next", theme.dim),
            ]));
        }
    }
    lines
}

/// A dim line: words at the left, the time at the right.
fn spread(left: &str, right: &str, width: u16, theme: &Theme) -> Line<'static> {
    let gap = width
        .saturating_sub(paint::width(left) + paint::width(right))
        .max(1);
    Line::styled(
        format!("{left}{}{right}", " ".repeat(usize::from(gap))),
        theme.dim,
    )
}

fn prefixed(bar: &str, style: Style, line: &Line<'static>) -> Line<'static> {
    let mut spans = vec![Span::styled(format!("{bar} "), style)];
    spans.extend(line.spans.iter().cloned());
    Line::from(spans)
}

/// Words behind a bar.
fn barred(text: &str, width: u16, bar: Style, view: &mut View) -> Vec<Line<'static>> {
    let glyph = view.theme.glyphs.bar;
    let accent = bar;
    view.markdown(text, width.saturating_sub(2), Form::Text, accent)
        .iter()
        .map(|line| prefixed(glyph, bar, line))
        .collect()
}

/// Returns the head of a field.
pub fn field_title(field: &FieldEditor, question: &Question, attempt: &Attempt) -> String {
    if let Some(id) = field.name.strip_prefix("follow_up.") {
        let shown = attempt.follow_ups();
        let number = shown.iter().position(|known| *known == id).map_or(1, |at| at + 1);
        let twist = question.follow_up(id).is_some_and(|follow_up| follow_up.twist);
        return if twist {
            "To the twist".to_owned()
        } else {
            format!("To follow-up {number}")
        };
    }
    if attempt.spoken {
        return "Notes, spoken".to_owned();
    }
    match field.name.as_str() {
        "main" => "Your answer".to_owned(),
        name => {
            let mut letters = name.chars();
            letters
                .next()
                .map(|first| first.to_uppercase().collect::<String>() + letters.as_str())
                .unwrap_or_default()
        }
    }
}

pub fn words_of(words: usize) -> String {
    match words {
        1 => "1 word".to_owned(),
        n => format!("{n} words"),
    }
}

/// Words, and whether it is on disk: `saved` changes only after a second that was not.
fn field_fact(app: &App, screen: &Interview, index: usize, theme: &Theme) -> Line<'static> {
    let Some(field) = screen.fields.get(index) else {
        return Line::default();
    };
    let mut spans = vec![Span::styled(words_of(field.words), theme.dim)];
    if index == screen.focus {
        let late = app
            .data
            .disk
            .unsaved_since
            .is_some_and(|since| app.now.mono.saturating_sub(since) > Duration::from_secs(2));
        if app.data.disk.failed.is_some() || late {
            spans.push(Span::styled("   ! not saved", theme.strong));
        } else if !field.editor.is_empty() {
            spans.push(Span::styled("   saved", theme.dim));
        }
    }
    Line::from(spans)
}

fn field(
    frame: &mut Frame,
    pane: &Pane,
    app: &App,
    screen: &Interview,
    index: usize,
    attempt: &Attempt,
    view: &mut View,
) {
    let theme = view.theme.clone();
    let Some(field) = screen.fields.get(index) else {
        return;
    };
    let Some(question) = app
        .data
        .live
        .as_ref()
        .and_then(|live| live.question(&attempt.question))
    else {
        return;
    };
    let asking = app
        .data
        .live
        .as_ref()
        .is_some_and(|live| live.session.stand() == Stand::Asking);
    let here = asking && screen.side == Side::Answer && index == screen.focus;
    let title = field_title(field, question, attempt);
    let fact = field_fact(app, screen, index, &theme);
    let accent = skeleton::accent(app, &theme);
    paint::head(
        frame.buffer_mut(),
        pane,
        &title,
        &fact,
        Focus::when(here),
        accent,
        &theme,
    );
    editor(frame, pane.inner, app, field, Focus::when(here), attempt, view);
}

fn editor(
    frame: &mut Frame,
    area: Rect,
    app: &App,
    field: &FieldEditor,
    focus: Focus,
    attempt: &Attempt,
    view: &View,
) {
    let area = layout::at_most(area, layout::MEASURE);
    if area.is_empty() {
        return;
    }
    let placeholder = match (field.name.as_str(), attempt.spoken) {
        (_, true) => "Answer aloud; notes only.",
        ("main", _) => "Say the answer first, then why, then where it stops holding.",
        _ => "",
    };
    let widget = EditorView::new(&field.editor, &view.theme, focus).placeholder(placeholder);
    frame.render_widget(&widget, area);
    if focus == Focus::Here
        && app.overlay.is_none()
        && let Some(position) = widget.cursor(area)
    {
        frame.set_cursor_position(position);
    }
}
