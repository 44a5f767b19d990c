//! Bytes of a terminal made into events, pure: no reading, no clock.
//!
//! `feed` takes bytes as they come, `patience` says how long silence may last before `timeout` has to
//! decide what half a sequence was. How the bytes were cut must not matter, no byte of a sequence may
//! become text, and no input may keep the parser waiting without end.

mod bulk;
mod codes;

use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers};

use bulk::pasted;

/// How much of parameters or of an answer is kept; what is longer is read over.
const KEPT: usize = 4 * 1024;
const ESC: u8 = 0x1b;
const BEL: u8 = 0x07;
const CAN: u8 = 0x18;
const SUB: u8 = 0x1a;

/// What the bytes meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Out {
    /// A key, a paste, the mouse, focus.
    Ev(Event),
    /// An answer of the terminal, without its leading escape and its terminator.
    Reply(Vec<u8>),
    /// Bytes that mean nothing; never typed.
    Bad,
}

/// Whether a sequence began with an escape byte for certain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Trust {
    Sure,
    /// Its escape was already given out as a key: if no known sequence follows, the characters were typed.
    Trial,
}

/// Whether an escape stood before the sequence or character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Alt {
    Plain,
    Alt,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Ground,
    /// The escape of a key was given out after a silence; what follows may be the rest of its sequence.
    Ghost,
    /// Half a character of this many bytes is held.
    Utf8(usize, Alt),
    Esc,
    EscEsc,
    Ss3(Trust, Alt),
    Csi(Trust, Alt),
    /// `ESC [ [`: function keys of the Linux console.
    Console(Trust),
    /// `ESC [ M`: three bytes follow.
    X10(Trust),
    /// An OSC is held on trial until its number ends.
    OscTrial,
    /// A string opened by this byte (`]`, `P`, `_`).
    Text(u8),
    /// An escape inside a string: its end, if a backslash follows.
    TextEsc(u8),
    Paste,
}

/// The whole state between two reads.
#[derive(Debug)]
pub struct Parser {
    state: State,
    held: Vec<u8>,
    /// Whether `held` lost bytes for lack of room.
    cut: bool,
    /// Where the end of the paste is looked for next.
    searched: usize,
    /// Bytes of the paste since the last silence; `None` until the first one.
    since_silence: Option<usize>,
    kitty: bool,
}

impl Default for Parser {
    fn default() -> Self {
        Self::new()
    }
}

impl Parser {
    /// Returns a parser at the beginning of a stream.
    pub fn new() -> Self {
        Self {
            state: State::Ground,
            held: Vec::new(),
            cut: false,
            searched: 0,
            since_silence: None,
            kitty: false,
        }
    }

    /// Tells that the terminal sends Esc as a sequence now, so that a lone escape byte begins something.
    pub fn expect_kitty(&mut self) {
        self.kitty = true;
    }

    /// Returns how many milliseconds of silence (since the last byte or the last time-out) call for
    /// [`Parser::timeout`]; `None` when nothing is half done.
    pub fn patience(&self) -> Option<u64> {
        match self.state {
            State::Ground => None,
            State::Esc | State::EscEsc => Some(if self.kitty { 250 } else { 60 }),
            State::Text(_) | State::TextEsc(_) if self.held.len() > 1 => Some(1000),
            State::Paste if self.since_silence == Some(0) => None,
            State::Paste => Some(300),
            _ => Some(250),
        }
    }

    /// Takes bytes in.
    pub fn feed(&mut self, bytes: &[u8], out: &mut Vec<Out>) {
        let mut at = 0;
        while at < bytes.len() {
            at += match self.state {
                State::Paste => self.paste(&bytes[at..], out),
                State::Text(_) => self.text(&bytes[at..], out),
                _ => {
                    self.byte(bytes[at], out);
                    1
                }
            };
        }
    }

