//! What was ticked, chosen and marked, with the scores beside the prediction.

use super::Page;
use crate::domain::bank::{Criterion, Question};
use crate::domain::catalog::Tables;
use crate::domain::code;
use crate::domain::event::ScoreKind;
use crate::domain::score::{self, StageVerdict};
use crate::domain::session::{Attempt, Session};
use crate::domain::verdict::Outcome;
use crate::storage::builtin;
use crate::storage::export::runs;

impl Page {
    pub(super) fn scored(&mut self, session: &Session, attempt: &Attempt, question: Option<&Question>) {
        match attempt.prediction {
            Some(level) => self.item(&format!("Predicted {level} of 4")),
            None => self.item("No prediction"),
        }
        for scored in &attempt.scores {
            let kind = score_kind(scored.kind);
            let by = match scored.by.as_str() {
                "self" => String::new(),
                by => format!(", by {by}"),
            };
            self.item(&format!("{kind}: {} of 4{by}", score::shown(scored.score)));
        }
        if attempt.set_aside && attempt.scores.is_empty() {
            self.item("Nothing of it could be scored: it leaves the mean");
        } else if attempt.scores.is_empty() {
            self.item("Not scored");
        }
        self.0.push('\n');
        let shared = builtin::tables();
        let Some(question) = question else { return };
        for criterion in &question.rubric {
            for idea in criterion.ideas.iter().flatten() {
                let tick = attempt.ticks.get(&idea.id);
                let mark = if tick.is_some_and(|tick| tick.on) {
                    'x'
                } else {
                    ' '
                };
                let words = if tick.is_some_and(|tick| tick.in_other_words) {
                    " (in other words)"
                } else {
                    ""
                };
                self.item(&format!("[{mark}] {}{words}", idea.idea));
            }
            if criterion.tests.is_some() {
                self.tests(session, question, criterion, attempt);
            } else if criterion.ideas.is_none() {
                self.criterion(question, criterion, attempt, &shared);
            }
        }
        for id in &attempt.pitfalls {
            let named = question.pitfalls.iter().find(|pitfall| pitfall.id == *id);
            let words = named.map_or_else(
                || id.clone(),
                |pitfall| {
                    let wrong = pitfall.wrong.trim();
                    let stop = if wrong.ends_with(['.', '!', '?']) { "" } else { "." };
                    format!("{wrong}{stop} Right: {}", pitfall.right)
                },
            );
            self.item(&format!("Pitfall: {words}"));
        }
    }

    /// A criterion of tests: what the judge said at submission, and what of it did not pass.
    fn tests(&mut self, session: &Session, question: &Question, criterion: &Criterion, attempt: &Attempt) {
        let stages = score::at_submission(question, attempt);
        let scored = score::criterion_score(question, criterion, attempt);
        let Some(score) = scored.score else {
            let why = score::why_not_run(Some(session), question, attempt);
            self.item(&format!("{}: tests were not run: {why}", criterion.criterion));
            return;
        };
        let (passed, of) = runs::total(&stages);
        self.item(&format!(
            "{}: {} of 4, {passed} of {of} tests passed at submission",
            criterion.criterion,
            score::shown(score)
        ));
        for stage in &stages {
            self.stage(stage);
        }
    }

    fn stage(&mut self, stage: &StageVerdict) {
        let lead = format!("Stage {}, {}", stage.stage + 1, stage.title);
        let Some(run) = stage.run else {
            self.sub_item(&format!(
                "{lead}: not run on the final text, so none of {} passed",
                stage.of()
            ));
            return;
        };
        let ended = if stage.counts() {
            String::new()
        } else {
            let said = runs::cut(&run.verdict.said);
            let said = if said.is_empty() {
                score::ended_words(run.verdict.ended)
            } else {
                said
            };
            format!(". {said}")
        };
        self.sub_item(&format!(
            "{lead}: {} of {} passed{ended}",
            stage.passed(),
            stage.of()
        ));
        for test in stage.tests.iter().filter(|test| !test.outcome().passed()) {
            let name = code::readable(test.name);
            let outcome = test.outcome();
            let result = test.result.filter(|_| outcome != Outcome::NotRun);
            let line = result.and_then(|result| result.line);
            let line = line.map_or_else(String::new, |line| format!(", line {line}"));
            let message = result.map_or("", |result| runs::cut(&result.message));
            let message = if message.is_empty() {
                String::new()
            } else {
                format!(": {message}")
            };
            self.sub_item(&format!("{}: {name}{line}{message}", outcome.word()));
        }
    }

    /// A criterion of levels with the words of the level chosen, or why it has none.
    fn criterion(&mut self, question: &Question, criterion: &Criterion, attempt: &Attempt, shared: &Tables) {
        let scored = score::criterion_score(question, criterion, attempt);
        let level = attempt.levels.get(&criterion.id).copied().flatten();
        let words = match (level, scored.missing) {
            (Some(level), _) => {
                let anchors = shared.levels_of(criterion);
                let anchor = anchors.and_then(|anchors| anchors.get(usize::from(level)).cloned());
                match anchor.filter(|anchor| !anchor.is_empty()) {
                    Some(anchor) => format!("{level} of 4, {anchor}"),
                    None => format!("{level} of 4"),
                }
            }
            (None, Some(missing)) => missing.words().to_owned(),
            (None, None) => return,
        };
        self.item(&format!("{}: {words}", criterion.criterion));
    }
}

/// Returns how a score came to be.
pub(in crate::storage::export) fn score_kind(kind: ScoreKind) -> &'static str {
    match kind {
        ScoreKind::First => "First score",
        ScoreKind::Revision => "Revised to",
        ScoreKind::Blind => "Blind re-score",
        ScoreKind::Outside => "Outside score",
    }
}
