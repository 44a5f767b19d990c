//! What stands in each row of the form.

use ratatui::text::{Line, Span};

use super::minutes;
use crate::app::App;
use crate::app::screens::setup::{DIFFICULTIES, DRAWS, Extra, Row, SCORES, Setup};
use crate::domain::catalog::Origin;
use crate::domain::draw::Draw;
use crate::domain::loops::{Loop, Pressure, RoundPlan, ScoreAfter};
use crate::domain::words::counted;
use crate::ui::paint::{self, Focus};
use crate::ui::theme::Theme;

/// A row of the form.
pub(super) struct Cells {
    pub label: &'static str,
    pub value: Line<'static>,
    /// Whether the value begins with what hangs one column to the left.
    pub bracketed: bool,
    /// Under the value, a line each.
    pub asides: Vec<String>,
    /// Columns these stand further to the right.
    pub indent: u16,
}

impl Cells {
    fn new(label: &'static str, value: Line<'static>) -> Self {
        Self {
            label,
            value,
            bracketed: true,
            asides: Vec::new(),
            indent: 0,
        }
    }

    fn plain(mut self) -> Self {
        self.bracketed = false;
        self
    }

    fn aside(mut self, words: &str) -> Self {
        self.asides.push(words.to_owned());
        self
    }
}

/// Returns a row; `room` is the width of its value.
pub(super) fn cells(row: Row, app: &App, screen: &Setup, focus: Focus, room: u16, theme: &Theme) -> Cells {
    let chips = |values: &[&str], chosen: usize| paint::chips(values, chosen, focus, theme);
    let plan = screen.plan.as_ref();
    match row {
        Row::Loop => {
            let names: Vec<String> = screen.loops.iter().map(label).collect();
            Cells::new("Loop", some_chips(&names, screen.chosen, focus, room, theme))
        }
        Row::Round(index) => match plan.and_then(|plan| plan.rounds.get(index)) {
            Some(round) => round_cells(index, round, screen, room, theme),
            None => Cells::new("", Line::default()),
        },
        Row::Topics => Cells::new("Topics", topics(app, screen, theme)).plain(),
        Row::Difficulty => {
            let mut names = vec!["easy", "medium", "mixed", "hard"];
            let at = match screen.difficulty() {
                Some(same) => DIFFICULTIES.iter().position(|known| *known == same),
                None => None,
            };
            if at.is_none() {
                names.push("by round");
            }
            Cells::new("Difficulty", chips(&names, at.unwrap_or(4)))
        }
        Row::Draw => {
            let at = DRAWS.iter().position(|draw| *draw == screen.draw).unwrap_or(0);
            let names = ["balanced", "due first", "weakest", "random"];
            Cells::new("Draw", chips(&names, at)).aside(match screen.draw {
                Draw::Balanced => "unseen and due, then longest ago; mixes topics",
                Draw::Due => "what is due first, the most forgotten before",
                Draw::Weakest => "lowest last scores first, then unseen",
                Draw::Random => "anything that fits",
            })
        }
        Row::Pressure => {
            let strict = plan.is_some_and(|plan| plan.pressure == Pressure::Strict);
            Cells::new("Pressure", chips(&["relaxed", "strict"], usize::from(strict))).aside(if strict {
                "time up locks the answer; no pauses"
            } else {
                "overtime counts and is recorded"
            })
        }
        Row::ScoreAfter => {
            let when = plan.map(|plan| plan.score_after);
            let at = SCORES.iter().position(|known| Some(*known) == when);
            let names: Vec<&str> = SCORES
                .iter()
                .map(|known| match known {
                    ScoreAfter::Round => "round",
                    ScoreAfter::Question => "question",
                    ScoreAfter::Loop => "loop",
                })
                .collect();
            Cells::new("Score after", chips(&names, at.unwrap_or(0)))
        }
        Row::Extra => extra(screen, focus, theme),
        Row::Seed => Cells::new("Seed", seed(screen, focus, theme)).plain(),
    }
}

/// Returns a loop's name as the form has it.
fn label(known: &Loop) -> String {
    let name = paint::clean(known.short_name());
    if known.origin == Origin::BuiltIn {
        name
    } else {
        format!("mine: {name}")
    }
}

/// Returns chips as far as they find room: the chosen one always, and dots where some are left out.
fn some_chips(names: &[String], chosen: usize, focus: Focus, room: u16, theme: &Theme) -> Line<'static> {
    let dots = paint::width(theme.glyphs.dots) + 1;
    let longest = room.saturating_sub(2 * dots + 3).max(1);
    let names: Vec<String> = names
        .iter()
        .map(|name| paint::cut(name, longest, theme))
        .collect();
    let wide = |from: usize, to: usize| -> u16 {
        let chips: u16 = names
            .iter()
            .skip(from)
            .take(to - from)
            .map(|name| paint::width(name) + 3)
            .sum();
        let before = if from > 0 { dots } else { 0 };
        let after = if to < names.len() { dots } else { 0 };
        chips.saturating_sub(1) + before + after
    };
    let mut from = 0;
    while from < chosen && wide(from, chosen + 1) > room {
        from += 1;
    }
    let mut to = (chosen + 1).min(names.len());
    while to < names.len() && wide(from, to + 1) <= room {
        to += 1;
    }
    let shown: Vec<&str> = names[from..to].iter().map(String::as_str).collect();
    let mut line = paint::chips(&shown, chosen - from.min(chosen), focus, theme);
    let more = |text: String| Span::styled(text, theme.dim);
    if from > 0 {
        line.spans.insert(0, more(format!("{} ", theme.glyphs.dots)));
    }
    // The blank after the last chip.
    line.spans.pop();
    if to < names.len() {
        line.spans.push(more(format!(" {}", theme.glyphs.dots)));
    }
    line
}