    /// Decides after a silence of [`Parser::patience`].
    pub fn timeout(&mut self, out: &mut Vec<Out>) {
        match self.state {
            State::Ground => {}
            State::Ghost => self.state = State::Ground,
            State::Esc => {
                out.push(key(KeyCode::Esc));
                self.state = State::Ghost;
            }
            State::EscEsc => {
                out.push(key(KeyCode::Esc));
                out.push(key(KeyCode::Esc));
                self.state = State::Ghost;
            }
            State::Paste => self.paste_silence(out),
            State::Ss3(Trust::Sure, alt) => self.half(b'O', alt, out),
            State::Csi(Trust::Sure, alt) => self.half(b'[', alt, out),
            State::Text(introducer) => self.half_text(introducer, out),
            State::TextEsc(introducer) => {
                self.half_text(introducer, out);
                out.push(key(KeyCode::Esc));
                self.state = State::Ghost;
            }
            State::Utf8(_, alt) => {
                if alt == Alt::Alt {
                    out.push(key(KeyCode::Esc));
                }
                out.push(Out::Bad);
                self.rest();
            }
            State::Console(Trust::Sure) | State::X10(Trust::Sure) => {
                out.push(Out::Bad);
                self.rest();
            }
            State::Ss3(Trust::Trial, _)
            | State::Csi(Trust::Trial, _)
            | State::Console(Trust::Trial)
            | State::X10(Trust::Trial)
            | State::OscTrial => self.typed(out),
        }
    }

    /// The stream ends: hands over what a paste holds.
    pub fn finish(&mut self, out: &mut Vec<Out>) {
        if self.state == State::Paste && !self.held.is_empty() {
            out.push(pasted(std::mem::take(&mut self.held)));
            self.rest();
        }
    }

    /// An introducer and then silence: the Alt chord if nothing followed, else half a sequence.
    fn half(&mut self, introducer: u8, alt: Alt, out: &mut Vec<Out>) {
        if self.held.is_empty() {
            if alt == Alt::Alt {
                out.push(key(KeyCode::Esc));
            }
            out.push(alt_key(char::from(introducer)));
        } else {
            out.push(Out::Bad);
        }
        self.rest();
    }

    fn half_text(&mut self, introducer: u8, out: &mut Vec<Out>) {
        // The introducer itself is held.
        if self.held.len() > 1 {
            out.push(Out::Bad);
        } else {
            out.push(alt_key(char::from(introducer)));
        }
        self.rest();
    }

    fn rest(&mut self) {
        self.state = State::Ground;
        self.held.clear();
        self.cut = false;
    }

    fn open(&mut self, state: State) {
        self.held.clear();
        self.cut = false;
        self.state = state;
    }

    fn hold(&mut self, byte: u8) {
        if self.held.len() < KEPT {
            self.held.push(byte);
        } else {
            self.cut = true;
        }
    }

    /// A sequence on trial was none: its characters were typed.
    fn typed(&mut self, out: &mut Vec<Out>) {
        let opener: &[u8] = match self.state {
            State::Ss3(..) => b"O",
            State::Console(_) => b"[[",
            State::X10(_) => b"[M",
            State::OscTrial => b"",
            _ => b"[",
        };
        let held = std::mem::take(&mut self.held);
        self.rest();
        for &byte in opener.iter().chain(&held) {
            self.ground(byte, Alt::Plain, out);
        }
    }

    /// What was begun ends without meaning.
    fn give_up(&mut self, trust: Trust, out: &mut Vec<Out>) {
        match trust {
            Trust::Sure => {
                out.push(Out::Bad);
                self.rest();
            }
            Trust::Trial => self.typed(out),
        }
    }

