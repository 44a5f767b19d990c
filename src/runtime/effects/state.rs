//! What is remembered between starts, written beside the loop. The end waits for it a little: whoever skips
//! something for good and quits at once is not asked again.

use std::path::PathBuf;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use crate::domain::config::State;
use crate::storage::settings;

/// `state.json` and the threads that write it.
#[derive(Debug)]
pub struct Memory {
    file: PathBuf,
    /// Every thread that writes holds a copy; taken at the end.
    writing: Mutex<Option<Sender<()>>>,
    /// Disconnected once nobody writes any more.
    written: Mutex<Receiver<()>>,
}

impl Memory {
    pub fn new(file: PathBuf) -> Self {
        let (writing, written) = channel();
        Self {
            file,
            writing: Mutex::new(Some(writing)),
            written: Mutex::new(written),
        }
    }

    /// Changes the state on a thread of its own. What is remembered is a convenience: failing to keep it is
    /// no reason for words.
    pub fn change(&self, change: impl FnOnce(&mut State) + Send + 'static) {
        let writing = self
            .writing
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        let file = self.file.clone();
        let thread = std::thread::Builder::new().name("state".to_owned());
        let _ = thread.spawn(move || {
            let _writing = writing;
            let _ = settings::update_state(&file, change);
        });
    }

    /// Waits until everything is written, in the time there is.
    pub fn finish(&self, within: Duration) {
        drop(self.writing.lock().unwrap_or_else(PoisonError::into_inner).take());
        let written = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        let _ = written.recv_timeout(within);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_waits_for_what_is_being_written_and_not_for_ever() {
        let root = tempfile::tempdir().unwrap();
        let file = root.path().join("state.json");
        let memory = Memory::new(file.clone());
        let (go, gate) = channel::<()>();
        memory.change(move |state| {
            // The end comes while this is still at work.
            let _ = gate.recv_timeout(Duration::from_millis(200));
            state.seed = Some(7);
        });
        memory.finish(Duration::from_secs(20));
        assert_eq!(settings::read_state(&file).seed, Some(7));
        drop(go);

        let memory = Memory::new(file);
        let (go, gate) = channel::<()>();
        memory.change(move |_| {
            let _ = gate.recv();
        });
        memory.finish(Duration::from_millis(1));
        drop(go);
    }
}
