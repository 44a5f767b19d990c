//! A person at the keyboard, without a terminal: keys in, time stepped, effects collected, the screen
//! painted into a buffer. Time comes from here alone, so that every run is the same.

use std::sync::Arc;
use std::time::Duration;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use hotseat::app::data::Host;
use hotseat::app::effect::Effect;
use hotseat::app::msg::{Banks, Journal, Msg, Now, OpenedSession, Signal, Size, TaskId};
use hotseat::app::{App, Goal, Start};
use hotseat::domain::config::Config;
use hotseat::domain::draw::Abilities;
use hotseat::domain::due::Schedule;
use hotseat::domain::event::Record;
use hotseat::domain::loops::{Loop, RoundPlan};
use hotseat::domain::verdict::{Bench, Progress, RunRequest, TestResult, Unable, Verdict, Why};
use hotseat::ui::View;
use hotseat::ui::theme::{Depth, GlyphSet, Ground, Theme};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use ratatui::layout::Position;

pub struct Script {
    pub app: App,
    pub effects: Vec<Effect>,
    pub view: View,
    /// Whether code can be run here; where not, whoever asks is told so at once.
    pub judge: FakeJudge,
    now: Now,
}

/// What answers where the judge would.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FakeJudge {
    /// There is no Python.
    None,
    /// The script tells what the judge tells.
    Told,
}

pub fn start_now() -> Now {
    Now {
        wall: "2026-11-23T18:55:00+01:00[Europe/Berlin]"
            .parse()
            .expect("this is a moment"),
        mono: Duration::from_secs(1),
        boot: Duration::from_secs(1),
    }
}

pub fn theory_loop(minutes: f64, questions: u32) -> Loop {
    let mut round = RoundPlan::new(hotseat::domain::bank::RoundKind::MlTheory, minutes);
    round.questions = Some(questions);
    Loop::new("first", "First question", vec![round])
}

pub fn builtin_banks(loops: Vec<Loop>) -> Banks {
    let (catalog, problems) = hotseat::storage::banks::load_all(None);
    assert!(problems.is_empty(), "{problems:?}");
    Banks {
        catalog: Arc::new(catalog),
        loops,
        problems: Vec::new(),
    }
}

impl Script {
    /// Starts at Home with the built-in banks read and an empty history.
    pub fn new(width: u16, height: u16) -> Self {
        Self::with(width, height, Config::default(), Goal::Home)
    }

    pub fn with(width: u16, height: u16, config: Config, goal: Goal) -> Self {
        let mut script = Self::bare(width, height, config, goal);
        script.send(Msg::Banks(builtin_banks(vec![
            theory_loop(10.0, 1),
            theory_loop(30.0, 3),
        ])));
        script.send(Msg::History(Vec::new()));
        script
    }

    /// Starts with nothing read yet: neither banks nor history have come.
    pub fn bare(width: u16, height: u16, config: Config, goal: Goal) -> Self {
        let now = start_now();
        let start = Start {
            size: Size { width, height },
            config,
            abilities: Abilities::default(),
            host: Host {
                name: "here".to_owned(),
                pid: 42,
                version: "0.1.0".to_owned(),
                sessions_dir: "~/.local/share/hotseat/sessions".to_owned(),
                banks_dir: "~/.local/share/hotseat/banks".to_owned(),
            },
            last_loop: None,
            stranger: false,
            goal,
            problems: Vec::new(),
        };
        let (app, effects) = App::new(start, &now);
        Self {
            app,
            effects,
            view: View::new(Theme::new(Depth::True, Ground::Dark, GlyphSet::Unicode)),
            judge: FakeJudge::None,
            now,
        }
        .answered()
    }

    pub fn set_theme(&mut self, depth: Depth, ground: Ground, glyphs: GlyphSet) {
        self.view.set_theme(Theme::new(depth, ground, glyphs));
    }

    pub fn send(&mut self, msg: Msg) -> &mut Self {
        let effects = self.app.update(msg, &self.now);
        for effect in &effects {
            if let Effect::Append(folder, record) = effect {
                let more = self.app.update(
                    Msg::Journal(Journal::Saved(folder.clone(), record.seq)),
                    &self.now,
                );
                assert!(more.is_empty());
            }
        }
        let from = self.effects.len();
        self.effects.extend(effects);
        self.answer(from);
        self
    }

    fn answered(mut self) -> Self {
        self.answer(0);
        self
    }

    /// Folds the schedules that were asked for from this effect on.
    fn fold_what_is_due(&mut self, from: usize) {
        let folded: Vec<Msg> = self.effects[from..]
            .iter()
            .filter_map(|effect| match effect {
                Effect::Schedule {
                    task,
                    catalog,
                    history,
                    diary,
                    today,
                } => {
                    let schedule = Schedule::fold(history, diary, catalog, *today);
                    Some(Msg::Schedule(*task, Arc::new(schedule)))
                }
                _ => None,
            })
            .collect();
        for msg in folded {
            self.send(msg);
        }
    }

