//! The thread that keeps the stories: one, so that a story saved twice is on disk as it was saved last. It is
//! started with the first command, and ends once everything it was told is done.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::mpsc::UnboundedSender;

use crate::app::msg::{Msg, StoryNews, TaskId};
use crate::domain::story::Story;
use crate::storage::stories::{self, Deleted};

/// What the thread does.
#[derive(Debug)]
pub enum Command {
    Load,
    Save(TaskId, Box<Story>),
    Delete(TaskId, String),
}

/// The thread, once it is there.
#[derive(Debug)]
pub struct Keeper {
    file: PathBuf,
    answers: UnboundedSender<Msg>,
    thread: Mutex<Option<Thread>>,
}

#[derive(Debug)]
struct Thread {
    commands: Sender<Command>,
    /// Disconnected once the thread has ended.
    ended: Receiver<()>,
}

impl Keeper {
    pub fn new(file: PathBuf, answers: UnboundedSender<Msg>) -> Self {
        Self {
            file,
            answers,
            thread: Mutex::new(None),
        }
    }

    pub fn send(&self, command: Command) {
        let mut thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner);
        if thread.is_none() {
            *thread = self.start().ok();
        }
        let unsent = match thread.as_ref() {
            Some(thread) => thread.commands.send(command).err().map(|unsent| unsent.0),
            None => Some(command),
        };
        if let Some(command) = unsent {
            *thread = None;
            let refused = "The system refuses another thread";
            let news = match command {
                Command::Load => StoryNews::Read {
                    stories: Vec::new(),
                    problems: vec![format!("{refused}, and your stories were not read.")],
                },
                Command::Save(task, _) | Command::Delete(task, _) => StoryNews::Failed {
                    task,
                    sentence: format!("{refused}, and the story was not saved."),
                },
            };
            let _ = self.answers.send(Msg::Stories(news));
        }
    }

    /// Has everything done that was asked for, in the time there is.
    pub fn finish(&self, within: Duration) {
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(Thread { commands, ended }) = thread {
            drop(commands);
            let _ = ended.recv_timeout(within);
        }
    }

    fn start(&self) -> std::io::Result<Thread> {
        let (commands, received) = channel();
        let (end, ended) = channel::<()>();
        let mut work = Work {
            file: self.file.clone(),
            known: BTreeMap::new(),
        };
        let answers = self.answers.clone();
        std::thread::Builder::new()
            .name("stories".to_owned())
            .spawn(move || {
                for command in received {
                    let _ = answers.send(Msg::Stories(work.take(command)));
                }
                drop(end);
            })?;
        Ok(Thread { commands, ended })
    }
}

struct Work {
    file: PathBuf,
    /// Each story as it was read or saved last.
    known: BTreeMap<String, Story>,
}

impl Work {
    fn take(&mut self, command: Command) -> StoryNews {
        match command {
            Command::Load => {
                let read = stories::read(&self.file);
                let known = read.stories.iter();
                self.known = known.map(|story| (story.id.clone(), story.clone())).collect();
                StoryNews::Read {
                    stories: read.stories,
                    problems: read.problems,
                }
            }
            Command::Save(task, story) => {
                match stories::save(&self.file, &story, self.known.get(&story.id)) {
                    Ok(saved) => {
                        for story in saved.other.iter().chain([&*story]) {
                            self.known.insert(story.id.clone(), story.clone());
                        }
                        StoryNews::Saved {
                            task,
                            other: saved.other.map(Box::new),
                            said: saved.said,
                        }
                    }
                    Err(sentence) => StoryNews::Failed { task, sentence },
                }
            }
            Command::Delete(task, id) => match stories::delete(&self.file, &id, self.known.get(&id)) {
                Ok(Deleted::Gone) => {
                    self.known.remove(&id);
                    StoryNews::Deleted { task, changed: None }
                }
                Ok(Deleted::Changed(story)) => {
                    self.known.insert(id, (*story).clone());
                    let changed = Some(story);
                    StoryNews::Deleted { task, changed }
                }
                Err(sentence) => StoryNews::Failed { task, sentence },
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_asked_for_before_the_end_is_on_disk_after_it_in_the_order_asked() {
        let root = tempfile::tempdir().unwrap();
        let file = root.path().join("stories.json");
        let (answers, mut told) = tokio::sync::mpsc::unbounded_channel();
        let keeper = Keeper::new(file.clone(), answers);
        let mut story = Story::new("a".to_owned(), jiff::civil::date(2026, 11, 28));
        keeper.send(Command::Load);
        for number in 1..=20 {
            story.task = format!("version {number}");
            keeper.send(Command::Save(TaskId(number), Box::new(story.clone())));
        }
        keeper.finish(Duration::from_secs(20));
        assert_eq!(stories::read(&file).stories, [story]);
        let mut saved = 0;
        while let Ok(Msg::Stories(news)) = told.try_recv() {
            if let StoryNews::Saved { other, said, .. } = news {
                assert_eq!((other, said), (None, None));
                saved += 1;
            }
        }
        assert_eq!(saved, 20);
        keeper.send(Command::Delete(TaskId(21), "a".to_owned()));
        keeper.finish(Duration::from_secs(20));
        assert_eq!(stories::read(&file).stories.len(), 0);
    }
}
