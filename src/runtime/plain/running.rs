//! Running code in lines: `[run]` and `[script]`, the tests that done waits for, and what the judge said of
//! an answer read out in the debrief. While a run that somebody asked for is under way no line is taken:
//! what a script types next comes after the result.

use super::scoring::Step;
use super::talk::{Place, Talk};
use super::words::Shape;
use crate::app::action::Action;
use crate::app::flow;
use crate::app::judging::{Purpose, Readiness};
use crate::app::screens::debrief::has_tests;
use crate::domain::code;
use crate::domain::score::{self, StageVerdict};
use crate::domain::verdict::{Ended, Outcome, Output, RunKind, TestResult, TraceLine, Unable, Verdict};
use crate::domain::words::counted;

/// Calls of a traceback that are read out; the innermost are those that tell.
const CALLS: usize = 4;

/// Lines of printed text that are read out, of its beginning and of its end each.
const PRINTED: usize = 40;

impl Talk {
    /// Returns whether lines wait: for a run that somebody asked for, for what is known of Python when a
    /// question opens, for the tests at submission once the reference is told.
    pub(super) fn waits_for_judge(&self) -> bool {
        let judging = &self.app.data.judging;
        match self.place() {
            Place::Scoring(_, Step::Tests) => self.tests_come(),
            Place::Writing(_) | Place::Paused | Place::Between(..) => {
                judging.own_run().is_some()
                    || judging.run.is_none() && matches!(judging.ready, Readiness::Looking)
            }
            _ => false,
        }
    }

    /// Returns whether tests of the answer that is scored are still running.
    pub(super) fn tests_come(&self) -> bool {
        let Some((attempt, _)) = self.scored() else {
            return false;
        };
        let mut live = self.live().into_iter();
        live.any(|live| live.awaited_stages(&attempt.question).next().is_some())
    }

    /// Runs the visible tests of the stage in hand, or the file.
    pub(super) fn run_code(&mut self, action: Action) {
        self.unable_told = None;
        self.perform(action);
        let Some(run) = self.app.data.judging.own_run() else {
            if self.app.data.judging.unable().is_none() {
                self.say("This stage shows no tests; [done] runs those it has.");
            }
            return;
        };
        let (stage, kind) = (run.stage + 1, run.kind);
        self.say(match kind {
            RunKind::Script => "The file runs.".to_owned(),
            _ => format!("The visible tests of stage {stage} run."),
        });
    }

    /// Says why no code can be run, once.
    pub(super) fn watch_judge(&mut self) {
        let unable: Option<Unable> = self.app.data.judging.unable().cloned();
        if unable == self.unable_told {
            return;
        }
        if let Some(unable) = &unable {
            let mend = &unable.mend;
            self.say(format!("{} {mend}", unable.sentence).trim());
        }
        self.unable_told = unable;
    }

    /// Tells a run that somebody asked for; what runs at submission is told in the debrief.
    pub(super) fn tell_run(&mut self, purpose: Option<Purpose>, stage: usize, verdict: &Verdict) {
        let Some(purpose) = purpose.filter(|purpose| *purpose != Purpose::Final) else {
            return;
        };
        let time = score::milliseconds(verdict.ms);
        let head = match verdict.kind {
            RunKind::Script => format!("The file ran, {time}."),
            _ => format!(
                "Stage {}: {} of {} passed, {time}.",
                stage + 1,
                verdict.passed(),
                counted(verdict.tests.len(), "test")
            ),
        };
        self.say(head);
        self.tell_end(verdict);
        let mut hidden = 0;
        for test in &verdict.tests {
            hidden += usize::from(!test.visible);
            if test.visible {
                self.tell_test(test);
            } else if !test.outcome.passed() {
                self.say(format!("{}: hidden test {hidden}.", label(test.outcome)));
            }
        }
        // What hidden tests print may show what they try.
        if verdict.tests.iter().all(|test| test.visible) {
            self.tell_output(&verdict.output);
        }
        if purpose == Purpose::Done {
            self.tell_not_done(verdict);
        } else {
            self.writing.visit += 1;
        }
    }

    /// Why done does not go on, if it does not.
    fn tell_not_done(&mut self, verdict: &Verdict) {
        if verdict.all_passed() {
            return;
        }
        let (failed, of) = (verdict.tests.len() - verdict.passed(), verdict.tests.len());
        let hidden = verdict.tests.iter().filter(|test| !test.visible);
        let hidden = hidden.filter(|test| !test.outcome.passed()).count();
        let which = match hidden {
            0 => String::new(),
            hidden => format!(", {hidden} of them hidden"),
        };
        let fail = if failed == 1 { "fails" } else { "fail" };
        let lead = match verdict.ended {
            Ended::Whole => format!("{failed} of {of} {fail}{which}."),
            _ => "Not done.".to_owned(),
        };
        self.say(format!(
            "{lead} A lone dot goes on as it is, and so does [done]; [run] runs the visible tests."
        ));
        self.writing.reopen(flow::CODE);
        self.writing.turn_to(flow::CODE.to_owned());
    }

