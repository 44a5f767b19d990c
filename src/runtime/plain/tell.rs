//! What is told of the session: each record as it happens, the question again, the time, what works.

use std::sync::Arc;

use super::parts::{self, FOLLOW_UP};
use super::talk::{Place, Talk};
use super::words::{Shape, about, capital, clock, duration, listed, sentence};
use crate::app::action::Action;
use crate::app::flow;
use crate::app::screens::interview::{CANVAS, clocks};
use crate::domain::bank::{Question, RoundKind};
use crate::domain::clock::ClockState;
use crate::domain::code;
use crate::domain::draw::DrawnRound;
use crate::domain::event::{EndCause, Event, PauseCause, SubmitCause};
use crate::domain::fields;
use crate::domain::session::{Attempt, Field, Said, Stand};
use crate::domain::words::counted;

impl Talk {
    /// Tells one record.
    pub(super) fn tell(&mut self, event: &Event) {
        match event {
            Event::RoundStarted { .. } => self.tell_round(),
            Event::QuestionAsked { .. } => self.tell_asked(),
            Event::FollowUpShown { id } => self.tell_follow_up(id),
            Event::HintTaken { hint } => self.tell_hint(*hint),
            Event::Clarified { matched, .. } => self.tell_clarified(*matched),
            Event::StageOpened { stage } => {
                self.writing.reopen(flow::CODE);
                self.tell_stage(*stage);
            }
            Event::StagePassedOver { stage } => {
                self.say(format!("Stage {} is passed over.", stage + 1));
            }
            Event::Paused {
                cause: PauseCause::Person,
                past_ms: None,
            } => self.head("Paused."),
            Event::Paused {
                past_ms: Some(length),
                ..
            } => {
                let length = duration(std::time::Duration::from_millis(*length));
                self.say(format!(
                    "{length} without hotseat running are counted as a pause."
                ));
            }
            Event::Resumed {} if self.doing == Some(Action::Continue) => self.tell_resumed(),
            Event::Spoken { on: true } => self.say("Answer aloud: the clock runs, type only notes."),
            Event::Spoken { on: false } => self.say("The answer is typed again."),
            Event::Submitted { cause } => self.tell_submitted(*cause),
            Event::TakenBack {} => {
                self.say("Taken back: the answer is open again.");
                self.take_up();
            }
            Event::Skipped {} => self.say("Skipped."),
            Event::Starred { on: true, .. } => self.say("Marked to revisit."),
            Event::Starred { on: false, .. } => self.say("No longer marked."),
            Event::Disputed { on: true, text, .. } if !text.is_empty() => {
                let text = self.in_one_line(text);
                self.say(format!("Disputed. It says: {text}"));
            }
            Event::Disputed { on: true, .. } => {
                self.say("Disputed. [dispute] and words behind it say what is wrong with the question.");
            }
            Event::Disputed { on: false, .. } => self.say("No longer disputed."),
            Event::RoundEnded { cause, .. } => self.tell_round_ended(*cause),
            Event::SessionEnded { .. } => self.head("The interview is over."),
            _ => {}
        }
    }

    /// Returns the newest attempt, as the records told so far have it, with its question.
    pub(super) fn current(&self) -> Option<(&Attempt, Arc<Question>)> {
        let attempt = self.session.current()?;
        Some((attempt, self.live()?.question(&attempt.question)?.clone()))
    }

    fn planned(&self) -> Option<&DrawnRound> {
        let round = self.session.rounds.last()?;
        self.session.started.as_ref()?.plan.get(round.index)
    }

    fn tell_round(&mut self) {
        self.clocks.1 = ClockState::Calm;
        let Some(round) = self.session.rounds.last() else {
            return;
        };
        let planned = self.planned();
        let rounds = self
            .session
            .started
            .as_ref()
            .map_or(1, |started| started.plan.len());
        let questions = planned.map_or(0, |planned| planned.questions.len());
        let fields = planned.and_then(|planned| planned.fields.clone());
        let kind = round.kind;
        let text = format!(
            "Round {} of {rounds}: {}, {}, {}.",
            round.index + 1,
            round.kind.title(),
            duration(round.budget),
            counted(questions, "question"),
        );
        self.head(text);
        if let Some(fields) = fields {
            let titles: Vec<String> = fields.iter().map(|field| parts::title(kind, field)).collect();
            self.say(format!("Only these parts are asked: {}.", listed(&titles)));
        }
    }

