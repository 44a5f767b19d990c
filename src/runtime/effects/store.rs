//! Files for the interface: banks and history read on threads of their own, the open session's journal
//! on its thread. Nothing here blocks the loop; answers come as messages.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::civil::Date;
use tokio::sync::mpsc::UnboundedSender;

use super::journal::{Command, JournalReply, JournalThread};
use super::state::Memory;
use super::stories::{self, Keeper};
use super::watch::Watch;
use crate::app::msg::{Banks, Journal, Msg, NotOpened, OpenedSession, TaskId};
use crate::domain::bank::{Question, QuestionName};
use crate::domain::catalog::Catalog;
use crate::domain::diary::Diary;
use crate::domain::due::Schedule;
use crate::domain::event::{Event, Record};
use crate::domain::export::ExportFormat;
use crate::domain::loops::{Keep, Loop};
use crate::domain::session::Session;
use crate::domain::snapshot::Snapshot;
use crate::domain::stats::Figures;
use crate::domain::story::Story;
use crate::domain::summary::SessionSummary;
use crate::judge::python;
use crate::runtime::FORMULAS;
use crate::runtime::clock::Clock;
use crate::runtime::ending::BeforeEnd;
use crate::storage::banks::edit::DeskPlaces;
use crate::storage::disk::{self, Disk, RealDisk};
use crate::storage::export::Stories;
use crate::storage::sessions::lock::Holder;
use crate::storage::sessions::{self, Locking, Opened};
use crate::storage::{banks, diary, escape, export, loops};

/// Where everything is.
#[derive(Debug, Clone, PartialEq)]
pub struct Places {
    pub sessions: PathBuf,
    /// What can be made again.
    pub cache: PathBuf,
    pub banks: PathBuf,
    /// `versions/`: what banks were before they were changed.
    pub versions: PathBuf,
    pub loops: PathBuf,
    /// `diary.jsonl`.
    pub diary: PathBuf,
    /// `stories.json`.
    pub stories: PathBuf,
    /// `state.json`.
    pub state: PathBuf,
    /// `trust.json`.
    pub trust: PathBuf,
    /// The index of the sessions' text, which can be made again.
    pub index: PathBuf,
    /// Where exports are written: the folder hotseat was started in.
    pub exports: PathBuf,
    pub holder: Holder,
    /// Where Python is looked for.
    pub python: python::Places,
}

impl Places {
    /// Returns where banks are changed.
    pub fn desk(&self) -> DeskPlaces {
        DeskPlaces {
            banks: self.banks.clone(),
            versions: self.versions.clone(),
            trust: self.trust.clone(),
        }
    }
}

/// A snapshot larger than this is not hotseat's.
const LARGEST_SNAPSHOT: u64 = 16 << 20;

/// Names tried for an export, and one.
const MOST_EXPORTS: u32 = 1000;

/// The helpers that read and write files.
#[derive(Debug)]
pub struct Store {
    places: Places,
    answers: UnboundedSender<Msg>,
    clock: Clock,
    watch: Mutex<Watch>,
    /// Started with the first session.
    journal: Arc<Mutex<Option<JournalThread>>>,
    stories: Arc<Keeper>,
    memory: Arc<Memory>,
}

impl Store {
    pub fn new(places: Places, answers: UnboundedSender<Msg>, clock: Clock, before_end: &BeforeEnd) -> Self {
        let journal = before_end.place(|thread: &mut JournalThread, within| {
            thread.finish(within);
        });
        let stories = Arc::new(Keeper::new(places.stories.clone(), answers.clone()));
        let at_the_end = Arc::clone(&stories);
        before_end.add(move |within| at_the_end.finish(within));
        let memory = Arc::new(Memory::new(places.state.clone()));
        let at_the_end = Arc::clone(&memory);
        before_end.add(move |within| at_the_end.finish(within));
        Self {
            places,
            answers,
            clock,
            watch: Mutex::default(),
            journal,
            stories,
            memory,
        }
    }

