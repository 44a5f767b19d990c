//! The scorecard in lines.

use super::talk::Talk;
use super::words::{duration, listed};
use crate::app::screens::Screen;
use crate::domain::score::shown;
use crate::domain::scorecard::{Facts, RoundCard, Scorecard};
use crate::domain::words::counted;

impl Talk {
    /// Says the scorecard that is open.
    pub(super) fn say_card(&mut self) {
        let Screen::Scorecard(screen) = self.app.screen() else {
            return;
        };
        let card = screen.card.clone();
        self.head(format!("Scorecard: {}.", card.title));
        self.say_signal(&card);
        for (at, round) in card.rounds.iter().enumerate() {
            let text = self.round_line(at, round);
            self.say(text);
        }
        if let Some(words) = card.calibration.words() {
            let of = counted(card.calibration.pairs, "question");
            self.say(format!("Prediction against score, {of}: you predict {words}."));
        }
        self.say(facts_line(&card.facts));
        if card.next_steps.is_empty() {
            self.say("Next steps: none.");
        } else {
            self.say("Next steps:");
        }
        for (at, step) in card.next_steps.iter().enumerate() {
            let what = self.in_one_line(&step.what);
            self.say(format!("{}. {what}", at + 1));
            if let Some(read) = &step.read {
                let url = read
                    .url
                    .as_ref()
                    .map_or_else(String::new, |url| format!(", {url}"));
                self.say(format!("   Read: {}{url}", read.title));
            }
        }
        let folder = self.folder.clone();
        self.say(format!(
            "All of it is kept: `hotseat sessions show {folder}`, `hotseat sessions export {folder}`."
        ));
    }

    fn say_signal(&mut self, card: &Scorecard) {
        let Some(given) = &card.signal else {
            return self.say(match card.to_score {
                0 => "No score: nothing was answered.".to_owned(),
                1 => "1 answer waits for its score.".to_owned(),
                n => format!("{n} answers wait for their score."),
            });
        };
        let coverage = given
            .coverage()
            .map_or_else(String::new, |coverage| format!("; {coverage}"));
        self.say(format!(
            "{} of 4: {}. The rule: {}{coverage}.",
            shown(given.score),
            given.signal.title(),
            given.rule
        ));
    }

    fn round_line(&self, at: usize, card: &RoundCard) -> String {
        let mut said = vec![match (card.score, card.run, card.to_score) {
            (Some(score), ..) => format!("{} of 4", shown(score)),
            (None, None, _) => "not reached".to_owned(),
            (None, _, 0) => "no score".to_owned(),
            (None, _, n) => format!("{n} to score"),
        }];
        if let Some(predicted) = card.predicted {
            said.push(format!("predicted {predicted:.0}"));
        }
        said.push(format!("{} of {}", duration(card.spent), duration(card.budget)));
        if card.over().as_secs() > 0 {
            said.push(format!("{} over", duration(card.over())));
        }
        said.push(if card.asked < card.planned {
            format!("{} of {}", card.asked, counted(card.planned, "question"))
        } else {
            counted(card.asked, "question")
        });
        let mut text = format!("Round {}, {}: {}.", at + 1, card.kind.title(), said.join(", "));
        for (word, notable) in [("Strong", &card.strong), ("Gap", &card.gap)] {
            if let Some(notable) = notable {
                text.push_str(&format!(" {word}: {}.", self.in_one_line(&notable.text)));
            }
        }
        text
    }
}

/// What lies beside the scores.
fn facts_line(facts: &Facts) -> String {
    let mut said = vec![if facts.hints == 0 {
        "no hints".to_owned()
    } else {
        format!("{} taken", counted(facts.hints, "hint"))
    }];
    if facts.pauses > 0 {
        said.push(format!(
            "{} of {}",
            counted(facts.pauses, "pause"),
            duration(facts.paused)
        ));
    }
    if facts.over.as_secs() > 0 {
        said.push(format!("{} over", duration(facts.over)));
    }
    for (n, word) in [(facts.skipped, "skipped"), (facts.spoken, "spoken")] {
        if n > 0 {
            said.push(format!("{} {word}", counted(n, "answer")));
        }
    }
    if facts.asked < facts.planned {
        said.push(format!(
            "{} not reached",
            counted(facts.planned - facts.asked, "question")
        ));
    }
    for (n, word) in [(facts.disputed, "disputed"), (facts.starred, "marked to revisit")] {
        if n > 0 {
            said.push(format!("{} {word}", counted(n, "question")));
        }
    }
    format!("Beside the scores: {}.", listed(&said))
}
