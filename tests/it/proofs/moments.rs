//! R1, R3: a person types, runs code, scores, reviews, edits a bank, starts and resumes, and the program is killed
//! at a random moment of it. What was typed a second before is there, what the screen had shown is there, and
//! nothing of before has changed.
#![expect(clippy::print_stdout, reason = "figures are for looking at")]

use std::path::Path;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use hotseat::domain::bank::edit::question_text;
use rustix::process::Signal;

use super::calls::{GOOD, ON_SCREEN, QUESTION};
use super::lair::{Lair, Tree};
use super::{at_once, trials};
use crate::chance::Draw;
use crate::pty::{LONG, Pty, now, soak};
use crate::pythons;

const ALL: &str = "\x01";
const F2: &str = "\x1bOQ";
const F5: &str = "\x1b[15~";
const DOWN: &str = "\x1b[B";

/// What was going on when it was killed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    Start,
    Resume,
    Typing,
    Run,
    Debrief,
    Review,
    Bank,
}

impl Phase {
    const ALL: [Self; 7] = [
        Self::Start,
        Self::Resume,
        Self::Typing,
        Self::Run,
        Self::Debrief,
        Self::Review,
        Self::Bank,
    ];

    /// Of twenty trials.
    fn of(trial: usize) -> Self {
        match trial % 20 {
            0 | 10 => Self::Start,
            1 | 11 => Self::Resume,
            2 | 12 | 17 => Self::Run,
            3 | 8 | 13 | 18 => Self::Debrief,
            4 | 14 => Self::Review,
            5 | 15 => Self::Bank,
            _ => Self::Typing,
        }
    }

    /// The latest moment of the kill after its beginning, in milliseconds.
    fn lasts(self) -> u64 {
        match self {
            Self::Start => 300,
            Self::Resume => 800,
            Self::Typing => 6_000,
            Self::Run | Self::Debrief => 4_000,
            Self::Review | Self::Bank => 2_500,
        }
    }
}

/// What became of a trial.
struct Told {
    phase: Phase,
    after: Duration,
    /// How long before the kill the oldest lost key was typed.
    lost: Option<Duration>,
    /// Whether the screen said «saved» then.
    beside_saved: bool,
}

/// Keys with the moments at which they were sent.
#[derive(Default)]
struct Typed {
    text: String,
    at: Vec<(usize, Instant)>,
}

impl Typed {
    fn send(&mut self, pty: &mut Pty, text: &str) {
        self.at.push((self.text.len(), now()));
        self.text.push_str(text);
        pty.send(text);
    }

    /// How long before the kill the first key was typed that is not there.
    fn lost(&self, there: &str, killed: Instant, what: &str) -> Option<Duration> {
        assert!(
            self.text.starts_with(there),
            "{what}: «{there}» is not how «{}» begins",
            self.text
        );
        let first = self.at.iter().rev().find(|(at, _)| *at <= there.len());
        let lost = there.len() < self.text.len();
        first.filter(|_| lost).map(|(_, at)| killed - *at)
    }
}

/// A home with a session that is over and one that is not, banks and a story.
fn template() -> Lair {
    let lair = Lair::new();
    let over = "an earlier answer\n.\n.\n\n[later]\n[leave]\n";
    for input in [over, "left before its end\n[hint]\n[leave]\n"] {
        let done = lair.run(QUESTION, input);
        assert_eq!(done.code, Some(0), "{}{}", done.out, done.err);
    }
    super::put(&lair.data("banks/good.json"), GOOD.as_bytes());
    super::put(
        &lair.data("stories.json"),
        br#"{"format":1,"stories":[{"id":"s1","title":"A launch","situation":"In March."}]}"#,
    );
    lair
}

fn furnished(template: &Lair) -> Lair {
    let lair = Lair::new();
    for (path, bytes) in template.tree() {
        let below = path.strip_prefix(template.path("data")).unwrap();
        super::put(&lair.path("data").join(below), &bytes);
    }
    lair
}

/// Waits until it is shown or the moment has come.
fn shown(pty: &mut Pty, text: &str, end: Instant) -> bool {
    while !pty.shows(text) {
        if now() >= end {
            return false;
        }
        pty.pass(Duration::from_millis(3));
    }
    true
}

fn pass_until(pty: &mut Pty, end: Instant, most: u64) {
    let left = end.saturating_duration_since(now());
    pty.pass(left.min(Duration::from_millis(most)));
}

