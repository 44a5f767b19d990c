//! The parts of an answer as they are asked for, one by one: what each is called and what belongs there.

use crate::domain::bank::RoundKind;

/// The prefix of a field that answers a follow-up.
pub const FOLLOW_UP: &str = "follow_up.";

/// Returns what a part is called: a follow-up's by its number among `shown`, the ids of those asked so far.
pub fn name(field: &str, shown: &[String]) -> String {
    match field.strip_prefix(FOLLOW_UP) {
        Some(id) => match shown.iter().position(|known| known == id) {
            Some(at) => format!("your answer to follow-up {}", at + 1),
            None => "your answer to a follow-up".to_owned(),
        },
        None => title(field).to_owned(),
    }
}

/// Returns what a field of a round is called.
pub fn title(field: &str) -> &str {
    match field {
        "main" => "your answer",
        "scope" => "clarify and scope",
        "features" => "features and labels",
        "model" => "model and loss",
        "training" => "training and evaluation",
        "monitoring" => "monitoring and iteration",
        field => field,
    }
}

/// Returns one line on what belongs in a field.
pub fn belongs(round: RoundKind, field: &str) -> &'static str {
    match (round, field) {
        (RoundKind::MlTheory, "main") => "Say the answer first, then why, then where it stops holding.",
        (RoundKind::Programming, "code") => "The file, through all stages.",
        (RoundKind::Programming, "talk") => {
            "What you would say aloud: the approach, its cost, what could go wrong."
        }
        (RoundKind::Culture, "situation") => {
            "When and where it was, and what was at stake; no more than the listener needs."
        }
        (RoundKind::Culture, "task") => "What you had to achieve or decide, you and not the team.",
        (RoundKind::Culture, "action") => {
            "What you did, in the first person; the choice and the alternative."
        }
        (RoundKind::Culture, "result") => "A figure, what it changed, what you would do differently.",
        (RoundKind::SystemDesign, "scope") => "Users, scale, limits; what is in, and what is left out.",
        (RoundKind::SystemDesign, "metrics") => {
            "The goal as a number: offline, online, and what must not get worse."
        }
        (RoundKind::SystemDesign, "data") => {
            "Sources, labels and their errors, what is synthesised, how it is split."
        }
        (RoundKind::SystemDesign, "features") => {
            "What goes into the model and what it predicts, in shapes and units."
        }
        (RoundKind::SystemDesign, "model") => {
            "The baseline, the candidate and the one rejected; the loss written down."
        }
        (RoundKind::SystemDesign, "training") => {
            "How it is trained, tested by slice, and how its errors are taken apart."
        }
        (RoundKind::SystemDesign, "serving") => {
            "The path of a request: latency and cost by part, post-processing, the fallback."
        }
        (RoundKind::SystemDesign, "monitoring") => {
            "What is watched, who is called, how labels come back; risks and misuse."
        }
        (RoundKind::SystemDesign, "canvas") => {
            "How the parts hang together: boxes and arrows, or a line for each connection."
        }
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_of_every_round_says_what_belongs_there() {
        for round in RoundKind::ALL {
            for field in round.fields() {
                assert!(!belongs(round, field).is_empty(), "{round:?} {field}");
                assert!(!title(field).is_empty());
            }
        }
    }
}
