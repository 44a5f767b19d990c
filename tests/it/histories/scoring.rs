//! What is said of an answer afterwards: prediction, ticks, levels, scores, and what a later day adds.

use hotseat::domain::bank::QuestionName;
use hotseat::domain::event::{Event, Evidence, ScoreKind};
use hotseat::domain::score;
use hotseat::domain::session::Session;

use super::Dice;
use super::plan::{Known, Place};
use super::sitting::Sitting;

pub(super) fn debrief(sitting: &mut Sitting, place: &Place, known: &Known) {
    let question = known.name();
    let session = Session::fold(&sitting.records);
    let Some(attempt) = session.attempt(&question) else {
        return;
    };
    if attempt.submitted.is_none() {
        return;
    }
    let skill = 0.35 + 0.45 * place.come() + 0.2 * sitting.dice.share();
    if sitting.dice.chance(85) {
        let level = (skill * 4.0 + 0.6 * sitting.dice.share()).round().min(4.0) as u8;
        sitting.then(
            6_000,
            Event::Predicted {
                question: question.clone(),
                level,
            },
        );
    }
    let main = attempt
        .fields
        .first()
        .map_or(String::new(), |field| field.name.clone());
    for criterion in &known.question.rubric {
        for idea in criterion.ideas.iter().flatten() {
            if sitting.dice.share() < skill {
                let said = sitting.dice.chance(70) && attempt.text_of(&main).len() > 8;
                let start = if said { sitting.dice.below(6) } else { 0 };
                let evidence = said.then(|| Evidence {
                    field: main.clone(),
                    start,
                    end: start + 2,
                });
                sitting.then(
                    3_000,
                    Event::Ticked {
                        question: question.clone(),
                        idea: idea.id.clone(),
                        on: true,
                        in_other_words: evidence.is_none(),
                        evidence,
                    },
                );
            }
        }
        if criterion.levels.is_some() || criterion.axis.is_some() {
            let level = (!sitting.dice.chance(6)).then(|| ((skill * 4.0).round() as u8).min(4));
            sitting.then(
                4_000,
                Event::Levelled {
                    question: question.clone(),
                    criterion: criterion.id.clone(),
                    level,
                },
            );
        }
    }
    for pitfall in known.question.pitfalls.iter().take(2) {
        if sitting.dice.chance(35) {
            let pitfall = pitfall.id.clone();
            sitting.then(
                2_000,
                Event::PitfallMarked {
                    question: question.clone(),
                    pitfall,
                    on: true,
                },
            );
        }
    }
    let session = Session::fold(&sitting.records);
    let worth = session
        .attempt(&question)
        .and_then(|attempt| score::question_score(&known.question, attempt).score);
    let event = match worth {
        Some(score) if !sitting.dice.chance(3) => Event::Scored {
            question: question.clone(),
            score,
            by: "self".to_owned(),
            kind: ScoreKind::First,
        },
        _ => Event::SetAside {
            question: question.clone(),
        },
    };
    sitting.then(5_000, event);
    if sitting.dice.chance(12) {
        sitting.then(
            1_000,
            Event::Starred {
                question: question.clone(),
                on: true,
            },
        );
    }
    if sitting.dice.chance(20) {
        let text = sitting.words(8);
        sitting.then(
            1_000,
            Event::Noted {
                question: Some(question),
                text,
            },
        );
    }
}

/// Scores, disputes and notes of a later day.
pub(super) fn afterwards(sitting: &mut Sitting, rounds: &[Vec<Known>]) {
    let session = Session::fold(&sitting.records);
    let names: Vec<(QuestionName, f64)> = rounds
        .iter()
        .flatten()
        .filter_map(|known| Some((known.name(), session.attempt(&known.name())?.first_score()?.score)))
        .collect();
    if names.is_empty() || !sitting.dice.chance(45) {
        return;
    }
    sitting.later(36 * 3_600_000);
    sitting.opened(0);
    for (question, first) in names {
        let near = |dice: &mut Dice| (first + dice.share() * 1.2 - 0.7).clamp(0.0, 4.0);
        for (kind, by, percent) in [
            (ScoreKind::Revision, "self", 20),
            (ScoreKind::Blind, "self", 45),
            (ScoreKind::Outside, "Mara", 35),
        ] {
            if sitting.dice.chance(percent) {
                let score = near(sitting.dice);
                let (question, by) = (question.clone(), by.to_owned());
                sitting.then(
                    30_000,
                    Event::Scored {
                        question,
                        score,
                        by,
                        kind,
                    },
                );
            }
        }
        if sitting.dice.chance(12) {
            let text = "The rubric wants a proof.".to_owned();
            sitting.then(
                9_000,
                Event::Disputed {
                    question,
                    on: true,
                    text,
                },
            );
        }
    }
    if sitting.dice.chance(40) {
        let text = sitting.words(12);
        sitting.then(4_000, Event::Noted { question: None, text });
    }
}
