//! What is taken in bulk: pastes, and the strings of answers. Both may be megabytes long, so no byte is
//! looked at more than twice.

use crossterm::event::{Event, KeyCode};

use super::{BEL, CAN, ESC, KEPT, Out, Parser, SUB, State, Trust, key, utf8_len};

const PASTE_END: &[u8] = b"\x1b[201~";

impl Parser {
    /// Takes the bytes of a string up to its end or the end of the read; returns how many.
    pub(super) fn text(&mut self, bytes: &[u8], out: &mut Vec<Out>) -> usize {
        let State::Text(introducer) = self.state else {
            return 0;
        };
        if self.held.len() == 1 && !opens_text(introducer, bytes[0]) {
            self.half_text(introducer, out);
            self.byte(bytes[0], out);
            return 1;
        }
        let end = bytes
            .iter()
            .position(|&byte| matches!(byte, ESC | BEL | CAN | SUB));
        let inside = &bytes[..end.unwrap_or(bytes.len())];
        let room = KEPT.saturating_sub(self.held.len());
        self.held.extend_from_slice(&inside[..inside.len().min(room)]);
        match end.map(|end| bytes[end]) {
            None => return bytes.len(),
            Some(ESC) => self.state = State::TextEsc(introducer),
            Some(BEL) => self.reply(out),
            Some(_) => self.give_up(Trust::Sure, out),
        }
        inside.len() + 1
    }

    /// Takes the bytes of a paste up to its end or the end of the read; returns how many.
    pub(super) fn paste(&mut self, bytes: &[u8], out: &mut Vec<Out>) -> usize {
        let before = self.held.len();
        self.held.extend_from_slice(bytes);
        let Some(end) = find_end(&self.held, self.searched) else {
            self.searched = self.held.len().saturating_sub(PASTE_END.len() - 1);
            if let Some(since) = &mut self.since_silence {
                *since += bytes.len();
            }
            return bytes.len();
        };
        let taken = end + PASTE_END.len() - before;
        self.held.truncate(end);
        let text = std::mem::take(&mut self.held);
        out.push(pasted(text));
        self.rest();
        taken
    }

    /// A paste fell silent: hands over what is there and stays in the paste, because a slow line must
    /// not turn the rest into keys. A lone escape after that silence is a person wanting out.
    pub(super) fn paste_silence(&mut self, out: &mut Vec<Out>) {
        if self.since_silence == Some(1) && self.held.last() == Some(&ESC) {
            out.push(key(KeyCode::Esc));
            self.rest();
            self.state = State::Ghost;
            return;
        }
        let keep = unfinished(&self.held);
        let tail = self.held.split_off(self.held.len() - keep);
        let text = std::mem::replace(&mut self.held, tail);
        if !text.is_empty() {
            out.push(pasted(text));
        }
        self.searched = 0;
        self.since_silence = Some(0);
    }
}

/// Returns whether `byte` can be the first of a string of this kind. Anything else was an Alt chord and
/// a key: `ESC P` then a letter begins no answer a terminal gives.
fn opens_text(introducer: u8, byte: u8) -> bool {
    match byte {
        ESC | BEL => true,
        _ => match introducer {
            b']' => matches!(byte, b'0'..=b'9' | b'l' | b'L'),
            b'P' => matches!(byte, 0x20..=0x3f),
            _ => byte >= 0x20,
        },
    }
}

/// Returns where the end mark stands, looking from `from` on.
fn find_end(bytes: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    loop {
        at += bytes[at..].iter().position(|&byte| byte == ESC)?;
        if bytes[at..].starts_with(PASTE_END) {
            return Some(at);
        }
        at += 1;
    }
}

/// Returns how many bytes at the end may be half an end mark or half a character.
fn unfinished(bytes: &[u8]) -> usize {
    let mark = (1..PASTE_END.len())
        .rev()
        .find(|&len| bytes.ends_with(&PASTE_END[..len]));
    if let Some(len) = mark {
        return len;
    }
    let tail = &bytes[bytes.len().saturating_sub(3)..];
    let lead = tail.iter().rposition(|&byte| byte >= 0xc0);
    match lead {
        Some(at) if utf8_len(tail[at]).is_some_and(|len| len > tail.len() - at) => tail.len() - at,
        _ => 0,
    }
}

pub(super) fn pasted(bytes: Vec<u8>) -> Out {
    let text = String::from_utf8(bytes)
        .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned());
    Out::Ev(Event::Paste(text))
}
