//! Progress: opened from Home, its figures and periods by key, its numbers exported.

use hotseat::app::Goal;
use hotseat::app::effect::Effect;
use hotseat::app::msg::Msg;
use hotseat::app::screens::Screen;
use hotseat::app::screens::progress::{Figure, Progress};
use hotseat::domain::config::Config;
use hotseat::domain::session::Session;
use hotseat::domain::stats::Period;
use hotseat::domain::summary::SessionSummary;

use crate::histories;
use crate::script::Script;

fn opened(sessions: usize) -> Script {
    let mut history: Vec<SessionSummary> = histories::made(sessions, 9)
        .map(|made| SessionSummary::of(&made.folder, &Session::fold(&made.records), &|_| None, Vec::new()))
        .collect();
    history.reverse();
    let mut script = Script::bare(120, 40, Config::default(), Goal::Home);
    script.send(Msg::History(history));
    script.keys("p");
    script
}

fn screen(script: &Script) -> &Progress {
    match script.app.screen() {
        Screen::Progress(progress) => progress,
        other => panic!("{other:?}"),
    }
}

#[test]
fn figures_are_turned_by_tab_and_the_period_by_the_arrows() {
    use Figure::{Calibration, Days, Pitfalls, Scores, Time, Topics};
    let mut script = opened(30);
    assert_eq!(screen(&script).figures.totals.sessions, 30);
    let mut seen = Vec::new();
    for _ in 0..7 {
        seen.push(screen(&script).figure);
        script.keys("Tab");
    }
    assert_eq!(seen, [Scores, Topics, Time, Calibration, Days, Pitfalls, Scores]);
    script.keys("shift-Tab shift-Tab");
    assert_eq!(screen(&script).figure, Pitfalls);
    script.keys("Left");
    assert_eq!(screen(&script).figures.period, Period::All);
    script.keys("Right Right Right Right");
    assert_eq!(screen(&script).figures.period, Period::Month);
    assert!(screen(&script).figures.totals.sessions < 30);
    script.keys("Left");
    assert_eq!(screen(&script).figures.period, Period::Quarter);
    script.keys("Esc");
    assert!(matches!(script.app.screen(), Screen::Home(_)));
}

#[test]
fn what_is_exported_are_the_figures_that_are_looked_at() {
    let mut script = opened(12);
    script.keys("Right Right").keys("e");
    let Some(Effect::ExportFigures { figures, .. }) = script.effects.last().cloned() else {
        panic!("{:?}", script.effects.last())
    };
    assert_eq!(*figures, screen(&script).figures);
    assert_eq!(figures.period, Period::Quarter);
}

#[test]
fn a_history_read_anew_is_reckoned_anew_and_without_one_the_screen_stands() {
    let mut script = opened(0);
    assert!(script.screen().contains("Nothing to reckon with yet"));
    script.send(Msg::History(Vec::new()));
    script.keys("Down Up Tab e");
    assert_eq!(screen(&script).figures.totals.sessions, 0);
}

#[test]
fn progress_is_found_in_the_palette() {
    let mut script = opened(3);
    script.keys("Esc /").text("progress").keys("Enter");
    assert_eq!(screen(&script).figure, Figure::Scores);
}
