//! The debrief in lines: the prediction, then the reference, ideas one by one, levels by their anchors,
//! what is often missed, a note, the score. What is chosen goes to the app's own debrief at once.

use std::sync::Arc;

use super::commands::Verb;
use super::quote::quotes;
use super::talk::{Place, Talk};
use super::tell::facts;
use super::words::{capital, listed, sentence};
use crate::app::action::Action;
use crate::app::screens::Screen;
use crate::app::screens::debrief::{self, Debrief, Pane, Row, Stage, Tab, score_of};
use crate::domain::bank::{Criterion, Question, RoundKind};
use crate::domain::score::{Missing, shown};
use crate::domain::session::Attempt;
use crate::domain::words::counted;
use crate::ui::screens::debrief::meanings;

/// What is asked of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Step {
    #[default]
    Predict,
    /// The tests at submission are read out, as soon as they are in.
    Tests,
    /// A row of the rubric: an idea, or a criterion with levels.
    Row(usize),
    /// An idea without words for it: was it really said?
    Words(usize),
    Pitfalls,
    Note,
    Score,
}

/// The answer that is scored, and how far that is.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Scoring {
    pub attempt: Option<usize>,
    pub step: Step,
}

const LEVEL: [Action; 5] = [
    Action::Level0,
    Action::Level1,
    Action::Level2,
    Action::Level3,
    Action::Level4,
];

impl Talk {
    fn debrief(&self) -> Option<&Debrief> {
        match self.app.screen() {
            Screen::Debrief(debrief) => Some(debrief),
            _ => None,
        }
    }

    fn debrief_mut(&mut self) -> Option<&mut Debrief> {
        match self.app.screens.last_mut() {
            Some(Screen::Debrief(debrief)) => Some(debrief),
            _ => None,
        }
    }

    /// Returns the answer in hand with its question.
    pub(super) fn scored(&self) -> Option<(&Attempt, Arc<Question>)> {
        let live = self.live()?;
        let attempt = live.session.attempts.get(self.scoring.attempt?)?;
        Some((attempt, live.question(&attempt.question)?.clone()))
    }

    /// Turns to an answer that is to be scored.
    pub(super) fn begin_scoring(&mut self, at: usize) {
        self.scoring = Scoring {
            attempt: Some(at),
            step: Step::Predict,
        };
        let Some(debrief) = self.debrief() else { return };
        let (number, of, stage) = (debrief.at + 1, debrief.queue.len(), debrief.stage);
        let Some((attempt, question)) = self.scored() else {
            return;
        };
        let (facts, prediction) = (facts(attempt), attempt.prediction);
        let first = question.prompt.lines().find(|line| !line.trim().is_empty());
        let name = self.in_one_line(first.unwrap_or_default());
        self.head(format!(
            "Debrief {number} of {of}, not timed: {}",
            sentence(&name)
        ));
        self.say(capital(&facts));
        if stage == Stage::Score {
            let level = prediction.map_or_else(String::new, |level| format!("You predicted {level}. "));
            self.say(format!(
                "{level}[reference] says the reference again, [answer] your answer."
            ));
            self.scoring.step = Step::Tests;
        }
    }

    /// The tests are told: what comes is the first thing that was not answered yet.
    pub(super) fn after_tests(&mut self) {
        self.scoring.step = self.first_open();
    }

    /// Returns the rows that are asked about: none of an empty answer, and none that cannot count.
    fn rows(&self) -> Vec<usize> {
        let Some((attempt, question)) = self.scored() else {
            return Vec::new();
        };
        if !attempt.answered() {
            return Vec::new();
        }
        let scores = score_of(&question, attempt).criteria;
        let counts = |row: &Row| {
            let criterion = criterion_of(*row);
            scores
                .get(criterion)
                .is_none_or(|score| score.missing != Some(Missing::NoFollowUp))
        };
        let rows = debrief::rows(&question);
        let rows = rows.iter().enumerate().filter(|(_, row)| counts(row));
        rows.map(|(at, _)| at).collect()
    }