    /// Reads banks and loops, and watches the banks from then on.
    pub fn load_banks(&self) {
        let mut watch = self.watch.lock().unwrap_or_else(PoisonError::into_inner);
        watch.over(&self.places.banks, &self.answers);
        let places = self.places.clone();
        self.spawn("banks", move || {
            let (catalog, problems) = banks::load_kept(&places.banks, &places.cache);
            let (loops, loop_problems) = loops::load_all(&places.loops);
            let mut sentences: Vec<String> = problems.iter().map(ToString::to_string).collect();
            sentences.extend(loop_problems);
            Msg::Banks(Banks {
                catalog: Arc::new(catalog),
                loops,
                problems: sentences,
            })
        });
    }

    /// Reads the history.
    pub fn load_history(&self) {
        let places = self.places.clone();
        self.spawn("history", move || history(&places.sessions, &places.cache));
    }

    /// Reads the diary.
    pub fn load_diary(&self) {
        let file = self.places.diary.clone();
        self.spawn("diary", move || {
            let (diary, problems) = diary::read(&file);
            Msg::Diary(diary, problems)
        });
    }

    /// Folds what is due.
    pub fn schedule(
        &self,
        task: TaskId,
        catalog: Arc<Catalog>,
        history: Arc<[SessionSummary]>,
        diary: Arc<Diary>,
        today: Date,
    ) {
        self.spawn("schedule", move || {
            let schedule = Schedule::fold(&history, &diary, &catalog, today);
            Msg::Schedule(task, Arc::new(schedule))
        });
    }

    pub fn begin(&self, folder: String) {
        self.command(Command::Begin { folder });
    }

    pub fn open(&self, folder: String) {
        self.command(Command::Open {
            folder,
            locking: Locking::Required,
        });
    }

    pub fn snapshot(&self, file: String, bytes: Vec<u8>) {
        self.command(Command::Snapshot { file, bytes });
    }

    pub fn append(&self, folder: String, record: Record) {
        self.command(Command::Append(folder, record));
    }

    pub fn heartbeat(&self, mono: Duration) {
        let journal = self.journal.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(journal) = journal.as_ref() {
            journal.heartbeat(mono);
        }
    }

    pub fn close(&self) {
        self.command(Command::Close);
    }

    /// Writes a session into the folder hotseat was started in.
    pub fn export(&self, task: TaskId, folder: String, format: ExportFormat) {
        let places = self.places.clone();
        self.spawn("export", move || {
            Msg::Exported(task, write_export(&places, &folder, format))
        });
    }

    /// Writes figures as `hotseat stats --json` prints them into the folder hotseat was started in.
    pub fn export_figures(&self, task: TaskId, figures: Figures) {
        let folder = self.places.exports.clone();
        self.spawn("export", move || {
            let written = escape::pretty(&figures)
                .map_err(|error| format!("The figures cannot be written as JSON: {error}."))
                .and_then(|bytes| {
                    let name = format!("hotseat-stats-{}", figures.today);
                    write_numbered(&folder, &name, "json", &bytes)
                });
            Msg::Exported(task, written)
        });
    }

    /// Writes a session that cannot be saved.
    pub fn rescue_session(
        &self,
        task: TaskId,
        folder: String,
        session: Box<Session>,
        questions: BTreeMap<QuestionName, Arc<Question>>,
    ) {
        self.rescue_text(task, folder, move |folder| {
            export::rescued(folder, &session, &questions)
        });
    }

    /// Writes a text that cannot be saved.
    pub fn rescue(&self, task: TaskId, folder: String, text: String) {
        self.rescue_text(task, folder, move |_| text);
    }

    /// Writes what cannot be saved: into the folder hotseat was started in, else the temporary one.
    fn rescue_text(&self, task: TaskId, folder: String, text: impl FnOnce(&str) -> String + Send + 'static) {
        let exports = self.places.exports.clone();
        self.spawn("rescue", move || {
            let text = text(&folder);
            let mut tried = Vec::new();
            for place in [exports, std::env::temp_dir()] {
                // A second rescue must not take the first one's place.
                for number in 1..100 {
                    let file = place.join(format!("{folder}-answers-{number}.md"));
                    match write_new(&file, text.as_bytes()) {
                        Ok(()) => {
                            return Msg::Exported(task, Ok(format!("Written to {}", file.display())));
                        }
                        Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
                        Err(error) => {
                            tried.push(format!("{}: {error}", file.display()));
                            break;
                        }
                    }
                }
            }
            Msg::Exported(
                task,
                Err(format!(
                    "The answers cannot be written either: {}.",
                    tried.join("; ")
                )),
            )
        });
    }

