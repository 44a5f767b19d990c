//! Changes of banks, one after the other on a thread of their own: what was asked for first is on disk
//! first. The program does not end before it is.

use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::mpsc::UnboundedSender;

use crate::app::msg::{Msg, TaskId};
use crate::domain::bank::QuestionName;
use crate::domain::bank::edit::{BankEdit, BankText, Draft};
use crate::runtime::clock::Clock;
use crate::runtime::ending::BeforeEnd;
use crate::storage::banks::edit::code::CodeChange;
use crate::storage::banks::edit::{Desk, DeskPlaces, Whose};

type Job = Box<dyn FnOnce(&Desk, Timestamp) -> Option<Msg> + Send>;

/// The thread that changes banks; started with the first wish.
#[derive(Debug)]
pub struct Banks {
    places: DeskPlaces,
    answers: UnboundedSender<Msg>,
    clock: Clock,
    jobs: Mutex<Option<Sender<Job>>>,
    waiting: Arc<Waiting>,
}

/// How many wishes are not done yet.
#[derive(Debug, Default)]
struct Waiting {
    count: Mutex<usize>,
    none: Condvar,
}

impl Banks {
    pub fn new(
        places: DeskPlaces,
        answers: UnboundedSender<Msg>,
        clock: Clock,
        before_end: &BeforeEnd,
    ) -> Self {
        let waiting: Arc<Waiting> = Arc::default();
        let at_the_end = Arc::clone(&waiting);
        before_end.add(move |within| at_the_end.all_done(within));
        Self {
            places,
            answers,
            clock,
            jobs: Mutex::default(),
            waiting,
        }
    }

    pub fn open(&self, task: TaskId, bank: String, question: Option<String>) {
        self.ask(move |desk, _| Msg::BankOpened(task, desk.read(&bank, question.as_deref())));
    }

    pub fn save(&self, task: TaskId, seen: BankText, edits: Vec<BankEdit>) {
        self.ask(move |desk, now| {
            let saved = desk.save(&seen, &edits, Whose::Written, now);
            Msg::BankSaved(task, saved.map(Box::new))
        });
    }

    pub fn create(&self, task: TaskId, id: String, text: String) {
        self.ask(move |desk, now| Msg::BankOpened(task, desk.create(&id, &text, Whose::Written, now)));
    }

    pub fn revert(&self, task: TaskId, seen: BankText, question: String) {
        self.ask(move |desk, now| Msg::BankSaved(task, desk.revert(&seen, &question, now).map(Box::new)));
    }

    pub fn save_code(
        &self,
        task: TaskId,
        name: QuestionName,
        file: String,
        before: Option<String>,
        after: Option<String>,
    ) {
        self.ask(move |desk, now| {
            let change = CodeChange {
                name: &name,
                file: &file,
                before: before.as_deref(),
                after: after.as_deref(),
            };
            Msg::CodeSaved(task, desk.save_code(&change, now))
        });
    }

    pub fn versions(&self, task: TaskId, bank: String) {
        self.ask(move |desk, _| {
            let versions = desk.versions(&bank);
            Msg::Versions(task, bank, versions)
        });
    }

    pub fn version(&self, task: TaskId, bank: String, name: String) {
        self.ask(move |desk, _| Msg::VersionRead(task, desk.version(&bank, &name)));
    }

    pub fn restore(&self, task: TaskId, seen: BankText, name: String) {
        self.ask(move |desk, now| Msg::BankSaved(task, desk.restore(&seen, &name, now).map(Box::new)));
    }

    pub fn delete(&self, task: TaskId, bank: String) {
        self.ask(move |desk, now| Msg::BankSaved(task, desk.delete_bank(&bank, now).map(Box::new)));
    }

    pub fn draft(&self, task: TaskId, name: QuestionName) {
        self.ask(move |desk, _| Msg::DraftRead(task, desk.draft(&name).map(Box::new)));
    }

    /// Says something only where it cannot be done.
    pub fn keep_draft(&self, name: QuestionName, draft: Option<Box<Draft>>) {
        self.ask_quietly(move |desk, _| {
            let kept = match draft {
                Some(draft) => desk.keep_draft(&name, &draft),
                None => desk.drop_draft(&name),
            };
            let problem = kept.err()?;
            Some(Msg::Exported(TaskId(0), Err(problem.to_string())))
        });
    }

    fn ask(&self, job: impl FnOnce(&Desk, Timestamp) -> Msg + Send + 'static) {
        self.ask_quietly(move |desk, now| Some(job(desk, now)));
    }

