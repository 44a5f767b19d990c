//! A written answer by field: in which order its fields are read, which of them are code or drawing, and
//! which show what a criterion measures. One rule for the debrief, `bank show` and exports alike, for
//! what a candidate wrote and for exemplars.

use std::time::Duration;

use super::bank::{Criterion, ExemplarAnswer, FollowUp, Question, RoundKind};
use super::fields;
use super::session::{Attempt, Field};

/// How a field's text is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Words; an exemplar's are Markdown.
    Prose,
    /// The file of a programming question.
    Code,
    /// Boxes and arrows, in which every column counts.
    Drawing,
}

/// A field of an exemplar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part<'a> {
    /// `None`: the exemplar is one text.
    pub name: Option<&'a str>,
    pub text: &'a str,
    pub form: Form,
}

/// The soft time of a field, and what it took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldTime {
    pub name: String,
    pub spent: Duration,
    pub budget: Duration,
}

const FOLLOW_UP: &str = "follow_up.";

/// Returns how the text of a field is read.
pub fn form(round: RoundKind, name: &str) -> Form {
    match (round, name) {
        (RoundKind::Programming, "code") => Form::Code,
        (RoundKind::SystemDesign, "canvas") => Form::Drawing,
        _ => Form::Prose,
    }
}

/// Returns an exemplar's fields in the order of the round's; those it does not know come last.
pub fn parts(round: RoundKind, answer: &ExemplarAnswer) -> Vec<Part<'_>> {
    let fields = match answer {
        ExemplarAnswer::Text(text) => {
            return vec![Part {
                name: None,
                text,
                form: Form::Prose,
            }];
        }
        ExemplarAnswer::Fields(fields) => fields,
    };
    let mut names: Vec<&str> = fields.keys().map(String::as_str).collect();
    let order = round.fields();
    names.sort_by_key(|name| {
        order
            .iter()
            .position(|known| known == name)
            .unwrap_or(order.len())
    });
    names
        .into_iter()
        .filter_map(|name| {
            let form = form(round, name);
            let text = fields.get(name)?;
            Some(Part {
                name: Some(name),
                text: if form == Form::Prose { text } else { unfenced(text) },
                form,
            })
        })
        .collect()
}

/// Returns the file of a solution, where a programming question has one and its reference shows no code.
pub fn solution(question: &Question) -> Option<&str> {
    let solution = question.code.as_ref()?.files.get("solution.py")?;
    let shown = question.reference().is_some_and(|reference| {
        let mut read = parts(question.round, &reference.answer).into_iter();
        read.any(|part| part.form == Form::Code)
    });
    (!shown && !solution.trim().is_empty()).then_some(solution)
}

/// Returns what stands between the fences, where code or a drawing is one fenced block of Markdown.
fn unfenced(text: &str) -> &str {
    let inner = text
        .trim()
        .strip_prefix("```")
        .and_then(|text| text.strip_suffix("```"));
    inner
        .and_then(|inner| inner.split_once('\n'))
        .map(|(_, body)| body)
        .filter(|body| !body.contains("```"))
        .unwrap_or(text)
}

/// Returns the fields of an answer as they are read: in the round's order, the answer to a follow-up
/// after the field its phase names, all others at the end in the order they were opened.
pub fn reading<'a>(question: &Question, attempt: &'a Attempt) -> Vec<&'a Field> {
    let order = question.round.fields();
    let place = |field: &Field| {
        let at = |name: &str| order.iter().position(|known| *known == name);
        let own = at(&field.name).map(|at| (at, false));
        own.or_else(|| phase_of(question, &field.name).and_then(at).map(|at| (at, true)))
            .unwrap_or((order.len(), true))
    };
    let mut fields: Vec<&Field> = attempt.fields.iter().collect();
    fields.sort_by_key(|field| place(field));
    fields
}

/// Returns the phase in which the follow-up of this field was asked.
fn phase_of<'a>(question: &'a Question, name: &str) -> Option<&'a str> {
    let id = name.strip_prefix(FOLLOW_UP)?;
    question.follow_up(id)?.phase.as_deref()
}

