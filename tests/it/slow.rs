//! Culture and design over a line of 9,600 baud at 80x24, and over one on which everything is seen 300 ms
//! later: what is typed is on disk within a second however far the screen lags, and when the line has caught
//! up the screen shows all of it.
#![expect(clippy::unwrap_used, reason = "a test may panic: that is how it fails")]
#![expect(clippy::print_stdout, reason = "figures are for looking at")]

use std::time::Duration;

use rustix::process::Signal;

use crate::house::{House, OVER, text_of};
use crate::pty::{LONG, Launch, Pty, now, soak};

const F2: &str = "\x1bOQ";
const F3: &str = "\x1bOR";
const BAUD: u32 = 9_600;
/// How far away the screen is.
const AWAY: Duration = Duration::from_millis(300);
/// The line brings a screen in a few seconds.
const LINE: Duration = Duration::from_mins(1);

/// Returns how long it takes until something typed is in the journal.
fn typed(house: &House, pty: &mut Pty, text: &str) -> Duration {
    let began = now();
    pty.send(text);
    house.wait_for_journal(pty, text);
    began.elapsed()
}

/// Done until the question is over; what each brought is told by the journal, however far the screen lags.
fn end(house: &House, pty: &mut Pty) {
    let count = |journal: &str| {
        ["follow_up_shown", "submitted"].map(|ev| journal.matches(&format!("\"ev\":\"{ev}\"")).count())
    };
    loop {
        let [shown, submitted] = count(&house.journal());
        if submitted > 0 {
            return;
        }
        pty.send(F2);
        pty.wait("what done brought", LONG, |_| {
            count(&house.journal()) != [shown, submitted]
        });
    }
}

/// How the line is slow.
#[derive(Clone, Copy)]
enum Line {
    Narrow,
    Far,
}

impl Line {
    fn of(self, launch: Launch) -> Launch {
        match self {
            Self::Narrow => launch.baud(BAUD),
            Self::Far => launch.delay(AWAY),
        }
    }
}

fn sat(house: &House, line: Line, question: &str, first: &str, fields: &[(&str, &str)]) {
    let launch = house
        .hotseat(&["start", "--question", question, "--seed", "1"])
        .size(80, 24);
    let mut pty = line.of(launch).start();
    pty.wait("the first screen", LINE, |pty| pty.shows(first));
    if first == "Interviewer" {
        // A long question is read first; Tab goes to its answer.
        pty.send("\t");
    }
    let mut slowest = Duration::ZERO;
    for (index, (_, text)) in fields.iter().enumerate() {
        if index > 0 {
            pty.send("\t");
        }
        slowest = slowest.max(typed(house, &mut pty, text));
    }
    // Typing is recorded 0.4 s after the keystroke; the rest is a machine that has more to do.
    assert!(slowest < Duration::from_secs(5), "{slowest:?}");
    let (_, last) = fields.last().unwrap();
    let shown = last.split(' ').next().unwrap().to_owned();
    pty.wait("the last words on the screen", LINE, |pty| pty.shows(&shown));
    // Stopped and gone on: the screen is painted anew, the time is a pause.
    pty.kill(Signal::STOP);
    pty.pass(Duration::from_millis(1_500));
    pty.kill(Signal::CONT);
    pty.send(F3);
    pty.wait("a follow-up's field", LINE, |pty| {
        pty.shows("To follow-up 1") || pty.shows("▎")
    });
    typed(house, &mut pty, "and this to the follow-up");
    end(house, &mut pty);
    pty.wait("the end of the question", LINE, |pty| pty.shows("takes it back"));
    // Nothing garbled: the same screen as one painted anew.
    let before = pty.screen().contents();
    pty.resize(81, 24);
    pty.wait("a narrower screen", LINE, |pty| pty.screen().size().1.get() == 81);
    pty.resize(80, 24);
    pty.wait("the same screen again", LINE, |pty| {
        without_clocks(pty) == clean(&before)
    });
    pty.send("\x1b");
    pty.wait("the question about leaving", LINE, |pty| {
        pty.shows("Leave this interview?")
    });
    pty.send("l");
    pty.wait("Home", LINE, |pty| pty.shows("Start an interview"));
    pty.send("q");
    assert_eq!(pty.ended(LONG), OVER);
    let session = house.session();
    for (field, text) in fields {
        assert_eq!(text_of(&session["questions"][0], field), *text, "{field}");
    }
    let pauses = session["questions"][0]["pauses"].as_array().unwrap();
    assert!(
        pauses.iter().any(|pause| pause["cause"] == "stopped"),
        "{pauses:?}"
    );
}

fn without_clocks(pty: &Pty) -> Vec<String> {
    clean(&pty.screen().contents())
}

/// Lines without the title, whose clocks go on, and the ribbon.
fn clean(screen: &str) -> Vec<String> {
    screen.lines().skip(2).map(str::to_owned).collect()
}