    /// Keeps a loop in the configuration directory.
    pub fn save_loop(&self, task: TaskId, plan: Loop, keep: Keep) {
        let folder = self.places.loops.clone();
        self.spawn("loop", move || {
            let saved = loops::save(&folder, &plan, keep);
            let said = saved.map(|file| format!("Kept as {}", file.display()));
            Msg::Loops(task, said, loops::load_all(&folder).0)
        });
    }

    /// Deletes a loop from the configuration directory.
    pub fn delete_loop(&self, task: TaskId, id: String) {
        let folder = self.places.loops.clone();
        self.spawn("loop", move || {
            let deleted = loops::delete(&folder, &id);
            let said = deleted.map(|file| format!("Deleted {}", file.display()));
            Msg::Loops(task, said, loops::load_all(&folder).0)
        });
    }

    /// Reads the stories.
    pub fn load_stories(&self) {
        self.stories.send(stories::Command::Load);
    }

    /// Keeps a story.
    pub fn save_story(&self, task: TaskId, story: Story) {
        self.stories.send(stories::Command::Save(task, Box::new(story)));
    }

    /// Deletes a story.
    pub fn delete_story(&self, task: TaskId, id: String) {
        self.stories.send(stories::Command::Delete(task, id));
    }

    /// Remembers what was chosen last.
    pub fn remember(&self, loop_id: String, seed: u64) {
        self.memory.change(move |state| {
            state.loop_id = Some(loop_id);
            state.seed = Some(seed);
        });
    }

    /// Remembers that a note was shown.
    pub fn saw(&self, note: &'static str) {
        self.memory.change(move |state| {
            state.seen.insert(note.to_owned());
        });
    }

    /// Remembers the terminal's background.
    pub fn remember_background(&self, red: u8, green: u8, blue: u8) {
        self.memory
            .change(move |state| state.background = Some([red, green, blue]));
    }

    pub(super) fn places(&self) -> &Places {
        &self.places
    }

    pub(super) fn clock(&self) -> &Clock {
        &self.clock
    }

    pub(super) fn spawn(&self, name: &str, work: impl FnOnce() -> Msg + Send + 'static) {
        let answers = self.answers.clone();
        let thread = std::thread::Builder::new().name(name.to_owned());
        let spawned = thread.spawn(move || {
            let _ = answers.send(work());
        });
        if let Err(error) = spawned {
            let sentence = format!("The system refuses another thread: {error}.");
            let _ = self.answers.send(Msg::Journal(Journal::Failed(None, sentence)));
        }
    }

    pub(super) fn command(&self, command: Command) {
        let mut journal = self.journal.lock().unwrap_or_else(PoisonError::into_inner);
        if journal.is_none() {
            *journal = self.start_journal();
        }
        let sent = journal
            .as_ref()
            .is_some_and(|journal| journal.send(command).is_ok());
        if !sent {
            let sentence = "The thread that writes the journal is gone; start hotseat again.".to_owned();
            let _ = self.answers.send(Msg::Journal(Journal::Failed(None, sentence)));
        }
    }

