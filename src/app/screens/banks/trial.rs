//! A question's own solutions run by the judge: the solution passes every stage, the starter none, and each
//! wrong one is rejected by the test it names. Runs come one after the other, their outcomes as they come.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::app::data::Cx;
use crate::app::effect::Effect;
use crate::app::msg::TaskId;
use crate::domain::bank::{Code, Question, QuestionName};
use crate::domain::code::{fault_line, test_names};
use crate::domain::verdict::{Ended, Progress, RunKind, RunRequest, Verdict};
use crate::domain::words::counted;

/// What a run must come to.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Expect {
    Passes,
    /// The file a candidate begins with: something is left to be done.
    Fails,
    /// By this test.
    Rejected(String),
}

#[derive(Debug, Clone, PartialEq)]
struct Job {
    file: String,
    stage: usize,
    expect: Expect,
}

/// What became of one run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ran {
    /// `solution.py, stage 1`.
    pub what: String,
    pub good: bool,
    /// In a sentence or a few words.
    pub said: String,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Trial {
    pub name: QuestionName,
    pub ran: Vec<Ran>,
    /// Why nothing can be run, in a sentence.
    pub unable: Option<String>,
    question: Arc<Question>,
    jobs: VecDeque<Job>,
    task: Option<TaskId>,
}

impl Trial {
    /// Begins with the first run; `None` where the question has no code.
    pub(super) fn begin(name: QuestionName, question: &Arc<Question>, cx: &mut Cx) -> Option<Self> {
        let code = question.code.as_ref()?;
        let mut trial = Self {
            name,
            ran: Vec::new(),
            unable: None,
            jobs: VecDeque::new(),
            task: None,
            question: Arc::clone(question),
        };
        trial.plan(code);
        if trial.jobs.is_empty() && trial.ran.is_empty() {
            trial.unable = Some("There is no file to run yet: no solution, no starter.".to_owned());
        }
        trial.next(cx);
        Some(trial)
    }

    fn plan(&mut self, code: &Code) {
        for stage in 0..code.stages.len() {
            for (file, expect) in [("solution.py", Expect::Passes), (Code::STARTER, Expect::Fails)] {
                if code.files.contains_key(file) {
                    self.jobs.push_back(Job {
                        file: file.to_owned(),
                        stage,
                        expect,
                    });
                }
            }
        }
        for (file, text) in code.files.iter().filter(|(file, _)| file.starts_with("wrong/")) {
            let named = fault_line(text).and_then(|test| {
                let stage = code.stages.iter().position(|stage| {
                    let tests = code.files.get(&stage.tests);
                    tests.is_some_and(|tests| test_names(tests).any(|known| known == test))
                })?;
                Some((stage, test.to_owned()))
            });
            match named {
                Some((stage, test)) => self.jobs.push_back(Job {
                    file: file.clone(),
                    stage,
                    expect: Expect::Rejected(test),
                }),
                None => self.ran.push(Ran {
                    what: file.clone(),
                    good: false,
                    said: "Line 1 names no test of the question: `# fault: …; rejected by test_…`".to_owned(),
                }),
            }
        }
    }

    /// Returns whether runs are under way.
    pub fn is_running(&self) -> bool {
        self.task.is_some()
    }

    pub fn is_good(&self) -> bool {
        self.unable.is_none() && self.ran.iter().all(|ran| ran.good)
    }

    fn next(&mut self, cx: &mut Cx) {
        let files = self.question.code.as_ref().map(|code| &code.files);
        let Some((job, files)) = self.jobs.front().zip(files) else {
            self.task = None;
            return;
        };
        let answer = files.get(&job.file).map(ToString::to_string).unwrap_or_default();
        let task = cx.data.task();
        self.task = Some(task);
        cx.effects.push(Effect::Run {
            task,
            request: Box::new(RunRequest {
                name: self.name.clone(),
                question: Arc::clone(&self.question),
                kind: RunKind::All,
                stage: job.stage,
                answer,
            }),
        });
    }

    /// Takes in what the judge tells; returns whether it was of this trial.
    pub(super) fn hear(&mut self, task: TaskId, progress: &Progress, cx: &mut Cx) -> bool {
        if self.task != Some(task) {
            return false;
        }
        match progress {
            Progress::Done(verdict) => {
                if let Some(job) = self.jobs.pop_front() {
                    self.ran.push(judged(&job, verdict));
                }
                self.next(cx);
            }
            Progress::Unable(unable) => {
                let sentence = format!("{} {}", unable.sentence, unable.mend);
                self.unable = Some(sentence.trim().to_owned());
                self.jobs.clear();
                self.task = None;
            }
            _ => {}
        }
        true
    }
}

fn judged(job: &Job, verdict: &Verdict) -> Ran {
    let what = format!("{}, stage {}", job.file, job.stage + 1);
    let tests = |count: usize| counted(count, "test");
    let (good, said) = match &job.expect {
        Expect::Passes if verdict.all_passed() => (true, format!("passes {}", tests(verdict.tests.len()))),
        Expect::Passes => {
            let why = verdict.first_failure().map_or_else(
                || match verdict.said.as_str() {
                    "" => "its run did not end whole".to_owned(),
                    said => said.to_owned(),
                },
                |test| {
                    format!(
                        "{}: {}",
                        test.name,
                        test.message.lines().next().unwrap_or_default()
                    )
                },
            );
            (false, format!("does not pass: {why}"))
        }
        Expect::Fails if verdict.all_passed() => (false, "passes: there is nothing to be done".to_owned()),
        Expect::Fails => (true, "does not pass yet, as it should".to_owned()),
        Expect::Rejected(test) => {
            let passes = verdict
                .tests
                .iter()
                .any(|result| result.name == *test && result.outcome.passed());
            if verdict.ended != Ended::Whole {
                (false, format!("its run did not end whole: {}", verdict.said))
            } else if passes {
                (false, format!("passes {test}, which must reject it"))
            } else {
                (true, format!("is rejected by {test}"))
            }
        }
    };
    Ran {
        what,
        good,
        said: said.trim_end_matches([':', ' ']).to_owned(),
    }
}
