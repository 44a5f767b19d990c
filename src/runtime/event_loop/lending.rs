//! The terminal in other hands: the shell's while stopped, the editor's while it runs.

use std::io;
use std::process::ExitStatus;
use std::time::Duration;

use ratatui::layout::Rect;

use super::{Error, Loop};
use crate::app::msg::{Msg, NotReturned, Signal};
use crate::runtime::effects::handover::Handed;
use crate::runtime::signals::{Cause, Whom, stop};
use crate::runtime::terminal::size;

/// How long after our own stop a SIGCONT is the end of that stop.
const OWN_STOP: Duration = Duration::from_millis(100);
/// How long the journal is waited for once an editor was cut off. With the time the editor has to end it stays
/// below what the watchdog gives the loop.
const FOR_THE_JOURNAL: Duration = Duration::from_millis(300);
/// How long after the editor's end a typed signal may still be one that was typed for it.
const LATE: Duration = Duration::from_millis(250);

impl Loop {
    /// Stops because the person asked for it here; what was read already stays in the queue.
    pub(super) fn suspend(&mut self) {
        self.effects.pause();
        self.leave();
        stop(Whom::Group);
        self.enter();
        self.own_stop_ends = self.clock.mono() + OWN_STOP;
    }

    /// SIGTSTP came from outside.
    pub(super) fn stopped(&mut self) {
        if self.lent.is_some() {
            self.effects.pause();
            stop(Whom::Process);
        } else {
            self.suspend();
        }
    }

    /// SIGCONT came: after our own stop everything is done already; after a stop we could not see
    /// (SIGSTOP) the shell has used the screen meanwhile.
    pub(super) fn continued(&mut self) {
        // First of all: a message before it, such as another size, would make the stop time spent.
        self.queue.push_front(Msg::Signal(Signal::Continued));
        if self.lent.is_none() && self.clock.mono() > self.own_stop_ends {
            self.restore.cooked();
            self.leave();
            self.enter();
        }
        self.own_stop_ends = Duration::ZERO;
    }

    /// Lends the terminal to the editor. Keys and the like that were read but not yet processed wait
    /// for it; what is not yet read is the editor's.
    pub(super) fn lend(&mut self, text: Handed) {
        if self.lent.is_some() {
            return;
        }
        self.leave();
        match self.options.editor.open(text) {
            Ok(lent) => {
                self.lent = Some(lent);
                let (held, kept): (Vec<Msg>, Vec<Msg>) = self.queue.drain(..).partition(is_input);
                self.held = held;
                self.queue.extend(kept);
            }
            Err((task, sentence)) => {
                self.enter();
                let nothing = NotReturned { sentence, kept: None };
                self.queue.push_front(Msg::Returned(task, Err(nothing)));
            }
        }
    }

    pub(super) fn editor_ended(&mut self, status: io::Result<ExitStatus>) {
        let Some(lent) = self.lent.take() else {
            return;
        };
        let task = lent.task();
        self.queue.push_back(Msg::Returned(task, lent.returned(status)));
        self.queue.extend(self.held.drain(..));
        // Behind the text: a terminal that is gone by now ends the session, and what comes after that is lost.
        self.enter();
        self.returned = Some(self.clock.mono());
    }

    /// Ctrl-C and its like reach everyone in the foreground, and the editor's end may be heard of before
    /// the signal that caused it. In raw mode nothing is typed as a signal.
    pub(super) fn is_for_the_editor(&self, cause: Cause) -> bool {
        let late = self
            .returned
            .is_some_and(|at| self.clock.mono().saturating_sub(at) < LATE);
        cause.is_typed() && (self.lent.is_some() || late)
    }

    /// The program ends while an editor runs: what was saved there is taken as if the editor had ended, so that it
    /// is recorded before the session is left. Its file goes away only once the journal has said that everything
    /// is on disk.
    pub(super) async fn end_editor(&mut self, code: u8) -> Result<(), Error> {
        let Some(mut lent) = self.lent.take() else {
            return Ok(());
        };
        lent.end().await;
        self.restore.take_back();
        let task = lent.task();
        let (back, file) = lent.cut_off();
        let taken = back.is_ok() && self.app.data.live.as_ref().is_some_and(|live| !live.scratch);
        self.queue.push_back(Msg::Returned(task, back));
        self.last_messages(code);
        self.settle()?;
        if taken && self.left_safely().await? && file.is_alone() {
            file.remove();
        }
        Ok(())
    }

    /// Waits a moment until every session that was left is on disk.
    async fn left_safely(&mut self) -> Result<bool, Error> {
        let end = self.clock.absolute(self.clock.mono() + FOR_THE_JOURNAL);
        self.alarm.set(Some(end)).map_err(Error::system("a timer"))?;
        while !self.app.data.left.is_empty() {
            let message = tokio::select! {
                biased;
                Some(message) = self.answers.recv() => message,
                rung = self.alarm.rung() => {
                    rung.map_err(Error::system("a timer"))?;
                    return Ok(false);
                }
            };
            self.queue.push_back(message);
            self.settle()?;
        }
        Ok(true)
    }

    /// Gives the terminal back for a while. What was still to be said is said first: leaving takes back
    /// modes that count as set.
    fn leave(&mut self) {
        self.output.finish(self.face.bytes());
        self.restore.leave();
    }

    /// Takes the terminal again and paints it whole, at the size it has now.
    fn enter(&mut self) {
        if self.restore.enter().is_err() {
            return self.end(Cause::hang_up());
        }
        self.face.forget_cursor();
        self.effects.entered(self.face.bytes());
        self.measure();
    }

    /// Reads the size and has everything painted, also where the size is the same: a terminal made
    /// small and large again has cut off what was there.
    pub(super) fn measure(&mut self) {
        if self.lent.is_some() {
            return;
        }
        let now = size();
        if now != self.size {
            self.size = now;
            self.queue.push_back(Msg::Resize(now));
        }
        self.face.resize(Rect::new(0, 0, now.width, now.height));
        self.repaint = true;
    }
}

fn is_input(message: &Msg) -> bool {
    matches!(
        message,
        Msg::Key(_) | Msg::Paste(_) | Msg::Mouse(_) | Msg::Focus(_)
    )
}