    fn steps(&self) -> Vec<Step> {
        let pitfalls = self
            .scored()
            .is_some_and(|(_, question)| !question.pitfalls.is_empty());
        let mut steps = vec![Step::Predict];
        steps.extend(self.rows().into_iter().map(Step::Row));
        steps.extend(pitfalls.then_some(Step::Pitfalls));
        steps.extend([Step::Note, Step::Score]);
        steps
    }

    fn place_of(&self, step: Step) -> (Vec<Step>, usize) {
        let steps = self.steps();
        let step = match step {
            Step::Words(row) => Step::Row(row),
            Step::Tests => Step::Predict,
            step => step,
        };
        let at = steps.iter().position(|known| *known == step).unwrap_or(0);
        (steps, at)
    }

    /// Returns the first row that was not answered yet, or what comes after all of them.
    fn first_open(&self) -> Step {
        let rows = self.rows();
        let Some((attempt, question)) = self.scored() else {
            return Step::Score;
        };
        let all = debrief::rows(&question);
        let is_answered = |at: &usize| match all.get(*at).copied() {
            Some(Row::Idea { criterion, idea }) => question
                .rubric
                .get(criterion)
                .and_then(|criterion| criterion.ideas.as_ref()?.get(idea))
                .is_some_and(|idea| attempt.ticks.contains_key(&idea.id)),
            Some(Row::Levels { criterion }) => question
                .rubric
                .get(criterion)
                .is_some_and(|criterion| attempt.levels.contains_key(&criterion.id)),
            None => true,
        };
        match rows.iter().find(|at| !is_answered(at)) {
            Some(at) => Step::Row(*at),
            None => self.step_after(rows.last().map_or(Step::Predict, |at| Step::Row(*at))),
        }
    }

    fn step_after(&self, step: Step) -> Step {
        let (steps, at) = self.place_of(step);
        steps.get(at + 1).copied().unwrap_or(Step::Score)
    }

    /// Goes a step back; the prediction stays as it is.
    pub(super) fn step_back(&mut self) {
        let (steps, at) = self.place_of(self.scoring.step);
        match at.checked_sub(1).and_then(|at| steps.get(at)).copied() {
            Some(Step::Predict) | None => self.say("There is nothing to go back to: the prediction stays."),
            Some(step) => self.scoring.step = step,
        }
    }

    /// Says what is asked.
    pub(super) fn prompt_step(&mut self, step: Step) {
        match step {
            Step::Predict => self.prompt_prediction(),
            Step::Tests => self.say("The tests are still running."),
            Step::Row(row) => self.prompt_row(row),
            Step::Words(_) => self.say(
                "No words for it were found. Was it really said, in other words? y keeps the tick, n takes it back.",
            ),
            Step::Pitfalls => self.prompt_pitfalls(),
            Step::Note => self.prompt_note(),
            Step::Score => self.prompt_score(),
        }
    }

    fn prompt_prediction(&mut self) {
        self.say("Before you see the reference: how good was your answer?");
        let round = self
            .scored()
            .map_or(RoundKind::MlTheory, |(_, question)| question.round);
        for (level, words) in meanings(round).iter().enumerate() {
            self.say(format!("{level}. {words}"));
        }
        self.say(
            "Type 0 to 4; it cannot be changed afterwards. [answer] says your answer, [later] scores later.",
        );
    }