    fn tell_asked(&mut self) {
        self.clocks.0 = ClockState::Calm;
        self.writing.begin(self.session.attempts.len().saturating_sub(1));
        self.tell_question();
    }

    /// The question in hand, as it is asked.
    pub(super) fn tell_question(&mut self) {
        let Some((attempt, question)) = self.current() else {
            return;
        };
        let budget = attempt.budget;
        let in_round = |attempt: &&Attempt| attempt.round + 1 == self.session.rounds.len();
        let asked = self.session.attempts.iter().filter(in_round).count();
        let of = self.planned().map_or(asked, |planned| planned.questions.len());
        self.told = Some(self.session.attempts.len().saturating_sub(1));
        self.head(format!(
            "Question {asked} of {of}, {}, {}.",
            question.round.title(),
            duration(budget)
        ));
        self.say_markdown("", &question.prompt);
        if let Some(estimate) = &question.estimate {
            self.say_markdown("An estimate, on the way: ", &estimate.ask);
        }
        if !question.competencies.is_empty() {
            let names: Vec<String> = question
                .competencies
                .iter()
                .map(|code| fields::competency(code))
                .collect();
            self.say(format!("It asks for: {}.", listed(&names)));
        }
        self.tell_code(&question);
    }

    fn tell_code(&mut self, question: &Question) {
        let Some(code) = &question.code else { return };
        if !code.entry.is_empty() {
            self.say(format!("To write: {}.", listed(&code.entry)));
        }
        if !code.forbid.is_empty() {
            self.say(format!("Not allowed: {}.", listed(&code.forbid)));
        }
        let titles: Vec<String> = code
            .stages
            .iter()
            .enumerate()
            .map(|(at, stage)| format!("{}. {}", at + 1, stage.title))
            .collect();
        if titles.len() > 1 {
            self.say(format!("Stages: {}.", titles.join("; ")));
        }
    }

    /// A stage as it is opened, with the tests that are known of it.
    fn tell_stage(&mut self, stage: usize) {
        let Some((_, question)) = self.current() else {
            return;
        };
        let Some(code) = &question.code else { return };
        let Some(opened) = code.stages.get(stage) else {
            return;
        };
        if stage > 0 {
            self.say("");
        }
        self.say(format!(
            "Stage {} of {}: {}",
            stage + 1,
            code.stages.len(),
            sentence(&opened.title)
        ));
        if !opened.prompt.trim().is_empty() {
            self.say_markdown("", &opened.prompt);
        }
        let known = code::tests_of(code, stage);
        let mut tests: Vec<String> = known.visible.iter().map(|name| code::readable(name)).collect();
        if known.hidden > 0 {
            tests.push(format!("{} hidden", known.hidden));
        }
        if !tests.is_empty() {
            self.say(format!("Tests: {}.", listed(&tests)));
        }
    }

    fn tell_follow_up(&mut self, id: &str) {
        let Some((attempt, question)) = self.current() else {
            return;
        };
        let number = parts::number(&question, id, &attempt.follow_ups());
        let Some(follow_up) = question.follow_up(id) else {
            return;
        };
        let field = format!("{FOLLOW_UP}{id}");
        self.say("");
        self.say_markdown(&asked_as(number), &follow_up.ask);
        if matches!(self.doing, Some(Action::Done | Action::FollowUp)) {
            self.writing.turn_to(field);
        } else if let Some(part) = self.writing.field.clone() {
            // Nobody is taken out of what they are writing: the new part comes after this one.
            let name = self.part_name(&part);
            self.say(format!("Answer it after this part. Go on with {name}."));
            self.kept = Some(part);
        }
    }