    fn byte(&mut self, byte: u8, out: &mut Vec<Out>) {
        match self.state {
            State::Ground => self.ground(byte, Alt::Plain, out),
            State::Ghost => self.ghost(byte, out),
            State::Utf8(len, alt) => self.utf8(len, alt, byte, out),
            State::Esc => self.escaped(byte, Alt::Plain, out),
            State::EscEsc => match byte {
                ESC => out.push(key(KeyCode::Esc)),
                b'[' | b'O' => self.escaped(byte, Alt::Alt, out),
                _ => {
                    out.push(key(KeyCode::Esc));
                    self.escaped(byte, Alt::Plain, out);
                }
            },
            State::Ss3(trust, alt) => self.ss3(trust, alt, byte, out),
            State::Csi(trust, alt) => self.csi(trust, alt, byte, out),
            State::Console(trust) => {
                if let Some(code) = codes::console(byte) {
                    out.push(key(code));
                    self.rest();
                } else {
                    self.give_up(trust, out);
                    self.byte(byte, out);
                }
            }
            State::X10(trust) => self.x10(trust, byte, out),
            State::OscTrial => match byte {
                b'0'..=b'9' => self.hold(byte),
                b';' if self.held.len() > 1 => {
                    self.hold(byte);
                    self.state = State::Text(b']');
                }
                _ => {
                    self.typed(out);
                    self.byte(byte, out);
                }
            },
            State::TextEsc(introducer) => {
                if byte == b'\\' {
                    self.reply(out);
                } else {
                    self.half_text(introducer, out);
                    self.state = State::Esc;
                    self.byte(byte, out);
                }
            }
            // `feed` takes these in bulk; one byte is a short bulk.
            State::Paste => {
                self.paste(&[byte], out);
            }
            State::Text(_) => {
                self.text(&[byte], out);
            }
        }
    }

    fn ground(&mut self, byte: u8, alt: Alt, out: &mut Vec<Out>) {
        match byte {
            ESC => self.open(State::Esc),
            0x20..=0x7e => {
                self.rest();
                out.push(codes::char_key(char::from(byte), modifiers(alt)));
            }
            0x80.. => {
                if let Some(len) = utf8_len(byte) {
                    self.open(State::Utf8(len, alt));
                    self.held.push(byte);
                } else {
                    if alt == Alt::Alt {
                        out.push(key(KeyCode::Esc));
                    }
                    out.push(Out::Bad);
                    self.rest();
                }
            }
            _ => {
                self.rest();
                out.push(codes::control(byte, modifiers(alt)));
            }
        }
    }

    fn ghost(&mut self, byte: u8, out: &mut Vec<Out>) {
        match byte {
            b'[' => self.open(State::Csi(Trust::Trial, Alt::Plain)),
            b'O' => self.open(State::Ss3(Trust::Trial, Alt::Plain)),
            b']' => {
                self.open(State::OscTrial);
                self.held.push(byte);
            }
            _ => self.ground(byte, Alt::Plain, out),
        }
    }

    fn utf8(&mut self, len: usize, alt: Alt, byte: u8, out: &mut Vec<Out>) {
        if !(0x80..0xc0).contains(&byte) {
            self.timeout(out);
            return self.byte(byte, out);
        }
        self.held.push(byte);
        if self.held.len() < len {
            return;
        }
        let decoded = std::str::from_utf8(&self.held)
            .ok()
            .and_then(|text| text.chars().next());
        match decoded {
            Some(ch) if !ch.is_control() => {
                self.rest();
                out.push(codes::char_key(ch, modifiers(alt)));
            }
            _ => self.timeout(out),
        }
    }

    /// The byte after an escape; `alt` tells whether one more escape stood before that.
    fn escaped(&mut self, byte: u8, alt: Alt, out: &mut Vec<Out>) {
        match byte {
            ESC => self.state = State::EscEsc,
            b'[' => self.open(State::Csi(Trust::Sure, alt)),
            b'O' => self.open(State::Ss3(Trust::Sure, alt)),
            b']' | b'P' | b'_' => {
                self.open(State::Text(byte));
                self.held.push(byte);
            }
            _ => self.ground(byte, Alt::Alt, out),
        }
    }