    fn prompt_row(&mut self, at: usize) {
        let Some((attempt, question)) = self.scored() else {
            return;
        };
        let Some(row) = debrief::rows(&question).get(at).copied() else {
            return;
        };
        let number = criterion_of(row);
        let Some(criterion) = question.rubric.get(number) else {
            return;
        };
        let chosen = attempt.levels.get(&criterion.id).copied();
        let head = format!("Criterion {} of {}: ", number + 1, question.rubric.len());
        if let Row::Idea { idea, .. } = row {
            let ideas = criterion.ideas.as_deref().unwrap_or_default();
            let Some(known) = ideas.get(idea) else { return };
            let tick = attempt.ticks.get(&known.id).map(|tick| tick.on);
            let found = quotes(attempt, &question, known);
            if idea == 0 {
                let of = counted(ideas.len(), "idea");
                let name = self.in_one_line(&criterion.criterion);
                self.head(format!("{head}{name}, {of}."));
            }
            self.say_markdown(&format!("Idea {} of {}: ", idea + 1, ideas.len()), &known.idea);
            self.say(if found.is_empty() {
                "No words for it were found in your answer.".to_owned()
            } else {
                format!("Found in your answer: {}", listed(&found))
            });
            self.say(match tick {
                None => "Did you say it? y or n.",
                Some(true) => "Did you say it? y or n; it is ticked, and an empty line keeps that.",
                Some(false) => "Did you say it? y or n; it is not ticked, and an empty line keeps that.",
            });
            return;
        }
        let name = self.in_one_line(&criterion.criterion);
        self.head(format!("{head}{}", sentence(&name)));
        for (level, words) in self.anchors(criterion).iter().enumerate() {
            self.say_markdown(&format!("{level}. "), words);
        }
        let others: Vec<String> = question
            .exemplars
            .iter()
            .map(|exemplar| format!("[exemplar {}]", exemplar.level))
            .collect();
        let read = match others.len() {
            0 => "[answer] says your answer".to_owned(),
            1 => format!("[answer] says your answer, {} a written one", others[0]),
            _ => format!("[answer] says your answer, {} written ones", listed(&others)),
        };
        self.say(format!(
            "Type 0 to 4, or a minus (-) where it does not apply. {read}.{}",
            match chosen {
                None => String::new(),
                Some(None) => " It is set aside; an empty line keeps that.".to_owned(),
                Some(Some(level)) => format!(" It is {level}; an empty line keeps that."),
            }
        ));
    }

    fn anchors(&self, criterion: &Criterion) -> [String; 5] {
        let catalog = self.app.catalog();
        catalog
            .and_then(|catalog| catalog.levels_of(criterion))
            .unwrap_or_else(|| {
                let own = criterion.levels.clone().unwrap_or_default();
                std::array::from_fn(|level| own.get(level).cloned().flatten().unwrap_or_default())
            })
    }

    fn prompt_pitfalls(&mut self) {
        let Some((attempt, question)) = self.scored() else {
            return;
        };
        let marked: Vec<String> = question
            .pitfalls
            .iter()
            .enumerate()
            .filter(|(_, pitfall)| attempt.pitfalls.contains(&pitfall.id))
            .map(|(at, _)| (at + 1).to_string())
            .collect();
        self.head("Often missed:");
        for (at, pitfall) in question.pitfalls.iter().enumerate() {
            self.say_markdown(&format!("{}. ", at + 1), &pitfall.wrong);
            self.say_markdown("   Rather: ", &pitfall.right);
        }
        self.say(if marked.is_empty() {
            "Type the numbers of those that happened to you, with blanks between; an empty line for none."
                .to_owned()
        } else {
            format!(
                "Marked: {}. Type all numbers anew, 0 for none; an empty line keeps them.",
                listed(&marked)
            )
        });
    }

    fn prompt_note(&mut self) {
        let Some((attempt, _)) = self.scored() else { return };
        let note = attempt.note.clone();
        self.head("A note of your own, on one line; an empty line for none.");
        if !note.is_empty() {
            self.say("It says so far, and what you type is added:");
            self.say_text(&note, super::words::Shape::Prose);
        }
    }

