//! The terminal in other hands: the shell's while stopped, the editor's while it runs.

use std::io;
use std::process::ExitStatus;
use std::time::Duration;

use ratatui::layout::Rect;

use super::Loop;
use crate::app::msg::{Msg, Signal};
use crate::runtime::effects::handover::Handed;
use crate::runtime::signals::{Cause, Whom, stop};
use crate::runtime::terminal::size;

/// How long after our own stop a SIGCONT is the end of that stop.
const OWN_STOP: Duration = Duration::from_millis(100);
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
                self.queue.push_front(Msg::Returned(task, Err(sentence)));
            }
        }
    }

    pub(super) fn editor_ended(&mut self, status: io::Result<ExitStatus>) {
        let Some(lent) = self.lent.take() else {
            return;
        };
        self.enter();
        self.returned = Some(self.clock.mono());
        self.queue.push_back(lent.returned(status));
        self.queue.extend(self.held.drain(..));
    }

    /// Ctrl-C and its like reach everyone in the foreground, and the editor's end may be heard of before
    /// the signal that caused it. In raw mode nothing is typed as a signal.
    pub(super) fn is_for_the_editor(&self, cause: Cause) -> bool {
        let late = self
            .returned
            .is_some_and(|at| self.clock.mono().saturating_sub(at) < LATE);
        cause.is_typed() && (self.lent.is_some() || late)
    }

    /// The program ends while an editor runs.
    pub(super) async fn end_editor(&mut self) {
        if let Some(mut lent) = self.lent.take() {
            lent.end().await;
            self.restore.take_back();
        }
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
