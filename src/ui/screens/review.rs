//! Past sessions: the list over the questions of one session, beside the tabs of one answer. Where one pane
//! shows, the others are its tabs.

mod lists;
mod text;

pub use lists::first_line;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::app::App;
use crate::app::action::Action;
use crate::app::keymap::Context;
use crate::app::layout::{self, Page, ReviewAreas};
use crate::app::screens::review::{Pane, Review};
use crate::domain::score::shown;
use crate::domain::words::counted;
use crate::ui::View;
use crate::ui::paint::{self, Focus};
use crate::ui::skeleton::{self, Crumb};
use crate::ui::theme::Theme;
use crate::ui::widgets::editor;

pub fn render(frame: &mut Frame, page: &Page, app: &App, screen: &Review, view: &mut View) {
    let theme = view.theme.clone();
    title(frame, page, app, screen, &theme);
    if app
        .data
        .history
        .as_ref()
        .is_some_and(|history| history.is_empty())
    {
        return empty(frame, page, app, &theme);
    }
    let questions = screen.session().map_or(0, |opened| opened.session.attempts.len());
    let areas = layout::review(page, questions);
    if areas.one {
        return narrow(frame, app, screen, &areas, view);
    }
    let sessions = screen.pane == Pane::Sessions;
    let fact = list_fact(screen, &theme);
    paint::head(
        frame.buffer_mut(),
        &areas.sessions,
        "Sessions",
        &fact,
        Focus::when(sessions),
        theme.strong,
        &theme,
    );
    lists::sessions(frame, areas.sessions.inner, app, screen, &theme);
    let (name, count) = questions_head(app, screen);
    paint::head(
        frame.buffer_mut(),
        &areas.questions,
        &name,
        &Line::styled(count, theme.dim),
        Focus::when(screen.pane == Pane::Questions),
        theme.strong,
        &theme,
    );
    lists::questions(frame, areas.questions.inner, screen, &theme);
    text_pane(frame, &areas.text, screen, view);
}

fn title(frame: &mut Frame, page: &Page, app: &App, screen: &Review, theme: &Theme) {
    let sessions = app.data.sessions().len();
    let answers = Review::answers(&app.data);
    let mut crumbs = vec![
        Crumb::new("hotseat", theme.dim),
        Crumb::new("Review", theme.strong),
    ];
    if screen.pane != Pane::Sessions
        && let Some(summary) = screen.summary(&app.data)
    {
        crumbs[1].style = theme.dim;
        let day = lists::day(summary, &app.now);
        crumbs.push(Crumb::new(
            format!("{}, {day}", paint::clean(&summary.title)),
            theme.strong,
        ));
    }
    let rights = vec![
        Line::styled(
            format!("{}, {}", counted(sessions, "session"), counted(answers, "answer")),
            theme.dim,
        ),
        Line::styled(counted(sessions, "session"), theme.dim),
    ];
    skeleton::title(frame.buffer_mut(), page.title, &crumbs, &rights, theme);
    paint::rule(frame.buffer_mut(), page.rule, theme.glyphs.light, theme.rule);
}

/// What an empty history says: what will be here, and the key that fills it.
fn empty(frame: &mut Frame, page: &Page, app: &App, theme: &Theme) {
    let x = page.body.x + page.body.width / 6;
    let y = page.body.y + page.body.height / 3;
    let problem = app.data.history_problem.as_deref().map(paint::clean);
    let (head, words) = match &problem {
        Some(problem) => ("No session can be shown", problem.as_ref()),
        None => (
            "No session yet",
            "After an interview its answers, scores and timeline are looked back on here.",
        ),
    };
    let mut rows = vec![Line::styled(head, theme.strong)];
    let wrapped = paint::wrap(words, page.body.right().saturating_sub(x));
    rows.extend(wrapped.into_iter().map(|row| Line::styled(row, theme.text)));
    rows.push(Line::default());
    rows.push(Line::from(vec![
        Span::styled("[Esc]", theme.strong.patch(theme.chip)),
        Span::styled(" goes Home, where the next best step begins one.", theme.dim),
    ]));
    for (row, line) in (y..page.body.bottom()).zip(&rows) {
        let area = Rect {
            x,
            y: row,
            width: page.body.right().saturating_sub(x),
            height: 1,
        };
        paint::left(frame.buffer_mut(), area, line);
    }
    frame.set_cursor_position((x, y));
}

