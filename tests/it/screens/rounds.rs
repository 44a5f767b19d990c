//! The scenes of programming, culture and design, and of an onsite that has all four rounds.

use hotseat::domain::bank::RoundKind;
use hotseat::domain::loops::Pressure;

use super::runs;
use super::world::{QUESTION, World};
use crate::script::Script;

pub const CODE: &str = "linear-backprop";
const STORY: &str = "cul-disagree-manager";
const DESIGN: &str = "sd-speech-denoise";

pub const FORWARD: &str = "    y = x @ W.T + b\n    return y, (x, W)  # the backward pass needs both\n";

const TALK: &str = "Forward is one matrix product, N·D·M multiplications. Backward is two of that size: one for \
the input, one for the weights.";

const FIELDS: [&str; 4] = [
    "In March our streaming recogniser was two weeks from launch. My lead wanted to ship the new conformer; on \
our dev set it was 0.6 WER points better.",
    "I owned evaluation. I had to decide whether to sign off the release.",
    "I had looked at the errors by device and saw the gain came from one headset. I did not argue in the meeting; \
I asked for two days, and wrote down first what result would change my mind.\n\nI re-cut the test set by microphone \
and accent, and ran both models blind with a paired bootstrap. On far-field speech the new model was 1.9 points \
worse (95 % interval 1.2 to 2.6).",
    "",
];

const PHASES: [(&str, u64); 5] = [
    (
        "Live calls on laptops and phones; 30 ms of added delay at most, one core at 20 %.",
        310,
    ),
    (
        "SI-SDR on held-out mixtures, DNSMOS and WER on real calls; talk-over rate must not rise.",
        280,
    ),
    (
        "600 h of clean speech, mixed with noise at -5 to 20 dB and convolved with room responses. Hold out speakers \
and rooms. 200 real calls as test.",
        620,
    ),
    (
        "Complex STFT frames, 20 ms window, 10 ms hop; the target is the clean frame.",
        200,
    ),
    (
        "A causal U-Net on complex STFT frames, one frame of look-ahead. A GRU at the bottleneck carries the state \
between frames.\n\nLoss: negative SI-SDR on the waveform, plus 0.3 of a multi-resolution spectral loss.",
        400,
    ),
];

/// The four rounds of an onsite, shortened to the questions the scenes need.
pub fn onsite(world: &World, width: u16, height: u16, from: usize) -> Script {
    let rounds: [(RoundKind, f64, &[&str]); 4] = [
        (RoundKind::Programming, 20.0, &[CODE, "logsumexp", "coin-change"]),
        (
            RoundKind::Culture,
            8.0,
            &[STORY, "cul-mentoring", "cul-ambiguous-problem"],
        ),
        (RoundKind::MlTheory, 10.0, &[QUESTION]),
        (RoundKind::SystemDesign, 60.0, &[DESIGN]),
    ];
    world.begin(
        width,
        height,
        world.rounds("Onsite", &rounds[from..], Pressure::Relaxed),
    )
}

fn narrow(script: &Script) -> bool {
    script.app.size.width < 100
}

/// Goes from a question that is read first to its answer.
pub fn begin(script: &mut Script) {
    if narrow(script) {
        script.keys("Tab");
    }
    script.seconds(10);
}

pub fn programming_fresh(world: &World, width: u16, height: u16) -> Script {
    let mut script = onsite(world, width, height, 0);
    script.with_judge().seconds(2);
    script
}

/// In the second stage: the first is written, a hint was taken.
pub fn programming(world: &World, width: u16, height: u16) -> Script {
    let mut script = onsite(world, width, height, 0);
    script.with_judge();
    begin(&mut script);
    script.keys("ctrl-End Up Up Up Up Up End Enter").seconds(120);
    script.paste(&world.typed(FORWARD)).seconds(200).keys("F2");
    let verdict = runs::green(&script);
    script.verdict(verdict).seconds(20);
    if narrow(&script) {
        script.keys("Tab");
    }
    script.seconds(30);
    script
}

pub fn talk(world: &World, width: u16, height: u16) -> Script {
    let mut script = programming(world, width, height);
    script.keys("F6").paste(&world.typed(TALK)).seconds(5);
    script
}

pub fn culture_fresh(world: &World, width: u16, height: u16) -> Script {
    let mut script = onsite(world, width, height, 1);
    script.seconds(2);
    script
}

fn told(world: &World, script: &mut Script) {
    for (index, text) in FIELDS.iter().enumerate() {
        if index > 0 {
            script.keys("Tab");
        }
        script
            .seconds(40 + 30 * index as u64)
            .paste(&world.typed(text))
            .seconds(3);
    }
}

/// Three sections written, the fourth begun.
pub fn culture(world: &World, width: u16, height: u16) -> Script {
    let mut script = onsite(world, width, height, 1);
    told(world, &mut script);
    script.keys("shift-Tab").seconds(15);
    script
}

/// A follow-up asked, its answer begun.
pub fn culture_probe(world: &World, width: u16, height: u16) -> Script {
    let mut script = onsite(world, width, height, 1);
    told(world, &mut script);
    script
        .keys("F3")
        .seconds(9)
        .text("I would ask for the test set first.")
        .seconds(3);
    script
}