    /// Where there is no judge, says so to whoever asked from this effect on.
    fn answer(&mut self, from: usize) {
        self.fold_what_is_due(from);
        if self.judge == FakeJudge::Told {
            return;
        }
        let asked: Vec<TaskId> = self.effects[from..]
            .iter()
            .filter_map(|effect| match effect {
                Effect::WarmJudge { task, .. } | Effect::Run { task, .. } => Some(*task),
                _ => None,
            })
            .collect();
        for task in asked {
            self.send(Msg::Judge(task, Progress::Unable(no_python())));
        }
    }

    /// The task of the newest run asked for, with what it is to run.
    pub fn asked(&self) -> Option<(TaskId, &RunRequest)> {
        self.effects.iter().rev().find_map(|effect| match effect {
            Effect::Run { task, request } => Some((*task, request.as_ref())),
            _ => None,
        })
    }

    /// From now on the script tells what the judge tells. A worker is ready for whoever asked.
    pub fn with_judge(&mut self) -> &mut Self {
        self.judge = FakeJudge::Told;
        let warm = self.effects.iter().rev().find_map(|effect| match effect {
            Effect::WarmJudge { task, .. } => Some(*task),
            _ => None,
        });
        if let Some(task) = warm {
            self.send(Msg::Judge(task, Progress::Ready(bench())));
        }
        self
    }

    /// The judge tells this of the newest run.
    pub fn judge(&mut self, progress: Progress) -> &mut Self {
        let (task, _) = self.asked().expect("a run was asked for");
        self.send(Msg::Judge(task, progress))
    }

    /// The newest run goes from its first test to this verdict.
    pub fn verdict(&mut self, verdict: Verdict) -> &mut Self {
        let waiting = verdict.tests.iter().map(|test| TestResult {
            name: test.name.clone(),
            visible: test.visible,
            ..TestResult::default()
        });
        self.judge(Progress::Ready(verdict.bench.clone()));
        self.judge(Progress::Began(waiting.collect()));
        for test in verdict.tests.clone() {
            self.judge(Progress::Test(test));
        }
        self.judge(Progress::Done(Box::new(verdict)))
    }

    /// Presses keys written as in the key table, separated by spaces.
    pub fn keys(&mut self, keys: &str) -> &mut Self {
        for key in keys.split_whitespace() {
            let event = parse(key);
            self.send(Msg::Key(event));
        }
        self
    }

    pub fn text(&mut self, text: &str) -> &mut Self {
        for c in text.chars() {
            let code = if c == '\n' {
                KeyCode::Enter
            } else {
                KeyCode::Char(c)
            };
            self.send(Msg::Key(KeyEvent::new(code, KeyModifiers::NONE)));
        }
        self
    }

    /// Lets time pass, waking the app whenever it asked to be woken.
    pub fn wait(&mut self, time: Duration) -> &mut Self {
        let end = self.now.mono + time;
        for _ in 0..1_000_000 {
            let Some(after) = self.app.next_wake(&self.now) else {
                break;
            };
            if self.now.mono + after > end {
                break;
            }
            self.advance(after.max(Duration::from_nanos(1)));
            self.send(Msg::Wake);
        }
        let rest = end.saturating_sub(self.now.mono);
        self.advance(rest);
        self
    }

    pub fn seconds(&mut self, seconds: u64) -> &mut Self {
        self.wait(Duration::from_secs(seconds))
    }

    /// The machine sleeps: only the clock that counts sleep and the wall clock go on.
    pub fn sleep(&mut self, time: Duration) -> &mut Self {
        self.now.boot += time;
        self.now.wall = self
            .now
            .wall
            .checked_add(signed(time))
            .expect("tests stay within the calendar");
        self.send(Msg::Wake)
    }

    /// The process is stopped for a while and goes on.
    pub fn stopped(&mut self, time: Duration) -> &mut Self {
        self.advance(time);
        self.send(Msg::Signal(Signal::Continued))
    }

    /// Somebody sets the wall clock; nothing else changes.
    pub fn set_wall(&mut self, wall: &str) -> &mut Self {
        self.now.wall = wall.parse().expect("a test sets a moment");
        self.send(Msg::Wake)
    }

    pub fn resize(&mut self, width: u16, height: u16) -> &mut Self {
        self.send(Msg::Resize(Size { width, height }))
    }

    /// Returns another person at this very point, whose effects begin anew.
    pub fn fork(&self) -> Self {
        Self {
            app: self.app.clone(),
            effects: Vec::new(),
            view: View::new(Theme::new(Depth::True, Ground::Dark, GlyphSet::Unicode)),
            judge: self.judge,
            now: self.now.clone(),
        }
    }

