//! Time in the two uppermost rows: the clocks at the right of the title, the ribbon under it.

use std::time::Duration;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Modifier;
use ratatui::text::{Line, Span};

use crate::app::App;
use crate::app::flow;
use crate::app::screens::Screen;
use crate::app::screens::interview::{FieldTime, clocks};
use crate::domain::bank::RoundKind;
use crate::domain::clock::{self, ClockState, Face};
use crate::domain::session::Stand;
use crate::ui::paint;
use crate::ui::theme::Theme;

/// The last of the forms that the clocks have, from the longest on.
pub(super) const SHORTEST: usize = 3;

/// Returns both clocks, from the longest form to the shortest; each is made when it is asked for. `fields` has
/// the time of each field, where a screen knows them.
pub fn interview_clocks<'a>(
    app: &'a App,
    fields: &'a [FieldTime],
    theme: &'a Theme,
) -> impl Iterator<Item = Line<'static>> + 'a {
    (0..=SHORTEST).map(move |form| interview_clock(app, fields, form, theme))
}

/// Returns both clocks in one of their forms.
pub fn interview_clock(app: &App, fields: &[FieldTime], form: usize, theme: &Theme) -> Line<'static> {
    let Some(live) = &app.data.live else {
        return Line::default();
    };
    let times = live.session.live(live.since(&app.now));
    let (question_state, round_state) = clocks(live, &app.now);
    let paused = live.session.paused.is_some();
    let between = live.session.stand() != Stand::Asking;
    let (budget, spent) = live
        .session
        .current()
        .map_or((Duration::ZERO, Duration::ZERO), |attempt| {
            (attempt.budget, times.question)
        });
    let round_budget = live
        .session
        .rounds
        .last()
        .map_or(Duration::ZERO, |round| round.budget);
    let extra = live
        .session
        .started
        .as_ref()
        .map_or(1.0, |started| started.extra_time);
    if let Some(phase) = phase_time(app, fields).filter(|_| !paused && !between) {
        return phase_clocks(app, phase, question_state, form, theme);
    }
    let question_left = budget.saturating_sub(spent);
    let round_left = round_budget.saturating_sub(times.round);
    let round_nearer = round_left < question_left || between;
    let single = round_budget == budget;
    let mut spans: Vec<Span<'static>> = Vec::new();
    if !between {
        if form < 2 && !single {
            spans.push(Span::styled("question ", theme.dim));
        }
        spans.extend(clock_spans(
            question_state,
            budget,
            spent,
            !round_nearer,
            paused,
            true,
            theme,
        ));
        let calm = matches!(question_state, ClockState::Calm | ClockState::Half);
        if form < SHORTEST && calm && !paused {
            spans.push(Span::styled(format!(" of {}", clock::short(budget)), theme.dim));
        }
    }
    if extra > 1.0 {
        spans.push(Span::styled(format!(" {extra}x"), theme.dim));
    }
    if !single || between {
        if !spans.is_empty() {
            spans.push(Span::raw(if form < 1 { "    " } else { "   " }));
        }
        if form < SHORTEST {
            spans.push(Span::styled("round ", theme.dim));
        }
        let words = form < 1;
        spans.extend(clock_spans(
            round_state,
            round_budget,
            times.round,
            round_nearer,
            paused && between,
            words,
            theme,
        ));
    }
    Line::from(spans)
}

/// Returns the time of the phase in hand, in a design question.
fn phase_time(app: &App, fields: &[FieldTime]) -> Option<FieldTime> {
    let live = app.data.live.as_ref()?;
    let Screen::Interview(screen) = app.screen() else {
        return None;
    };
    let (_, question) = live.current()?;
    if question.round != RoundKind::SystemDesign {
        return None;
    }
    let time = *fields.get(screen.focus)?;
    (!time.budget.is_zero()).then_some(time)
}