struct Trial<'a> {
    lair: &'a Lair,
    draw: Draw,
    what: String,
    phase: Phase,
    before: Tree,
    known: Vec<String>,
}

impl Trial<'_> {
    /// Kills it and takes in what it had still painted.
    fn kill(&self, pty: &mut Pty) -> Instant {
        pty.kill(Signal::KILL);
        let killed = now();
        let ended = pty.ended(LONG);
        assert!(
            ended.signal.is_some(),
            "{}: it ended by itself: {ended:?}",
            self.what
        );
        pty.pass(Duration::from_millis(2));
        killed
    }

    fn journal(&self) -> String {
        let folder = self.lair.new_folder(&self.known).unwrap_or_default();
        self.lair.journal(&folder)
    }

    fn count(&self, event: &str) -> usize {
        self.journal().matches(&format!("\"ev\":\"{event}\"")).count()
    }

    fn told(&self, after: Duration) -> Told {
        Told {
            phase: self.phase,
            after,
            lost: None,
            beside_saved: false,
        }
    }

    fn done(mut self) -> Told {
        let moment = Duration::from_millis(self.draw.below(self.phase.lasts()));
        match self.phase {
            Phase::Start => self.start(moment),
            Phase::Resume => self.resume(moment),
            Phase::Typing => self.typing(moment),
            Phase::Run => self.run(moment),
            Phase::Debrief => self.debrief(moment),
            Phase::Review => self.review(moment),
            Phase::Bank => self.bank(moment),
        }
    }

    fn sound(&self) {
        self.lair.assert_sound(&self.before, &self.known, &self.what);
    }

    fn start(self, moment: Duration) -> Told {
        let mut pty = self.lair.screens(ON_SCREEN).start();
        pty.pass(moment);
        self.kill(&mut pty);
        self.sound();
        self.told(moment)
    }

    fn typing(mut self, moment: Duration) -> Told {
        let mut pty = self.lair.screens(ON_SCREEN).ready();
        let (begun, mut typed) = (now(), Typed::default());
        let end = begun + moment;
        let mut hints = 0;
        for word in 0.. {
            typed.send(&mut pty, &format!("w{word} "));
            if self.draw.below(25) == 0 && hints < 3 {
                pty.send("\x1bOS");
                hints += 1;
            }
            pass_until(&mut pty, end, 60 + self.draw.below(240));
            if now() >= end {
                break;
            }
        }
        let killed = self.kill(&mut pty);
        let screen = pty.screen().contents();
        for hint in 1..=hints {
            let there = self.count("hint_taken") >= hint;
            let seen = screen.contains(&format!("hint {hint} of"));
            assert!(there || !seen, "{}: hint {hint} was shown and is lost", self.what);
        }
        let there = self.first_field();
        let lost = typed.lost(&there, killed, &self.what);
        self.sound();
        Told {
            lost,
            beside_saved: screen.contains("   saved"),
            ..self.told(moment)
        }
    }

    /// The answer's first field as the journal has it.
    fn first_field(&self) -> String {
        let folder = self.lair.new_folder(&self.known).unwrap_or_default();
        let loaded = hotseat::storage::sessions::load(&self.lair.data("sessions"), &folder);
        let session = loaded.map(|loaded| loaded.session()).ok();
        let attempt = session.as_ref().and_then(|session| session.attempts.first());
        attempt.map_or(String::new(), |attempt| {
            attempt
                .fields
                .first()
                .map_or(String::new(), |field| field.text.clone())
        })
    }

    fn run(mut self, moment: Duration) -> Told {
        let Some(environment) = pythons::environment() else {
            return self.typing(moment);
        };
        let args = ["start", "--question", "linear-backprop", "--seed", "1"];
        let launch = self.lair.screens(&args);
        let mut pty = launch.env("VIRTUAL_ENV", environment.to_str().unwrap()).start();
        pty.wait_for("NumPy");
        let end = now() + moment;
        for turn in 0.. {
            pty.send(format!("{ALL}# t{turn}\r"));
            pass_until(&mut pty, end, 50);
            pty.send(F5);
            shown(&mut pty, "2 passed   ", end);
            pass_until(&mut pty, end, self.draw.below(200));
            if now() >= end {
                break;
            }
        }
        self.kill(&mut pty);
        let seen = pty.shows("of 2 passed   ");
        assert!(
            !seen || self.count("ran") > 0,
            "{}: a run was shown and is lost",
            self.what
        );
        self.sound();
        self.told(moment)
    }

    fn debrief(mut self, moment: Duration) -> Told {
        let mut pty = self.lair.screens(ON_SCREEN).ready();
        pty.send("an answer");
        while self.count("submitted") == 0 {
            let asked = self.count("follow_up_shown");
            pty.send(F2);
            pty.wait("what done brought", LONG, |_| {
                self.count("follow_up_shown") > asked || self.count("submitted") > 0
            });
        }
        pty.wait_for("takes it back");
        pty.send("\r");
        pty.wait_for("how good was your answer");
        let end = now() + moment;
        pty.send("2");
        pass_until(&mut pty, end, 200);
        pty.send("\r");
        let scoring = shown(&mut pty, "[ ]", end);
        while now() < end {
            pty.send(" ");
            pass_until(&mut pty, end, 20 + self.draw.below(150));
            if self.draw.below(3) > 0 {
                pty.send(DOWN);
            }
        }
        self.kill(&mut pty);
        let on = pty.screen().contents().matches("[✓]").count();
        let journal = self.journal();
        let ticks = |state: &str| {
            let lines = journal.lines().filter(|line| line.contains("\"ev\":\"ticked\""));
            lines.filter(|line| line.contains(state)).count()
        };
        // What is taken back was ticked before, and the screen may not have come so far.
        assert!(
            on <= ticks("\"on\":true"),
            "{}: {on} ticks were shown, {} are there",
            self.what,
            ticks("\"on\":true")
        );
        assert!(
            !scoring || journal.contains("\"ev\":\"predicted\""),
            "{}: the prediction was shown and is lost",
            self.what
        );
        self.sound();
        self.told(moment)
    }

    /// What was recorded of a session before is there, and it opens.
    fn assert_goes_on(&self, folder: &str) {
        let old = self
            .before
            .get(&self.lair.data("sessions").join(folder).join("journal.jsonl"));
        let now = self.lair.journal(folder);
        let old = String::from_utf8_lossy(old.unwrap()).into_owned();
        assert!(now.starts_with(&old), "{}: records of before", self.what);
        let shown = self.lair.run(&["sessions", "show", folder, "--json"], "");
        assert_eq!(shown.code, Some(0), "{}: {}", self.what, shown.err);
        let repaired = self.lair.run(&["sessions", "repair", folder], "");
        assert_eq!(repaired.code, Some(0), "{}: {}", self.what, repaired.err);
        let loaded = hotseat::storage::sessions::load(&self.lair.data("sessions"), folder);
        assert_eq!(loaded.expect(&self.what).problems, [""; 0], "{}", self.what);
    }

    /// Nothing outside one place has changed.
    fn assert_only(&self, place: &Path) {
        let after = self.lair.tree();
        for (path, bytes) in &self.before {
            let same = path.starts_with(place) || after.get(path) == Some(bytes);
            assert!(same, "{}: {} changed", self.what, path.display());
        }
    }

    /// The session that has these words.
    fn with(&self, words: &str) -> String {
        let found = self
            .known
            .iter()
            .find(|folder| self.lair.words(folder).contains(words));
        found.unwrap().clone()
    }

    fn resume(self, moment: Duration) -> Told {
        let folder = self.with("left before its end");
        let mut pty = self.lair.screens(&["resume", &folder]).start();
        let (end, mut typed) = (now() + moment, Typed::default());
        if shown(&mut pty, "go on", end) {
            pty.send("\r");
            typed.send(&mut pty, "x");
            pass_until(&mut pty, end, 800);
        }
        self.kill(&mut pty);
        self.assert_only(&self.lair.data("sessions").join(&folder));
        self.assert_goes_on(&folder);
        assert!(
            self.lair.words(&folder).contains("left before its end"),
            "{}",
            self.what
        );
        self.told(moment)
    }

    fn review(mut self, moment: Duration) -> Told {
        let folder = self.with("an earlier answer");
        let mut pty = self.lair.screens(&["review", &folder]).start();
        let end = now() + moment;
        while now() < end {
            let keys = ["*", "\t", "\x1b[C", DOWN, "*", "nabc\x1b"];
            let key = keys[self.draw.below(keys.len() as u64) as usize];
            let noted = key.starts_with('n') && {
                pty.send("n");
                shown(&mut pty, "A note on this", end)
            };
            match key.strip_prefix('n') {
                Some(rest) if noted => pty.send(rest),
                Some(_) => {}
                None => pty.send(key),
            }
            pass_until(&mut pty, end, 30 + self.draw.below(100));
        }
        self.kill(&mut pty);
        self.assert_only(&self.lair.data("sessions"));
        for folder in &self.known {
            self.assert_goes_on(folder);
        }
        self.told(moment)
    }

    fn bank(mut self, moment: Duration) -> Told {
        let mut pty = self.lair.screens(&["bank"]).start();
        pty.wait_for("All questions");
        pty.send("/th-cross-entropy\r");
        pty.wait_for("1 found");
        pty.send("e");
        pty.wait_for("Fields");
        let end = now() + moment;
        let (mut words, mut accepted) = (vec!["losses".to_owned()], 0);
        for word in 0.. {
            let word = format!("t{word}x");
            words.push(word.clone());
            pty.send(format!("{ALL}{word}\t\x1b[Z"));
            pass_until(&mut pty, end, 20 + self.draw.below(150));
            let screen = pty.screen().contents();
            let mut lines = screen.lines();
            let head = lines
                .find(|line| line.contains("Question banks"))
                .unwrap_or_default();
            let saved = head.trim_end().ends_with("saved") && !head.contains("not saved");
            if saved && screen.contains(&word) {
                accepted = words.len() - 1;
            }
            if now() >= end {
                break;
            }
        }
        self.kill(&mut pty);
        let file = self.lair.data("banks/good.json");
        let text = std::fs::read_to_string(&file).unwrap();
        let of = |id: &str| question_text(&text, id).expect("the bank is whole");
        let question: serde_json::Value = serde_json::from_str(&of("th-cross-entropy")).unwrap();
        let topic = question["topic"].as_str().unwrap();
        let at = words.iter().position(|word| word == topic);
        assert!(
            at >= Some(accepted),
            "{}: {topic}, but {} was saved",
            self.what,
            words[accepted]
        );
        assert_eq!(
            Some(of("sd-transcription")),
            question_text(GOOD, "sd-transcription")
        );
        let after = self.lair.tree();
        for (path, bytes) in &self.before {
            assert!(
                *path == file || after.get(path) == Some(bytes),
                "{}: {} changed",
                self.what,
                path.display()
            );
        }
        let check = self.lair.run(&["bank", "check", "--no-run"], "");
        assert_eq!(check.code, Some(0), "{}: {}", self.what, check.out);
        self.told(moment)
    }
}