    pub fn now(&self) -> &Now {
        &self.now
    }

    /// Lets time pass unseen: nothing is sent, as while the program was busy.
    pub fn advance(&mut self, time: Duration) {
        self.now.mono += time;
        self.now.boot += time;
        self.now.wall = self
            .now
            .wall
            .checked_add(signed(time))
            .expect("tests stay within the calendar");
    }

    /// Everything recorded so far.
    pub fn records(&self) -> Vec<Record> {
        self.effects
            .iter()
            .filter_map(|effect| match effect {
                Effect::Append(_, record) => Some(record.clone()),
                _ => None,
            })
            .collect()
    }

    /// What a session on disk would give back after a kill at this moment.
    pub fn on_disk(&self, carried: Duration) -> OpenedSession {
        let live = self.app.data.live.as_ref().expect("a session is open");
        OpenedSession {
            folder: live.folder.clone(),
            records: self.records(),
            questions: live.questions.clone(),
            snapshots: live.snapshots.clone(),
            carried,
            notes: Vec::new(),
        }
    }

    pub fn paste(&mut self, text: &str) -> &mut Self {
        self.send(Msg::Paste(text.to_owned()))
    }

    pub fn paint(&mut self) -> Buffer {
        self.picture().0
    }

    /// What is on the screen, and where the terminal's cursor stands unless it is hidden.
    pub fn picture(&mut self) -> (Buffer, Option<Position>) {
        let size = self.app.size;
        let mut terminal =
            Terminal::new(TestBackend::new(size.width, size.height)).expect("memory does not fail");
        let (app, view) = (&self.app, &mut self.view);
        terminal
            .draw(|frame| hotseat::ui::render(frame, app, view))
            .expect("memory does not fail");
        let backend = terminal.backend();
        let cursor = backend.cursor_visible().then(|| backend.cursor_position());
        (backend.buffer().clone(), cursor)
    }

    /// The screen as text, without trailing blanks.
    pub fn screen(&mut self) -> String {
        text_of(&self.paint())
    }
}

/// What code is run with where a script has a judge.
pub fn bench() -> Bench {
    Bench {
        python: "3.11.7".to_owned(),
        versions: [("numpy".to_owned(), "2.4.1".to_owned())].into(),
        interpreter: "/usr/bin/python3".to_owned(),
        isolation: "sandboxed".to_owned(),
        isolation_lacks: String::new(),
    }
}

/// What is said where there is none.
pub fn no_python() -> Unable {
    Unable {
        why: Why::NoPython,
        sentence: "No Python with NumPy was found here, so tests are not run.".to_owned(),
        mend: "`hotseat setup` makes one in hotseat's own directory; the round goes on without.".to_owned(),
    }
}

fn signed(time: Duration) -> jiff::SignedDuration {
    jiff::SignedDuration::try_from(time).expect("tests take no ages")
}

pub fn text_of(buffer: &Buffer) -> String {
    let area = buffer.area;
    let mut text = String::new();
    for y in area.y..area.bottom() {
        let mut row = String::new();
        let mut skip = 0;
        for x in area.x..area.right() {
            if skip > 0 {
                skip -= 1;
                continue;
            }
            let symbol = buffer[(x, y)].symbol();
            row.push_str(symbol);
            skip = unicode_width::UnicodeWidthStr::width(symbol).saturating_sub(1);
        }
        text.push_str(row.trim_end());
        text.push('\n');
    }
    text
}

fn parse(key: &str) -> KeyEvent {
    let mut modifiers = KeyModifiers::NONE;
    let mut rest = key;
    for (prefix, modifier) in [
        ("ctrl-", KeyModifiers::CONTROL),
        ("alt-", KeyModifiers::ALT),
        ("shift-", KeyModifiers::SHIFT),
    ] {
        if let Some(after) = rest.strip_prefix(prefix) {
            modifiers |= modifier;
            rest = after;
        }
    }
    let code = match rest {
        "Enter" => KeyCode::Enter,
        "Esc" => KeyCode::Esc,
        "Tab" => KeyCode::Tab,
        "Space" => KeyCode::Char(' '),
        "Backspace" => KeyCode::Backspace,
        "Delete" => KeyCode::Delete,
        "Up" => KeyCode::Up,
        "Down" => KeyCode::Down,
        "Left" => KeyCode::Left,
        "Right" => KeyCode::Right,
        "Home" => KeyCode::Home,
        "End" => KeyCode::End,
        "PageUp" => KeyCode::PageUp,
        "PageDown" => KeyCode::PageDown,
        name if name.len() > 1 && name.starts_with('F') => {
            KeyCode::F(name[1..].parse().expect("F and a number"))
        }
        name => KeyCode::Char(name.chars().next().expect("a key has a name")),
    };
    KeyEvent::new(code, modifiers)
}
