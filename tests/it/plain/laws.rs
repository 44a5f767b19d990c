//! Whatever is typed, in whatever order, at whatever time: nothing panics, what is recorded is what is true
//! (the sitter looks after every line), and the session is left whole and opens again.

use std::time::Duration;

use hotseat::app::msg::{Journal, Msg};
use hotseat::domain::session::Session;
use proptest::prelude::*;

use super::sitter::{Sitter, express, strict};

#[derive(Debug, Clone)]
enum Step {
    Line(String),
    Burst(Vec<String>),
    Wait(u64),
    /// Time passes and nobody wakes.
    Unseen(u64),
    DiskFails,
}

fn line() -> impl Strategy<Value = String> {
    let command = prop::sample::select(vec![
        "[help]",
        "[time]",
        "[show]",
        "[hint]",
        "[follow-up]",
        "[ask] labels",
        "[ask 1]",
        "[ask 2]",
        "[ask] nothing",
        "[ask]",
        "[note] mine",
        "[note]",
        "[star]",
        "[spoken]",
        "[back]",
        "[back 1]",
        "[back result]",
        "[back code]",
        "[change 1]",
        "[change 2-3]",
        "[insert 1]",
        "[delete 1]",
        "[delete 1-9]",
        "[append]",
        "[undo]",
        "[pause]",
        "[resume]",
        "[done]",
        "[skip]",
        "[end round]",
        "[next]",
        "[take back]",
        "[answer]",
        "[reference]",
        "[exemplar 4]",
        "[exemplar x]",
        "[dispute]",
        "[unknown]",
        "[undo typing]",
    ]);
    let answer = prop::sample::select(vec![
        "", ".", "..", "y", "n", "0", "1", "2", "3", "4", "-", "1 2", "9",
    ]);
    let text = prop::sample::select(vec![
        "words",
        "maximum likelihood",
        "p - y",
        "[1, 2]",
        "def f(x):",
        "\treturn x",
        "é\u{301}\u{1b}[2J👩\u{200d}🔬",
        "   ",
    ]);
    prop_oneof![
        4 => command.prop_map(str::to_owned),
        5 => answer.prop_map(str::to_owned),
        3 => text.prop_map(str::to_owned),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        30 => line().prop_map(Step::Line),
        3 => prop::collection::vec(line(), 0..6).prop_map(Step::Burst),
        3 => (0u64..400).prop_map(Step::Wait),
        1 => (0u64..400).prop_map(Step::Unseen),
        1 => Just(Step::DiskFails),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn any_lines_at_any_time_leave_a_session_that_opens_again(
        steps in prop::collection::vec(step(), 0..70),
        is_strict in any::<bool>(),
    ) {
        let (plan, questions) = express();
        let plan = if is_strict { strict(plan) } else { plan };
        let mut sitter = Sitter::new(&plan, &questions);
        for step in steps {
            if sitter.end().is_some() {
                break;
            }
            match step {
                Step::Line(line) => sitter.line(&line),
                Step::Burst(lines) => sitter.burst(&lines.join("\n")),
                Step::Wait(seconds) => sitter.seconds(seconds),
                Step::Unseen(seconds) => sitter.advance(Duration::from_secs(seconds)),
                Step::DiskFails => sitter.send(Msg::Journal(Journal::Failed(None, "The disk is full.".to_owned()))),
            };
        }
        sitter.end_of_input();
        prop_assert!(sitter.end().is_some());
        let records = sitter.records();
        let seqs: Vec<u64> = records.iter().map(|record| record.seq).collect();
        prop_assert!(seqs.iter().copied().eq(1..=seqs.len() as u64));
        let before = Session::fold(&records);
        prop_assert!(!before.running());
        let mut again = sitter.resumed(&questions);
        again.lines("[help]\n[resume]\n[show]").end_of_input();
        let after = again.session();
        for (one, other) in before.attempts.iter().zip(&after.attempts) {
            prop_assert_eq!(&one.question, &other.question);
            for (one, other) in one.fields.iter().zip(&other.fields) {
                prop_assert_eq!(&one.text, &other.text);
            }
        }
    }
}
