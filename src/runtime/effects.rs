//! Performs what `update` asked for: one match, one line an arm.
//!
//! What changes the course of the loop (an end, a stop, a lent terminal) is handed back to it. Answers
//! come as messages, from any thread.

pub mod banks;
pub mod handover;
pub mod journal;
pub mod judge;
mod review;
pub mod search;
mod state;
pub mod store;
pub mod stories;
pub mod watch;

use std::sync::Arc;
use std::time::Duration;

use crossterm::Command as _;
use crossterm::clipboard::CopyToClipboard;
use tokio::sync::mpsc::UnboundedSender;

use super::clock::Clock;
use super::ending::BeforeEnd;
use super::terminal::{Restore, clean};
use crate::app::effect::Effect;
use crate::app::msg::{Msg, TaskId};
use banks::Banks;
use handover::Handed;
use judge::Runner;
use search::Searcher;
use store::{Places, Store};

/// How long a stop waits at most until the run under way has ended.
const PAUSE: Duration = Duration::from_millis(700);

/// How the loop goes on.
#[derive(Debug, PartialEq)]
pub enum Flow {
    On,
    /// Lend the terminal to the editor.
    Lend(Handed),
    Suspend,
    Quit(u8),
}

/// The helpers that do the work: threads, files, processes.
#[derive(Debug)]
pub struct Effects {
    restore: Arc<Restore>,
    store: Store,
    banks: Banks,
    runner: Runner,
    searcher: Searcher,
    title: Option<String>,
}

impl Effects {
    pub fn new(
        answers: UnboundedSender<Msg>,
        before_end: &BeforeEnd,
        restore: Arc<Restore>,
        places: Places,
        clock: Clock,
    ) -> Self {
        let (python, trust) = (places.python.clone(), places.trust.clone());
        let searcher = Searcher::new(
            places.sessions.clone(),
            places.index.clone(),
            answers.clone(),
            clock.clone(),
            before_end,
        );
        let banks = Banks::new(places.desk(), answers.clone(), clock.clone(), before_end);
        let store = Store::new(places, answers.clone(), clock, before_end);
        Self {
            store,
            banks,
            runner: Runner::new(python, trust, answers, before_end),
            searcher,
            restore,
            title: None,
        }
    }