/// Columns before a round's gauge.
const BEFORE_GAUGE: u16 = 29;
/// The longest gauge: an hour and a half.
const GAUGE: f64 = 18.0;

fn round_cells(index: usize, round: &RoundPlan, screen: &Setup, room: u16, theme: &Theme) -> Cells {
    let label = if index == 0 { "Rounds" } else { "" };
    let on = !screen.off.contains(&index);
    let questions = screen
        .drawn
        .as_ref()
        .and_then(|drawn| drawn.as_ref().ok())
        .filter(|_| on)
        .and_then(|drawn| {
            let at = index - screen.off.iter().filter(|off| **off < index).count();
            drawn.rounds.get(at).map(|round| round.questions.len())
        });
    let style = if on { theme.text } else { theme.dim };
    let tick = if on {
        theme.glyphs.tick_on
    } else {
        theme.glyphs.tick_off
    };
    let mut spans = vec![
        Span::styled(format!(" {tick} "), style),
        Span::styled(format!("{:<14}", round.round.title()), style),
        Span::styled(format!("{:>4} min  ", minutes(round.minutes)), style),
    ];
    // All gauges by one measure, so that they compare.
    let cells = |minutes: f64| (minutes / 5.0).clamp(1.0, GAUGE);
    let longest = screen
        .plan
        .iter()
        .flat_map(|plan| &plan.rounds)
        .map(|round| cells(round.minutes))
        .fold(1.0, f64::max);
    let free = f64::from(room.saturating_sub(BEFORE_GAUGE + "  12 questions".len() as u16));
    if free >= 4.0 {
        let bar = (cells(round.minutes) * (free / longest).min(1.0))
            .round()
            .max(1.0) as usize;
        let (glyph, style) = if on {
            (theme.glyphs.heavy, theme.accent(Some(round.round)))
        } else {
            (theme.glyphs.light, theme.rule)
        };
        let full = (longest.min(free)).round() as usize;
        spans.push(Span::styled(glyph.repeat(bar), style));
        spans.push(Span::raw(" ".repeat(full.saturating_sub(bar) + 2)));
    }
    if let Some(count) = questions {
        spans.push(Span::styled(counted(count, "question"), theme.text));
    }
    let mut cells = Cells::new(label, Line::from(spans));
    cells.asides.extend(narrowed(round));
    // Under the round's name.
    cells.indent = 4;
    cells
}

/// Returns what a round borrows and what it is narrowed to, in a few words.
fn narrowed(round: &RoundPlan) -> Option<String> {
    let mut words: Vec<String> = round
        .inside
        .iter()
        .map(|part| {
            let kind = part.round.title();
            let kind = match kind.strip_prefix("ML") {
                Some(_) => kind.to_owned(),
                None => kind.to_lowercase(),
            };
            format!("{} of them {kind}, asked first", minutes(part.minutes))
        })
        .collect();
    if let Some(fields) = &round.fields {
        words.push(format!("only {}", fields.join(", ")));
    }
    if !round.banks.is_empty() {
        words.push(format!("only from {}", round.banks.join(", ")));
    }
    (!words.is_empty()).then(|| paint::clean(&words.join("; ")))
}

fn topics(app: &App, screen: &Setup, theme: &Theme) -> Line<'static> {
    let topics = screen.topics(&app.data);
    let chosen: Vec<String> = topics
        .iter()
        .filter(|topic| topic.chosen)
        .map(|topic| paint::clean(&topic.name))
        .collect();
    if chosen.is_empty() {
        let mut some: Vec<String> = topics.iter().map(|topic| paint::clean(&topic.name)).collect();
        some.dedup();
        some.truncate(3);
        return Line::from(vec![
            Span::styled(format!("{:<18}", format!("all {}", topics.len())), theme.strong),
            Span::styled(
                format!("choose: {}, {}", some.join(", "), theme.glyphs.dots),
                theme.dim,
            ),
        ]);
    }
    Line::from(vec![
        Span::styled(
            format!("{:<18}", format!("{} of {}", chosen.len(), topics.len())),
            theme.strong,
        ),
        Span::styled(chosen.join(", "), theme.text),
    ])
}

fn extra(screen: &Setup, focus: Focus, theme: &Theme) -> Cells {
    let own = screen.extra == Extra::Own;
    let here = focus == Focus::Here;
    let typed = screen.typed.as_ref().filter(|_| here && own);
    let mine = match typed {
        Some(typed) => format!("own {typed}x"),
        None if own => format!("own {}x", screen.own_factor),
        None => "own".to_owned(),
    };
    let names = ["none", "1.25x", "1.5x", &mine];
    let at = Extra::ALL.iter().position(|extra| *extra == screen.extra);
    let mut value = paint::chips(&names, at.unwrap_or(0), focus, theme);
    if own && here {
        value.spans.push(match screen.typed_problem() {
            Some(problem) => Span::styled(format!("  ! {problem}"), theme.strong),
            None => Span::styled("  type it, or + and -", theme.dim),
        });
    }
    Cells::new("Extra time", value)
}

fn seed(screen: &Setup, focus: Focus, theme: &Theme) -> Line<'static> {
    let here = focus == Focus::Here;
    let shown = match &screen.typed {
        Some(typed) if here => typed.clone(),
        _ => screen.seed.to_string(),
    };
    let words = match screen.typed_problem().filter(|_| here) {
        Some(problem) => Span::styled(format!("! {problem}"), theme.strong),
        None if here => Span::styled("type its digits, or n for another", theme.dim),
        None => Span::styled("same seed, same history, same questions", theme.dim),
    };
    Line::from(vec![Span::styled(format!("{shown:<18}"), theme.strong), words])
}