/// Returns the fields in which what a criterion measures stands; none where all of the answer counts.
pub fn of_criterion(question: &Question, criterion: &Criterion) -> &'static [&'static str] {
    criterion
        .axis
        .as_deref()
        .map_or(&[], |axis| fields::of_axis(question.round, axis))
}

/// Returns whether a field of the answer shows what a criterion measures. The answers to follow-ups go
/// with the phase they were asked in; those of none with every criterion, and in a culture round with the
/// lesson that is drawn.
pub fn concerns(question: &Question, criterion: &Criterion, field: &str) -> bool {
    let only = of_criterion(question, criterion);
    if only.is_empty() || only.contains(&field) {
        return true;
    }
    field.starts_with(FOLLOW_UP)
        && match phase_of(question, field) {
            Some(phase) => only.contains(&phase),
            None => question.round != RoundKind::Culture || criterion.axis.as_deref() == Some("reflection"),
        }
}

/// Returns the follow-ups that were asked and of which the question says what a strong answer has.
pub fn expected<'a>(question: &'a Question, attempt: &Attempt) -> Vec<&'a FollowUp> {
    attempt
        .follow_ups()
        .iter()
        .filter_map(|id| question.follow_up(id))
        .filter(|follow_up| !follow_up.expect.trim().is_empty())
        .collect()
}

/// Returns the fields that took more than their share of the time. `asked` are those of the answer.
pub fn over_budget(question: &Question, attempt: &Attempt, asked: &[String]) -> Vec<FieldTime> {
    let shares = fields::shares(question.round, asked);
    asked
        .iter()
        .zip(shares)
        .filter(|(_, share)| *share > 0.0)
        .filter_map(|(name, share)| {
            let spent = attempt.field(name)?.spent;
            let budget = attempt.budget.mul_f64((share / 100.0).clamp(0.0, 1.0));
            (spent.as_secs() > budget.as_secs()).then(|| FieldTime {
                name: name.clone(),
                spent,
                budget,
            })
        })
        .collect()
}

/// Returns the lines of code a candidate wrote, blank ones left out; none while only what was given
/// stands there.
pub fn code_lines(attempt: &Attempt) -> usize {
    attempt
        .field("code")
        .filter(|field| field.answered())
        .map_or(0, |field| {
            field.text.lines().filter(|line| !line.trim().is_empty()).count()
        })
}