    fn tell_hint(&mut self, hint: usize) {
        let Some((_, question)) = self.current() else {
            return;
        };
        if let Some(text) = question.hints.get(hint) {
            let lead = format!("Hint {} of {}: ", hint + 1, question.hints.len());
            self.say_markdown(&lead, text.text());
        }
    }

    fn tell_clarified(&mut self, matched: Option<usize>) {
        let question = self.current().map(|(_, question)| question);
        let answer = question
            .as_ref()
            .zip(matched)
            .and_then(|(question, at)| question.clarifications.get(at));
        match answer {
            Some(clarification) => self.say_markdown("The interviewer: ", &clarification.answer),
            None => self.say("The interviewer: take whatever assumption you need, and say it."),
        }
    }

    fn tell_resumed(&mut self) {
        let at = self.session.attempts.len().saturating_sub(1);
        let asking = self.session.stand() == Stand::Asking;
        if asking && self.told != Some(at) {
            self.show();
            self.writing.seen = true;
        }
        self.say("The clock runs again.");
        self.time();
        if let Some(live) = self.live() {
            // The time is told: what was warned of before is not told again.
            self.clocks = clocks(live, &self.now);
        }
        if asking {
            self.writing.visit += 1;
        }
    }

    fn tell_submitted(&mut self, cause: SubmitCause) {
        let Some((attempt, question)) = self.current() else {
            return;
        };
        let facts = facts(attempt);
        let open: Vec<String> = flow::fields(&question, self.planned())
            .iter()
            .filter(|field| !attempt.field(field).is_some_and(Field::answered))
            .map(|field| parts::title(question.round, field))
            .collect();
        match cause {
            SubmitCause::TimeUp => {
                self.cut_off = Some(self.now.mono);
                self.head(format!("Time is up: the answer is locked. {}", capital(&facts)));
            }
            SubmitCause::Done => self.head(format!("Done. {}", capital(&facts))),
        }
        if !open.is_empty() {
            self.say(format!("Nothing stands under {}.", listed(&open)));
        }
        self.writing.field = None;
    }

    fn tell_round_ended(&mut self, cause: EndCause) {
        let Some(round) = self.session.rounds.last() else {
            return;
        };
        let used = format!("{} used of {}", duration(round.spent), duration(round.budget));
        let kind = round.kind.title();
        if cause == EndCause::TimeUp {
            self.cut_off = Some(self.now.mono);
            self.head(format!("The time of the round is up: {kind}, {used}."));
        } else {
            self.head(format!("The round is over: {kind}, {used}."));
        }
    }

    /// What a clock has come to.
    pub(super) fn warn(&mut self, state: ClockState, of: &str) {
        let Some(live) = self.live() else { return };
        let times = live.session.live(live.since(&self.now));
        let (budget, spent) = match (of, live.session.current(), live.session.rounds.last()) {
            ("question", Some(attempt), _) => (attempt.budget, times.question),
            (_, _, Some(round)) => (round.budget, times.round),
            _ => return,
        };
        let left = clock(budget, spent);
        match state {
            ClockState::Half => self.say(format!("Time: half of this {of} is used, {left}.")),
            ClockState::Low | ClockState::Last => self.say(format!("Time: {left} for this {of}.")),
            ClockState::Over => self.say(format!(
                "Time: this {of}'s {} are over. You may go on; overtime is recorded.",
                duration(budget)
            )),
            ClockState::Calm | ClockState::Up => {}
        }
    }

    /// The time, on request.
    pub(super) fn time(&mut self) {
        let Some(live) = self.live() else { return };
        let session = &live.session;
        let timed = session.rounds.last().is_some_and(|round| round.ended.is_none()) && !self.scores();
        if !timed {
            return self.say("No clock runs here.");
        }
        let times = session.live(live.since(&self.now));
        let question = session
            .current()
            .filter(|_| session.stand() == Stand::Asking)
            .map(|attempt| clock(attempt.budget, times.question));
        let round = session
            .rounds
            .last()
            .map(|round| clock(round.budget, times.round));
        let mut said = match (question, round) {
            (Some(question), Some(round)) if question == round => {
                vec![format!("Question and round: {round}.")]
            }
            (question, round) => [("Question", question), ("Round", round)]
                .into_iter()
                .filter_map(|(of, says)| Some(format!("{of}: {}.", says?)))
                .collect(),
        };
        if let Some((budget, spent)) = self.part_time().filter(|_| session.stand() == Stand::Asking) {
            said.push(format!("This part: {} of {}.", duration(spent), about(budget)));
        }
        if session.paused.is_some() {
            said.push("The clock stands still.".to_owned());
        }
        self.say(said.join(" "));
    }

