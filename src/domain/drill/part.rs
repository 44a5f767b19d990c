//! A question asked in part: only some of its ideas, through the follow-ups that probe them. What is asked
//! is a question like any other, with a prompt, a rubric and a reference of its own, so that answering,
//! scoring and reading it later need no rule for it.

use crate::domain::bank::{Exemplar, ExemplarAnswer, Question};

/// Returns the question that asks for these ideas alone: through the follow-ups that probe them and make sense
/// without the rest, or, where one of the ideas has none, by its own words. `None`: it has none of the ideas.
pub fn part_of(question: &Question, ideas: &[String]) -> Option<Question> {
    let probed = |idea: &String| {
        question.follow_ups.iter().find(|follow_up| {
            !follow_up.twist && follow_up.stage.is_none() && follow_up.probes.contains(idea)
        })
    };
    let mut asked = Vec::new();
    let mut whole = false;
    for idea in ideas {
        match probed(idea) {
            Some(follow_up) if asked.contains(&follow_up) => {}
            Some(follow_up) => asked.push(follow_up),
            None => whole = true,
        }
    }
    let mut part = question.clone();
    part.rubric.retain_mut(|criterion| match &mut criterion.ideas {
        Some(own) => {
            own.retain(|idea| ideas.contains(&idea.id));
            !own.is_empty()
        }
        None => false,
    });
    if part.rubric.is_empty() {
        return None;
    }
    if whole {
        part.prompt.push_str(
            "\n\nYou have answered this before. Answer it again in your own words: only what you missed is scored.",
        );
        return Some(part);
    }
    let listed = |texts: Vec<&str>| match texts.as_slice() {
        [only] => (*only).to_owned(),
        texts => texts
            .iter()
            .zip(1..)
            .map(|(text, number)| format!("{number}. {text}"))
            .collect::<Vec<_>>()
            .join("\n"),
    };
    let quoted: Vec<String> = question
        .prompt
        .lines()
        .map(|line| format!("> {line}").trim_end().to_owned())
        .collect();
    part.prompt = format!(
        "{}\n\nYou have answered this before. Only this now:\n\n{}",
        quoted.join("\n"),
        listed(asked.iter().map(|follow_up| follow_up.ask.as_str()).collect())
    );
    part.minutes = asked
        .iter()
        .map(|follow_up| follow_up.minutes.unwrap_or(FOLLOW_UP_MINUTES))
        .sum::<f64>()
        .max(0.5);
    let expected: Vec<&str> = asked
        .iter()
        .map(|follow_up| follow_up.expect.as_str())
        .filter(|expect| !expect.is_empty())
        .collect();
    if !expected.is_empty() {
        part.exemplars.retain(|exemplar| exemplar.level < BEST);
        part.exemplars.push(Exemplar {
            level: BEST,
            answer: ExemplarAnswer::Text(listed(expected)),
        });
    }
    part.follow_ups.clear();
    part.hints.clear();
    part.estimate = None;
    Some(part)
}

const BEST: u8 = 4;

/// Minutes of a follow-up that says none.
pub(in crate::domain) const FOLLOW_UP_MINUTES: f64 = 2.0;

#[cfg(test)]
mod tests {
    use super::*;

    fn question() -> Question {
        serde_json::from_str(
            r#"{"id": "q", "round": "ml_theory", "topic": "losses", "difficulty": "easy", "minutes": 8,
                "prompt": "Why?\n\nSay all.", "hints": ["Look."], "rubric": [
                {"id": "core", "criterion": "Core", "weight": 1, "ideas": [
                  {"id": "mle", "idea": "Likelihood"}, {"id": "grad", "idea": "Gradient"}, {"id": "lone", "idea": "L"}]},
                {"id": "clear", "criterion": "Clear", "weight": 1, "levels": ["a", "b", "c", "d", "e"]}],
                "follow_ups": [{"id": "turn", "ask": "Turn?", "probes": ["mle"], "twist": true},
                  {"id": "more", "ask": "More?", "probes": ["grad"], "expect": "Much."},
                  {"id": "else", "ask": "Else?", "probes": ["mle", "grad"], "minutes": 3}],
                "exemplars": [{"level": 4, "answer": "All."}, {"level": 2, "answer": "Some."}]}"#,
        )
        .unwrap()
    }

    fn ideas(ids: &[&str]) -> Vec<String> {
        ids.iter().map(|id| (*id).to_owned()).collect()
    }

    #[test]
    fn a_part_asks_its_follow_ups_and_scores_its_ideas_only() {
        let part = part_of(&question(), &ideas(&["grad", "mle"])).unwrap();
        assert_eq!(
            part.prompt,
            "> Why?\n>\n> Say all.\n\nYou have answered this before. Only this now:\n\n1. More?\n2. Else?"
        );
        assert_eq!(
            (part.minutes, part.rubric.len(), part.follow_ups.len()),
            (5.0, 1, 0)
        );
        let left: Vec<&str> = part.rubric[0]
            .ideas
            .iter()
            .flatten()
            .map(|idea| idea.id.as_str())
            .collect();
        assert_eq!(left, ["mle", "grad"]);
        assert!(part.hints.is_empty());
        assert_eq!(
            part.reference().unwrap().answer,
            ExemplarAnswer::Text("Much.".to_owned())
        );
        let one = part_of(&question(), &ideas(&["grad"])).unwrap();
        assert!(
            one.prompt.ends_with("\n\nMore?") && one.minutes == 2.0,
            "{}",
            one.prompt
        );
    }

    #[test]
    fn where_no_follow_up_asks_for_an_idea_the_question_itself_does_and_only_that_is_scored() {
        let part = part_of(&question(), &ideas(&["grad", "lone"])).unwrap();
        assert!(part.prompt.starts_with("Why?\n\nSay all.\n\nYou have answered"));
        let left = part
            .rubric
            .iter()
            .flat_map(|criterion| criterion.ideas.iter().flatten());
        let left: Vec<&str> = left.map(|idea| idea.id.as_str()).collect();
        assert_eq!(left, ["grad", "lone"]);
        assert_eq!(
            (part.minutes, part.follow_ups.len(), part.hints.len()),
            (8.0, 3, 1)
        );
    }

    #[test]
    fn what_is_not_among_its_ideas_cannot_be_asked() {
        assert_eq!(part_of(&question(), &ideas(&["gone"])), None);
        assert_eq!(part_of(&question(), &[]), None);
    }
}
