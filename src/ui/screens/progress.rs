//! Progress: the figures as a board where there is room, else one a tab. Every one has its numbers in it.

mod lists;
mod scores;

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::app::App;
use crate::app::layout::{self, Page, Pane};
use crate::app::screens::progress::{Figure, Progress};
use crate::domain::clock;
use crate::domain::stats::{Compared, Figures, Period};
use crate::domain::words::counted;
use crate::ui::View;
use crate::ui::paint::{self, Focus};
use crate::ui::skeleton::{self, Crumb};
use crate::ui::theme::Theme;
use crate::ui::widgets::{calendar, heat};

/// The board needs as much.
const BOARD: (u16, u16) = (112, 38);

/// Columns of the board's left half.
const LEFT: u16 = 66;

/// Rows of its upper half.
const UPPER: u16 = 19;

pub fn render(frame: &mut Frame, page: &Page, app: &App, screen: &Progress, view: &View) {
    let theme = &view.theme;
    let figures = &screen.figures;
    let buffer = frame.buffer_mut();
    skeleton::title(
        buffer,
        page.title,
        &[
            Crumb::new("hotseat", theme.dim),
            Crumb::new("Progress", theme.strong),
        ],
        &rights(figures, theme),
        theme,
    );
    paint::rule(buffer, page.rule, theme.glyphs.light, theme.rule);
    if figures.totals.sessions == 0 {
        empty(buffer, page, app, figures, theme);
    } else if app.size.width >= BOARD.0 && app.size.height >= BOARD.1 {
        board(buffer, page, app, screen, theme);
    } else {
        tabs(buffer, page, app, screen, theme);
    }
}

fn rights(figures: &Figures, theme: &Theme) -> Vec<Line<'static>> {
    let count = counted(figures.totals.sessions, "session");
    let span = figures.from.zip(figures.to).map(|(from, to)| {
        let first = if from.year() == to.year() {
            "%-d %b"
        } else {
            "%-d %b %Y"
        };
        format!("{} to {}, ", from.strftime(first), to.strftime("%-d %b %Y"))
    });
    let period = match figures.period {
        Period::All => String::new(),
        period => format!("{}: ", period.words()),
    };
    let line = |text: String| Line::styled(text, theme.dim);
    vec![
        line(format!("{period}{}{count}", span.unwrap_or_default())),
        line(format!("{period}{count}")),
    ]
}

fn empty(buffer: &mut Buffer, page: &Page, app: &App, figures: &Figures, theme: &Theme) {
    let x = page.body.x + page.body.width / 6;
    let area = Rect {
        x,
        y: page.body.y + page.body.height / 4,
        width: page.body.right().saturating_sub(x).min(60),
        height: page.body.height - page.body.height / 4,
    };
    let problem = app.data.history_problem.as_deref().map(paint::clean);
    let (head, words) = if let Some(problem) = &problem {
        ("Nothing to reckon with", problem.as_ref())
    } else if figures.period == Period::All {
        (
            "Nothing to reckon with yet",
            "After a first question that you answer and score, its score, its topic and its time stand here, and \
             how near your prediction came. From five scores of a round on, its median and range show how it goes.",
        )
    } else {
        (
            "No session in this time",
            "The arrow to the left looks further back.",
        )
    };
    let mut rows = vec![Line::styled(head, theme.strong), Line::default()];
    rows.extend(
        paint::wrap(words, area.width)
            .into_iter()
            .map(|row| Line::styled(row, theme.text)),
    );
    let start = crate::app::action::Action::StartNow;
    if let Some(key) = app.keymap.key_of(start, &app.contexts(), app) {
        rows.push(Line::default());
        rows.push(Line::from(vec![
            Span::styled(format!(" {key} "), theme.strong.patch(theme.chip)),
            Span::styled("  asks the first one", theme.text),
        ]));
    }
    paint::lines(buffer, area, &rows, 0);
}