    fn start_journal(&self) -> Option<JournalThread> {
        let clock = self.clock.clone();
        let answers = self.answers.clone();
        let root = self.places.sessions.clone();
        let cache = self.places.cache.clone();
        JournalThread::spawn(
            RealDisk,
            self.places.sessions.clone(),
            self.places.holder.clone(),
            move || clock.mono(),
            move |reply| {
                let message = match reply {
                    JournalReply::Saved(folder, seq) => Msg::Journal(Journal::Saved(folder, seq)),
                    JournalReply::Failed(folder, sentence) => {
                        Msg::Journal(Journal::Failed(Some(folder), sentence))
                    }
                    JournalReply::Note(sentence) => Msg::Exported(TaskId(0), Ok(sentence)),
                    JournalReply::Opened(_, Ok(opened)) => Msg::Opened(Ok(Box::new(taken(&root, *opened)))),
                    JournalReply::Opened(folder, Err(error)) => Msg::Opened(Err(NotOpened {
                        folder,
                        sentence: error.to_string(),
                    })),
                    JournalReply::Amended(task, done) => Msg::Amended(
                        task,
                        done.map_err(|error| error.or_if_alone("quit and choose to try again.")),
                    ),
                    JournalReply::Closed(folder) => {
                        let _ = answers.send(Msg::Journal(Journal::Closed(folder)));
                        history(&root, &cache)
                    }
                };
                let _ = answers.send(message);
            },
        )
        .ok()
    }
}

/// Reads the history, newest first. A folder that cannot be read is no empty history.
fn history(root: &Path, cache: &Path) -> Msg {
    match sessions::list_kept(root, cache) {
        Ok(history) => Msg::History(history),
        Err(error) => Msg::NoHistory(format!(
            "Past sessions cannot be read: {} ({error}). Until that is mended, nothing of them is shown or counted.",
            root.display()
        )),
    }
}

/// Returns an opened session as the app takes it; questions of the plan that were not asked yet come
/// from their snapshots too.
fn taken(root: &Path, opened: Opened) -> OpenedSession {
    let loaded = opened.loaded;
    let mut questions: BTreeMap<QuestionName, Arc<_>> = BTreeMap::new();
    let mut snapshots: BTreeMap<QuestionName, String> = BTreeMap::new();
    for record in &loaded.records {
        if let Event::QuestionAsked {
            question, snapshot, ..
        } = &record.event
        {
            snapshots.insert(question.clone(), snapshot.clone());
        }
    }
    for (name, snapshot) in loaded.questions {
        questions.insert(name, Arc::new(snapshot.question));
    }
    let folder = root.join(&loaded.folder).join("questions");
    for file in disk::list(&folder).unwrap_or_default() {
        let Ok(bytes) = disk::read(&folder.join(&file), LARGEST_SNAPSHOT) else {
            continue;
        };
        if let Ok(snapshot) = Snapshot::from_bytes(&bytes) {
            let name = snapshot.name();
            snapshots.entry(name.clone()).or_insert(file);
            questions
                .entry(name)
                .or_insert_with(|| Arc::new(snapshot.question));
        }
    }
    let mut notes = opened.mended;
    notes.extend(loaded.problems);
    OpenedSession {
        folder: loaded.folder,
        records: loaded.records,
        questions,
        snapshots,
        carried: opened.carried,
        notes,
    }
}

fn write_export(places: &Places, folder: &str, format: ExportFormat) -> Result<String, String> {
    let loaded = sessions::load(&places.sessions, folder).map_err(|error| error.to_string())?;
    let bytes = export::bytes(&loaded, format, FORMULAS, &Stories::LeftOut);
    write_numbered(&places.exports, folder, format.name(), &bytes)
}

/// Writes a file that takes no other's place: `name.md`, or `name-2.md` where that is there.
fn write_numbered(exports: &Path, name: &str, extension: &str, bytes: &[u8]) -> Result<String, String> {
    let mut file = exports.join(format!("{name}.{extension}"));
    for number in 2..=MOST_EXPORTS {
        match write_new(&file, bytes) {
            Ok(()) => return Ok(format!("Exported to {}", file.display())),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                file = exports.join(format!("{name}-{number}.{extension}"));
            }
            Err(error) => return Err(format!("{} cannot be written: {error}.", file.display())),
        }
    }
    Err(format!(
        "{} holds {} exports of this name; move some of them away.",
        exports.display(),
        MOST_EXPORTS - 1
    ))
}

fn write(file: &Path, bytes: &[u8]) -> std::io::Result<()> {
    RealDisk.replace(file, bytes)
}

