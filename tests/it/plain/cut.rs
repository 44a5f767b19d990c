//! The end of the input anywhere: after each line of a whole sitting nothing that was typed is lost, and
//! the session opens again.

use std::collections::BTreeSet;

use hotseat::app::effect::Effect;
use hotseat::domain::event::Event;
use hotseat::runtime::plain::End;

use super::sitter::{Sitter, express};
use crate::past::words_of;

/// Four rounds, scored after each: one follow-up at least, a hint, a clarification, a pause, one spoken
/// answer, and everything a debrief asks.
pub const EXPRESS: &str = "\
It is theory-one.
Also maximum likelihood.
[hint]
[note] noted-one
.
follow-one
.

3
y
y
n
4
2
1
noted-two

culture-one
.
culture-two
.
[star]
culture-three
.
culture-four
.
.

2
3

-

code-one
    code-two
.
talk-one
.
[append]
code-three
.

1
4


[ask] how many labels
[spoken]
scope-one
.
[pause]
[resume]
data-one
.
model-one
.

4
3


";

/// The words of the script that must not be lost once their line was given.
fn words(line: &str) -> Option<&str> {
    line.split([' ', '.']).find(|word| {
        word.ends_with("-one")
            || word.ends_with("-two")
            || word.ends_with("-three")
            || word.ends_with("-four")
    })
}

#[test]
fn the_input_may_end_after_any_line() {
    let (plan, questions) = express();
    let lines: Vec<&str> = EXPRESS.lines().collect();
    let mut stands = BTreeSet::new();
    for cut in 0..=lines.len() {
        let mut sitter = Sitter::new(&plan, &questions);
        for line in &lines[..cut] {
            sitter.line(line);
        }
        let over = sitter.end().is_some();
        assert_eq!(
            over,
            cut == lines.len(),
            "only the whole script is a whole sitting: {cut}"
        );
        sitter.end_of_input();
        assert_eq!(sitter.end(), Some(&End::Code(0)), "{cut}");
        assert!(sitter.effects.contains(&Effect::CloseSession), "{cut}");
        let session = sitter.session();
        stands.insert(format!("{:?}", session.stand()));
        let kept = words_of(&session);
        for word in lines[..cut].iter().filter_map(|line| words(line)) {
            assert!(kept.contains(word), "{word} is lost after {cut} lines:\n{kept}");
        }
        if over {
            continue;
        }
        sitter
            .says("The input ended. ")
            .says("`hotseat resume 2026-11-23-1855-express-");
        let ends =
            |record: &&hotseat::domain::event::Record| matches!(record.event, Event::SessionEnded { .. });
        assert_eq!(
            sitter.records().iter().filter(ends).count(),
            usize::from(session.ended.is_some()),
            "{cut}"
        );

        let mut again = sitter.resumed(&questions);
        assert!(again.talk.listens(), "{cut}: {}", again.said);
        let before = words_of(&again.session());
        assert_eq!(before, kept, "{cut}");
        again
            .line("[help]")
            .line("[resume]")
            .line("[show]")
            .end_of_input();
        assert_eq!(words_of(&again.session()), kept, "{cut}");
    }
    assert_eq!(
        stands.into_iter().collect::<Vec<_>>(),
        ["Asking", "Between", "BetweenRounds", "Over"]
    );
}

#[test]
fn the_rest_of_the_script_is_sat_after_any_cut_between_questions() {
    let (plan, questions) = express();
    let lines: Vec<&str> = EXPRESS.lines().collect();
    let mut whole = Sitter::new(&plan, &questions);
    whole.lines(EXPRESS);
    let (mut cuts, mut at) = (0, Sitter::new(&plan, &questions));
    for (cut, line) in lines.iter().enumerate() {
        at.line(line);
        // Scoring goes on where it was: its first steps are asked again, so cut where it has not begun.
        let fresh = at
            .said
            .ends_with("[answer] says your answer, [later] scores later.\n");
        if !fresh {
            continue;
        }
        cuts += 1;
        let mut part = Sitter::new(&plan, &questions);
        for line in &lines[..=cut] {
            part.line(line);
        }
        part.end_of_input();
        let mut again = part.resumed(&questions);
        for line in &lines[cut + 1..] {
            again.line(line);
        }
        again.says("Scorecard: Express.");
        let (one, other) = (whole.session(), again.session());
        assert_eq!(words_of(&one), words_of(&other), "{cut}");
        for (one, other) in one.attempts.iter().zip(&other.attempts) {
            assert_eq!(
                (&one.ticks, &one.levels, &one.pitfalls, one.prediction),
                (&other.ticks, &other.levels, &other.pitfalls, other.prediction)
            );
        }
    }
    assert_eq!(cuts, 4);
}