fn board(buffer: &mut Buffer, page: &Page, app: &App, screen: &Progress, theme: &Theme) {
    let (left, right) = layout::split(page.body, LEFT, layout::GUTTER);
    let upper = |area: Rect| Rect {
        height: UPPER - 1,
        ..area
    };
    let at = |area: Rect, rows: u16| layout::below(area, rows);
    let lower_left = match screen.figure {
        Figure::Pitfalls => Figure::Pitfalls,
        _ => Figure::Topics,
    };
    let middle = match screen.figure {
        Figure::Time => Figure::Time,
        _ if screen.figures.due.is_some() => Figure::Due,
        _ => Figure::Time,
    };
    let days = Rect { height: 12, ..right };
    let between = Rect {
        height: 6,
        ..at(right, 12)
    };
    for (figure, area, roomy) in [
        (Figure::Scores, upper(left), true),
        (Figure::Days, days, true),
        (middle, between, false),
        (lower_left, at(left, UPPER), true),
        (Figure::Calibration, at(right, UPPER), true),
    ] {
        let pane = layout::pane(area, roomy);
        let focus = if figure == screen.figure {
            Focus::Here
        } else {
            Focus::Elsewhere
        };
        let title = title(figure);
        let fact = fact(figure, &screen.figures, theme);
        paint::head(buffer, &pane, title, &fact, focus, theme.text, theme);
        paint_figure(buffer, pane.inner, figure, app, screen, theme);
    }
}

fn tabs(buffer: &mut Buffer, page: &Page, app: &App, screen: &Progress, theme: &Theme) {
    let pane: Pane = layout::pane(page.body, page.roomy);
    let all = Figure::of(&screen.figures);
    let titles: Vec<String> = all.iter().map(|figure| figure.name().to_owned()).collect();
    let current = all
        .iter()
        .position(|figure| *figure == screen.figure)
        .unwrap_or(0);
    let wide: u16 = titles.iter().map(|title| paint::width(title) + 3).sum();
    let fact = fact(screen.figure, &screen.figures, theme);
    let fits = wide + paint::line_width(&fact) <= pane.head.width;
    let none = Line::default();
    paint::tabs(
        buffer,
        pane.head,
        pane.rule,
        &titles,
        current,
        if fits { &fact } else { &none },
        Focus::Here,
        theme.text,
        theme,
    );
    paint_figure(buffer, pane.inner, screen.figure, app, screen, theme);
}

fn title(figure: Figure) -> &'static str {
    match figure {
        Figure::Scores => "Scores, session by session",
        Figure::Topics => "Topics by round, last five answers",
        Figure::Pitfalls => "Pitfalls that come again",
        figure => figure.name(),
    }
}

/// Returns the fact at the right of a figure's head.
fn fact(figure: Figure, figures: &Figures, theme: &Theme) -> Line<'static> {
    let dim = |text: String| Line::styled(text, theme.dim);
    match figure {
        Figure::Scores => dim("figure: median of last five".to_owned()),
        Figure::Topics => dim(format!("{} under 2.3", theme.glyphs.down)),
        Figure::Time => dim("spent of the time given".to_owned()),
        Figure::Calibration => dim(counted(figures.calibration.all.pairs, "answer")),
        Figure::Days => {
            let weeks = figures.days.weeks_running;
            let word = if weeks == 1 { "week" } else { "weeks" };
            let spent = std::time::Duration::from_millis(figures.totals.spent_ms);
            Line::from(vec![
                Span::styled(weeks.to_string(), theme.strong),
                Span::styled(format!(" {word} running, {}", clock::long(spent)), theme.dim),
            ])
        }
        Figure::Due => dim(figures
            .due
            .map_or_else(String::new, |due| format!("{} now", due.today))),
        Figure::Pitfalls => dim("answers it happened in".to_owned()),
    }
}

