//! Standard output, written on a thread of its own: a reader that takes its time holds up neither the
//! clock nor the journal, and a script that writes everything before it reads is never waited for.

use std::io::{self, Write};
use std::sync::mpsc::{Receiver, Sender, channel};

use tokio::sync::oneshot;

use super::words::{Line, Shape};
use crate::domain::plain;
use crate::text::wrap;

/// The widest a line is made where there is room: longer ones are hard to read.
const WIDEST: usize = 100;

/// The handle of the thread. Dropping it lets the thread write what is left.
#[derive(Debug)]
pub struct Writer {
    texts: Option<Sender<String>>,
    done: Option<oneshot::Receiver<io::Result<()>>>,
}

impl Writer {
    pub fn start(output: impl Write + Send + 'static) -> io::Result<Self> {
        let (texts, received) = channel();
        let (sender, done) = oneshot::channel();
        std::thread::Builder::new()
            .name("output".to_owned())
            .spawn(move || {
                let _ = sender.send(write(output, &received));
            })?;
        Ok(Self {
            texts: Some(texts),
            done: Some(done),
        })
    }

    /// Hands lines over; what cannot be written any more is told by [`Writer::done`].
    pub fn say(&self, lines: &[Line], width: Option<usize>) {
        if lines.is_empty() {
            return;
        }
        if let Some(texts) = &self.texts {
            let _ = texts.send(shown(lines, width));
        }
    }

    /// Says that nothing more comes.
    pub fn finish(&mut self) {
        self.texts = None;
    }

    /// Waits until everything is written after [`Writer::finish`], or cannot be.
    pub async fn done(&mut self) -> io::Result<()> {
        match &mut self.done {
            Some(done) => {
                let outcome = done.await;
                self.done = None;
                outcome.unwrap_or(Ok(()))
            }
            None => Ok(()),
        }
    }
}

fn write(mut output: impl Write, texts: &Receiver<String>) -> io::Result<()> {
    while let Ok(text) = texts.recv() {
        output.write_all(text.as_bytes())?;
        output.flush()?;
    }
    Ok(())
}

/// Returns lines as they are written. The last gate: nothing a terminal would obey gets by.
pub fn shown(lines: &[Line], width: Option<usize>) -> String {
    let mut text = String::new();
    for line in lines {
        let clean = plain::clean(&line.text);
        for part in clean.split('\n') {
            if let (Some(width), Shape::Prose) = (width, line.shape) {
                wrapped(part, width.min(WIDEST), &mut text);
            } else {
                text.push_str(part);
                text.push('\n');
            }
        }
    }
    text
}

fn wrapped(line: &str, width: usize, text: &mut String) {
    let mut from = 0;
    for at in wrap::breaks(line, width) {
        let at = at as usize;
        text.push_str(line.get(from..at).unwrap_or_default().trim_end());
        text.push('\n');
        from = at;
    }
    text.push_str(line.get(from..).unwrap_or_default());
    text.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_is_wrapped_at_a_terminals_width_and_code_is_not() {
        let lines = [
            Line::prose("why is this the right loss"),
            Line::verbatim("    why_is_this_the = right_loss"),
            Line::prose(""),
        ];
        assert_eq!(
            shown(&lines, Some(12)),
            "why is this\nthe right\nloss\n    why_is_this_the = right_loss\n\n"
        );
        assert_eq!(
            shown(&lines, None),
            "why is this the right loss\n    why_is_this_the = right_loss\n\n"
        );
    }

    #[test]
    fn nothing_a_terminal_obeys_is_written() {
        let lines = [
            Line::prose("a\u{1b}[31mb\u{202e}"),
            Line::verbatim("\u{9b}2Jc\td"),
        ];
        assert_eq!(shown(&lines, None), "ab\nc\td\n");
    }
}