    fn prompt_score(&mut self) {
        let Some((attempt, question)) = self.scored() else {
            return;
        };
        let scored = score_of(&question, attempt);
        let (answered, prediction, spent) = (attempt.answered(), attempt.prediction, facts(attempt));
        let (hints, pauses) = (attempt.hints().len(), attempt.pauses.len());
        self.head("The score:");
        if answered {
            for (criterion, score) in question.rubric.iter().zip(&scored.criteria) {
                let name = self.in_one_line(&criterion.criterion);
                let parts = match (score.score, score.missing) {
                    (Some(value), _) if criterion.tests.is_some() => {
                        format!("{} of 4, {} of {} passed", shown(value), score.ticked, score.of)
                    }
                    (Some(value), _) if score.of > 0 => {
                        format!("{} of 4, {} of {} ticked", shown(value), score.ticked, score.of)
                    }
                    (Some(value), _) => format!("{} of 4", shown(value)),
                    (None, missing) => format!("not counted, {}", missing.map_or("no score", Missing::words)),
                };
                self.say(format!("{name}: {parts}; weight {}.", score.weight));
            }
        } else {
            self.say("Nothing was answered.");
        }
        let against = match (prediction, scored.score) {
            (Some(predicted), Some(score)) => {
                // The score is cut for showing, not rounded: so is what it is held against.
                let gap = f64::from(predicted) - shown(score).parse::<f64>().unwrap_or(score);
                let words = if gap.abs() < 0.05 {
                    "as scored".to_owned()
                } else if gap > 0.0 {
                    format!("{gap:.1} above it")
                } else {
                    format!("{:.1} below it", -gap)
                };
                format!(" You predicted {predicted}, {words}.")
            }
            _ => String::new(),
        };
        let total = scored
            .score
            .map_or_else(|| "none".to_owned(), |score| format!("{} of 4", shown(score)));
        self.say(format!("Score: {total}.{against}"));
        let beside = [(hints, "hint"), (pauses, "pause")]
            .into_iter()
            .filter(|(n, _)| *n > 0)
            .map(|(n, word)| counted(n, word));
        let beside: Vec<String> = beside.collect();
        let beside = if beside.is_empty() {
            spent
        } else {
            format!("{spent} {}.", listed(&beside))
        };
        self.say(format!("Beside it: {beside}"));
        self.say("An empty line or [next] keeps the score; [back] goes through the steps again.");
    }

    /// Takes what was typed to a step.
    pub(super) fn hear_step(&mut self, step: Step, line: &str) {
        match step {
            Step::Predict => self.hear_prediction(line),
            Step::Row(row) => self.hear_row(row, line),
            Step::Words(row) => match yes(line) {
                Some(said) => {
                    self.perform(if said { Action::KeepTick } else { Action::Untick });
                    self.scoring.step = self.step_after(Step::Row(row));
                }
                None => self.say("Type y or n."),
            },
            Step::Pitfalls => self.hear_pitfalls(line),
            Step::Note => {
                if !line.is_empty() {
                    self.note(line);
                }
                self.scoring.step = Step::Score;
            }
            Step::Tests => self.say("The tests are still running."),
            Step::Score if line.is_empty() => self.go_on(),
            Step::Score => {
                self.say("An empty line or [next] keeps the score; [back] goes through the steps again.");
            }
        }
    }

    fn hear_prediction(&mut self, line: &str) {
        let Some(level) = level(line) else {
            return self.say("Type 0 to 4: the reference opens after that.");
        };
        self.perform(LEVEL[level]);
        self.perform(Action::Next);
        self.say(format!("Predicted {level}."));
        self.say_reference();
        self.scoring.step = Step::Tests;
    }

    /// Points the app's debrief at a row of the rubric.
    fn aim(&mut self, row: usize) {
        if let Some(debrief) = self.debrief_mut() {
            debrief.pane = Pane::Rubric;
            debrief.cursor = row;
            debrief.asking = None;
        }
    }