pub fn design_fresh(world: &World, width: u16, height: u16) -> Script {
    let mut script = onsite(world, width, height, 3);
    script.seconds(2);
    script
}

fn designed(world: &World, script: &mut Script) {
    begin(script);
    for (index, (text, seconds)) in PHASES.iter().enumerate() {
        if index > 0 {
            script.keys("Tab");
        }
        script.seconds(seconds - 20).paste(&world.typed(text)).seconds(20);
    }
}

/// In the fifth phase: something was asked, a constraint changed at half time.
pub fn design(world: &World, width: u16, height: u16) -> Script {
    let mut script = onsite(world, width, height, 3);
    begin(&mut script);
    script
        .keys("ctrl-g a")
        .text("how much clean speech is there")
        .keys("Enter");
    designed(world, &mut script);
    script.seconds(30);
    script
}

pub fn phases(world: &World, width: u16, height: u16) -> Script {
    let mut script = design(world, width, height);
    script.keys("F6");
    if narrow(&script) {
        script.keys("F6");
    }
    script
}

/// Two boxes and an arrow on the canvas.
pub fn canvas(world: &World, width: u16, height: u16) -> Script {
    let mut script = design(world, width, height);
    if world.ascii {
        // What is drawn is an answer's text, and no glyph of the view.
        script.keys("ctrl-g c").text("[speech] -> [mix]");
        return script;
    }
    script
        .keys("ctrl-g c")
        .text("speech")
        .keys("ctrl-g b ctrl-g w Right Right Right Right Enter");
    script
        .keys("End")
        .text(" mix, SNR")
        .keys("ctrl-g b ctrl-g w Right Right Down Down Down");
    script
}

/// The design submitted, nothing predicted yet.
pub fn predict_design(world: &World, width: u16, height: u16) -> Script {
    let mut script = design(world, width, height);
    done(&mut script);
    script
}

fn done(script: &mut Script) {
    for _ in 0..14 {
        script.keys("F2");
    }
}

pub fn debrief_design(world: &World, width: u16, height: u16) -> Script {
    let mut script = predict_design(world, width, height);
    script.keys("3 Enter 3 Down 2 Down 2 Down");
    script.keys("Up");
    script
}

pub fn debrief_culture(world: &World, width: u16, height: u16) -> Script {
    let rounds: [(RoundKind, f64, &[&str]); 1] = [(RoundKind::Culture, 8.0, &[STORY])];
    let plan = world.rounds("Culture", &rounds, Pressure::Relaxed);
    let mut script = world.begin(width, height, plan);
    told(world, &mut script);
    done(&mut script);
    script.keys("2 Enter 3 Down 3 Down");
    script
}

pub fn debrief_code(world: &World, width: u16, height: u16) -> Script {
    let rounds: [(RoundKind, f64, &[&str]); 1] = [(RoundKind::Programming, 20.0, &[CODE])];
    let plan = world.rounds("Programming", &rounds, Pressure::Relaxed);
    let mut script = world.begin(width, height, plan);
    begin(&mut script);
    script.keys("ctrl-End Up Up Up Up Up End Enter").seconds(300);
    script.paste(&world.typed(FORWARD)).seconds(200);
    if !narrow(&script) {
        script.keys("F6").paste(&world.typed(TALK)).seconds(40);
    }
    done(&mut script);
    script.keys("2 Enter 2 Down");
    script
}

/// All four rounds with one question each, scored.
pub fn scorecard_onsite(world: &World, width: u16, height: u16) -> Script {
    let rounds: [(RoundKind, f64, &[&str]); 4] = [
        (RoundKind::Programming, 20.0, &[CODE]),
        (RoundKind::Culture, 8.0, &[STORY]),
        (RoundKind::MlTheory, 10.0, &[QUESTION]),
        (RoundKind::SystemDesign, 60.0, &[DESIGN]),
    ];
    let mut script = world.begin(width, height, world.rounds("Onsite", &rounds, Pressure::Relaxed));
    for level in ["3", "2", "3", "2"] {
        if narrow(&script) {
            script.keys("Tab");
        }
        script.seconds(200).text("An answer of a few words.").seconds(100);
        done(&mut script);
        script.keys("3 Enter");
        for _ in 0..20 {
            script.keys(level).keys("Down");
        }
        script.keys("Enter");
    }
    script
}

#[test]
fn done_says_how_many_phases_have_nothing_in_them() {
    let handed_in = |script: &mut Script| {
        for _ in 0..14 {
            if script.screen().contains("takes it back") {
                break;
            }
            script.keys("F2");
        }
        script.screen()
    };
    let world = World::new();
    let mut script = design(&world, 120, 40);
    let screen = handed_in(&mut script);
    assert!(screen.contains("with 3 of 8 phases empty. Enter"), "{screen}");
    script.keys("u shift-Tab shift-Tab").paste("Words.");
    let screen = handed_in(&mut script);
    assert!(screen.contains("with 2 of 8 phases empty. Enter"), "{screen}");
}
