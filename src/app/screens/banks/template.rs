//! What a new question of each round begins with: whole, with words to be written over.

use serde_json::{Value as Json, json};

use crate::domain::bank::RoundKind;

/// The files a programming question begins with: they fit one another, so that it can be run at once.
pub(super) const CODE: [(&str, &str); 3] = [
    ("starter.py", "def answer(x):\n    raise NotImplementedError\n"),
    ("solution.py", "def answer(x):\n    return x\n"),
    (
        "tests_1.py",
        "from answer import answer\n\n\ndef test_answer():\n    assert answer(1) == 1\n",
    ),
];

/// Returns what a new question of a round begins with: whole, so that it is saved as it stands.
pub(super) fn template(id: &str, round: RoundKind) -> Json {
    let mut question = json!({
        "id": id, "round": round.name(), "topic": "new", "difficulty": "medium",
        "minutes": match round {
            RoundKind::MlTheory => 8,
            RoundKind::Culture => 7,
            RoundKind::Programming => 20,
            RoundKind::SystemDesign => 45,
        },
        "prompt": match round {
            RoundKind::MlTheory => "What is asked? Say what a whole answer covers.",
            RoundKind::Culture => "Tell me about a time when …",
            RoundKind::Programming => "What is to be written? Name shapes, types and limits.",
            RoundKind::SystemDesign => "Design a system that …",
        },
        "hints": ["A gentle push in the right direction."],
    });
    let levels = |words: &str| {
        json!({
            "id": "core", "criterion": words, "weight": 1,
            "levels": ["Nothing of it.", "A beginning.", "With help.", "On one's own.", "With limits and evidence."],
        })
    };
    let rubric = match round {
        RoundKind::MlTheory => json!([{
            "id": "core", "criterion": "Why it is right", "weight": 1,
            "ideas": [{ "id": "first", "idea": "The first idea a whole answer has.", "signs": ["its words"] }],
        }]),
        RoundKind::Culture => json!([levels("Own actions, with reasons")]),
        RoundKind::SystemDesign => json!([levels("Choices fit the goal")]),
        RoundKind::Programming => json!([
            { "id": "correct", "criterion": "Correctness", "weight": 3, "tests": true },
            levels("Talks about cost"),
        ]),
    };
    question["rubric"] = rubric;
    if round == RoundKind::Programming {
        question["code"] = json!({
            "language": "python", "entry": ["answer"],
            "stages": [{ "title": "answer", "tests": "tests_1.py", "visible": ["test_answer"] }],
        });
    }
    question
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::catalog::Tables;
    use crate::domain::check::{self, Severity};

    #[test]
    fn a_new_question_of_every_round_breaks_no_rule() {
        for round in RoundKind::ALL {
            let problems = check::question(&template("mine", round), &Tables::default());
            let errors: Vec<_> = problems
                .iter()
                .filter(|problem| problem.severity == Severity::Error)
                .collect();
            assert!(errors.is_empty(), "{round:?}: {errors:?}");
        }
    }
}