    /// The question again, what was said since, and what was typed.
    pub(super) fn show(&mut self) {
        self.tell_question();
        let Some((attempt, question)) = self.current() else {
            return;
        };
        let stages: Vec<usize> = attempt.stages.iter().map(|run| run.stage).collect();
        let transcript = attempt.transcript.clone();
        let shown = attempt.follow_ups();
        for stage in stages {
            self.tell_stage(stage);
        }
        for said in transcript {
            match said.what {
                Said::Hint { hint } => self.tell_hint(hint),
                Said::FollowUp { id } => {
                    if let Some(follow_up) = question.follow_up(&id) {
                        let lead = asked_as(parts::number(&question, &id, &shown));
                        self.say_markdown(&lead, &follow_up.ask);
                    }
                }
                Said::Clarified { ask, matched } => {
                    self.say(format!("You asked: {ask}"));
                    self.tell_clarified(matched);
                }
            }
        }
        let typed: Vec<(String, String)> = self.interview().map_or_else(Vec::new, |interview| {
            interview
                .fields
                .iter()
                .map(|field| (field.name.clone(), field.editor.text()))
                .filter(|(_, text)| !text.trim().is_empty())
                .collect()
        });
        if typed.is_empty() {
            self.say("Nothing is typed yet.");
        }
        for (field, text) in typed {
            self.say_field(&field, &text);
        }
    }

    /// A part of an answer with its text.
    pub(super) fn say_field(&mut self, field: &str, text: &str) {
        let title = capital(&self.part_name(field));
        if field == flow::CODE {
            self.say(format!("{title}, {}:", counted(text.lines().count(), "line")));
            self.say_numbered(text);
            return;
        }
        let words = text.split_whitespace().count();
        self.say(format!("{title}, {}:", counted(words, "word")));
        let shape = if field == CANVAS {
            Shape::Verbatim
        } else {
            Shape::Prose
        };
        self.say_text(text, shape);
    }

    /// Code, its lines numbered.
    pub(super) fn say_numbered(&mut self, text: &str) {
        let numbered: Vec<String> = text
            .split('\n')
            .enumerate()
            .map(|(at, line)| format!("{}: {line}", at + 1))
            .collect();
        self.say_text(&numbered.join("\n"), Shape::Verbatim);
    }

    /// Returns what a part of the answer in hand is called.
    pub(super) fn part_name(&self, field: &str) -> String {
        let in_hand = if self.scores() {
            self.scored()
        } else {
            self.current()
        };
        in_hand.map_or_else(
            || field.to_owned(),
            |(attempt, question)| parts::name(&question, field, &attempt.follow_ups()),
        )
    }

    pub(super) fn scores(&self) -> bool {
        matches!(self.place(), Place::Scoring(..) | Place::Card | Place::Gone)
    }

    /// Returns the round of the question in hand.
    pub(super) fn kind(&self) -> RoundKind {
        self.current()
            .map_or(RoundKind::MlTheory, |(_, question)| question.round)
    }
}

/// What stands before a follow-up's words.
fn asked_as(number: Option<usize>) -> String {
    number.map_or_else(
        || "A twist, the interviewer changes a constraint: ".to_owned(),
        |number| format!("Follow-up {number}: "),
    )
}

/// Words and time of an answer.
pub(super) fn facts(attempt: &Attempt) -> String {
    let words = counted(attempt.words(), "word");
    let words = if attempt.spoken {
        format!("spoken, {words} of notes")
    } else {
        words
    };
    format!(
        "{words}, {} used of {}.",
        duration(attempt.spent),
        duration(attempt.budget)
    )
}
