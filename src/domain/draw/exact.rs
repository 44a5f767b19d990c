//! Asking exactly the questions named, in the order named: a round for each kind, as long as its
//! questions, or the minutes asked for divided among them.

use std::collections::{BTreeMap, BTreeSet};

use super::too_few::Shortfall;
use super::{
    Candidate, Cx, Drawn, DrawnQuestion, DrawnRound, LeftOut, TooFew, apportion, asked_share, own_minutes,
};
use crate::domain::bank::RoundKind;
use crate::domain::check::nearest;
use crate::domain::event::SessionKind;
use crate::domain::loops::Loop;

pub(super) fn draw_exact(cx: &Cx, plan: &Loop) -> Result<Drawn, TooFew> {
    let mut notes = Vec::new();
    let chosen = find(cx, &mut notes)?;
    let mut rounds: Vec<(RoundKind, Vec<&Candidate>)> = Vec::new();
    for candidate in &chosen {
        match rounds.iter_mut().find(|(kind, _)| *kind == candidate.round) {
            Some((_, questions)) => questions.push(candidate),
            None => rounds.push((candidate.round, vec![candidate])),
        }
    }
    let fields = |kind: RoundKind| {
        plan.rounds
            .iter()
            .find(|round| round.round == kind)
            .and_then(|round| round.fields.clone())
    };
    let lengths: Vec<Vec<f64>> = rounds
        .iter()
        .map(|(kind, questions)| {
            let share = asked_share(*kind, fields(*kind).as_ref());
            questions
                .iter()
                .map(|candidate| own_minutes(candidate) * share)
                .collect()
        })
        .collect();
    let flat: Vec<f64> = lengths.iter().flatten().copied().collect();
    let mut shares = match cx.request.minutes {
        Some(minutes) if minutes.is_finite() && minutes > 0.0 => {
            apportion(minutes, &flat, &[0.5, 0.25, 1.0 / 60.0])
        }
        _ => flat,
    }
    .into_iter();
    let rounds = rounds
        .into_iter()
        .map(|(round, questions)| {
            let questions: Vec<DrawnQuestion> = questions
                .into_iter()
                .zip(shares.by_ref())
                .map(|(candidate, minutes)| DrawnQuestion {
                    name: candidate.name.clone(),
                    round,
                    topic: candidate.topic.clone(),
                    minutes,
                    reason: "asked for by name".to_owned(),
                    ideas: None,
                })
                .collect();
            DrawnRound {
                round,
                minutes: questions.iter().map(|question| question.minutes).sum(),
                questions,
                fields: fields(round),
            }
        })
        .collect();
    Ok(Drawn {
        kind: SessionKind::Interview,
        loop_id: plan.id.clone(),
        title: plan.name().to_owned(),
        strategy: cx.request.strategy,
        seed: cx.seed,
        rounds,
        notes,
        details: chosen
            .iter()
            .map(|candidate| (candidate.name.clone(), cx.detail(candidate)))
            .collect::<BTreeMap<_, _>>(),
        left_out: LeftOut::default(),
    })
}

fn find<'a>(cx: &Cx<'a>, notes: &mut Vec<String>) -> Result<Vec<&'a Candidate>, TooFew> {
    let mut seen = BTreeSet::new();
    let mut chosen = Vec::new();
    let mut shortfalls = Vec::new();
    for name in &cx.request.exact {
        if !seen.insert(name) {
            notes.push(format!("`{name}` was named twice and is asked once."));
            continue;
        }
        match cx.by_name.get(name) {
            Some(candidate) => chosen.push(*candidate),
            None => shortfalls.push(Shortfall::NoQuestion {
                name: name.clone(),
                near: nearest(
                    &name.question,
                    cx.by_name.keys().map(|known| known.question.as_str()),
                )
                .and_then(|near| cx.by_name.keys().find(|known| known.question == near))
                .map(ToString::to_string),
            }),
        }
    }
    for candidate in &chosen {
        if candidate.needs_torch && !cx.can.torch {
            notes.push(format!(
                "`{}` needs PyTorch, which {}: it can be answered, not run.",
                candidate.name,
                cx.can.of_torch()
            ));
        }
    }
    if shortfalls.is_empty() {
        Ok(chosen)
    } else {
        Err(TooFew { shortfalls })
    }
}