    fn ss3(&mut self, trust: Trust, alt: Alt, byte: u8, out: &mut Vec<Out>) {
        match byte {
            b'1'..=b'8' if self.held.is_empty() => self.held.push(byte),
            _ => {
                let digit = self.held.first().map_or(1, |&digit| u32::from(digit - b'0'));
                // The keypad sends its letters only when asked to: after a late escape `Ok` was typed.
                let likely = trust == Trust::Sure || matches!(byte, b'A'..=b'H' | b'P'..=b'S');
                if let Some(code) = codes::ss3(byte).filter(|_| likely) {
                    out.push(codes::known_key(code, codes::mask(digit) | modifiers(alt)));
                    self.rest();
                } else {
                    if trust == Trust::Trial {
                        self.typed(out);
                    } else {
                        self.half(b'O', alt, out);
                    }
                    self.byte(byte, out);
                }
            }
        }
    }

    fn csi(&mut self, trust: Trust, alt: Alt, byte: u8, out: &mut Vec<Out>) {
        match byte {
            CAN | SUB if trust == Trust::Sure => self.give_up(trust, out),
            0x00..=0x1f | 0x7f.. => {
                if trust == Trust::Sure && self.held.is_empty() {
                    self.half(b'[', alt, out);
                } else {
                    self.give_up(trust, out);
                }
                self.byte(byte, out);
            }
            b'[' if self.held.is_empty() => self.state = State::Console(trust),
            b'M' if self.held.is_empty() => self.state = State::X10(trust),
            0x20..=0x3f => self.hold(byte),
            0x40..=0x7e => {
                let found = if self.cut {
                    codes::Csi::Unknown
                } else {
                    codes::csi(&self.held, byte, modifiers(alt))
                };
                match found {
                    codes::Csi::Event(event) => {
                        out.push(Out::Ev(event));
                        self.rest();
                    }
                    codes::Csi::Reply => {
                        self.held.insert(0, b'[');
                        self.held.push(byte);
                        self.reply(out);
                    }
                    codes::Csi::PasteBegins => {
                        self.open(State::Paste);
                        self.searched = 0;
                        self.since_silence = None;
                    }
                    codes::Csi::Nothing => self.rest(),
                    codes::Csi::Unknown if trust == Trust::Trial => {
                        self.typed(out);
                        self.byte(byte, out);
                    }
                    codes::Csi::Unknown => self.give_up(trust, out),
                }
            }
        }
    }

    fn x10(&mut self, trust: Trust, byte: u8, out: &mut Vec<Out>) {
        if byte < 0x20 {
            self.give_up(trust, out);
            return self.byte(byte, out);
        }
        self.held.push(byte);
        if let [button, column, row] = self.held[..] {
            match codes::x10_mouse(button, column, row) {
                Some(event) => {
                    out.push(Out::Ev(event));
                    self.rest();
                }
                None => self.give_up(trust, out),
            }
        }
    }

    fn reply(&mut self, out: &mut Vec<Out>) {
        out.push(Out::Reply(std::mem::take(&mut self.held)));
        self.rest();
    }
}

fn utf8_len(lead: u8) -> Option<usize> {
    match lead {
        0xc2..=0xdf => Some(2),
        0xe0..=0xef => Some(3),
        0xf0..=0xf4 => Some(4),
        _ => None,
    }
}

fn modifiers(alt: Alt) -> KeyModifiers {
    match alt {
        Alt::Plain => KeyModifiers::NONE,
        Alt::Alt => KeyModifiers::ALT,
    }
}

fn key(code: KeyCode) -> Out {
    Out::Ev(Event::Key(KeyEvent::new(code, KeyModifiers::NONE)))
}

fn alt_key(ch: char) -> Out {
    codes::char_key(ch, KeyModifiers::ALT)
}

#[cfg(test)]
mod tests;