    /// Performs one effect; what the terminal has to be told is appended to `bytes`, which go out with
    /// the next frame.
    pub fn perform(&mut self, effect: Effect, bytes: &mut Vec<u8>) -> Flow {
        match effect {
            Effect::LoadBanks => self.store.load_banks(),
            Effect::LoadHistory => self.store.load_history(),
            Effect::LoadDiary => self.store.load_diary(),
            Effect::Schedule {
                task,
                catalog,
                history,
                diary,
                today,
            } => self.store.schedule(task, catalog, history, diary, today),
            Effect::Begin { folder } => self.store.begin(folder),
            Effect::OpenSession { folder } => self.store.open(folder),
            Effect::Review { task, folder } => self.store.review(task, folder),
            Effect::Amend {
                task,
                folder,
                events,
                again,
            } => self.store.amend(task, folder, events, again),
            Effect::Snapshot { file, bytes } => self.store.snapshot(file, bytes),
            Effect::Append(folder, record) => self.store.append(folder, record),
            Effect::Heartbeat(mono) => self.store.heartbeat(mono),
            Effect::CloseSession => self.store.close(),
            Effect::Export { task, folder, format } => self.store.export(task, folder, format),
            Effect::ExportFigures { task, figures } => self.store.export_figures(task, *figures),
            Effect::RescueSession {
                task,
                folder,
                session,
                questions,
            } => self.store.rescue_session(task, folder, session, questions),
            Effect::Rescue { task, folder, text } => self.store.rescue(task, folder, text),
            Effect::SaveLoop { task, plan, keep } => self.store.save_loop(task, *plan, keep),
            Effect::DeleteLoop { task, id } => self.store.delete_loop(task, id),
            Effect::Search { task, text } => self.searcher.search(task, text),
            Effect::LoadStories => self.store.load_stories(),
            Effect::SaveStory { task, story } => self.store.save_story(task, *story),
            Effect::DeleteStory { task, id } => self.store.delete_story(task, id),
            Effect::OpenBank { task, bank, question } => self.banks.open(task, bank, question),
            Effect::SaveQuestion { task, seen, edits } => self.banks.save(task, seen, edits),
            Effect::CreateBank { task, id, text } => self.banks.create(task, id, text),
            Effect::RevertQuestion { task, seen, question } => self.banks.revert(task, seen, question),
            Effect::SaveCode {
                task,
                name,
                file,
                before,
                after,
            } => self.banks.save_code(task, name, file, before, after),
            Effect::ListVersions { task, bank } => self.banks.versions(task, bank),
            Effect::ReadVersion { task, bank, name } => self.banks.version(task, bank, name),
            Effect::RestoreVersion { task, seen, name } => self.banks.restore(task, seen, name),
            Effect::DeleteBank { task, bank } => self.banks.delete(task, bank),
            Effect::ReadDraft { task, name } => self.banks.draft(task, name),
            Effect::KeepDraft { name, draft } => self.banks.keep_draft(name, draft),
            Effect::Remember { loop_id, seed } => self.store.remember(loop_id, seed),
            Effect::Saw(note) => self.store.saw(note),
            Effect::WindowTitle(title) => self.window_title(title, bytes),
            Effect::OpenEditor {
                task,
                text,
                extension,
            } => {
                return Flow::Lend(Handed {
                    task,
                    text,
                    extension,
                });
            }
            Effect::WarmJudge { task, name, question } => self.runner.warm(task, name, question),
            Effect::Run { task, request } => self.runner.run(task, request),
            Effect::CancelRun(task) => self.runner.cancel(task),
            Effect::CoolJudge => self.runner.cool(),
            Effect::Copy(text) => copy(&text, bytes),
            Effect::Bell => bytes.push(0x07),
            Effect::Notify(text) => notify(&text, bytes),
            Effect::Suspend => return Flow::Suspend,
            Effect::Quit(code) => return Flow::Quit(code),
        }
        Flow::On
    }

    /// Has the journal's thread fail, for a test.
    pub fn panic_in_journal(&self) {
        self.store.command(journal::Command::Panic);
    }

    /// Has the thread that runs code fail instead of this run, for a test.
    pub fn panic_in_judge(&self, task: TaskId) {
        self.runner.panic(task);
    }

    /// Remembers the terminal's background for the next start.
    pub fn background(&self, red: u8, green: u8, blue: u8) {
        self.store.remember_background(red, green, blue);
    }

    /// Ends the run under way, because this process is about to stop.
    pub fn pause(&self) {
        self.runner.pause(PAUSE);
    }

    /// Says again what the terminal forgot when it was left.
    pub fn entered(&self, bytes: &mut Vec<u8>) {
        if let Some(title) = &self.title {
            self.restore.set_title(title, bytes);
        }
    }

    /// Sets the window's title.
    pub fn window_title(&mut self, title: String, bytes: &mut Vec<u8>) {
        self.restore.set_title(&title, bytes);
        self.title = Some(title);
    }
}

fn copy(text: &str, bytes: &mut Vec<u8>) {
    let mut sequence = String::new();
    // Formatting into a string cannot fail.
    let _ = CopyToClipboard::to_clipboard_from(text).write_ansi(&mut sequence);
    bytes.extend_from_slice(sequence.as_bytes());
}

fn notify(text: &str, bytes: &mut Vec<u8>) {
    bytes.extend_from_slice(b"\x1b]9;");
    bytes.extend_from_slice(clean(text).as_bytes());
    bytes.extend_from_slice(b"\x1b\\");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_is_base64_and_a_notice_carries_no_sequence() {
        let mut bytes = Vec::new();
        copy("a\x1b[2J", &mut bytes);
        assert_eq!(bytes, b"\x1b]52;c;YRtbMko=\x1b\\");
        bytes.clear();
        notify("time\x1b\\ is\x07 up\u{9c}", &mut bytes);
        assert_eq!(bytes, b"\x1b]9;time\\ is up\x1b\\");
    }
}