/// A design shows its phase in place of the question. A phase's share is soft: running over is said in
/// bold words, and only the question's own clock turns amber or red.
fn phase_clocks(app: &App, phase: FieldTime, state: ClockState, form: usize, theme: &Theme) -> Line<'static> {
    let Some(live) = &app.data.live else {
        return Line::default();
    };
    let times = live.session.live(live.since(&app.now));
    let budget = live
        .session
        .current()
        .map_or(Duration::ZERO, |attempt| attempt.budget);
    let round = live.session.rounds.last();
    let round_budget = round.map_or(Duration::ZERO, |round| round.budget);
    // What is nearer to its end: the question among several, or else the round.
    let several = budget < round_budget;
    let name = if several { "question " } else { "round " };
    let (of, spent) = if several {
        (budget, times.question)
    } else {
        (round_budget, times.round)
    };
    let over = !phase.over().is_zero();
    let mut spans = Vec::new();
    if form < 2 {
        spans.push(Span::styled("phase ", theme.dim));
    }
    if over {
        let text = format!("{} over", clock::short(phase.over()));
        spans.push(Span::styled(text, theme.strong));
    } else {
        let left = clock::short(phase.budget.saturating_sub(phase.spent));
        let words = if form < SHORTEST { " left" } else { "" };
        spans.push(Span::styled(format!("{left}{words}"), theme.strong));
    }
    if form < SHORTEST {
        spans.push(Span::styled(
            format!(" of {}", clock::short(phase.budget)),
            theme.dim,
        ));
    }
    spans.push(Span::raw(if form < 1 { "    " } else { "   " }));
    if form < SHORTEST {
        spans.push(Span::styled(name, theme.dim));
    }
    let calm = matches!(state, ClockState::Calm | ClockState::Half);
    spans.extend(clock_spans(state, of, spent, !calm, false, form < 1, theme));
    Line::from(spans)
}

fn clock_spans(
    state: ClockState,
    budget: Duration,
    spent: Duration,
    nearer: bool,
    paused: bool,
    words: bool,
    theme: &Theme,
) -> Vec<Span<'static>> {
    let left = match clock::face(budget, spent) {
        Face::Left(left) => clock::short(left),
        Face::Over(_) => clock::short(Duration::ZERO),
    };
    let left_words = if words {
        format!("{left} left")
    } else {
        left.clone()
    };
    if paused {
        return vec![Span::styled(format!("{left} left, paused"), theme.dim)];
    }
    match state {
        ClockState::Calm | ClockState::Half => {
            let style = if nearer { theme.strong } else { theme.dim };
            vec![Span::styled(left_words, style)]
        }
        ClockState::Low => vec![Span::styled(format!("! {left_words}"), theme.time_low)],
        ClockState::Last => vec![Span::styled(format!(" !! {left_words} "), theme.time_out)],
        ClockState::Over => {
            let over = match clock::face(budget, spent) {
                Face::Over(over) => over,
                Face::Left(_) => Duration::ZERO,
            };
            vec![Span::styled(
                format!(" +{} over ", clock::short(over)),
                theme.time_out,
            )]
        }
        ClockState::Up => vec![Span::styled(" time is up ", theme.time_out)],
    }
}