/// Returns the criteria that cannot be scored because none of their fields was asked for, and no
/// follow-up went there.
pub fn not_asked<'a>(question: &'a Question, attempt: &Attempt, asked: &[String]) -> Vec<&'a Criterion> {
    let probed = attempt.follow_ups();
    let went_there = |fields: &[&str]| {
        probed.iter().any(|id| {
            let phase = question.follow_up(id).and_then(|known| known.phase.as_deref());
            phase.is_some_and(|phase| fields.contains(&phase))
        })
    };
    question
        .rubric
        .iter()
        .filter(|criterion| criterion.ideas.is_none() && criterion.tests.is_none())
        .filter(|criterion| {
            let only = of_criterion(question, criterion);
            let in_asked = |field: &&str| asked.iter().any(|name| name == field);
            !only.is_empty() && !only.iter().any(in_asked) && !went_there(only)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::bank::QuestionName;

    fn design() -> Question {
        serde_json::from_value(serde_json::json!({
            "id": "q", "round": "system_design", "topic": "speech", "difficulty": "hard", "minutes": 40,
            "prompt": "Design it.",
            "rubric": [
                { "id": "data", "criterion": "Data", "weight": 1, "axis": "data", "levels": [null, null, null, null, null] },
                { "id": "modelling", "criterion": "Model", "weight": 1, "axis": "modelling", "levels": [null, null, null, null, null] },
                { "id": "all", "criterion": "All", "weight": 1, "axis": "tradeoffs", "levels": [null, null, null, null, null] }
            ],
            "follow_ups": [
                { "id": "shift", "ask": "And if it shifts?", "phase": "data", "expect": "Reweight." },
                { "id": "why", "ask": "Why?", "expect": " " }
            ],
            "exemplars": [{ "level": 4, "answer": { "canvas": "```text\n  [a]->[b]\n```\n", "data": "d", "scope": "s", "own": "o" } }]
        }))
        .unwrap()
    }

    fn attempt(fields: &[(&str, &str, u64)]) -> Attempt {
        let mut attempt = Attempt::new(QuestionName::new("b", "q"), "", Duration::from_mins(40));
        for (name, text, seconds) in fields {
            attempt.fields.push(Field {
                name: (*name).to_owned(),
                text: (*text).to_owned(),
                spent: Duration::from_secs(*seconds),
                ..Field::default()
            });
        }
        attempt
    }

    #[test]
    fn an_exemplar_is_read_in_the_rounds_order_and_not_by_letter() {
        let question = design();
        let read = parts(question.round, &question.exemplars[0].answer);
        let names: Vec<_> = read.iter().filter_map(|part| part.name).collect();
        assert_eq!(names, ["scope", "data", "canvas", "own"]);
        assert_eq!((read[2].form, read[2].text), (Form::Drawing, "  [a]->[b]\n"));
        assert_eq!(form(RoundKind::Programming, "code"), Form::Code);
        assert_eq!(form(RoundKind::Culture, "code"), Form::Prose);
    }

    #[test]
    fn an_answer_is_read_with_its_follow_ups_where_they_belong() {
        let question = design();
        let answer = attempt(&[
            ("data", "", 0),
            ("follow_up.why", "", 0),
            ("follow_up.shift", "", 0),
            ("model", "", 0),
            ("scope", "", 0),
        ]);
        let names: Vec<_> = reading(&question, &answer)
            .iter()
            .map(|field| field.name.as_str())
            .collect();
        assert_eq!(
            names,
            ["scope", "data", "follow_up.shift", "model", "follow_up.why"]
        );
    }

    #[test]
    fn a_criterion_shows_its_fields_and_the_follow_ups_asked_there() {
        let question = design();
        let [data, modelling, all] = &question.rubric[..] else {
            panic!();
        };
        let shown = |criterion| {
            ["scope", "data", "features", "follow_up.shift", "follow_up.why"]
                .into_iter()
                .filter(|field| concerns(&question, criterion, field))
                .collect::<Vec<_>>()
        };
        assert_eq!(shown(data), ["data", "follow_up.shift", "follow_up.why"]);
        assert_eq!(shown(modelling), ["features", "follow_up.why"]);
        assert_eq!(shown(all).len(), 5, "all of the answer counts");
    }

    #[test]
    fn what_no_field_was_asked_for_cannot_be_scored() {
        let asked = ["scope", "data"].map(str::to_owned);
        let question = design();
        let left: Vec<_> = not_asked(&question, &attempt(&[]), &asked)
            .iter()
            .map(|criterion| criterion.id.as_str())
            .collect();
        assert_eq!(left, ["modelling"]);
    }

    #[test]
    fn fields_over_their_share_are_named_with_both_times() {
        let question = design();
        let answer = attempt(&[("data", "", 700), ("scope", "", 200), ("canvas", "", 900)]);
        let asked: Vec<String> = question
            .round
            .fields()
            .iter()
            .map(|name| (*name).to_owned())
            .collect();
        let over = over_budget(&question, &answer, &asked);
        assert_eq!(
            over,
            [FieldTime {
                name: "data".to_owned(),
                spent: Duration::from_secs(700),
                budget: Duration::from_mins(8),
            }]
        );
    }

    #[test]
    fn expectations_are_of_follow_ups_that_were_asked_and_lines_of_code_are_ones_own() {
        use crate::domain::session::{Said, Utterance};
        let question = design();
        let mut answer = attempt(&[("code", "a\n\nb\n", 0)]);
        assert!(expected(&question, &answer).is_empty());
        for id in ["why", "shift", "gone"] {
            answer.transcript.push(Utterance {
                at: Duration::ZERO,
                what: Said::FollowUp { id: id.to_owned() },
            });
        }
        let ids: Vec<_> = expected(&question, &answer)
            .iter()
            .map(|follow_up| follow_up.id.as_str())
            .collect();
        assert_eq!(ids, ["shift"]);
        assert_eq!(code_lines(&answer), 2);
        answer.fields[0].given = answer.fields[0].text.clone();
        assert_eq!(code_lines(&answer), 0);
    }
}