    /// How a run ended, where it did not end whole.
    fn tell_end(&mut self, verdict: &Verdict) {
        if verdict.ended == Ended::Whole {
            return;
        }
        let line = verdict
            .line
            .map_or_else(String::new, |line| format!(" Line {line}."));
        let said = match verdict.said.trim() {
            "" => score::ended_words(verdict.ended),
            said => said,
        };
        self.say(format!("{said}{line}"));
        for used in &verdict.forbidden {
            self.say(format!("Line {}: {}. {}", used.line, used.name, used.reason));
        }
        self.tell_calls(&verdict.trace);
    }

    /// One test: what became of it, and why where it did not pass.
    fn tell_test(&mut self, test: &TestResult) {
        let line = test
            .line
            .map_or_else(String::new, |line| format!(", line {line}"));
        let name = code::readable(&test.name);
        self.say(format!("{}: {name}{line}.", label(test.outcome)));
        if test.outcome.passed() {
            return;
        }
        for said in test.message.lines().filter(|said| !said.trim().is_empty()) {
            self.say_text(&format!("   {said}"), Shape::Verbatim);
        }
        self.tell_calls(&test.trace);
    }

    fn tell_calls(&mut self, trace: &[TraceLine]) {
        for call in trace.iter().skip(trace.len().saturating_sub(CALLS)) {
            let said = format!(
                "   {} line {}, {}: {}",
                call.file, call.line, call.function, call.source
            );
            self.say_text(said.trim_end_matches([':', ' ']), Shape::Verbatim);
        }
    }

    fn tell_output(&mut self, output: &Output) {
        if output.is_empty() {
            return;
        }
        self.say("Printed:");
        let head: Vec<&str> = output.head.lines().collect();
        let tail: Vec<&str> = output.tail.lines().collect();
        let all: Vec<&str> = head.iter().chain(&tail).copied().collect();
        if output.left_out == 0 && all.len() <= 2 * PRINTED {
            return self.say_text(&all.join("\n"), Shape::Verbatim);
        }
        let end = if tail.is_empty() { &head } else { &tail };
        let begins = &head[..head.len().min(PRINTED)];
        let ends = &end[end.len().saturating_sub(PRINTED)..];
        self.say_text(&begins.join("\n"), Shape::Verbatim);
        self.say("Much is left out here.");
        self.say_text(&ends.join("\n"), Shape::Verbatim);
    }

    /// Reads out what the judge said of the answer as it was submitted; hidden tests are named now.
    pub(super) fn say_tests(&mut self) {
        let Some((attempt, question)) = self.scored() else {
            return;
        };
        if !has_tests(&question) || !attempt.answered() {
            return;
        }
        let attempt = attempt.clone();
        let stages = score::at_submission(&question, &attempt);
        if stages.is_empty() {
            let session = self.live().map(|live| &live.session);
            let why = score::why_not_run(session, &question, &attempt);
            let unable = self.app.data.judging.unable();
            let said = unable.map_or_else(
                || format!("Tests were not run: {why}"),
                |unable| unable.sentence.clone(),
            );
            self.head(format!("{said} The tests leave the mean."));
            return;
        }
        let passed: usize = stages.iter().map(StageVerdict::passed).sum();
        let of: usize = stages.iter().map(StageVerdict::of).sum();
        self.head(format!("Tests at submission: {passed} of {of} passed."));
        for stage in &stages {
            self.say_stage(stage);
        }
    }

    fn say_stage(&mut self, stage: &StageVerdict) {
        let title = self.in_one_line(stage.title);
        let lead = format!("Stage {}, {title}", stage.stage + 1);
        let Some(run) = stage.run else {
            return self.say(format!(
                "{lead}: not run on the final text, so none of {} passed.",
                stage.of()
            ));
        };
        self.say(format!("{lead}: {} of {} passed.", stage.passed(), stage.of()));
        if !stage.counts() {
            self.tell_end(&run.verdict);
            return;
        }
        for test in &stage.tests {
            match test.result {
                Some(result) => self.tell_test(result),
                None => self.say(format!(
                    "{}: {}.",
                    label(Outcome::NotRun),
                    code::readable(test.name)
                )),
            }
        }
    }
}

/// Returns what stands before a test's words: `Passed`, `Too slow`.
fn label(outcome: Outcome) -> String {
    super::words::capital(outcome.word())
}