fn list_fact(screen: &Review, theme: &Theme) -> Line<'static> {
    if let Some((done, total)) = screen.indexing {
        return Line::styled(format!("reading {done} of {total}"), theme.dim);
    }
    if let Some(found) = &screen.found {
        let more = if found.more { " and more" } else { "" };
        let words = match found.hits.len() {
            1 => "1 answer has it".to_owned(),
            n => format!("{n} answers{more} have it"),
        };
        return Line::styled(words, theme.dim);
    }
    if screen.filter.is_off() {
        Line::styled("newest first", theme.dim)
    } else {
        Line::styled(
            format!("only {}", paint::clean(&screen.filter.words())),
            theme.strong,
        )
    }
}

/// Returns the session's name and how many questions it has.
fn questions_head(app: &App, screen: &Review) -> (String, String) {
    let Some(summary) = screen.summary(&app.data) else {
        return ("Questions".to_owned(), String::new());
    };
    let day = lists::day(summary, &app.now);
    let count = counted(summary.questions.len(), "question");
    (format!("{}, {day}", paint::clean(&summary.title)), count)
}

fn narrow(frame: &mut Frame, app: &App, screen: &Review, areas: &ReviewAreas, view: &mut View) {
    let theme = view.theme.clone();
    let titles = [
        "Sessions".to_owned(),
        "Questions".to_owned(),
        screen.tab.title().to_owned(),
    ];
    let (current, fact) = match screen.pane {
        Pane::Sessions => (0, list_fact(screen, &theme)),
        Pane::Questions => (1, Line::styled(questions_head(app, screen).1, theme.dim)),
        Pane::Text => (2, text::fact(screen, &theme)),
    };
    paint::tabs(
        frame.buffer_mut(),
        areas.text.head,
        areas.text.rule,
        &titles,
        current,
        &fact,
        Focus::Here,
        theme.strong,
        &theme,
    );
    match screen.pane {
        Pane::Sessions => lists::sessions(frame, areas.sessions.inner, app, screen, &theme),
        Pane::Questions => lists::questions(frame, areas.questions.inner, screen, &theme),
        Pane::Text => {
            let mut inner = areas.text.inner;
            inner.height += areas.strip.map_or(0, |strip| strip.height);
            text::body(frame, inner, screen, view);
            frame.set_cursor_position((inner.x, inner.y));
            return;
        }
    }
    if let Some(strip) = areas.strip {
        lists::strip(frame.buffer_mut(), strip, app, screen, &theme);
    }
}

fn text_pane(frame: &mut Frame, pane: &layout::Pane, screen: &Review, view: &mut View) {
    let theme = view.theme.clone();
    let tabs = screen.tabs();
    let titles: Vec<String> = tabs.iter().map(|tab| tab.title().to_owned()).collect();
    let here = screen.pane == Pane::Text;
    let accent = screen
        .attempt()
        .map_or(theme.strong, |(_, question)| theme.accent(Some(question.round)));
    let fact = text::fact(screen, &theme);
    paint::tabs(
        frame.buffer_mut(),
        pane.head,
        pane.rule,
        &titles,
        tabs.iter().position(|tab| *tab == screen.tab).unwrap_or(0),
        &fact,
        Focus::when(here),
        accent,
        &theme,
    );
    text::body(frame, pane.inner, screen, view);
    if here {
        frame.set_cursor_position((pane.inner.x, pane.inner.y));
    }
}

/// Paints the search line; the terminal's cursor stands in it while it has the keyboard.
fn search_line(frame: &mut Frame, area: Rect, app: &App, screen: &Review, theme: &Theme) {
    let text = screen.query.text();
    if screen.searching || !text.is_empty() {
        let style = if screen.searching {
            theme.strong
        } else {
            theme.text
        };
        paint::text(frame.buffer_mut(), area.x, area.y, "/ ", 2, theme.dim);
        let (_, room) = layout::split(area, 2, 0);
        if screen.searching {
            editor::line(frame, room, &screen.query, "", theme);
        } else {
            paint::left(
                frame.buffer_mut(),
                room,
                &Line::styled(paint::clean(&text), style),
            );
        }
        return;
    }
    let key = app
        .keymap
        .key_in(Action::Search, Context::Review)
        .unwrap_or_default();
    let words = format!("{key} search prompts, answers and notes");
    let words = paint::cut(&words, area.width, theme);
    paint::left(frame.buffer_mut(), area, &Line::styled(words, theme.aside));
}

/// Returns a score as lists have it: a dash where there is none.
fn score_or_dash(score: Option<f64>, theme: &Theme) -> (String, Style) {
    match score {
        Some(score) => (shown(score), theme.strong),
        None => (theme.glyphs.dash.to_owned(), theme.dim),
    }
}
