//! Standard input as lines, read on a thread of its own so that the clock never waits for it. Any bytes
//! will do: what is not UTF-8 is replaced, a byte order mark and carriage returns at line ends go.

use std::io::{self, ErrorKind, Read};

use tokio::sync::mpsc::{Receiver, Sender, channel};

/// Bytes read at once.
const CHUNK: usize = 64 << 10;
/// Reads that may wait to be taken: a flood waits in the pipe and not in memory.
const WAITING: usize = 16;

/// What standard input said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// Lines that came at once.
    Lines(Vec<String>),
    End,
}

/// Starts reading; the thread ends with its input, or when nobody listens.
pub fn start(input: impl Read + Send + 'static) -> io::Result<Receiver<Input>> {
    let (sender, receiver) = channel(WAITING);
    std::thread::Builder::new()
        .name("lines".to_owned())
        .spawn(move || read(input, &sender))?;
    Ok(receiver)
}

fn read(mut input: impl Read, sender: &Sender<Input>) {
    let mut splitter = Splitter::default();
    let mut chunk = vec![0; CHUNK];
    loop {
        match input.read(&mut chunk) {
            Ok(0) => break,
            Ok(length) => {
                let lines = splitter.feed(&chunk[..length]);
                if !lines.is_empty() && sender.blocking_send(Input::Lines(lines)).is_err() {
                    return;
                }
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            // A terminal that is gone, a closed descriptor: no more lines come.
            Err(_) => break,
        }
    }
    // What stands after the last line end is a line too.
    let last: Vec<String> = splitter.rest().into_iter().collect();
    let _ = last.is_empty() || sender.blocking_send(Input::Lines(last)).is_ok();
    let _ = sender.blocking_send(Input::End);
}

/// Cuts bytes into lines, wherever the reads cut them.
#[derive(Debug, Default)]
struct Splitter {
    /// The line in hand.
    line: Vec<u8>,
    /// A line was finished: no byte order mark comes any more.
    begun: bool,
}

impl Splitter {
    fn feed(&mut self, bytes: &[u8]) -> Vec<String> {
        let mut lines = Vec::new();
        let mut pieces = bytes.split(|byte| *byte == b'\n').peekable();
        while let Some(piece) = pieces.next() {
            self.line.extend_from_slice(piece);
            if pieces.peek().is_some() {
                lines.push(self.take());
            }
        }
        lines
    }

    fn rest(&mut self) -> Option<String> {
        (!self.line.is_empty()).then(|| self.take())
    }

    fn take(&mut self) -> String {
        let mut line = std::mem::take(&mut self.line);
        if line.last() == Some(&b'\r') {
            line.pop();
        }
        let text = match String::from_utf8(line) {
            Ok(text) => text,
            Err(error) => String::from_utf8_lossy(error.as_bytes()).into_owned(),
        };
        if std::mem::replace(&mut self.begun, true) {
            return text;
        }
        text.strip_prefix('\u{feff}').map_or(text.clone(), str::to_owned)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(pieces: &[&[u8]]) -> Vec<String> {
        let mut splitter = Splitter::default();
        let mut found: Vec<String> = pieces.iter().flat_map(|piece| splitter.feed(piece)).collect();
        found.extend(splitter.rest());
        found
    }

    #[test]
    fn lines_are_the_same_wherever_the_reads_cut_them() {
        let text = "\u{feff}one\r\n\r\ntwo é\n\nthree".as_bytes();
        let want = ["one", "", "two é", "", "three"];
        for cut in 0..=text.len() {
            assert_eq!(lines(&[&text[..cut], &text[cut..]]), want, "cut at {cut}");
        }
        let bytes: Vec<&[u8]> = text.chunks(1).collect();
        assert_eq!(lines(&bytes), want);
    }

    #[test]
    fn what_is_not_utf_8_is_replaced_and_its_neighbours_stay() {
        assert_eq!(lines(&[b"a\xffb\n", b"\xc3", b"\xa9\n"]), ["a\u{fffd}b", "é"]);
        assert_eq!(lines(&[b"\n"]), [""]);
        assert!(lines(&[b""]).is_empty());
    }

    #[test]
    fn a_line_of_many_megabytes_is_a_line() {
        let mut text = vec![b'x'; 8 << 20];
        text.push(b'\n');
        let pieces: Vec<&[u8]> = text.chunks(CHUNK).collect();
        let found = lines(&pieces);
        assert_eq!((found.len(), found[0].len()), (1, 8 << 20));
    }
}