/// Writes a file whose name must be free: the name is taken first, so that two exports never share one.
fn write_new(file: &Path, bytes: &[u8]) -> std::io::Result<()> {
    drop(RealDisk.create(file)?);
    write(file, bytes).inspect_err(|_| {
        // Or every failed export would leave an empty file behind.
        let _ = RealDisk.remove(file);
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(root: &Path) -> Places {
        Places {
            index: root.join("cache/search"),
            sessions: PathBuf::new(),
            banks: PathBuf::new(),
            versions: PathBuf::new(),
            cache: root.join("cache"),
            loops: root.join("loops"),
            diary: root.join("diary.jsonl"),
            stories: root.join("stories.json"),
            state: PathBuf::new(),
            trust: PathBuf::new(),
            exports: root.to_owned(),
            holder: Holder {
                pid: 1,
                host: "desk".to_owned(),
                since: "2026-11-23T21:14:05+01:00[Europe/Berlin]".parse().unwrap(),
                run: "1f".to_owned(),
            },
            python: python::Places::default(),
        }
    }

    #[test]
    fn keeping_and_deleting_a_loop_answer_with_the_loops_there_are_now() {
        use crate::domain::bank::RoundKind;
        use crate::domain::loops::RoundPlan;

        let root = tempfile::tempdir().unwrap();
        let (answers, mut answered) = tokio::sync::mpsc::unbounded_channel();
        let store = Store::new(
            places(root.path()),
            answers,
            Clock::start(Some("UTC")),
            &BeforeEnd::default(),
        );
        let mut loops = || match answered.blocking_recv() {
            Some(Msg::Loops(task, said, loops)) => {
                let mine = loops.iter().any(|known| known.id == "mine");
                (task, said.is_ok(), mine)
            }
            other => panic!("{other:?}"),
        };
        let mine = Loop::new("mine", "Mine", vec![RoundPlan::new(RoundKind::Culture, 20.0)]);
        store.save_loop(TaskId(1), mine.clone(), Keep::New);
        assert_eq!(loops(), (TaskId(1), true, true));
        store.save_loop(TaskId(2), mine.clone(), Keep::New);
        assert_eq!(loops(), (TaskId(2), false, true), "it is there already");
        store.save_loop(TaskId(3), mine, Keep::Replace);
        assert_eq!(loops(), (TaskId(3), true, true));
        store.delete_loop(TaskId(4), "mine".to_owned());
        assert_eq!(loops(), (TaskId(4), true, false));
        store.delete_loop(TaskId(5), "mine".to_owned());
        assert_eq!(loops(), (TaskId(5), false, false));
    }

    #[test]
    fn an_export_never_takes_the_place_of_a_file() {
        let folder = "2026-11-24-0800-first-0002";
        let root = tempfile::tempdir().unwrap();
        let sessions = root.path().join("sessions");
        RealDisk.make_dir(&sessions.join(folder)).unwrap();
        let journal = include_bytes!("../../../tests/fixtures/journals/v1-strict.jsonl");
        RealDisk
            .replace(&sessions.join(folder).join("journal.jsonl"), journal)
            .unwrap();
        let file = |end: &str| root.path().join(format!("{folder}{end}.md"));
        let text = |end: &str| String::from_utf8(disk::read(&file(end), LARGEST_SNAPSHOT).unwrap()).unwrap();
        RealDisk.replace(&file(""), b"mine").unwrap();
        let places = Places {
            sessions,
            ..places(root.path())
        };
        for end in ["-2", "-3"] {
            let said = write_export(&places, folder, ExportFormat::Markdown).unwrap();
            assert_eq!(said, format!("Exported to {}", file(end).display()));
            assert!(text(end).starts_with("# First interview\n"), "{}", text(end));
        }
        assert_eq!(text(""), "mine");
        for format in ExportFormat::ALL {
            write_export(&places, folder, format).unwrap();
            let file = root.path().join(format!("{folder}.{}", format.name()));
            assert!(disk::read(&file, LARGEST_SNAPSHOT).is_ok_and(|bytes| !bytes.is_empty()));
        }
    }
}