    fn ask_quietly(&self, job: impl FnOnce(&Desk, Timestamp) -> Option<Msg> + Send + 'static) {
        let mut jobs = self.jobs.lock().unwrap_or_else(PoisonError::into_inner);
        if jobs.is_none() {
            *jobs = self.start();
        }
        self.waiting.one_more();
        let sent = jobs.as_ref().is_some_and(|jobs| jobs.send(Box::new(job)).is_ok());
        if !sent {
            self.waiting.one_less();
            *jobs = None;
            let sentence = "The thread that saves banks is gone; the change is not saved. Try again.";
            let _ = self
                .answers
                .send(Msg::Exported(TaskId(0), Err(sentence.to_owned())));
        }
    }

    fn start(&self) -> Option<Sender<Job>> {
        let (jobs, asked) = channel::<Job>();
        let answers = self.answers.clone();
        let clock = self.clock.clone();
        let waiting = Arc::clone(&self.waiting);
        let desk = Desk::new(self.places.clone());
        let thread = std::thread::Builder::new().name("bank".to_owned());
        thread
            .spawn(move || {
                for job in asked {
                    // Counted down even if the job does not come back.
                    let _done = Done(&waiting);
                    if let Some(answer) = job(&desk, clock.now().wall.timestamp()) {
                        let _ = answers.send(answer);
                    }
                }
            })
            .ok()?;
        Some(jobs)
    }
}

struct Done<'a>(&'a Waiting);

impl Drop for Done<'_> {
    fn drop(&mut self) {
        self.0.one_less();
    }
}

impl Waiting {
    fn one_more(&self) {
        *self.count.lock().unwrap_or_else(PoisonError::into_inner) += 1;
    }

    fn one_less(&self) {
        let mut count = self.count.lock().unwrap_or_else(PoisonError::into_inner);
        *count = count.saturating_sub(1);
        self.none.notify_all();
    }

    fn all_done(&self, within: Duration) {
        let count = self.count.lock().unwrap_or_else(PoisonError::into_inner);
        let _ = self.none.wait_timeout_while(count, within, |count| *count > 0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::bank::edit::{Change, new_bank};

    #[test]
    fn wishes_are_done_in_their_order_and_before_the_end() {
        let root = tempfile::tempdir().unwrap();
        let (answers, mut answered) = tokio::sync::mpsc::unbounded_channel();
        let before_end = BeforeEnd::default();
        let places = DeskPlaces {
            banks: root.path().join("banks"),
            versions: root.path().join("versions"),
            trust: root.path().join("trust.json"),
        };
        let banks = Banks::new(places, answers, Clock::start(Some("UTC")), &before_end);
        banks.create(TaskId(1), "mine".to_owned(), new_bank("mine", "Mine", None, None));
        banks.open(TaskId(2), "mine".to_owned(), None);
        before_end.run(Duration::from_mins(1));
        let Ok(Msg::BankOpened(TaskId(1), Ok(made))) = answered.try_recv() else {
            panic!("the end did not wait")
        };
        assert_eq!(
            answered.try_recv(),
            Ok(Msg::BankOpened(TaskId(2), Ok(made.clone())))
        );
        let title = |title: &str| {
            vec![BankEdit::Bank(Change::Set {
                at: vec!["title".into()],
                value: title.into(),
            })]
        };
        banks.save(TaskId(3), made, title("Other"));
        let Some(Msg::BankSaved(TaskId(3), Ok(saved))) = answered.blocking_recv() else {
            panic!("not saved")
        };
        assert!(saved.now.text.contains("Other"));
        banks.versions(TaskId(4), "mine".to_owned());
        let Some(Msg::Versions(TaskId(4), bank, versions)) = answered.blocking_recv() else {
            panic!("no versions")
        };
        assert_eq!((bank.as_str(), versions.len()), ("mine", 1));
        banks.version(TaskId(5), bank, versions[0].name.clone());
        let Some(Msg::VersionRead(TaskId(5), Ok(text))) = answered.blocking_recv() else {
            panic!("no version")
        };
        assert!(text.contains("Mine"));
        banks.restore(TaskId(6), saved.now, versions[0].name.clone());
        let Some(Msg::BankSaved(TaskId(6), Ok(saved))) = answered.blocking_recv() else {
            panic!("not restored")
        };
        assert!(saved.now.text.contains("Mine"));
    }
}