/// Paints the ribbon: the round as chapters, one segment a question, as wide as its share.
pub fn ribbon(buffer: &mut Buffer, area: Rect, app: &App, fields: &[FieldTime], theme: &Theme) {
    let (Some(live), true) = (&app.data.live, area.height > 0) else {
        return;
    };
    let Some(planned) = flow::planned(live) else {
        paint::rule(buffer, area, theme.glyphs.light, theme.rule);
        return;
    };
    let times = live.session.live(live.since(&app.now));
    let (state, _) = clocks(live, &app.now);
    let asked = flow::asked_in_round(live);
    if planned.questions.len() == 1 && phases(buffer, area, app, fields, theme) {
        return;
    }
    let shares: Vec<f64> = planned
        .questions
        .iter()
        .map(|question| question.minutes)
        .collect();
    let total: f64 = shares.iter().sum();
    let gaps = shares.len().saturating_sub(1);
    let room = f64::from(area.width) - gaps as f64;
    let accent = match state {
        ClockState::Low => theme.time_low.remove_modifier(Modifier::BOLD),
        ClockState::Last | ClockState::Over | ClockState::Up => theme.time_out_line(),
        _ => theme.accent(live.session.rounds.last().map(|round| round.kind)),
    };
    let mut x = area.x;
    let mut before = 0.0;
    for (index, share) in shares.iter().enumerate() {
        let start = (before / total.max(1e-9) * room).round();
        before += share;
        let end = (before / total.max(1e-9) * room).round();
        let wide = (end - start).max(1.0) as u16;
        let segment = Rect {
            x,
            width: wide.min(area.right().saturating_sub(x)),
            ..area
        };
        x = (x + wide + 1).min(area.right());
        if index + 1 < asked {
            paint::rule(buffer, segment, theme.glyphs.heavy, theme.dim);
            continue;
        }
        paint::rule(buffer, segment, theme.glyphs.light, theme.rule);
        if index + 1 > asked {
            continue;
        }
        let budget = live
            .session
            .current()
            .map_or(0.0, |attempt| attempt.budget.as_secs_f64());
        let done = (times.question.as_secs_f64() / budget.max(1.0)).min(1.0);
        let passed = (done * f64::from(segment.width)).floor() as u16;
        let mark = Rect {
            width: passed,
            ..segment
        };
        paint::rule(buffer, mark, theme.glyphs.heavy, accent);
        if passed < segment.width {
            let tip = Rect {
                x: segment.x + passed,
                width: 1,
                ..segment
            };
            paint::rule(buffer, tip, theme.glyphs.tip, accent);
        }
    }
}

/// A round of one design question shows its phases: as wide as their shares, each filled by the time it
/// took. Returns whether there was one.
fn phases(buffer: &mut Buffer, area: Rect, app: &App, fields: &[FieldTime], theme: &Theme) -> bool {
    let (Some(live), Screen::Interview(screen)) = (&app.data.live, app.screen()) else {
        return false;
    };
    let Some((_, question)) = live.current() else {
        return false;
    };
    if question.round != RoundKind::SystemDesign {
        return false;
    }
    let parts: Vec<(usize, &FieldTime)> = fields
        .iter()
        .enumerate()
        .filter(|(_, time)| !time.budget.is_zero())
        .collect();
    let total: f64 = parts.iter().map(|(_, time)| time.budget.as_secs_f64()).sum();
    let room = f64::from(area.width) - parts.len().saturating_sub(1) as f64;
    let (state, _) = clocks(live, &app.now);
    let accent = match state {
        ClockState::Low => theme.time_low.remove_modifier(Modifier::BOLD),
        ClockState::Last | ClockState::Over | ClockState::Up => theme.time_out_line(),
        _ => theme.accent(Some(question.round)),
    };
    let mut x = area.x;
    let mut before = 0.0;
    for (index, time) in &parts {
        let start = (before / total.max(1e-9) * room).round();
        before += time.budget.as_secs_f64();
        let wide = ((before / total.max(1e-9) * room).round() - start).max(1.0) as u16;
        let segment = Rect {
            x,
            width: wide.min(area.right().saturating_sub(x)),
            ..area
        };
        x = (x + wide + 1).min(area.right());
        paint::rule(buffer, segment, theme.glyphs.light, theme.rule);
        let here = *index == screen.focus;
        let used = (time.spent.as_secs_f64() / time.budget.as_secs_f64().max(1.0)).min(1.0);
        let passed = (used * f64::from(segment.width)).floor() as u16;
        let style = if here { accent } else { theme.dim };
        let mark = Rect {
            width: passed,
            ..segment
        };
        paint::rule(buffer, mark, theme.glyphs.heavy, style);
        if here && passed < segment.width {
            let tip = Rect {
                x: segment.x + passed,
                width: 1,
                ..segment
            };
            paint::rule(buffer, tip, theme.glyphs.tip, accent);
        }
    }
    !parts.is_empty()
}