    fn hear_row(&mut self, at: usize, line: &str) {
        let Some((attempt, question)) = self.scored() else {
            return;
        };
        let Some(row) = debrief::rows(&question).get(at).copied() else {
            return;
        };
        let Some(criterion) = question.rubric.get(criterion_of(row)) else {
            return;
        };
        let after = self.step_after(Step::Row(at));
        if let Row::Idea { idea, .. } = row {
            let known = criterion.ideas.as_deref().unwrap_or_default().get(idea);
            let tick = known
                .and_then(|idea| attempt.ticks.get(&idea.id))
                .map(|tick| tick.on);
            let said = match (yes(line), tick) {
                (Some(said), _) => said,
                (None, Some(before)) if line.is_empty() => before,
                _ => return self.say("Type y or n."),
            };
            // What was not said is recorded too: it is not asked again.
            if Some(said) != tick {
                self.aim(at);
                self.perform(if said { Action::Tick } else { Action::Untick });
            }
            let asks = self.debrief().is_some_and(|debrief| debrief.asking.is_some());
            self.scoring.step = if asks { Step::Words(at) } else { after };
            return;
        }
        let chosen = attempt.levels.contains_key(&criterion.id);
        let action = match (line, level(line)) {
            (_, Some(level)) => LEVEL[level],
            ("-", _) => Action::NotApplicable,
            ("", _) if chosen => {
                self.scoring.step = after;
                return;
            }
            _ => return self.say("Type 0 to 4, or a minus (-) where it does not apply."),
        };
        self.aim(at);
        self.perform(action);
        self.scoring.step = after;
    }

    fn hear_pitfalls(&mut self, line: &str) {
        let Some((attempt, question)) = self.scored() else {
            return;
        };
        let of = question.pitfalls.len();
        let numbers: Option<Vec<usize>> = line
            .split([' ', ',', '\t'])
            .filter(|part| !part.is_empty())
            .map(|part| part.parse().ok().filter(|number| *number <= of))
            .collect();
        let Some(numbers) = numbers else {
            return self.say(format!("Type numbers from 1 to {of}, 0 or an empty line."));
        };
        let marked: Vec<bool> = question
            .pitfalls
            .iter()
            .map(|pitfall| attempt.pitfalls.contains(&pitfall.id))
            .collect();
        for (at, before) in marked.into_iter().enumerate().filter(|_| !line.is_empty()) {
            if numbers.contains(&(at + 1)) != before {
                if let Some(debrief) = self.debrief_mut() {
                    debrief.pane = Pane::Text;
                    debrief.tab = Tab::Pitfalls;
                    debrief.pitfall = at;
                }
                self.perform(Action::Tick);
            }
        }
        self.aim(0);
        self.scoring.step = Step::Note;
    }

    /// Keeps the score and goes on.
    pub(super) fn go_on(&mut self) {
        self.perform(Action::Next);
    }

    pub(super) fn may_go_on(&self) -> bool {
        self.scoring.step == Step::Score
    }

    /// Returns whether there is something to read by this command.
    pub(super) fn scoring_has(&self, verb: Verb, place: &Place) -> bool {
        let Place::Scoring(_, step) = place else {
            return false;
        };
        let written = self
            .scored()
            .is_some_and(|(_, question)| !question.exemplars.is_empty());
        if verb == Verb::Tests {
            let tested = self
                .scored()
                .is_some_and(|(_, question)| debrief::has_tests(&question));
            return *step != Step::Predict && tested;
        }
        verb == Verb::Answer || *step != Step::Predict && written
    }

    /// Says the answer, the reference or another exemplar.
    pub(super) fn read(&mut self, verb: Verb, argument: &str) {
        match verb {
            Verb::Answer => self.say_answer(),
            Verb::Exemplar => self.say_exemplar(argument),
            Verb::Tests => self.say_tests(),
            _ => self.say_reference(),
        }
    }

    fn say_answer(&mut self) {
        let Some((attempt, _)) = self.scored() else { return };
        let fields: Vec<(String, String)> = attempt
            .fields
            .iter()
            .filter(|field| !field.text.trim().is_empty())
            .map(|field| (field.name.clone(), field.text.clone()))
            .collect();
        if fields.is_empty() {
            self.say("Nothing was typed.");
        }
        for (name, text) in fields {
            self.say_field(&name, &text);
        }
    }
}

fn criterion_of(row: Row) -> usize {
    match row {
        Row::Idea { criterion, .. } | Row::Levels { criterion } => criterion,
    }
}

fn yes(line: &str) -> Option<bool> {
    match line.to_ascii_lowercase().as_str() {
        "y" | "yes" => Some(true),
        "n" | "no" => Some(false),
        _ => None,
    }
}

fn level(line: &str) -> Option<usize> {
    line.parse().ok().filter(|level| *level <= 4)
}