#[test]
fn killed_at_any_moment_nothing_is_lost_but_the_last_second_of_typing() {
    let count = trials(10, 200);
    let template = template();
    let told = Mutex::new(Vec::new());
    let first = usize::from(soak()) * 20;
    at_once(4, first..first + count, |trial| {
        let lair = furnished(&template);
        let phase = Phase::of(trial);
        let trial = Trial {
            draw: Draw::new(trial as u64 + 1),
            what: format!("trial {trial}, {phase:?}"),
            phase,
            before: lair.tree(),
            known: lair.folders(),
            lair: &lair,
        };
        let done = trial.done();
        told.lock().unwrap().push(done);
    });
    let told = told.into_inner().unwrap();
    println!("R1: {} kills", told.len());
    for phase in Phase::ALL {
        let of: Vec<&Told> = told.iter().filter(|told| told.phase == phase).collect();
        let last = of.iter().map(|told| told.after).max().unwrap_or_default();
        println!(
            "  {phase:?}: {} kills, the last after {} ms",
            of.len(),
            last.as_millis()
        );
    }
    let typing: Vec<&Told> = told.iter().filter(|told| told.phase == Phase::Typing).collect();
    let lost = |told: &&&Told| told.lost.map_or(0, |lost| lost.as_millis());
    for from in (0..1_000).step_by(100) {
        let within = typing
            .iter()
            .filter(|told| (from..from + 100).contains(&lost(told)));
        println!(
            "  typing lost, {from:>3} to {:>3} ms: {}",
            from + 99,
            within.count()
        );
    }
    let most = typing.iter().map(|told| lost(&told)).max().unwrap_or_default();
    let beside = typing
        .iter()
        .filter(|told| told.beside_saved && told.lost.is_some())
        .count();
    println!("  at most {most} ms; in {beside} the screen said «saved» beside younger text");
    // A quick run shares the machine with all other tests.
    let limit = if soak() { 1_000 } else { 1_500 };
    assert!(most <= limit, "{most} ms of typing were lost");
}