fn paint_figure(
    buffer: &mut Buffer,
    area: Rect,
    figure: Figure,
    app: &App,
    screen: &Progress,
    theme: &Theme,
) {
    let figures = &screen.figures;
    let scroll = if figure == screen.figure { screen.scroll } else { 0 };
    match figure {
        Figure::Scores => scores::paint(buffer, area, figures, theme),
        Figure::Topics => lists::topics(buffer, area, figures, scroll, theme),
        Figure::Pitfalls => lists::pitfalls(buffer, area, figures, app, scroll, theme),
        Figure::Time => lists::time(buffer, area, figures, theme),
        Figure::Due => lists::due(buffer, area, figures, theme),
        Figure::Days => days(buffer, area, figures, theme),
        Figure::Calibration => calibration(buffer, area, figures, theme),
    }
}

fn days(buffer: &mut Buffer, area: Rect, figures: &Figures, theme: &Theme) {
    calendar::paint(buffer, area, &figures.days, figures.today, theme);
    let row = layout::row_of(area, calendar::ROWS + 1);
    let days = |count: usize| counted(count, "day");
    let words = format!(
        "{} running, {} at most, {} in all",
        days(figures.days.days_running),
        days(figures.days.longest),
        days(figures.totals.days)
    );
    paint::left(buffer, row, &Line::styled(words, theme.text));
}

fn calibration(buffer: &mut Buffer, area: Rect, figures: &Figures, theme: &Theme) {
    let all = &figures.calibration.all;
    heat::calibration(buffer, area, all, theme);
    let x = area.x + heat::CALIBRATION_WIDTH + 2;
    let beside = Rect {
        x,
        y: area.y + 1,
        width: area.right().saturating_sub(x),
        height: area.height.saturating_sub(1),
    };
    let words = match (all.words(), all.spread) {
        (None, _) => "no answer predicted yet".to_owned(),
        (Some(words), Some(spread)) => paint::glyphs(&format!("{words}, ±{spread:.1}"), theme),
        (Some(words), None) => format!("{words}, of too few"),
    };
    let rows: Vec<Line> = paint::wrap(&words, beside.width)
        .into_iter()
        .map(|row| Line::styled(row, theme.strong))
        .collect();
    paint::lines(buffer, beside, &rows, 0);
    let under = layout::below(area, heat::CALIBRATION + 1);
    if area.width < LEFT - 8 {
        return;
    }
    let mut rows: Vec<(String, String, usize)> = figures
        .calibration
        .rounds
        .iter()
        .filter_map(|round| {
            let words = round.calibration.words()?;
            let spread = round.calibration.spread;
            let spread = spread.map_or_else(String::new, |spread| format!(", ±{spread:.1}"));
            let name = format!("{}, predicted", round.round.title());
            Some((name, format!("{words}{spread}"), round.calibration.pairs))
        })
        .collect();
    for (name, compared) in [
        ("scored, beside the judge", &figures.calibration.judge),
        ("scored, beside a blind look", &figures.calibration.blind),
        ("scored, beside other people", &figures.calibration.outside),
    ] {
        if let Some(words) = difference(compared) {
            rows.push((name.to_owned(), words, compared.answers));
        }
    }
    for (at, (name, words, answers)) in rows.into_iter().enumerate() {
        let row = layout::row_of(under, at as u16);
        let count = counted(answers, "answer");
        let words = paint::glyphs(&words, theme);
        paint::left(buffer, row, &Line::styled(name, theme.text));
        let rest = layout::split(row, 29.min(row.width), 0).1;
        paint::left(
            buffer,
            rest,
            &Line::from(vec![
                Span::styled(format!("{words:<21}"), theme.strong),
                Span::styled(count, theme.dim),
            ]),
        );
    }
}

/// Returns a mean difference in words: `0.3 higher, ±0.1`.
fn difference(of: &Compared) -> Option<String> {
    let tenths = (of.difference? * 10.0).round() / 10.0;
    let words = if tenths == 0.0 {
        "the same".to_owned()
    } else if tenths > 0.0 {
        format!("{tenths:.1} higher")
    } else {
        format!("{:.1} lower", -tenths)
    };
    let spread = of.spread.map(|spread| format!(", ±{spread:.1}"));
    Some(words + &spread.unwrap_or_default())
}
