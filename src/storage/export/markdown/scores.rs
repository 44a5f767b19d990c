//! What was ticked, chosen and marked, with the scores beside the prediction.

use super::Page;
use crate::domain::bank::{Criterion, Question};
use crate::domain::catalog::Tables;
use crate::domain::event::ScoreKind;
use crate::domain::score::{self, Missing};
use crate::domain::session::Attempt;
use crate::storage::builtin;

impl Page {
    pub(super) fn scored(&mut self, attempt: &Attempt, question: Option<&Question>) {
        match attempt.prediction {
            Some(level) => self.item(&format!("Predicted {level} of 4")),
            None => self.item("No prediction"),
        }
        for scored in &attempt.scores {
            let kind = match scored.kind {
                ScoreKind::First => "First score",
                ScoreKind::Revision => "Revised to",
                ScoreKind::Blind => "Blind re-score",
                ScoreKind::Outside => "Outside score",
            };
            let by = match scored.by.as_str() {
                "self" => String::new(),
                by => format!(", by {by}"),
            };
            self.item(&format!("{kind}: {} of 4{by}", score::shown(scored.score)));
        }
        if attempt.scores.is_empty() {
            self.item("Not scored");
        }
        self.0.push('\n');
        let shared = builtin::tables();
        for criterion in question.into_iter().flat_map(|question| &question.rubric) {
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
            if criterion.ideas.is_none() {
                self.criterion(criterion, attempt, &shared);
            }
        }
        for id in &attempt.pitfalls {
            let named =
                question.and_then(|question| question.pitfalls.iter().find(|pitfall| pitfall.id == *id));
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

    /// A criterion of levels with the words of the level chosen, or why it has none.
    fn criterion(&mut self, criterion: &Criterion, attempt: &Attempt, shared: &Tables) {
        let scored = score::criterion_score(criterion, attempt, None);
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
            (None, Some(Missing::NoJudge)) => "tests are not run in this version".to_owned(),
            (None, Some(missing)) => missing.words().to_owned(),
            (None, None) => return,
        };
        self.item(&format!("{}: {words}", criterion.criterion));
    }
}