fn culture(line: Line) {
    let house = House::new();
    sat(
        &house,
        line,
        "cul-disagree-manager",
        "Situation",
        &[
            ("situation", "Two weeks before the launch of a recogniser."),
            ("task", "I owned the evaluation."),
            (
                "action",
                "I asked for two days and measured by microphone, 测量 too.",
            ),
            ("result", "The release waited; far-field errors fell by a tenth."),
        ],
    );
}

fn design(line: Line) {
    let house = House::new();
    sat(
        &house,
        line,
        "sd-speech-denoise",
        "Interviewer",
        &[
            ("scope", "Live calls, 30 ms of delay at most."),
            ("metrics", "DNSMOS and the word error rate of captions."),
            ("data", "Clean speech mixed with noise at −5 to 20 dB."),
        ],
    );
}

#[test]
fn a_culture_round_is_sat_over_a_slow_line() {
    culture(Line::Narrow);
}

#[test]
fn a_design_round_is_sat_over_a_slow_line() {
    design(Line::Narrow);
}

#[test]
fn a_culture_round_is_sat_from_far_away() {
    culture(Line::Far);
}

#[test]
fn a_design_round_is_sat_from_far_away() {
    design(Line::Far);
}

/// A person types on and does not wait for the screen: what lags is the last frame, not all of them.
#[test]
fn frames_to_a_far_screen_are_skipped_and_not_queued() {
    for (question, shows) in [("linear-backprop", "Stages"), ("sd-speech-denoise", "Canvas")] {
        let house = House::new();
        let launch = house.hotseat(&["start", "--question", question, "--seed", "1"]);
        let mut pty = Line::Far.of(launch).start();
        pty.wait_for(shows);
        pty.pass(AWAY * 2);
        let before = pty.raw().len();
        let mut last = now();
        for letter in "abcdefghij".repeat(7).chars().chain(['¶']) {
            last = now();
            pty.send(letter.to_string());
            pty.pass(Duration::from_millis(5));
        }
        house.wait_for_journal(&mut pty, "¶");
        // Typing is recorded 0.4 s after the keystroke; the rest is a machine that has more to do.
        assert!(last.elapsed() < Duration::from_secs(5), "{:?}", last.elapsed());
        pty.wait_for("¶");
        let written = pty.raw().len() - before;
        // A letter each costs at most what a row does, and the screen was never painted whole.
        assert!(written < 80 * 250, "{written} bytes for 80 letters");
        // What was on its way arrives: a far screen has nothing else to wait for than its distance.
        pty.pass(AWAY * 2);
    }
}

/// Each kind of round, what shows once it is there, and the keys that lead to a field.
const ROUNDS: [(&str, &str, &str); 4] = [
    ("th-logsumexp", "Your answer", ""),
    ("linear-backprop", "stage 1 of 3", "\t"),
    ("cul-disagree-manager", "Situation", "\t"),
    ("sd-speech-denoise", "Interviewer", "\t"),
];

/// What a terminal of the system holds, and a frame or two.
const UNDER_WAY: usize = 32 * 1024;

/// T9: 9,600 baud and 300 ms. More frames are asked for than the line can bring in a minute; what is typed
/// meanwhile is on disk within a second, and the screen then shows what is true with no more than a few frames.
#[test]
fn a_line_far_behind_holds_up_no_key_and_shows_only_the_newest_frames() {
    let (trials, rounds) = if soak() { (5, 4) } else { (1, 1) };
    let (mut slowest, mut longest) = (Duration::ZERO, Duration::ZERO);
    for trial in 0..trials {
        for (question, shows, keys) in &ROUNDS[..rounds] {
            let house = House::new();
            let launch = house.hotseat(&["start", "--question", question, "--seed", "1"]);
            let mut pty = launch.size(80, 24).baud(BAUD).delay(AWAY).start();
            pty.wait("the first screen", LINE, |pty| pty.shows(shows));
            pty.send(*keys);
            for letter in "abcdefghij".chars() {
                for turn in 0..3 {
                    pty.resize(80 + turn, 24);
                    pty.pass(Duration::from_millis(65));
                }
                pty.send(letter.to_string());
            }
            pty.resize(80, 24);
            let from = pty.raw().len();
            slowest = slowest.max(typed(&house, &mut pty, "¶"));
            let began = now();
            pty.wait("the last letter on the screen", LINE, |pty| {
                pty.shows("abcdefghij¶")
            });
            longest = longest.max(began.elapsed());
            let written = pty.raw().len() - from;
            assert!(
                written < UNDER_WAY,
                "{question}, {trial}: {written} bytes were under way"
            );
            pty.kill(Signal::TERM);
            assert_eq!(pty.ended(LONG).code, 143);
        }
    }
    println!(
        "T9: {trials} x {rounds} cases in {slowest:?} at most from key to journal, {longest:?} until the screen caught up"
    );
    let due = Duration::from_secs(if soak() { 1 } else { 5 });
    assert!(slowest < due, "{slowest:?}");
}
